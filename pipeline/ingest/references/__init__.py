"""What a text refers to: papers of parliament, laws, treaties and links."""

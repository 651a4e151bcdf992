"""What a document is: title, date, publisher, role and language, inferred where it is silent."""

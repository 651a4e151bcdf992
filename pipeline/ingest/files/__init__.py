"""Find the files of a run, know each by its content, and match it with the manifest."""

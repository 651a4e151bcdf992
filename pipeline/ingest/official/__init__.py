"""Official publications in XML, in both dialects."""

"""How fast the line is, on documents made for it: ``python -m pipeline.bench``."""

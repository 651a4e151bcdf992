"""Markdown, read by markdown-it."""

"""Plain text: lines to headings, paragraphs, items, cells, notes and running heads."""

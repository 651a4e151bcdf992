"""Word documents (.docx): parts of the package, styles, numbering, notes."""

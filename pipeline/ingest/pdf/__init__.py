"""PDF: glyphs to runs, runs to lines and columns, lines to blocks; pictures are reported."""

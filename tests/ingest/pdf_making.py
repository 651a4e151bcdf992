"""Small PDFs for tests: words put at exact places, by reportlab."""

from __future__ import annotations

import unicodedata
from io import BytesIO
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.ingest.reading import Reading
from pipeline.records import FURNITURE_KINDS

WIDTH, HEIGHT = A4
LEFT, TOP, LEADING = 72, 72, 13


class Sheet:
    """A PDF in the making; positions are points from the upper left corner."""

    def __init__(self, **options):
        self.file = BytesIO()
        self.canvas = Canvas(self.file, pagesize=A4, invariant=1, **options)
        self.y = TOP

    def put(self, x, y, text, *, size=10, font="Helvetica", mode=None, **options):
        """Print a text with its baseline at ``y``."""
        written = self.canvas.beginText(x, HEIGHT - y)
        written.setFont(font, size)
        if mode is not None:
            written.setTextRenderMode(mode)
        if "space" in options:
            written.setCharSpace(options["space"])
        written.textOut(text)
        self.canvas.drawText(written)
        return x + self.canvas.stringWidth(text, font, size)

    def lines(self, *texts, x=LEFT, size=10, leading=LEADING, font="Helvetica"):
        """Print lines below what stands there."""
        for text in texts:
            self.put(x, self.y, text, size=size, font=font)
            self.y += leading
        return self

    def skip(self, points=LEADING):
        self.y += points
        return self

    def page(self):
        self.canvas.showPage()
        self.y = TOP
        return self

    def save(self, folder: Path, name="blad.pdf") -> Path:
        self.canvas.save()
        path = folder / name
        path.write_bytes(self.file.getvalue())
        return path


def check_pieces(reading: Reading) -> None:
    """Pieces are in order, within the source and apart, and hold all that is printed."""
    covered = bytearray(len(reading.source))
    last_text = last_furniture = 0
    for piece in reading.pieces:
        assert 0 <= piece.start <= piece.content_start <= piece.end <= len(reading.source)
        assert piece.start < piece.end
        assert not reading.source[piece.start].isspace()
        assert not reading.source[piece.end - 1].isspace()
        assert piece.page == reading.source.count("\f", 0, piece.start) + 1
        if piece.kind in FURNITURE_KINDS:
            assert piece.start >= last_furniture
            assert piece.start >= last_text or piece.end <= last_text
            last_furniture = piece.end
        else:
            assert piece.start >= max(last_text, last_furniture)
            last_text = piece.end
        covered[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
    assert not [n for n, c in enumerate(reading.source) if not c.isspace() and not covered[n]]
    for marker in reading.markers:
        figures = unicodedata.normalize("NFKC", reading.source[marker.start : marker.end])
        assert marker.number in figures

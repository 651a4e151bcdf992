"""What the tests of readers share: how a reading is written down, and what holds for any."""

import pytest

from pipeline.ingest.reading import number_blocks
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS


def _furniture(reading):
    spans = [(p.start, p.end) for p in reading.pieces if p.kind in FURNITURE_KINDS]
    return sorted(spans + [(m.start, m.end) for m in reading.markers])


@pytest.fixture(scope="session")
def described():
    """Call it with a reading: every block as the cases write it, 'kind [marker]: text'.

    A heading has its level behind its kind, a cell its table, row and column.
    """

    def describe(reading):
        rows = []
        furniture = _furniture(reading)
        for block in number_blocks(reading, "d"):
            words = block.content_start < block.end
            text = (
                fold(reading.source, block.content_start, block.end, furniture).text
                if words
                else ""
            )
            kind = block.kind + (str(block.level) if block.kind == "heading" else "")
            kind += " " + ".".join(map(str, block.cell)) if block.cell else ""
            marker = f" [{block.marker}]" if block.marker else ""
            rows.append(f"{kind}{marker}: {text}".strip())
        return rows

    return describe


@pytest.fixture(scope="session")
def check_reading():
    """Call it with a reading: its pieces are in order, apart, and hold all that is printed."""

    def check(reading):
        last = 0
        source = reading.source
        covered = bytearray(len(source))
        for piece in reading.pieces:
            assert last <= piece.start <= piece.content_start <= piece.end <= len(source)
            assert piece.start < piece.end
            assert not source[piece.start].isspace()
            assert not source[piece.end - 1].isspace()
            covered[piece.start : piece.end] = b"\x01" * (piece.end - piece.start)
            last = piece.end
        assert not [n for n, c in enumerate(source) if not c.isspace() and not covered[n]]
        for marker in reading.markers:
            assert source[marker.start : marker.end] == marker.number
            assert covered[marker.start]
        assert len(number_blocks(reading, "d")) == len(reading.pieces)

    return check

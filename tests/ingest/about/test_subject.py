"""Setting the subject line apart moves no word: every character stays where it was."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.about.subject import set_subject_apart
from pipeline.ingest.plain.layout import lay_out
from pipeline.records import FURNITURE_KINDS

LINES = st.sampled_from(
    [
        *("", "", "Betreft: uw brief over de boten", "Onderwerp", "Titel Visie op het veer"),
        *("Datum 3 mei 2031", "Geachte leden,", "De haven groeit, en dat vraagt om ruimte."),
        *(
            "12",
            "- 12 -",
            "\f",
            "Havenvisie | 3",
            "¹ Zie de visie.",
            "de boot vaart¹ en",
            "• kades",
        ),
        *("1. Verleng de kade.", "lager tarief", "Reactie", "HOOFDSTUK"),
    ]
)


def covered(reading, kinds):
    """The characters in pieces of these kinds, in order, white space apart."""
    held = {
        n
        for p in reading.pieces
        if (p.kind in FURNITURE_KINDS) == kinds
        for n in range(p.start, p.end)
    }
    return [n for n in sorted(held) if not reading.source[n].isspace()]


@settings(deadline=None)
@given(st.lists(LINES, max_size=14).map("\n".join))
def test_every_character_keeps_its_place(source):
    reading = lay_out(source)
    apart = set_subject_apart(reading)
    assert apart.source == source
    for furniture in (True, False):
        assert covered(apart, furniture) == covered(reading, furniture)
    last = 0
    for piece in apart.pieces:
        assert piece.start <= piece.content_start <= piece.end
        assert piece.start < piece.end
        assert not source[piece.start].isspace()
        assert not source[piece.end - 1].isspace()
        if piece.kind not in FURNITURE_KINDS:
            assert piece.start >= last
            last = piece.end
    assert set_subject_apart(apart).pieces == apart.pieces

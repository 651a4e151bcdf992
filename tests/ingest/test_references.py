"""References: where they stand and what they are called."""

from __future__ import annotations

import pytest

from pipeline.ingest import document_from_text
from pipeline.ingest.references import find_references


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Zie Kamerstuk 32 735 nr. 370.", [("kamerstuk", "kst-32735-370")]),
        ("Kamerstukken II 2024/25, 36 600-IX, nr. 39", [("kamerstuk", "kst-36600-IX-39")]),
        ("Kamerstuk 36 600 IX, nr. 39", [("kamerstuk", "kst-36600-IX-39")]),
        ("Kamerstuk 21 501-20, nr. 1841", [("kamerstuk", "kst-21501-20-1841")]),
        ("Kamerstuk 32735, nr. 4", [("kamerstuk", "kst-32735-4")]),
        ("Kamerstuk\u00a032\u00a0735,\nnr. 4", [("kamerstuk", "kst-32735-4")]),
        ("de Motie Ceder - 32 735 nr. 350", [("motion", "kst-32735-350")]),
        ("de motie (36 600-V, nr. 12)", [("motion", "kst-36600-V-12")]),
        ("artikel 90 van de Grondwet", [("law", "Grondwet, artikel 90")]),
        ("art. 2 VEU", [("law", "VEU, artikel 2")]),
        ("(https://a.nl/b?c=1).", [("link", "https://a.nl/b?c=1")]),
        # what looks like one and is none
        ("Het kostte 32 735 euro.", []),
        ("Kamerstuk over huren", []),
        ("motie 3 van de partij", []),
        ("artikel 90 van de wet", []),
        ("www en https: zijn afkortingen", []),
    ],
)
def test_reference_is_found_and_named(source, expected):
    assert [(kind, name) for _, _, kind, name in find_references(source)] == expected


def test_references_come_in_order_of_position():
    source = "https://a.nl, Kamerstuk 32 735 nr. 370 en artikel 1 Grondwet, https://b.nl"
    found = list(find_references(source))
    assert found == sorted(found)
    assert [source[a:b] for a, b, _, _ in found] == [
        "https://a.nl",
        "Kamerstuk 32 735 nr. 370",
        "artikel 1 Grondwet",
        "https://b.nl",
    ]


def test_document_lists_markers_and_references_with_their_folded_text():
    source = "De stad bouwt.1 Zie Kamerstuk\n32 735 nr. 370.\n\n1 Zie https://a.nl/b\n"
    document = document_from_text(source, "d")
    assert [(r.kind, r.identifier, r.text) for r in document.references] == [
        ("footnote", "1", "1"),
        ("kamerstuk", "kst-32735-370", "Kamerstuk 32 735 nr. 370"),
        ("link", "https://a.nl/b", "https://a.nl/b"),
    ]

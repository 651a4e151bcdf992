"""The stage as a whole."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st
from making import advice, analysis, shown

from pipeline.align import align_recommendations
from pipeline.offsets import fold

ASKED = advice(
    "Richt een noodfonds in voor vissers die hun quotum verliezen.",
    "Meet jaarlijks de visstand in de Waddenzee.",
    "Verbied de bodemtrawl in natuurgebieden.",
    title="Ruimte voor de kotter",
    date="2024-03-01",
)
QUOTING = analysis(
    "Het kabinet neemt de aanbevelingen over.\n\n"
    "Aanbeveling 1: Richt een noodfonds in voor vissers die hun quotum verloren.\n\n"
    "Het fonds opent in mei.\n\nAanbeveling 3 wijs ik af.\n\n"
    "De visstand in de Waddenzee wordt voortaan jaarlijks gemeten.\n",
    "brief",
    recommendations=[
        (
            "1",
            "Richt een noodfonds in voor vissers die hun quotum verloren.",
            "Het fonds opent in mei.",
        )
    ],
    role="response",
    title="Brief",
)
POLICY = analysis(
    "De visstand in de Waddenzee wordt vanaf 2025 jaarlijks gemeten.\n",
    "nota",
    role="policy",
    title="Nota",
    date="2025",
)
WHOLE = [
    ("advies-r01", "brief", "structure", "Het fonds opent in mei."),
    ("advies-r01-a1", "brief", "structure", "Het fonds opent in mei."),
    (
        "advies-r02",
        "brief",
        "meaning",
        "De visstand in de Waddenzee wordt voortaan jaarlijks gemeten.",
    ),
    (
        "advies-r02-a1",
        "brief",
        "meaning",
        "De visstand in de Waddenzee wordt voortaan jaarlijks gemeten.",
    ),
    ("advies-r03", "brief", "reference", "Aanbeveling 3 wijs ik af."),
    ("advies-r03-a1", "brief", "reference", "Aanbeveling 3 wijs ik af."),
    ("brief-r01", "brief", "structure", "Het fonds opent in mei."),
    ("brief-r01-a1", "brief", "structure", "Het fonds opent in mei."),
]


def test_three_ways_come_together():
    aligned = align_recommendations([ASKED, QUOTING, POLICY])
    assert shown(aligned) == WHOLE
    assert aligned.links == {"advies": ("brief",)}
    assert {key: [p.text for p in found] for key, found in aligned.general.items()} == {
        "brief": ["Het kabinet neemt de aanbevelingen over."]
    }


@settings(max_examples=10, deadline=None)
@given(st.permutations([ASKED, QUOTING, POLICY]))
def test_order_of_the_documents_does_not_matter(analyses):
    assert align_recommendations(analyses) == align_recommendations([ASKED, QUOTING, POLICY])


def test_every_passage_is_its_slice_of_the_source():
    aligned = align_recommendations([ASKED, QUOTING, POLICY])
    documents = {a.document.document_id: a.document for a in aligned.analyses}
    passages = [row.passage for rows in aligned.alignments.values() for row in rows]
    passages += [p for found in aligned.general.values() for p in found]
    for p in passages:
        document = documents[p.document_id]
        assert fold(document.source, p.start, p.end, document.furniture).text == p.text


def test_nothing_comes_of_nothing():
    aligned = align_recommendations([])
    assert (aligned.analyses, aligned.alignments, aligned.links) == ((), {}, {})


def test_advice_alone_has_no_answers():
    assert align_recommendations([ASKED]).alignments == {}


def test_many_documents_keep_their_answers():
    noise = [
        analysis(
            f"In {2000 + n} voeren de schepen uit. De kade werd {n} keer hersteld.\n",
            f"ruis{n:03d}",
            role="policy",
            title="Nota",
        )
        for n in range(60)
    ]
    analyses = [ASKED, QUOTING, POLICY, *noise]
    random.Random(1).shuffle(analyses)
    assert shown(align_recommendations(analyses)) == WHOLE

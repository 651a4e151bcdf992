"""Replies that words leave open: the document in which a reader finds likely answers."""

from dataclasses import replace

import pytest
from making import advice, analysis

from pipeline.align import align_recommendations
from pipeline.align.aligned import Pair
from pipeline.align.by_reading import MEAN_CHANCE, read_replies
from pipeline.records import Alignment, Passage

ASKS = ("Sluit de steenfabriek.", "Koop een schip.", "Herstel de kade.")
ASKED = advice(*ASKS, title="De IJssel", date="2024-01-01")
LETTERS = {
    name: analysis(text, name, role="policy", title=name, date="2025-01-01")
    for name, text in {
        "fabriek": "De oven in Wijhe dooft in mei. Aan het water verandert er veel.",
        "museum": "Het museum in Hattem breidt uit. Er komt een nieuwe zaal.",
    }.items()
}


def pair_of(asking, reply):
    return Pair(
        asking=ASKED,
        recommendations=ASKED.recommendations,
        reply=LETTERS[reply],
        settled=(),
        found=True,
    )


def aligner(chances):
    """Finds an answer to every recommendation, as likely as is said of a document."""

    def rows(pair):
        letter = pair.reply.document.document_id
        first = pair.reply.sentences[0]
        return [
            Alignment(
                recommendation_id=r.recommendation_id,
                ask_id="",
                passage=Passage(
                    document_id=letter, start=first.start, end=first.end, text=first.text
                ),
                method="meaning",
                score=chances[letter],
                explanation="",
            )
            for r in pair.recommendations
        ]

    return lambda pairs: map(rows, pairs)


@pytest.mark.parametrize(
    ("chances", "found"),
    [
        ({"fabriek": 0.6, "museum": 0.1}, {"advies": "fabriek"}),
        ({"fabriek": 0.5, "museum": 0.7}, {"advies": "museum"}),
        ({"fabriek": MEAN_CHANCE - 0.01, "museum": 0.1}, {}),
    ],
)
def test_document_with_the_likeliest_answers_is_the_reply(chances, found):
    unsure = {"advies": ("museum", "fabriek")}
    assert read_replies(unsure, pair_of, aligner(chances)) == found


def test_what_is_not_answered_counts_against_a_document():
    def one_row(pairs):
        for rows in aligner({"fabriek": 0.9, "museum": 0.9})(pairs):
            yield rows[:1]

    assert read_replies({"advies": ("fabriek",)}, pair_of, one_row) == {}


@pytest.mark.parametrize(("reads", "links"), [(False, {}), (True, {"advies": ("fabriek",)})])
def test_reply_in_other_words_is_found_by_reading_only(monkeypatch, reads, links):
    from pipeline.align import replies

    # Words leave it open, and speak of too little for a reply in part.
    for name, bar in {"WORTH_READING": 0.0, "LIKELY": 1.1, "SPOKEN_OF": 1.0}.items():
        monkeypatch.setattr(replies, name, bar)
    documents = [ASKED, *LETTERS.values()]
    shared = replace(
        LETTERS["fabriek"],
        sentences=tuple(
            replace(s, lemmas=(*s.lemmas, "kade", "schip")) for s in LETTERS["fabriek"].sentences
        ),
    )
    found = align_recommendations(
        [documents[0], shared, documents[2]],
        aligner({"fabriek": 0.6, "museum": 0.1}),
        reads=reads,
    )
    assert found.links == links

"""Runs made by hand: what was found is given as words of a source, no model needed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256

import pytest

from pipeline import Result
from pipeline.ingest import document_from_text
from pipeline.records import (
    Alignment,
    Ask,
    Claim,
    DocumentAnalysis,
    Passage,
    Recommendation,
    Theme,
    Verdict,
)
from pipeline.report import build_tables, output_files

THEMES = {"trade": "Handel", "security": "Veiligheid"}


def make_run(
    sources: Mapping[str, str],
    *,
    claims: Sequence[tuple] = (),
    recommendations: Sequence[tuple] = (),
    answers: Sequence[tuple] = (),
    quoted: Mapping[str, str] = {},
    made_with: Mapping[str, object] = {},
) -> Result:
    """Make a run. Documents are named by identifier; everything else by its words in them.

    ``claims``: document, words, type, themes. ``recommendations``: document, words, number, stance
    or None. ``answers``: words of the recommendation, document, words, method. ``quoted``: words of
    a recommendation by those of its quotation.
    """
    documents = {
        key: replace(
            document_from_text(source, key),
            title="",
            role="policy",
            file=f"{key}.txt",
            sha256=sha256(source.encode()).hexdigest(),
        )
        for key, source in sources.items()
    }

    def passage(document_id, words):
        start = sources[document_id].index(words)
        return {
            "document_id": document_id,
            "start": start,
            "end": start + len(words),
            "text": words,
        }

    ids = {words: f"{d}-r{i:02}" for i, (d, words, *_) in enumerate(recommendations, 1)}
    found = {key: ([], []) for key in documents}
    for number, (document_id, words, claim_type, themes) in enumerate(claims, start=1):
        claim = Claim(
            **passage(document_id, words),
            claim_id=f"{document_id}-c{number:04}",
            claim_type=claim_type,
            themes=tuple(Theme(theme=t, score=1.0, basis="term") for t in themes),
            n_words=len(words.split()),
        )
        found[document_id][0].append(claim)
    alignments = [
        Alignment(
            recommendation_id=ids[asked],
            ask_id="",
            passage=Passage(**passage(document_id, words)),
            method=method,
            score=0.9,
        )
        for asked, document_id, words, method in answers
    ]
    verdicts = []
    for document_id, words, number, stance in recommendations:
        key = ids[words]
        ask = Ask(
            **passage(document_id, words),
            ask_id=f"{key}-a1",
            recommendation_id=key,
            text_resolved=words,
        )
        found[document_id][1].append(
            Recommendation(
                **passage(document_id, words),
                recommendation_id=key,
                number=number,
                asks=(ask,),
                quoted_from=ids[quoted[words]] if words in quoted else "",
            )
        )
        evidence = next((a.passage for a in alignments if a.recommendation_id == key), None)
        verdicts += [
            Verdict(
                recommendation_id=key,
                ask_id=ask_id,
                stance=stance,
                confidence=0.5,
                reason="model" if evidence else "not_found" if stance else "no_response_document",
                evidence=evidence,
            )
            for ask_id in ("", ask.ask_id)
        ]
    analyses = [
        DocumentAnalysis(
            document=documents[key],
            claims=tuple(sorted(c, key=lambda c: c.start)),
            recommendations=tuple(sorted(r, key=lambda r: r.start)),
        )
        for key, (c, r) in found.items()
    ]
    tables = build_tables(analyses, alignments, verdicts, [], list(THEMES), THEMES)
    return Result(
        tables=tables,
        documents=documents,
        run={"program": "weerklank", "version": "1", "codebook": {"labels": THEMES}, **made_with},
        files=output_files(tables, documents, list(THEMES)),
    )


@pytest.fixture
def run():
    return make_run


@pytest.fixture
def shown():
    """What changed, as kind, change, words, field, old and new of every row."""

    def shown(comparison, *kinds):
        columns = ["soort", "wijziging", "tekst", "veld", "oud", "nieuw"]
        rows = comparison.table[columns].itertuples(index=False, name=None)
        return [row for row in rows if not kinds or row[0] in kinds]

    return shown

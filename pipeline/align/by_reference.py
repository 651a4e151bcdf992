"""Answers that name what they answer: 'ten aanzien van aanbeveling 3', 'de eerste twee'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.align.by_structure import passage_of
from pipeline.records import Alignment, DocumentAnalysis, Recommendation

ORDINALS = (
    "eerste",
    "tweede",
    "derde",
    "vierde",
    "vijfde",
    "zesde",
    "zevende",
    "achtste",
    "negende",
    "tiende",
)
COUNTS = {"twee": 2, "drie": 3, "vier": 4, "vijf": 5}
# Matches "aanbeveling 3", "aanbevelingen 1, 2 en 4", "aanbeveling b"; must not match "aanbeveling om".
NUMBERED = re.compile(
    r"\b(?:deel)?(?:aanbeveling|suggestie|advies|voorstel|punt)(?:en|s)?\s+(?:nr\.\s*)?"
    r"(?P<numbers>(?:\d{1,2}|[IVX]{1,5}|[a-h])\b(?:\s*(?:,|en|t/m|tot en met)\s*(?:\d{1,2}|[IVX]{1,5}|[a-h])\b)*)",
    re.IGNORECASE,
)
AD = re.compile(
    r"^(?:Ad|Re)\s+(?P<numbers>(?:\d{1,2}|[IVX]{1,5}|[a-h])\b\.?(?:\s*(?:,|en|t/m)\s*(?:\d{1,2}|[IVX]{1,5}|[a-h])\b\.?)*)"
)
ORDINAL = re.compile(
    rf"\bde\s+(?P<ordinal>{'|'.join(ORDINALS)}|laatste)(?:\s+(?P<count>{'|'.join(COUNTS)}))?"
    r"\s+(?:aanbeveling|suggestie|voorstel|punt)",
    re.IGNORECASE,
)


def align_by_reference(
    analyses: Sequence[DocumentAnalysis], links: Mapping[str, Sequence[str]]
) -> Iterator[Alignment]:
    """Yield a row for every passage of a linked document that names a recommendation.

    A passage runs from the naming sentence to the end of its block, or to the next naming one.
    """
    by_id = {analysis.document.document_id: analysis for analysis in analyses}
    for analysis in analyses:
        asked = [r for r in analysis.recommendations if not r.quoted_from]
        if not asked:
            continue
        for document_id in links.get(analysis.document.document_id, ()):
            yield from _named_in(by_id[document_id], asked)


def named_recommendations(text: str, asked: Sequence[Recommendation]) -> list[Recommendation]:
    """Return the recommendations that a sentence names by number or order."""
    named: dict[str, Recommendation] = {}
    for pattern in (NUMBERED, AD):
        for match in pattern.finditer(text):
            for number in _numbers(match["numbers"]):
                for r in asked:
                    if r.number.lower() == number.lower():
                        named[r.recommendation_id] = r
    for match in ORDINAL.finditer(text):
        word = match["ordinal"].lower()
        count = COUNTS.get((match["count"] or "").lower(), 1)
        first = len(asked) - count if word == "laatste" else ORDINALS.index(word)
        for r in asked[max(first, 0) : first + count]:
            named[r.recommendation_id] = r
    return [r for r in asked if r.recommendation_id in named]


def _numbers(text: str) -> list[str]:
    """'1, 2 en 4' and 'b t/m d' as the numbers they stand for."""
    numbers: list[str] = []
    through = False
    for part in re.findall(r"\w+/m|tot en met|\w+", text):
        if part.lower() in {"t/m", "tot en met"}:
            through = True
        elif part.lower() not in {"en", "tot", "met"}:
            if through and part.isdigit() and numbers and numbers[-1].isdigit():
                numbers += [str(n) for n in range(int(numbers[-1]) + 1, int(part))]
            numbers.append(part)
            through = False
    return numbers


def _named_in(response: DocumentAnalysis, asked: Sequence[Recommendation]) -> Iterator[Alignment]:
    blocks: dict[int, list[int]] = {}
    for n, sentence in enumerate(response.sentences):
        blocks.setdefault(sentence.block, []).append(n)
    for members in blocks.values():
        naming = [
            (n, named)
            for n in members
            if (named := named_recommendations(response.sentences[n].text, asked))
        ]
        for at, (n, named) in enumerate(naming):
            last = naming[at + 1][0] - 1 if at + 1 < len(naming) else members[-1]
            start, end = response.sentences[n].start, response.sentences[last].end
            for recommendation in named:
                yield Alignment(
                    recommendation_id=recommendation.recommendation_id,
                    ask_id="",
                    passage=passage_of(response.document, start, end),
                    method="reference",
                    score=0.95 if len(named) == 1 else 0.85,
                    explanation=f"names the recommendation among {len(named)}",
                )

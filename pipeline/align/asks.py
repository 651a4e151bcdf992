"""Inside the passages that answer a recommendation: the sentences that speak of each ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.align.by_structure import passage_of
from pipeline.align.numbering import ORDINAL, Name, pick, positions
from pipeline.align.phrases import says
from pipeline.align.words import SHORTEST, Rarity, common_stems, rarity, stem, stems_of_text
from pipeline.records import Alignment, Document, DocumentAnalysis, Recommendation, Sentence

_PAPER = r"(?:(?:deel)?aanbeveling|advies|suggestie|voorstel|oproep|pleidooi|verzoek|wens|punt)"
# Matches "de aanbeveling om een fonds in te stellen", "het advies van de raad over havens"; must
# not match "een voorstel voor een wet", "het advies is helder".
TOPIC = re.compile(
    rf"\b(?:de|het|uw|deze|dit|diens|hun)\s+(?:\w+e\s+)?{_PAPER}\s+(?:(?:van|door|uit)\s+[^,.;]{{2,60}}?\s+)?"
    r"(?:over|om|inzake|rond(?:om)?|omtrent|tot|voor|met\s+betrekking\s+tot|ten\s+aanzien\s+van|"
    r"betreffende|dat|aangaande|van|op\s+het\s+gebied\s+van)\s+(?P<topic>[^.;]+)",
    re.IGNORECASE,
)
# Likeness from which a sentence of an answer speaks of an ask: low, because the passage is known
# to answer the recommendation; a sentence goes to every ask that is nearly as like it as the best.
THRESHOLD = 0.10
NEARLY = 0.7
COMMON_WEIGHT = 0.3  # of words that turn up in any policy text, beside telling ones
# Matches "het eerste deel van deze aanbeveling", "het tweede verzoek"; must not match "de eerste
# stap".
PART = re.compile(
    rf"\b(?:het|de)\s+(?P<list>{ORDINAL}(?:\s+en\s+(?:het\s+|de\s+)?{ORDINAL})*)\s+"
    r"(?:(?:deel|onderdeel|element|verzoek|vraag|helft|punt|voorstel|stap)\b(?:\s+van\s+(?:de|deze)\s+"
    r"(?:aanbeveling|suggestie|advies))?|(?:deel|onderdeel)vraag)",
    re.IGNORECASE,
)

Inside = tuple[Alignment, Sentence]


def align_asks(
    analyses: Sequence[DocumentAnalysis], found: Mapping[str, Sequence[Alignment]]
) -> dict[str, list[Alignment]]:
    """Return, inside the passages of every recommendation, the stretches that speak of each ask.

    A recommendation's only ask has all its passages. Of several, each has the sentences that name
    its part ('het tweede deel') or speak of the same, with those that carry them on; an ask that
    no sentence speaks of has none.
    """
    sentences = {a.document.document_id: a.sentences for a in analyses}
    documents = {a.document.document_id: a.document for a in analyses}
    rows: dict[str, list[Alignment]] = {}
    for analysis in analyses:
        for r in analysis.recommendations:
            whole = found.get(r.recommendation_id, ())
            if len(r.asks) == 1:
                rows[r.recommendation_id] = [_only(r, row) for row in whole]
                continue
            inside = [
                (row, s)
                for row in whole
                for s in sentences[row.passage.document_id]
                if row.passage.start <= s.start and s.end <= row.passage.end
            ]
            rows[r.recommendation_id] = list(_of_several(r, inside, documents))
    return {key: value for key, value in rows.items() if value}


def _only(r: Recommendation, row: Alignment) -> Alignment:
    return Alignment(
        recommendation_id=r.recommendation_id,
        ask_id=r.asks[0].ask_id,
        passage=row.passage,
        method=row.method,
        score=row.score,
        explanation="the only ask of the recommendation",
    )


def _of_several(
    r: Recommendation, inside: Sequence[Inside], documents: Mapping[str, Document]
) -> Iterator[Alignment]:
    spoken = [_words(s.lemmas, s.text) for _, s in inside]
    asked = [_words(ask.lemmas, ask.text) for ask in r.asks]
    rare = rarity([*spoken, *asked])
    chosen: list[dict[int, float]] = [{} for _ in r.asks]
    current: dict[int, float] = {}
    for n, (row, sentence) in enumerate(inside):
        together = n > 0 and inside[n - 1][0] is row
        same_block = together and inside[n - 1][1].block == sentence.block
        own = _spoken_of(sentence, spoken[n], asked, rare)
        if own:
            current = own
        elif not (same_block and (says("goes_on", sentence.text) or _opened(inside, n))):
            current = {}
        for which, score in current.items():
            chosen[which][n] = score
    for ask, of_ask in zip(r.asks, chosen, strict=True):
        for run in _runs(sorted(of_ask), inside):
            row, first = inside[run[0]]
            score = max(of_ask[n] for n in run)
            yield Alignment(
                recommendation_id=r.recommendation_id,
                ask_id=ask.ask_id,
                passage=passage_of(
                    documents[row.passage.document_id], first.start, inside[run[-1]][1].end
                ),
                method=row.method,
                score=round(min(score, 1.0) * row.score, 4),
                explanation=f"likeness {score:.2f} of the ask with this passage",
            )


# Matches "40", "2,5", "1.200"; must not match "a4".
NUMBER = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*(?!\w)")


def _words(lemmas: Sequence[str], text: str) -> frozenset[str]:
    """Return the stems and numbers by which an ask is told from the others of its kind.

    Within one answer common words tell too: 'stel 40 miljoen euro beschikbaar' has no others.
    """
    common = frozenset(stem(lemma) for lemma in lemmas if len(lemma) >= SHORTEST)
    return common | frozenset(NUMBER.findall(text))


def _opened(inside: Sequence[Inside], n: int) -> bool:
    """Whether the paragraph opened by saying which ask it is about."""
    block = inside[n][1].block
    opener = next(s for _, s in inside if s.block == block)
    return bool(TOPIC.search(opener.text)) or says("asks", opener.text)


def _spoken_of(
    sentence: Sentence,
    spoken: frozenset[str],
    asked: Sequence[frozenset[str]],
    rare: Rarity,
) -> dict[int, float]:
    """Return the asks that a sentence speaks of, with how much."""
    parts = PART.search(sentence.text)
    if parts:
        name = Name(*parts.span(), "order", positions(parts["list"]))
        return dict.fromkeys(pick(name, [""] * len(asked)), 1.0)
    topic = TOPIC.search(sentence.text)
    words = stems_of_text(topic["topic"]) if topic else spoken
    scores = [_likeness(words, own, rare) for own in asked]
    best = max(scores, default=0.0)
    if best < THRESHOLD:
        return {}
    return {n: s for n, s in enumerate(scores) if s >= max(THRESHOLD, NEARLY * best)}


def _likeness(left: frozenset[str], right: frozenset[str], rare: Rarity) -> float:
    """Return how much two texts speak of the same, 0..1; common words count for less."""
    common = common_stems()
    telling = rare.likeness(left - common, right - common)
    return telling + COMMON_WEIGHT * (1 - telling) * rare.likeness(left & common, right & common)


def _runs(numbers: Sequence[int], inside: Sequence[Inside]) -> list[list[int]]:
    """Cut sentences into stretches that follow on one another within one passage."""
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][-1] == n - 1 and inside[n - 1][0] is inside[n][0]:
            runs[-1].append(n)
        else:
            runs.append([n])
    return runs

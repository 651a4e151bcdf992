"""What simple rules reach on the same gold: the majority label, and a few keywords.

Both are told where the gold's recommendations stand when it comes to answers and verdicts, which
favours them: their figures say what the later steps are worth, not what the first one missed.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, TypeVar

from pipeline.evaluate.found import Found, FoundAsk, FoundRecommendation, FoundVerdict
from pipeline.evaluate.gold import Coding, Gold, GoldRecommendation
from pipeline.evaluate.overlap import Span

Patterns = Mapping[str, Sequence[str]]
Item = TypeVar("Item")
Label = TypeVar("Label")

# Matches "Zij gaan." in "Zij gaan. Wij niet."; must not end inside "1.5 miljoen".
SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s)|\Z)", re.DOTALL)
# Matches "3. Zorg", "b) Maak", "IV. Geef"; must not match "2025 was".
NUMBERED = re.compile(r"(?<!\s)\s*(?:\d{1,2}|[a-z]|[IVX]{1,7})[.)]\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeywordRules:
    """The patterns of the keywords baseline; mappings are tried in order."""

    themes: Patterns
    claim_types: Patterns
    default_claim_type: str
    stances: Patterns
    default_stance: str
    recommendation_words: Sequence[str]


def load_keyword_rules(themes: Patterns | None = None) -> KeywordRules:
    """Load ``baselines.toml``, with other theme patterns when they are given.

    >>> load_keyword_rules().themes["lhbtiq"][1]
    'lgbt'
    """
    text = files("pipeline.evaluate").joinpath("baselines.toml").read_text(encoding="utf-8")
    rules: dict[str, Any] = tomllib.loads(text)
    return KeywordRules(
        themes=rules["themes"] if themes is None else themes,
        default_claim_type=rules["claim_types"].pop("default"),
        claim_types=rules["claim_types"],
        default_stance=rules["stances"].pop("default"),
        stances=rules["stances"],
        recommendation_words=rules["recommendations"]["words"],
    )


def matching_labels(text: str, patterns: Patterns) -> list[str]:
    r"""Return the labels with a pattern in ``text``, in the patterns' order.

    Case, line breaks and the kind of apostrophe make no difference.

    >>> matching_labels("Steun aan NGO’s en\nvrouwen", {"ngo": ["ngo's en vr"]})
    ['ngo']
    """
    words = _plain(text)
    return [
        label
        for label, pieces in patterns.items()
        if any(_plain(piece) in words for piece in pieces)
    ]


def find_majority(gold: Gold, sources: Mapping[str, str]) -> Found:
    """Give everything the label that is most frequent in the other documents, all coders together.

    With a single document its own labels are counted, which favours the baseline. Most stretches
    are no recommendation, so it finds none; a judged recommendation is one ask, answered by the
    whole response document or, when most are unanswered, by nothing.
    """
    documents = [stretch.document_id for stretch in gold.stretches]
    codings = [list(stretch.codings.values()) for stretch in gold.stretches]
    claims = [[coding for coding in group if coding.is_claim] for group in codings]
    is_claim = _majorities(documents, codings, lambda coding: coding.is_claim)
    types = _majorities(documents, claims, lambda coding: coding.claim_type)
    themes = _majorities(documents, claims, lambda coding: tuple(sorted(coding.themes or ())))
    judgements = [
        [one for one in item.judgements.values() if one.stance] for item in gold.recommendations
    ]
    asks = [[ask for one in group for ask in one.asks] for group in judgements]
    advices = [item.document_id for item in gold.recommendations]
    stances = _majorities(advices, judgements, lambda judgement: judgement.stance)
    ask_stances = _majorities(advices, asks, lambda ask: ask.stance)
    judged = []
    for item in gold.recommendations:
        stance = stances.get(item.document_id, "")
        response = item.response_document_id
        whole = (response, 0, len(sources[response]))
        verdict = FoundVerdict(stance=ask_stances.get(item.document_id, stance))
        judged.append(
            FoundRecommendation(
                document_id=item.document_id,
                start=item.start,
                end=item.end,
                aligned=() if stance in ("", "no_response") else (whole,),
                verdict=FoundVerdict(stance=stance),
                asks=(FoundAsk(start=item.start, end=item.end, verdict=verdict),),
            )
        )
    return Found(
        codings=tuple(
            Coding(
                is_claim=is_claim[document_id],
                claim_type=types.get(document_id, ""),
                themes=frozenset(themes.get(document_id, ())),
            )
            for document_id in documents
        ),
        recommendations=(),
        judged=tuple(judged),
    )


def find_by_keywords(gold: Gold, sources: Mapping[str, str], rules: KeywordRules) -> Found:
    """Label by patterns: every stretch that ends in '.', '!' or '?' is a claim.

    A recommendation is answered by what follows it up to the next one, or in another document by
    what follows its number; its sentences are its asks, with the stance of the whole.
    """
    codings = []
    for stretch in gold.stretches:
        text = sources[stretch.document_id][stretch.start : stretch.end]
        types = matching_labels(text, rules.claim_types)
        codings.append(
            Coding(
                is_claim=text.rstrip().endswith((".", "!", "?")),
                claim_type=types[0] if types else rules.default_claim_type,
                themes=frozenset(matching_labels(text, rules.themes)),
            )
        )
    advices = sorted({item.document_id for item in gold.recommendations})
    return Found(
        codings=tuple(codings),
        recommendations=tuple(
            FoundRecommendation(document_id=document_id, start=start, end=end)
            for document_id in advices
            for start, end in find_recommendations(sources[document_id], rules.recommendation_words)
        ),
        judged=tuple(_judge(item, gold, sources, rules) for item in gold.recommendations),
    )


def find_recommendations(source: str, words: Sequence[str]) -> list[Span]:
    r"""Return the paragraphs that a label or a number under such a label starts, less the label.

    >>> source = "Aanbeveling 1: Zorg voor geld.\nMaak haast.\n\nHet kabinet zal dit doen.\n"
    >>> [source[start:end] for start, end in find_recommendations(source, ["aanbeveling"])]
    ['Zorg voor geld.\nMaak haast.']
    """
    # Matches "Aanbeveling 3: Zorg", "**Advies II.** Zorg"; must not match "Advies over zorg: lees".
    named = "|".join(map(re.escape, words))
    label = re.compile(rf"\W*(?:{named})\s+\w+\s*[.:][*\s]*", re.IGNORECASE)
    spans: list[Span] = []
    listed = False
    start: int | None = None
    at = 0
    for line in [*source.splitlines(keepends=True), ""]:
        opened = label.match(line) or (NUMBERED.match(line) if listed else None)
        if start is not None and (opened or not line.strip()):
            spans.append((start, start + len(source[start:at].rstrip())))
            start = None
        if opened:
            start = at + opened.end()
            listed = True
        elif any(word in line.casefold() for word in words):
            listed = True
        at += len(line)
    return [(start, end) for start, end in spans if start < end]


def _plain(text: str) -> str:
    """Fold case and white space; keep spaces at the ends, which a pattern may need."""
    return re.sub(r"\s+", " ", text).replace("’", "'").casefold()


def _majorities(
    documents: Sequence[str], groups: Sequence[Iterable[Item]], label: Callable[[Item], Label]
) -> dict[str, Label]:
    """Return for each document the commonest label of the others, the first of them at a tie."""
    counts: dict[str, Counter[Label]] = {document_id: Counter() for document_id in documents}
    for document_id, group in zip(documents, groups, strict=True):
        counts[document_id].update(label(item) for item in group)
    majorities = {}
    for document_id in counts:
        others: Counter[Label] = Counter()
        for other, counted in counts.items():
            if other != document_id or len(counts) == 1:
                others.update(counted)
        if others:
            majorities[document_id] = min(others, key=lambda one: (-others[one], str(one)))
    return majorities


def _judge(
    item: GoldRecommendation, gold: Gold, sources: Mapping[str, str], rules: KeywordRules
) -> FoundRecommendation:
    """Align a recommendation and judge it by the cues in what is aligned."""
    source = sources[item.document_id]
    passage = _answer(item, gold, sources)
    verdict = FoundVerdict(stance="no_response")
    if passage:
        verdict = _verdict(item.response_document_id, passage, sources, rules)
    return FoundRecommendation(
        document_id=item.document_id,
        start=item.start,
        end=item.end,
        aligned=((item.response_document_id, *passage),) if passage else (),
        verdict=verdict,
        asks=tuple(
            FoundAsk(start=sentence.start(), end=sentence.end(), verdict=verdict)
            for sentence in SENTENCE.finditer(source, item.start, item.end)
        ),
    )


def _answer(item: GoldRecommendation, gold: Gold, sources: Mapping[str, str]) -> Span | None:
    """Return what follows a recommendation or, in another document, its number."""
    response = sources[item.response_document_id]
    if item.response_document_id == item.document_id:
        later = [
            other.start
            for other in gold.recommendations
            if other.document_id == item.document_id and other.start >= item.end
        ]
        start, end = item.end, min(later, default=len(response))
    else:
        number = re.compile(rf"aanbeveling\s+{re.escape(item.number)}\b", re.IGNORECASE)
        named = number.search(response) if item.number else None
        if named is None:
            return None
        start = named.end()
        following = re.compile(r"aanbeveling\s+\w+", re.IGNORECASE).search(response, start)
        end = following.start() if following else len(response)
    return (start, end) if response[start:end].strip() else None


def _verdict(
    document_id: str, passage: Span, sources: Mapping[str, str], rules: KeywordRules
) -> FoundVerdict:
    """Return the first stance with a cue in the passage; its evidence is the cue's sentence."""
    source = sources[document_id]
    stances = matching_labels(source[slice(*passage)], rules.stances)
    stance = stances[0] if stances else rules.default_stance
    cues = {stance: rules.stances.get(stance, ())}
    sentences = list(SENTENCE.finditer(source, *passage))
    deciding = [one for one in sentences if matching_labels(one.group(), cues)] or sentences
    return FoundVerdict(
        stance=stance,
        evidence_document_id=document_id,
        evidence=(deciding[0].start(), deciding[0].end()),
    )

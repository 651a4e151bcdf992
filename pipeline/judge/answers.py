"""Lay out what answers a recommendation: clauses with their cues and the way to the source."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.judge.by_cue import guess_actor
from pipeline.judge.clauses import split_clauses, split_sentences
from pipeline.judge.cuebook import Cuebook
from pipeline.judge.features import ClauseView
from pipeline.judge.matching import Match, find_cues
from pipeline.records import Alignment, Passage, Sentence

Normalise = Callable[[str, int, int], str]
HAS_WORD = re.compile(r"[^\W\d_]{2}")
VERDICTS = frozenset({"accepted", "rejected", "existing_policy", "partially_accepted"})
# 'neemt de aanbeveling over om posten te versterken' speaks of one ask, so does 'het voorstel
# voor een register'. Matches "aanbeveling om", "advies over"; must not match "aanbeveling van de".
OF_ONE_ASK = re.compile(
    r"\b(?:aanbeveling|advies|voorstel|suggestie|oproep|verzoek|pleidooi|wens)\s+"
    r"(?:om|over(?!\s*(?:[.,;:)]|$|en\b|maar\b|om|in\b|bij\b|door\b|met\b|als\b|voor\b|te\b|want\b))|"
    r"voor|inzake|betreffende|tot|ten aanzien|rond|dat|met betrekking|die|waar\w*)\b|"
    r"\b(?:over|harte|gevolgd|af),?\s+(?:om|voor zover|waar het|als het)\b|"
    r"\b(?:deel|onderdeel|punt|gedeelte|element|lid)\b|\b(?:dit|het) (?:eerste|tweede|laatste)\b",
    re.IGNORECASE,
)
SINGULAR = re.compile(
    r"\b(?:deze|de|uw|die|het|dit|dat) (?:\w+ )?(?:aanbeveling|advies|voorstel|oproep|suggestie)\b",
    re.IGNORECASE,
)
# A verdict on another report. Matches "In de reactie op het IOB-rapport zijn deze overgenomen";
# must not match "Het kabinet neemt deze aanbeveling over".
ELSEWHERE = re.compile(
    r"^(?=.*\b(?:reactie op(?! (?:deze|die|de|uw)? ?aanbeveling)|beleidsreactie|"
    r"eerdere?|destijds|toen|evaluatie van|vorig kabinet)\b)"
    r"(?=.*\b(?:is|zijn|werd|werden|heeft|hebben)\b).*\b(?:overgenomen|gevolgd)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AnswerClause:
    """A clause of an answer.

    ``passage`` is the whole sentence or the clause at its source offsets; ``general`` says that
    it stands in a passage about the whole letter.
    """

    view: ClauseView
    passage: Passage
    general: bool = False

    def verdict(self) -> tuple[str, str]:
        """Return the explicit verdict that this clause gives and the cue's name, or ('', '')."""
        text = self.view.text
        for cue in self.view.cues:
            if cue.rule.strength != "overall" or cue.stance not in VERDICTS:
                continue
            if self.general or ELSEWHERE.search(text):
                continue
            if cue.rule.name.startswith("declares") or SINGULAR.search(text):
                limited = any(other.stance == "limit" for other in self.view.cues)
                partly = limited and cue.stance == "accepted"
                return ("partially_accepted" if partly else cue.stance), cue.rule.name
        return "", ""

    def overall(self) -> str:
        """Return the verdict on the recommendation as a whole that this clause gives, or ''."""
        return "" if OF_ONE_ASK.search(self.view.text) else self.verdict()[0]


def answer_clauses(
    alignments: Sequence[Alignment],
    sentences: Mapping[str, Sequence[Sentence]],
    book: Cuebook,
    normalise: Normalise | None,
    general: Sequence[Passage] = (),
) -> list[AnswerClause]:
    """Return the clauses of all aligned passages, by document and position, each once.

    Of a sentence that lies in a passage for a part, that part counts ('Ad b.' is no answer); a
    passage without sentences is cut by punctuation. ``general`` are passages beside the aligned
    ones that speak of all recommendations.
    """
    # The passages of the whole first: those of single asks lie inside them.
    own = sorted(
        alignments,
        key=lambda a: (a.ask_id != "", a.passage.document_id, a.passage.start, a.passage.end),
    )
    found: dict[tuple[str, int, int], AnswerClause] = {}
    for passage, of_all in (*((a.passage, False) for a in own), *((p, True) for p in general)):
        inside = _sentences_inside(passage, sentences.get(passage.document_id, ()), normalise)
        pieces = [piece for sentence in inside for piece in _clauses_of(sentence, book, normalise)]
        for index, (view, part) in enumerate(pieces):
            if any(
                name == part.document_id and start < part.end and part.start < end
                for name, start, end in found
            ):
                continue
            place = index / (len(pieces) - 1) if len(pieces) > 1 else 1.0
            found[part.document_id, part.start, part.end] = AnswerClause(
                view=replace(view, place=place), passage=part, general=of_all
            )
    return [found[key] for key in sorted(found)]


def _sentences_inside(
    passage: Passage, sentences: Sequence[Sentence], normalise: Normalise | None
) -> list[Sentence]:
    """Return the sentences of a passage; of one that lies partly outside, what lies inside."""
    found = []
    for sentence in sentences:
        start, end = max(passage.start, sentence.start), min(passage.end, sentence.end)
        if start >= end:
            continue
        if (start, end) == (sentence.start, sentence.end):
            found.append(sentence)
        elif normalise is not None:
            text = normalise(passage.document_id, start, end)
            if HAS_WORD.search(text):  # its cues are found anew, in what is left of it
                found.append(replace(sentence, start=start, end=end, text=text, cues=()))
    return found or _sentences_of(passage, normalise)


def _sentences_of(passage: Passage, normalise: Normalise | None) -> list[Sentence]:
    """Cut a passage without parsed sentences by punctuation; whole when offsets are unknown."""
    texts = split_sentences(passage.text)
    if normalise is None or len(texts) < 2:
        texts = [passage.text]
    found, at = [], 0
    for text in texts:
        start = passage.text.index(text, at)
        at = start + len(text)
        span = source_span(passage, start, at, normalise)
        if span is None:
            return [_as_sentence(passage)]
        found.append(
            Sentence(
                document_id=passage.document_id, start=span[0], end=span[1], text=text, block=0
            )
        )
    return found


def _as_sentence(passage: Passage) -> Sentence:
    return Sentence(
        document_id=passage.document_id,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        block=0,
    )


def _clauses_of(
    sentence: Sentence, book: Cuebook, normalise: Normalise | None
) -> list[tuple[ClauseView, Passage]]:
    """Cut a sentence into clauses; one that cannot be found in the source keeps the sentence."""
    pieces = []
    cues = _cues_in(sentence, book, normalise)
    for clause in split_clauses(sentence.text):
        inside = tuple(c for c in cues if clause.start <= c.start < clause.end)
        actor = sentence.actor
        if actor not in {"government", "other"}:
            actor = guess_actor(clause.text, book)
        span = source_span(sentence, clause.start, clause.end, normalise)
        part = Passage(
            document_id=sentence.document_id,
            start=span[0] if span else sentence.start,
            end=span[1] if span else sentence.end,
            text=clause.text if span else sentence.text,
        )
        pieces.append((ClauseView(clause.text, inside, actor), part))
    return pieces


def _cues_in(sentence: Sentence, book: Cuebook, normalise: Normalise | None) -> list[Match]:
    """Return the cues at offsets of the sentence's text; find them anew when it has none."""
    if not sentence.cues or normalise is None:
        return find_cues(sentence.text, book)
    matches = []
    for cue in sentence.cues:
        if cue.label not in book.rules or not sentence.start <= cue.start < sentence.end:
            continue
        # Text up to a cue's last character, since text before it may end in a folded space.
        end = len(normalise(sentence.document_id, sentence.start, cue.end))
        length = len(normalise(sentence.document_id, cue.start, cue.end))
        matches.append(Match(max(end - length, 0), end, book.rules[cue.label], cue.negated))
    return matches


def source_span(
    whole: Passage, start: int, end: int, normalise: Normalise | None
) -> tuple[int, int] | None:
    """Return the source offsets of ``whole.text[start:end]``, or None when they cannot be had.

    Folding is local, so text grows with the slice: the offsets are found by halving, and what
    stands there is checked.
    """
    if start == 0 and end == len(whole.text):
        return whole.start, whole.end
    if normalise is None:
        return None
    name = whole.document_id
    low, high = whole.start, whole.end
    while low < high:  # smallest end with all of text[:end]
        middle = (low + high) // 2
        if len(normalise(name, whole.start, middle)) >= end:
            high = middle
        else:
            low = middle + 1
    right = low
    low, high = whole.start, right
    while low < high:  # largest start with all of text[start:end]
        middle = (low + high + 1) // 2
        if len(normalise(name, middle, right)) >= end - start:
            low = middle
        else:
            high = middle - 1
    if normalise(name, low, right) != whole.text[start:end]:
        return None
    return low, right

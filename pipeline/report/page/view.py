"""What the page shows of the findings: cards, what nobody answered, and the counts on top."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup

from pipeline.records import STANCES, Alignment, Ask, Document, Recommendation, Verdict
from pipeline.report.coverage import days_to_response, response_document_ids
from pipeline.report.findings import Findings, ordered_asks
from pipeline.report.measured import Measured
from pipeline.report.page.excerpt import Mark, marked, shortened
from pipeline.report.page.places import Place, Places
from pipeline.report.words import has, pair, words

# What stands for the stance where none was given, because no response document is linked.
UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict as shown: percentages are whole; ``wrong`` is the measured share of errors."""

    stance: str
    why: Markup
    sure: int | None
    wrong: int | None
    reviewed: bool
    needs_review: bool
    evidence: str
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A passage that answers: excerpt, where it stands, how it was found and how surely."""

    text: Markup
    place: Place
    methods: tuple[str, ...]
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRow:
    """An ask of a card, with the verdict on it."""

    text: str
    addressee: str
    judged: Judged


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A recommendation beside its answer."""

    order: int
    label: str
    document_id: str
    words: str
    text: Markup
    place: Place
    themes: tuple[str, ...]
    judged: Judged
    asks: tuple[AskRow, ...]
    answers: tuple[Answer, ...]
    days: int | None

    @property
    def n_answered(self) -> int:
        """How many of the asks got an answer."""
        return sum(row.judged.stance not in ("no_response", UNJUDGED) for row in self.asks)

    @property
    def coverage(self) -> float | None:
        """The share of the judged asks that got an answer."""
        judged = sum(row.judged.stance != UNJUDGED for row in self.asks)
        return self.n_answered / judged if judged else None

    @property
    def unanswered_asks(self) -> tuple[tuple[int, AskRow], ...]:
        """The asks that a linked response leaves without answer, numbered as on the card."""
        return tuple(
            (n, row) for n, row in enumerate(self.asks, 1) if row.judged.stance == "no_response"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The numbers on top; ``stances`` counts recommendations, in the codebook's order."""

    n_documents: int
    n_set_aside: int
    n_recommendations: int
    n_judged: int
    n_answered: int
    n_asks: int
    n_asks_judged: int
    n_asks_answered: int
    n_reviewed: int
    n_needs_review: int
    stances: Mapping[str, int]
    median_days: int | None


def cards(findings: Findings, places: Places, measured: Measured) -> Iterator[Card]:
    """Yield every counted recommendation: those with a verdict first, else in the tables' order."""
    judged_first = sorted(
        findings.counted, key=lambda r: not findings.is_judged(r.recommendation_id)
    )
    for order, recommendation in enumerate(judged_first):
        identifier = recommendation.recommendation_id
        document = findings.documents[recommendation.document_id]
        asks = ordered_asks(recommendation)
        responses = [findings.documents[i] for i in response_document_ids(findings, recommendation)]

        def judge(verdict_id: str) -> Judged:
            return _judged(findings.verdicts.get(verdict_id), places, measured)

        yield Card(
            order=order,
            # As printed; else as the tables name it: the 'r03' of 'advies-r03'.
            label=recommendation.number or identifier.removeprefix(f"{document.document_id}-"),
            document_id=recommendation.document_id,
            words=recommendation.text,
            text=marked(
                document,
                recommendation.start,
                recommendation.end,
                [_ask_mark(ask, n) for n, ask in enumerate(asks, start=1)],
            ),
            place=places.of(recommendation),
            themes=findings.ordered_themes(recommendation.themes),
            judged=judge(identifier),
            asks=tuple(
                AskRow(
                    text=ask.text_resolved or ask.text,
                    addressee=ask.addressee,
                    judged=judge(ask.ask_id),
                )
                for ask in asks
            ),
            answers=tuple(_answers(findings, recommendation, asks, places)),
            days=days_to_response(document, responses),
        )


def totals(findings: Findings, shown: Sequence[Card], n_set_aside: int) -> Totals:
    """Count what the cards show."""
    asks = [row.judged for card in shown for row in card.asks]
    whole = [card.judged for card in shown]
    stances = Counter(judged.stance for judged in whole)
    days = [card.days for card in shown if card.days is not None]
    given = [judged for judged in (*whole, *asks) if judged.stance != UNJUDGED]
    return Totals(
        n_documents=len(findings.documents),
        n_set_aside=n_set_aside,
        n_recommendations=len(shown),
        n_judged=len(shown) - stances[UNJUDGED],
        n_answered=len(shown) - stances[UNJUDGED] - stances["no_response"],
        n_asks=len(asks),
        n_asks_judged=sum(judged.stance != UNJUDGED for judged in asks),
        n_asks_answered=sum(card.n_answered for card in shown),
        n_reviewed=sum(judged.reviewed for judged in given),
        n_needs_review=sum(judged.needs_review for judged in given),
        stances={stance: stances[stance] for stance in (*STANCES, UNJUDGED)},
        median_days=round(median(days)) if days else None,
    )


def silent_advice(findings: Findings) -> tuple[Document, ...]:
    """Return the documents that should ask something and in which no recommendation was found."""
    asking = {recommendation.document_id for recommendation in findings.recommendations}
    return tuple(
        document
        for document in findings.documents.values()
        if document.role in ("advice", "mixed") and document.document_id not in asking
    )


def _judged(verdict: Verdict | None, places: Places, measured: Measured) -> Judged:
    if verdict is None or verdict.stance is None:
        reason = verdict.reason if verdict else ""
        return Judged(
            stance=UNJUDGED,
            why=_why(reason or "no_response_document"),
            sure=None,
            wrong=None,
            reviewed=False,
            needs_review=False,
            evidence="",
            place=None,
        )
    right = measured.of(verdict)
    return Judged(
        stance=verdict.stance,
        why=_why(verdict.reason),
        sure=round(100 * verdict.confidence),
        wrong=None if right is None else round(100 * (1 - right)),
        reviewed=verdict.origin == "human",
        needs_review=verdict.needs_review,
        evidence=verdict.evidence.text if verdict.evidence else "",
        place=places.of(verdict.evidence) if verdict.evidence else None,
    )


def _why(reason: str) -> Markup:
    """Return the words for a reason; one that names a cue ('cue:takes_over') by its kind."""
    kind = "reason_" + reason.split(":")[0].replace("+", "_")
    return words(kind) if has(kind) else pair(reason, reason)


def _ask_mark(ask: Ask, number: int) -> Mark:
    return Mark(start=ask.start, end=ask.end, kind="ask", label=str(number))


def _answers(
    findings: Findings, recommendation: Recommendation, asks: Sequence[Ask], places: Places
) -> Iterator[Answer]:
    """Yield every passage that answers a recommendation, its evidence marked.

    One that lies inside another, such as the sentences for an ask in the answer to the whole, is
    part of that one.
    """
    passages: dict[tuple[str, int, int], list[Alignment]] = {}
    aligned = findings.alignments[recommendation.recommendation_id]
    for alignment in sorted(aligned, key=lambda a: a.passage.start - a.passage.end):
        passage = alignment.passage
        key = (passage.document_id, passage.start, passage.end)
        if not any(
            owner == key[0] and start <= key[1] and key[2] <= end and (owner, start, end) != key
            for owner, start, end in passages
        ):
            passages.setdefault(key, []).append(alignment)
    labels = _evidence_labels(findings, recommendation, asks)
    for (document_id, start, end), found in sorted(passages.items()):
        marks = [
            Mark(start=first, end=last, kind="evidence", label=label)
            for (owner, first, last), label in labels.items()
            if owner == document_id and start <= first and last <= end
        ]
        yield Answer(
            text=shortened(findings.documents[document_id], start, end, marks),
            place=places.of(found[0].passage),
            methods=tuple(dict.fromkeys(alignment.method for alignment in found)),
            score=round(100 * max(alignment.score for alignment in found)),
        )


def _evidence_labels(
    findings: Findings, recommendation: Recommendation, asks: Sequence[Ask]
) -> dict[tuple[str, int, int], str]:
    """Return where evidence stands, with the numbers of the asks that it decides."""
    numbers: dict[tuple[str, int, int], list[str]] = {}
    parts = [(recommendation.recommendation_id, "")]
    parts += [(ask.ask_id, str(n)) for n, ask in enumerate(asks, start=1)]
    for verdict_id, number in parts:
        verdict = findings.verdicts.get(verdict_id)
        if verdict is not None and verdict.evidence is not None:
            evidence = verdict.evidence
            key = (evidence.document_id, evidence.start, evidence.end)
            numbers.setdefault(key, []).append(number)
    return {key: " ".join(filter(None, found)) for key, found in numbers.items()}

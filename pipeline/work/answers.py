"""What joins documents, as pieces of work: a reply beside an advice, and the verdicts on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from pipeline.align import Aligned, Pair, align_pair
from pipeline.offsets import fold
from pipeline.records import Alignment, DocumentAnalysis, Passage, Recommendation, Verdict
from pipeline.store import Shelf, decode, encode
from pipeline.work.engines import Engine
from pipeline.work.tasks import Done, Work, do
from pipeline.work.tools import Settings, tools_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A recommendation with all that is known of its answer before it is judged."""

    recommendation: Recommendation
    alignments: tuple[Alignment, ...]
    linked: bool
    no_answer_reason: str
    general: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The recommendations of one document, and the documents that answer them."""

    questions: tuple[Question, ...]
    replies: tuple[DocumentAnalysis, ...]


def align_pairs(
    pairs: Iterable[Pair], settings: Settings, engine: Engine, shelf: Shelf
) -> Iterator[tuple[Alignment, ...]]:
    """Yield the answers that each reply gives, in order."""
    of_answers = tools_of(settings).of_answers

    def pieces() -> Iterator[Work]:
        for pair in pairs:
            key = sha256(of_answers + b"pair" + encode(pair)).digest()
            yield Work(key, _align, (settings, pair, key))

    for value in do(pieces(), engine.executor, shelf, ahead=engine.ahead):
        yield decode(value, tuple[Alignment, ...])


def judge_answers(
    aligned: Aligned, settings: Settings, engine: Engine, shelf: Shelf
) -> tuple[list[Verdict], list[Alignment]]:
    """Return one verdict a recommendation and one an ask, and the alignments they rest on.

    Both in order of document and position. What only forwards or postpones answers nothing.
    """
    by_id = {a.document.document_id: a for a in aligned.analyses}
    asked = [q for a in aligned.analyses if (q := _questions(a, aligned, by_id)).questions]
    of_answers = tools_of(settings).of_answers

    def pieces() -> Iterator[Work]:
        for questions in asked:
            key = sha256(of_answers + b"judge" + encode(questions)).digest()
            yield Work(key, _judge, (settings, questions, key))

    verdicts: list[Verdict] = []
    alignments: list[Alignment] = []
    values = do(pieces(), engine.executor, shelf, ahead=engine.ahead)
    for questions, value in zip(asked, values, strict=True):
        judged = decode(value, tuple[tuple[Verdict, ...], ...])
        for question, own in zip(questions.questions, judged, strict=True):
            verdicts += own
            if own[0].stance not in {None, "no_response"}:
                alignments += question.alignments
                alignments += _deciding(own, question.general)
    return verdicts, alignments


def _questions(
    asking: DocumentAnalysis, aligned: Aligned, by_id: Mapping[str, DocumentAnalysis]
) -> Questions:
    questions = tuple(
        Question(
            recommendation=r,
            alignments=aligned.alignments.get(r.recommendation_id, ()),
            linked=aligned.linked(r),
            no_answer_reason=aligned.no_answer_reason(r),
            general=aligned.general_for(r),
        )
        for r in asking.recommendations
    )
    replies = {row.passage.document_id for q in questions for row in q.alignments}
    replies |= {passage.document_id for q in questions for passage in q.general}
    return Questions(
        questions=questions,
        replies=tuple(
            replace(by_id[reply], claims=(), recommendations=()) for reply in sorted(replies)
        ),
    )


def _align(settings: Settings, pair: Pair, key: bytes) -> Done:
    value = encode(align_pair(pair, tools_of(settings).meaning))
    return Done(value, ((key, value),))


def _judge(settings: Settings, questions: Questions, key: bytes) -> Done:
    documents = {a.document.document_id: a.document for a in questions.replies}
    sentences = {a.document.document_id: a.sentences for a in questions.replies}

    def words(document_id: str, start: int, end: int) -> str:
        document = documents[document_id]
        return fold(document.source, start, end, document.furniture).text

    judged = [
        tools_of(settings).judge.judge_recommendation(
            one.recommendation,
            one.alignments,
            sentences,
            linked=one.linked,
            normalise=words,
            no_answer_reason=one.no_answer_reason,
            general=one.general,
        )
        for one in questions.questions
    ]
    value = encode(judged)
    return Done(value, ((key, value),))


def _deciding(verdicts: Sequence[Verdict], general: Sequence[Passage]) -> list[Alignment]:
    """Return the passages about the whole letter that decide one of a recommendation's verdicts."""
    evidence = [verdict.evidence for verdict in verdicts if verdict.evidence is not None]
    return [
        Alignment(
            recommendation_id=verdicts[0].recommendation_id,
            ask_id="",
            passage=passage,
            method="reference",
            score=1.0,
            explanation="about all recommendations; decides a verdict",
        )
        for passage in general
        if any(
            passage.document_id == found.document_id
            and passage.start <= found.start
            and found.end <= passage.end
            for found in evidence
        )
    ]

"""Read the labelled answers that the stance model learns from: one example an ask."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.judge.by_cue import guess_actor
from pipeline.judge.by_model import ANSWER_STANCES
from pipeline.judge.clauses import split_clauses, split_sentences
from pipeline.judge.cuebook import Cuebook
from pipeline.judge.features import ClauseView
from pipeline.judge.matching import find_cues
from pipeline.records import Stance

#: Where answers come from that stand in whole letters: those of `LATER` were written when the rest
#: had been learned from, so that readers of the rest can be measured on them.
LATER = "later"
IN_LETTERS = frozenset({"development", LATER})
#: A clause is marked when mark and clause share this much of the shorter.
MARKED_SHARE = 0.3


@dataclass(frozen=True)
class Answer:
    """One labelled answer to one ask, cut into clauses.

    ``stances`` are what the clauses say of this ask, 'none' where nothing; ``of_others`` says
    which of them speak of another ask. ``row`` and ``asks`` are those of the whole answer;
    ``position`` is the place of this ask among them.
    """

    row: str
    document: str
    origin: str
    asks: tuple[str, ...]
    position: int
    stance: Stance
    whole: Stance
    clauses: tuple[ClauseView, ...]
    stances: tuple[str, ...]
    of_others: tuple[bool, ...]

    @property
    def ask(self) -> str:
        """The words of this ask."""
        return self.asks[self.position]


def read_answers(path: Path, book: Cuebook) -> list[Answer]:
    """Read the labelled answers (see models/stance/README.md) and find their cues.

    An answer whose marks do not say which ask they are about is one example with all its asks
    together.

    Raises
    ------
    UsageError
        If the file is missing or a line is not as described.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file, expected labelled answers.", "See models/stance/.")
    answers: list[Answer] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            answers += _answers(json.loads(line), book)
        except (KeyError, ValueError) as error:
            raise UsageError(f"{path.name}, line {number}: {error!r}.", "Mend the line.") from error
    return answers


def _answers(row: dict[str, Any], book: Cuebook) -> Iterator[Answer]:
    spans = _clause_spans(row["response"])
    views = []
    for index, (_, _, text) in enumerate(spans):
        place = index / (len(spans) - 1) if len(spans) > 1 else 1.0
        views.append(ClauseView(text, tuple(find_cues(text, book)), guess_actor(text, book), place))
    texts = tuple(ask["text"] for ask in row["asks"])
    stances = [ask["stance"] for ask in row["asks"]]
    wrong = {*stances, row["stance"]} - set(ANSWER_STANCES)
    if wrong:
        raise ValueError(f"stance {sorted(wrong)}, expected {ANSWER_STANCES}")
    apart = len(texts) > 1 and all(len(mark) == 4 for mark in row["marks"])
    if not apart:
        texts, stances = (" ".join(texts),), [row["stance"]]
    for position, stance in enumerate(stances):
        own = [m[:3] for m in row["marks"] if not apart or position + 1 in m[3]]
        others = [m[:3] for m in row["marks"] if apart and position + 1 not in m[3]]
        labels = _labels(spans, own)
        yield Answer(
            row=row["id"],
            document=row["document"],
            origin=row["origin"],
            asks=texts,
            position=position,
            stance=stance,
            whole=row["stance"],
            clauses=tuple(views),
            stances=labels,
            of_others=tuple(
                mine == "none" and theirs != "none"
                for mine, theirs in zip(labels, _labels(spans, others), strict=True)
            ),
        )


def _clause_spans(response: str) -> list[tuple[int, int, str]]:
    spans, at = [], 0
    for sentence in split_sentences(response):
        start = response.index(sentence, at)
        at = start + len(sentence)
        spans += [(start + c.start, start + c.end, c.text) for c in split_clauses(sentence)]
    return spans


def _labels(
    spans: Sequence[tuple[int, int, str]], marks: Sequence[tuple[int, int, str]]
) -> tuple[str, ...]:
    labels = []
    for start, end, _ in spans:
        label = "none"
        for left, right, marked in marks:
            shared = min(end, right) - max(start, left)
            if shared > MARKED_SHARE * min(end - start, right - left):
                label = marked
        labels.append(label)
    return tuple(labels)

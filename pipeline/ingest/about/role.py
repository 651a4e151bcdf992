"""Infer a document's role from what it is called, from whom it comes and how it speaks."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.ingest.about.letterhead import Head
from pipeline.ingest.about.publisher import sender_of
from pipeline.records import Block, Role

NAMED = 8  # what a document calls itself weighs as much as some three turns of phrase
CALLED_IN_HEAD = 4  # a name in another line of the head may be another document's
SENT = 5  # a council or a society hardly ever answers
MOST = 3  # times that a turn of phrase counts
LONGEST_LABEL = 200  # characters of a line in which a part of a document is named
SPOKEN = 60_000  # characters: what a longer text is, it has said by then


@cache
def _cues() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("role_cues.toml").read_text(encoding="utf-8"))


@cache
def _pattern(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in patterns), re.IGNORECASE)


def infer_role(
    source: str, blocks: Sequence[Block], head: Head, *, title: str = "", publisher: str = ""
) -> Role:
    """Return the role that speaks most from a document; ``policy`` where nothing does.

    ``mixed`` is a document that holds both an advice and the answer to it, and is no reply that
    quotes what it answers.
    """
    scores = _scores(source, head, title, publisher)
    role = max(scores, key=lambda name: scores[name])
    if _named(title) != "response" and sender_of(publisher) != "government":
        lines = [title, *(line.text for line in head.lines)]
        lines += [source[b.content_start : b.end][:LONGEST_LABEL].split("\n", 1)[0] for b in blocks]
        answers = any(_part("answer_part").search(line, 0, LONGEST_LABEL) for line in lines)
        if answers and _part("advice_part").search(source, 0, SPOKEN):
            return "mixed"
    return role


def _part(name: str) -> re.Pattern[str]:
    return _pattern(*_cues()[name]["patterns"])


def _scores(source: str, head: Head, title: str, publisher: str) -> dict[Role, int]:
    # A single weak turn of phrase makes no advice of a text that says nothing else.
    scores: dict[Role, int] = {"policy": 1, "response": 0, "advice": 0}
    if called := _named(title):
        scores[called] += NAMED
    for line in head.lines:
        names_itself = line.kind in {"words", "paper", "label"}
        other = _named(line.value or line.text) if names_itself else None
        if other and other != called:
            scores[other] += CALLED_IN_HEAD
            break
    if sender_of(publisher) == "adviser":
        scores["advice"] += SENT
    text = " ".join(source[:SPOKEN].split())
    for cue in _cues()["speech"]:
        matches = _pattern(cue["pattern"]).finditer(text)
        scores[cue["role"]] += cue["weight"] * sum(
            1 for _ in zip(range(MOST), matches, strict=False)
        )
    if sender_of(publisher) == "government":
        # Government that names an advice or an appeal answers it; it gives none.
        scores["response"] += NAMED if called == "advice" else 0
        scores["advice"] = 0
    return scores


def _named(text: str) -> Role | None:
    """Return the role of what a line calls the document: of several names the first one's."""
    found: list[tuple[int, Role]] = []
    for role, cues in _cues()["names"].items():
        if match := _pattern(*cues["patterns"]).search(text):
            found.append((match.start(), role))
    return min(found, default=(0, None), key=lambda item: item[0])[1]

"""Train the reader of replies, and learn what the chain weighs when it has read.

It is tuned on some pairs of advice and reply, reads others, which it has not seen, goes on with
those, and so on. What its numbers count for beside words and embeddings is learned from what it
read of pairs before it had seen them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.align import silence
from pipeline.align.chain import Chain, names, shipped_weights
from pipeline.align.likeness import Embedder, Likeness, Matrix, likeness
from pipeline.align.page_reader import PageReader, TunedPageReader, likely_answers, with_reading
from pipeline.align.pages import Page
from pipeline.align.sense import choose_embeddings, sentence_embedder
from pipeline.align.words import Rarity
from pipeline.encoder import PACKAGE, Encoder, encoder_path
from pipeline.errors import UsageError
from pipeline.records import DocumentAnalysis, Recommendation
from pipeline.train.alignment import learn_from, table_of
from pipeline.train.cases import Case, read_cases
from pipeline.tuned import read_tuned

HEADER = """\
# What each number of the chain weighs when a reader has read the likeliest pages of a reply
# (pipeline/align/page_reader.py): log odds a unit. `answer`: how far a chance is believed
# (pipeline/align/silence.py). Written by `weerklank train pages`.
"""


class Remembering:
    """A reader that reads each page for each recommendation once.

    Parameters
    ----------
    reader
        Reads what is not remembered.
    """

    def __init__(self, reader: PageReader) -> None:
        self._reader = reader
        self._known: dict[tuple[tuple[int, ...], Page], Matrix] = {}

    @property
    def encoder(self) -> Encoder:
        """What cuts words into sub-words."""
        return self._reader.encoder

    def read(self, asked: Sequence[int], page: Page) -> Matrix:
        """Return for each open sentence of a page the log odds that it belongs to the answer."""
        key = tuple(asked), page
        if key not in self._known:
            self._known[key] = self._reader.read(asked, page)
        return self._known[key]


def compare_with_reader(
    asking: DocumentAnalysis,
    recommendations: Sequence[Recommendation],
    reply: DocumentAnalysis,
    sentences: Sequence[int],
    rare: Rarity,
    *,
    embedder: Embedder,
    reader: PageReader,
) -> Likeness:
    """Return the numbers of words, embeddings and reader."""
    pair = likeness(asking, recommendations, reply, sentences, rare, embedder)
    likely = likely_answers(Chain(pair, [None] * len(sentences)), shipped_weights("meaning"))
    return with_reading(pair, likely, asking, recommendations, reply, reader)


def train_page_reader(
    folders: Sequence[Path],
    rounds: Sequence[Sequence[Path]],
    start: Path,
    out: Path,
    *,
    seed: int = 0,
) -> dict[str, Any]:
    """Tune the reader, round after round, and learn what its numbers count for.

    Parameters
    ----------
    folders
        Labelled papers that it is tuned on.
    rounds
        Labelled papers that it reads before it goes on with them, together with all before them.
        From what it read so is learned what it counts for.
    start
        What tuned a reader of asks and answers, whose layers it begins with.
    out
        Gets ``reader.npz``, ``weights.toml`` and ``scores.json``.
    seed
        Of the weights that are learned, and of what is shown of each pair.

    Returns
    -------
    dict
        What ``scores.json`` holds: on the documents of ``rounds``, each left out of the weights,
        what `pipeline.train.answers.learn_answers` counts with the reader and without.

    Raises
    ------
    UsageError
        When what tuning needs is not installed.
    """
    path = encoder_path()
    missing = [name for name in (PACKAGE, "torch") if find_spec(name) is None]
    if missing or path is None:
        raise UsageError(f"train pages: needs {' and '.join(missing)}.", "Run make models.")
    from pipeline.train.page_reader import GOING_ON, Tuning, tune_page_reader

    encoder = Encoder(path)
    known = [case for folder in folders for case in read_cases(folder)]
    tuned = tune_page_reader(known, encoder, Tuning(), start=read_tuned(start), seed=seed)
    embedder = sentence_embedder(choose_embeddings(PACKAGE))
    assert embedder is not None
    cases: list[Case] = []
    reader_of: dict[str, PageReader] = {}
    for number, round_ in enumerate(rounds, start=1):
        unseen = [case for folder in round_ for case in read_cases(folder)]
        reader = Remembering(TunedPageReader(encoder, tuned))
        reader_of |= {case.asking.document.document_id: reader for case in unseen}
        cases += [case for case in unseen if case.sentences]
        known += unseen
        tuned = tune_page_reader(known, encoder, GOING_ON, start=tuned, seed=seed + number)

    def comparing(
        asking: DocumentAnalysis,
        recommendations: Sequence[Recommendation],
        reply: DocumentAnalysis,
        sentences: Sequence[int],
        rare: Rarity,
    ) -> Likeness:
        return compare_with_reader(
            asking,
            recommendations,
            reply,
            sentences,
            rare,
            embedder=embedder,
            reader=reader_of[asking.document.document_id],
        )

    read = learn_from(cases, "read", comparing)
    without = learn_from(cases, "meaning", partial(likeness, embedder=embedder))
    out.mkdir(parents=True, exist_ok=True)
    text = HEADER + table_of("read", names("read"), read.weights)
    text += table_of("answer.read", silence.NUMBERS, read.believed)
    text += table_of("answer.policy", silence.NUMBERS, read.of_policy)
    (out / "weights.toml").write_text(text, encoding="utf-8")
    np.savez(out / "reader.npz", **tuned)  # type: ignore[arg-type]
    scores = {
        "tuning": asdict(Tuning()),
        "going_on": asdict(GOING_ON),
        "with_reader": read.figures,
        "policy_with_reader": read.policy_figures,
        "without_reader": without.figures,
    }
    (out / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    return scores

"""The training corpus as documents made of blocks, like those that ingest hands over."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

from pipeline.train.treebank import (
    SILVER,
    Sentence,
    doc_from_sentences,
    read_conllu,
    sentence_text,
)


def _runs(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Group consecutive sentences of one source, so that documents never mix sources."""
    run: list[Sentence] = []
    for sentence in sentences:
        if run and sentence.source != run[-1].source:
            yield run
            run = []
        run.append(sentence)
    if run:
        yield run


@registry.readers("weerklank_blocks.v1")
def create_block_reader(
    paths: list[Path],
    sentences_min: int,
    sentences_max: int,
    preset_share: float,
    base_lemmas: bool,
    shuffle: bool,
    seed: int,
) -> Callable[[Language], Iterator[Example]]:
    """Create a corpus that looks like what ingest hands over: documents made of blocks.

    Consecutive sentences of one source become documents of ``sentences_min`` to
    ``sentences_max`` sentences, each of them one line of text. A sentence without a final mark
    is a block of its own. In ``preset_share`` of the documents
    the block starts, and some sentence starts, are set beforehand on the predicted ``Doc``
    (``is_sent_start``), as ingest does, so that the parser learns to lean on them; in the
    others it has to find every boundary by itself.
    """

    def read(nlp: Language) -> Iterator[Example]:
        chance = random.Random(seed)
        documents: list[list[Sentence]] = []
        for run in (run for path in paths for run in _runs(read_conllu(Path(path)))):
            start = 0
            while start < len(run):
                size = chance.randint(sentences_min, sentences_max)
                documents.append(run[start : start + size])
                start += size
        if shuffle:
            chance.shuffle(documents)
        for document in documents:
            gold = doc_from_sentences(nlp.vocab, document, base_lemmas=base_lemmas)
            predicted = nlp.make_doc(gold.text)
            if chance.random() < preset_share:
                preset_blocks(predicted, document, chance)
            # The lemma table is learned from what people annotated only.
            gold.user_data["silver"] = document[0].source == SILVER
            yield Example(predicted, gold)

    return read


#: One sentence in four opens a paragraph; policy texts have paragraphs of about that length.
PARAGRAPH_SHARE = 0.25


def preset_blocks(doc: Doc, sentences: list[Sentence], chance: random.Random | None = None) -> None:
    """Mark the tokens at which a block starts; with ``chance``, some sentence starts, too."""
    starts = set()
    offset = 0
    for sentence, following in pairwise(sentences):
        offset += len(sentence_text(sentence)) + 1
        certain = sentence.ends_block or following.ends_block
        if certain or (chance is not None and chance.random() < PARAGRAPH_SHARE):
            starts.add(offset)
    for token in doc:
        if token.idx in starts:
            token.is_sent_start = True

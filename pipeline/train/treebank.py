"""Read and write treebank sentences, and join them to gold documents."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

#: The source of sentences that a model annotated.
SILVER = "silver"

#: A sentence that ends otherwise is a heading, a caption or a list item: it ends its block.
SENTENCE_END = frozenset(".!?;:…\"'”’»)]")


@dataclass(frozen=True)
class Sentence:
    """One treebank sentence, columns as lists; empty strings stand for missing values."""

    source: str
    words: list[str]
    spaces: list[bool]
    lemmas: list[str]
    base_lemmas: list[str]
    pos: list[str]
    tags: list[str]
    morphs: list[str]
    heads: list[int]
    deps: list[str]

    @property
    def ends_block(self) -> bool:
        """Whether no sentence-final mark closes this sentence."""
        return self.words[-1][-1] not in SENTENCE_END


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file, gzip-compressed if its name ends in ``.gz``.

    Multiword tokens and empty nodes (``1-2``, ``1.1``) are skipped. A value that the treebank
    marks as a guess (``Unsure=pos``, ``Unsure=lemma``) comes out empty, so that nothing is
    learned from it; a guessed relation stays, since a tree must be whole.
    """
    opener: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        source = ""
        rows: list[list[str]] = []
        for raw in lines:
            line = raw.rstrip("\n")
            if line.startswith("# source = "):
                source = line.removeprefix("# source = ")
            elif not line:
                if rows:
                    yield _sentence_from_rows(source, rows)
                rows = []
            elif not line.startswith("#"):
                row = line.split("\t")
                if row[0].isdigit():
                    rows.append(row)
        if rows:
            yield _sentence_from_rows(source, rows)


def _sentence_from_rows(source: str, rows: list[list[str]]) -> Sentence:
    misc = [dict(item.split("=", 1) for item in row[9].split("|") if "=" in item) for row in rows]
    unsure = [set(item.get("Unsure", "").split(",")) for item in misc]
    lemmas = ["" if "lemma" in guess else row[2] for row, guess in zip(rows, unsure, strict=True)]
    return Sentence(
        source=source,
        words=[row[1] for row in rows],
        spaces=[item.get("SpaceAfter") != "No" for item in misc],
        lemmas=lemmas,
        base_lemmas=[
            item.get("BaseLemma", lemma) for item, lemma in zip(misc, lemmas, strict=True)
        ],
        pos=[
            "" if "pos" in guess or row[3] == "_" else row[3]
            for row, guess in zip(rows, unsure, strict=True)
        ],
        tags=["" if row[4] == "_" else row[4] for row in rows],
        morphs=[
            "" if "pos" in guess or row[5] == "_" else row[5]
            for row, guess in zip(rows, unsure, strict=True)
        ],
        heads=[int(row[6]) - 1 for row in rows],
        deps=["ROOT" if row[7] == "root" else row[7] for row in rows],
    )


def write_conllu(sentences: Iterable[Sentence], path: Path) -> None:
    """Write annotated sentences as CoNLL-U, gzip-compressed; relations and lemmas as they are."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as out:
        for sentence in sentences:
            out.write(f"# source = {sentence.source}\n")
            for i, word in enumerate(sentence.words):
                dep = sentence.deps[i]
                last = i == len(sentence.words) - 1
                columns = (
                    str(i + 1),
                    word,
                    sentence.lemmas[i] or "_",
                    sentence.pos[i] or "_",
                    sentence.tags[i] or "_",
                    sentence.morphs[i] or "_",
                    str(sentence.heads[i] + 1),
                    "root" if dep == "ROOT" else dep,
                    "_",
                    "_" if sentence.spaces[i] or last else "SpaceAfter=No",
                )
                out.write("\t".join(columns) + "\n")
            out.write("\n")


def doc_from_sentences(
    vocab: Vocab, sentences: Iterable[Sentence], *, base_lemmas: bool = False
) -> Doc:
    """Join sentences, one space between them, into one gold ``Doc``.

    With ``base_lemmas`` the verb of a split verb ('stelde ... voor') has its own lemma
    ('stellen') instead of the whole verb's ('voorstellen'). The lemmatizer sees a few words
    around the verb and cannot know its particle; the pipeline joins the two after parsing.
    """
    words: list[str] = []
    spaces: list[bool] = []
    lemmas: list[str] = []
    pos: list[str] = []
    tags: list[str] = []
    morphs: list[str] = []
    heads: list[int] = []
    deps: list[str] = []
    for sentence in sentences:
        offset = len(words)
        words += sentence.words
        spaces += sentence.spaces
        spaces[-1] = True
        lemmas += sentence.base_lemmas if base_lemmas else sentence.lemmas
        pos += sentence.pos
        tags += sentence.tags
        morphs += sentence.morphs
        heads += [offset + (i if head < 0 else head) for i, head in enumerate(sentence.heads)]
        deps += sentence.deps
    return Doc(
        vocab,
        words=words,
        spaces=spaces,
        lemmas=lemmas,
        pos=pos,
        tags=tags,
        morphs=morphs,
        heads=heads,
        deps=deps,
    )


def sentence_text(sentence: Sentence) -> str:
    """Write a sentence as running text."""
    words = zip(sentence.words, [*sentence.spaces[:-1], False], strict=True)
    return "".join(word + " " * space for word, space in words)

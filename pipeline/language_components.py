"""Components of our own in the language model; importing this module registers them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.training import Example
from thinc.api import Model, NumpyOps

#: A lemma is looked up if this share of the word's occurrences in the treebank agree on it.
AGREEMENT = 0.8

#: Classes whose lemma keeps its capitals; the edit trees handle them better than a table.
CASED = frozenset({"PROPN", "X", "SYM"})


def _key(form: str, pos: str) -> str:
    return f"{pos} {form.lower()}"


@Language.factory(
    "weerklank_lemma_lookup",
    requires=["token.pos", "token.dep", "token.head", "token.lemma"],
    assigns=["token.lemma"],
)
class LemmaLookup:
    """Correct lemmas by what the treebank says of the same form and part of speech.

    Reads ``token.pos``, ``token.dep``, ``token.head`` and ``token.lemma``; sets
    ``token.lemma``. Two steps: a form of the table gets its lemma, which mends impossible words
    that the trained lemmatizer's edit trees make of rare forms; then a verb with a separated
    particle gets the whole verb: 'stelde ... voor' becomes 'voorstellen'.

    Scores: ``models/language-card.md``.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.table: dict[str, str] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Correct the lemmas of one document."""
        for token in doc:
            lemma = self.table.get(_key(token.text, token.pos_))
            if lemma is not None:
                token.lemma_ = lemma
        for token in doc:
            if token.dep_ == "compound:prt":
                _join_particle(token)
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Correct the lemmas of many documents, in order."""
        for doc in docs:
            yield self(doc)

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None
    ) -> None:
        """Learn the table from the gold documents of the training corpus."""
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for example in get_examples():
            if example.reference.user_data.get("silver"):
                continue
            for token in example.reference:
                if token.lemma_ and token.pos_ and token.pos_ not in CASED:
                    seen[_key(token.text, token.pos_)][token.lemma_] += 1
        self.table = {}
        for key in sorted(seen):
            # By count, then by letters: the order of equals must not depend on the corpus.
            lemma, count = min(seen[key].items(), key=lambda item: (-item[1], item[0]))
            if count >= AGREEMENT * seen[key].total():
                self.table[key] = lemma

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise the table."""
        return bytes(srsly.msgpack_dumps(self.table))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> LemmaLookup:
        """Restore the table."""
        self.table = srsly.msgpack_loads(data)
        return self

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the table to a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        srsly.write_msgpack(Path(path) / "table.msgpack", self.table)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> LemmaLookup:
        """Read the table from a folder."""
        table: Any = srsly.read_msgpack(Path(path) / "table.msgpack")
        self.table = table
        return self


def use_numpy_products(nlp: Language) -> None:
    """Let a pipeline multiply its matrices by numpy instead of thinc's own BLIS.

    The wheels of blis have no kernels for AVX-512; numpy's OpenBLAS multiplies three times as
    fast on such a machine. The results agree to rounding.
    """
    fast = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                if isinstance(node.ops, NumpyOps):
                    node.ops = fast


def _join_particle(particle: Token) -> None:
    """Give the verb that this particle belongs to the lemma of the whole verb."""
    verb = particle.head
    first = particle.text.lower()
    if verb.pos_ in {"VERB", "AUX"} and not verb.lemma_.startswith(first):
        verb.lemma_ = first + verb.lemma_

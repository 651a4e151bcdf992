"""Components of our own in the language model; importing this module registers them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.training import Example
from thinc.api import Model, NumpyOps

from pipeline.sentences import CONTINUES, STARTS, Blocks, sentence_starts

#: A lemma is looked up if this share of the word's occurrences in the treebank agree on it.
AGREEMENT = 0.8

#: A particle seen once only is more often a mistake than a particle.
PARTICLE_COUNT = 2

#: Shortest known last part of a compound, and shortest first part, in letters. With four the
#: gain on dev is a little less: 'ster' and 'ring' are endings as often as words.
LAST_PART = 5
FIRST_PART = 3

#: Classes in which a capital is due to the start of the sentence; 'Vlaams' (ADJ) keeps it.
LOWER_CASED = frozenset({"NOUN", "VERB", "ADV"})


@Language.component("weerklank_sentence_guard", assigns=["token.is_sent_start"])
def forbid_sentence_starts(doc: Doc) -> Doc:
    """Tell the parser where a sentence begins and where none can; run before it.

    Sets ``token.is_sent_start`` to True or False where signs and abbreviations tell
    (``pipeline.sentences``) and leaves the rest to the parser; what ingest preset as a block's
    start stays. False, for instance, where one of these holds:

    - The token closes something: 'Dat is zo.|”'; straight quotes close every second time.
    - Nothing but a number or letter stands before it in the block: '1. |Zorg voor rust'.
    - It stands in brackets, no full stop before it: '(sinds 2004 |Vlaams Belang)'.
    - A comma, semicolon or colon stands before it: 'de scholen; |Ook', 'hij zei: |"Nee"'.
    - It begins with a small letter and nothing before it ends a sentence: 'nr. 370 |van'.
    - The document comes in blocks and nothing before it ends a sentence: headings and items are
      blocks of their own then, so that within a block only a sign can end a sentence.

    True where a full stop that belongs to no abbreviation stands before a capital or number. The
    figures are those of stage ``language`` in ``weerklank evaluate``.
    """
    # By column, since touching every token through Python costs a tenth of the whole pipeline.
    presets = doc.to_array("SENT_START").astype("int64").tolist()
    if CONTINUES in presets:
        return doc  # made from a document: said of every token already
    words = [token.text for token in doc]
    spaces = [bool(token.whitespace_) for token in doc]
    blocks: Blocks = "some" if STARTS in presets[1:] else "none"
    starts = sentence_starts(words, spaces, presets, blocks=blocks)
    column: Any = np.array(starts, dtype="int64").reshape(-1, 1).astype("uint64")
    doc.from_array(["SENT_START"], column)
    return doc


@Language.factory(
    "weerklank_lemma_lookup",
    requires=["token.pos", "token.dep", "token.head", "token.lemma"],
    assigns=["token.lemma"],
)
class LemmaLookup:
    """Correct lemmas by what the treebank says of the same form and part of speech.

    Reads ``token.pos``, ``token.dep``, ``token.head`` and ``token.lemma``; sets
    ``token.lemma``. The trained lemmatizer applies edit trees, which make impossible words of
    rare forms. Here a known form gets its lemma; an unknown verb form that begins with a
    particle ('opgejaagd') and an unknown noun that ends in a known one ('speelsteden') get
    theirs from the known part; a name keeps its capitals; and a verb whose particle stands
    apart gets the lemma of the whole verb: 'stelde ... voor' becomes 'voorstellen'.

    On dev, lemmas rise from 95.8 to 97.1 per cent; test figures are in
    ``models/language-card.md``.
    """

    def __init__(self, nlp: Language, name: str) -> None:
        self.name = name
        self.lemmas: dict[str, dict[str, str]] = {}
        self.particles: list[str] = []

    def __call__(self, doc: Doc) -> Doc:
        """Correct the lemmas of one document."""
        for token in doc:
            lemma = self._lemma(token)
            if lemma is not None:
                token.lemma_ = lemma
        joined = set()
        for token in doc:
            verb = token.head
            # 'stelde zich op voor' has one particle: the first; the other is a mistake.
            if token.dep_ == "compound:prt" and verb.i not in joined:
                joined.add(verb.i)
                self._join_particle(token.lower_, verb)
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 128) -> Iterator[Doc]:
        """Correct the lemmas of many documents, in order."""
        for doc in docs:
            yield self(doc)

    def _lemma(self, token: Token) -> str | None:
        """Find a better lemma than the one that the token has; None if it is good enough."""
        form, pos, lemma = token.lower_.replace("’", "'"), token.pos_, token.lemma_
        if pos == "PROPN":
            return token.text if lemma.lower() == form else None
        known = self.lemmas.get(pos, {})
        if form in known:
            return known[form]
        if pos == "VERB":
            found = self._verb_with_particle(form, known)
        elif pos == "NOUN":
            found = _compound(token.text.replace("’", "'"), known)
            if found is None and form.endswith("'s"):
                found = token.text[:-2]
        else:
            found = None
        if found is None and lemma.startswith("ë"):
            # 'geëffend' less 'ge': the diaeresis goes with it.
            found = "e" + lemma[1:]
        if pos in LOWER_CASED and token.text.istitle():
            found = (found or lemma).lower()
        return found

    def _verb_with_particle(self, form: str, known: dict[str, str]) -> str | None:
        for particle in self.particles:
            rest = form.removeprefix(particle)
            if rest != form and len(rest) > 3 and rest in known:
                return particle + known[rest]
        return None

    def _join_particle(self, particle: str, verb: Token) -> None:
        """Give a verb the lemma of the whole verb."""
        if (
            particle in self.particles
            and verb.pos_ in {"VERB", "AUX"}
            and not verb.lemma_.startswith(particle)
        ):
            verb.lemma_ = particle + verb.lemma_

    def initialize(
        self, get_examples: Callable[[], Iterable[Example]], *, nlp: Language | None = None
    ) -> None:
        """Learn forms and particles from the gold documents of the training corpus."""
        seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        particles: Counter[str] = Counter()
        for example in get_examples():
            if example.reference.user_data.get("silver"):
                continue
            for token in example.reference:
                if token.dep_ == "compound:prt":
                    particles[token.lower_] += 1
                if token.lemma_ and token.pos_ and token.pos_ not in {"PROPN", "X", "SYM"}:
                    seen[token.pos_, token.lower_][token.lemma_] += 1
        self.particles = sorted(
            (word for word, count in particles.items() if count >= PARTICLE_COUNT),
            key=lambda word: (-len(word), word),
        )
        self.lemmas = {}
        for pos, form in sorted(seen):
            counts = seen[pos, form]
            # By count, then by letters: the order of equals must not depend on the corpus.
            lemma, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
            if count >= AGREEMENT * counts.total():
                self.lemmas.setdefault(pos, {})[form] = lemma

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Serialise the tables."""
        return bytes(srsly.msgpack_dumps([self.lemmas, self.particles]))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> LemmaLookup:
        """Restore the tables."""
        self.lemmas, self.particles = srsly.msgpack_loads(data)
        return self

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the tables to a folder."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "lemmas.msgpack").write_bytes(self.to_bytes())

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> LemmaLookup:
        """Read the tables from a folder."""
        return self.from_bytes((Path(path) / "lemmas.msgpack").read_bytes())


def _compound(text: str, known: dict[str, str]) -> str | None:
    """Take the lemma of the longest known last part, the rest as it stands."""
    form = text.lower()
    for cut in range(FIRST_PART, len(form) - LAST_PART + 1):
        if form[cut:] in known:
            return text[:cut] + known[form[cut:]]
    return None


def use_numpy_products(nlp: Language) -> None:
    """Let a pipeline multiply its matrices by numpy instead of thinc's own BLIS.

    The wheels of blis have no kernels for AVX-512; numpy's OpenBLAS multiplies three times as
    fast on such a machine, and the whole pipeline runs about twice as fast. The results agree
    to rounding.
    """
    fast = NumpyOps(use_blis=False)
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                if isinstance(node.ops, NumpyOps):
                    node.ops = fast

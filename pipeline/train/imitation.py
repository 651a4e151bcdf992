"""Let the small network imitate a transformer before it learns the treebank.

Three steps: let the tuned transformer read treebank and raw text, keep its annotation of the raw
text and the main directions of what it sees in each word; make a table of word vectors from the
same transformer for the frequent words of Dutch; train the network to predict the transformer's
view of each word in its context.
"""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vectors import Vectors  # type: ignore[import-not-found]
from thinc.api import (
    Adam,
    Linear,
    chain,
    set_dropout_rate,
    warmup_linear,
    with_array,
)
from thinc.model import Model

from pipeline.encoder import Array
from pipeline.sentences import STARTS, sentence_starts
from pipeline.train.treebank import SILVER, Sentence, write_conllu

if TYPE_CHECKING:
    from pipeline.train.annotator import Annotator

#: Directions of the teacher's space that are kept: nine tenths of its variance.
N_TARGETS = 192

#: Words in the vector table beyond those of the corpus, and their directions. At 96 the table
#: is 23 MB, which leaves room for the rest of a model of 50 MB.
N_FREQUENT = 50_000
N_VECTOR = 96

#: A type seen less often has no mean worth learning from.
TYPE_COUNT = 5
VOCABULARY_COUNT = 3


#: What the teacher says of the words of a line, a row each, reduced and halved in precision.
Views = np.ndarray[Any, np.dtype[np.float16]]


@dataclass
class Imitation:
    """Lines of text and, for all their tokens one after the other, the teacher's view."""

    lines: list[str]
    targets: Views

    def save(self, path: Path) -> None:
        """Write to an ``.npz`` file, to be used again by the next trial."""
        np.savez(path, lines=np.array("\n".join(self.lines)), targets=self.targets)

    @classmethod
    def load(cls, path: Path) -> Imitation:
        """Read what ``save`` wrote."""
        with np.load(path) as stored:
            return cls(str(stored["lines"]).split("\n"), stored["targets"])


def collect_lines(sentences: Iterable[str], raw: Path) -> list[str]:
    """Join the train sentences with the raw ones that are not among them, in file order."""
    seen = set()
    lines = []
    with gzip.open(raw, "rt", encoding="utf-8") as extra:
        for text in (*sentences, *(line.strip() for line in extra)):
            key = re.sub(r"\W", "", text.lower())
            if key and key not in seen:
                seen.add(key)
                lines.append(text)
    return lines


def is_one_sentence(sentence: Sentence) -> bool:
    """Whether a line of raw text is one whole sentence, from which a parser may learn their ends.

    Lines without a final mark (titles, scores, rows of a table: one in fifteen) and lines in which
    a second sentence begins would teach it to split, or not to split, where nobody decided.
    """
    starts = sentence_starts(
        sentence.words, sentence.spaces, [0] * len(sentence.words), blocks="some"
    )
    return not sentence.ends_block and STARTS not in starts[1:]


def _tokenize(nlp: Language, lines: list[str]) -> Iterator[Doc]:
    for line in lines:
        yield nlp.make_doc(line)


def _words(doc: Doc) -> tuple[list[str], list[bool]]:
    return [token.text for token in doc], [bool(token.whitespace_) for token in doc]


def ask_teacher(
    nlp: Language, lines: list[str], known: Collection[str], annotator: Annotator, silver: Path
) -> Imitation:
    """Let the tuned transformer read all lines; keep what it sees of each word.

    Its annotation of the lines that are not ``known``, which people have annotated, goes to the
    file ``silver`` if they are one sentence. What it sees is reduced to the main directions.
    """
    chance = random.Random(0)
    picked = chance.sample(lines, min(3000, len(lines)))
    seen = annotator.annotate([_words(nlp.make_doc(line)) for line in picked], SILVER)
    sample = np.concatenate([rows for _, rows in seen]).astype(np.float32)
    mean, directions = _main_directions(sample, N_TARGETS)
    parts: list[Views] = []

    def annotated() -> Iterator[Sentence]:
        for start in range(0, len(lines), 2000):
            chunk = [_words(doc) for doc in _tokenize(nlp, lines[start : start + 2000])]
            read = annotator.annotate(chunk, SILVER)
            for line, (sentence, rows) in zip(lines[start : start + 2000], read, strict=True):
                parts.append(((rows.astype(np.float32) - mean) @ directions).astype(np.float16))
                if line not in known and is_one_sentence(sentence):
                    yield sentence

    write_conllu(annotated(), silver)
    targets = np.concatenate(parts)
    # The first direction gets unit spread: the numbers then suit a network's first layer.
    return Imitation(lines, targets / np.float16(targets[:, 0].astype(np.float32).std()))


def _main_directions(rows: Array, n_directions: int) -> tuple[Array, Array]:
    """Principal components of the rows, each column first brought to unit spread.

    The component's spread is brought to its square root: the strong directions still lead, the
    weak ones are heard. Without it the first few would be all that is learned.
    """
    mean = rows.mean(0)
    spread = rows.std(0) + 1e-6
    centred = (rows - mean) / spread
    values, vectors = np.linalg.eigh(centred.T @ centred / len(rows))
    values, vectors = values[::-1][:n_directions], vectors[:, ::-1][:, :n_directions]
    return mean, (vectors / spread[:, None] / values**0.25).astype(np.float32)


def make_vectors(nlp: Language, imitation: Imitation, annotator: Annotator) -> Vectors:
    """Make vectors of words by themselves, keyed by lower-case form.

    What the teacher says of a word alone is mapped linearly onto the mean of what it says of
    that word in sentences. The map is fitted on the words of the corpus and used for all, so
    that a word that the corpus lacks gets a vector of the same kind.
    """
    from wordfreq import top_n_list

    counts: Counter[str] = Counter()
    sums: dict[str, Array] = {}
    at = 0
    for doc in _tokenize(nlp, imitation.lines):
        for token in doc:
            counts[token.lower_] += 1
            row = imitation.targets[at].astype(np.float32)
            if token.lower_ in sums:
                sums[token.lower_] += row
            else:
                sums[token.lower_] = row
            at += 1
    frequent = [
        word
        for word in top_n_list("nl", N_FREQUENT, wordlist="large")
        if re.fullmatch(r"[^\W\d_][\w'’.-]*", word)
    ]
    known = [word for word, count in counts.most_common() if count >= VOCABULARY_COUNT]
    words = list(dict.fromkeys([*known, *frequent]))
    by_itself = annotator.annotate([([word], [True]) for word in words], SILVER)
    alone = np.concatenate([rows for _, rows in by_itself]).astype(np.float32)
    alone = (alone - alone.mean(0)) / (alone.std(0) + 1e-6)
    alone = np.concatenate([alone, np.ones((len(alone), 1), np.float32)], axis=1)
    fitted = [i for i, word in enumerate(words) if counts[word] >= TYPE_COUNT]
    means = np.stack([sums[words[i]] / counts[words[i]] for i in fitted])
    # A type's mean is the surer the more often it was seen, with diminishing returns.
    weight = np.array([counts[words[i]] ** 0.5 for i in fitted], np.float32)[:, None]
    x = alone[fitted]
    ridge = np.linalg.solve(x.T @ (x * weight) + 100 * np.eye(x.shape[1]), x.T @ (means * weight))
    mapped = (alone @ ridge).astype(np.float32)
    mean, directions = _main_directions(mapped, N_VECTOR)
    data = ((mapped - mean) @ directions).astype(np.float32)
    data /= data.std()
    return Vectors(
        strings=nlp.vocab.strings, data=data, keys=words, name="weerklank_vectors", attr="LOWER"
    )


def imitate(
    nlp: Language,
    tok2vec: Model[Any, Any],
    imitation: Imitation,
    *,
    n_passes: int,
    batch_words: int,
    learn_rate: float,
    seed: int,
) -> list[float]:
    """Train ``tok2vec`` in place to predict the teacher's view; return the loss each pass.

    Consecutive lines are joined to documents, as in the treebank training, so that the network
    also learns what a word looks like at a sentence boundary.
    """
    chance = random.Random(seed)
    docs: list[Doc] = []
    targets: list[Views] = []
    at = 0
    for start in range(0, len(imitation.lines), 8):
        parts = list(_tokenize(nlp, imitation.lines[start : start + 8]))
        words = [token.text for doc in parts for token in doc]
        spaces = [
            bool(token.whitespace_) or token.i == len(doc) - 1 for doc in parts for token in doc
        ]
        docs.append(Doc(nlp.vocab, words=words, spaces=spaces))
        size = len(words)
        targets.append(imitation.targets[at : at + size])
        at += size
    head: Model[Any, Any] = with_array(Linear(imitation.targets.shape[1], tok2vec.get_dim("nO")))
    head.initialize()
    model: Model[Any, Any] = chain(tok2vec, head)
    set_dropout_rate(model, 0.05)
    n_steps = int(n_passes * len(imitation.targets) / batch_words)
    schedule: Any = warmup_linear(learn_rate, n_steps // 20, n_steps + 1)
    optimizer = Adam(
        schedule,
        L2=0.01,
        L2_is_weight_decay=True,
        grad_clip=1.0,
    )
    losses = []
    order = list(range(len(docs)))
    for _ in range(n_passes):
        chance.shuffle(order)
        total = 0.0
        for batch in _batches(order, docs, batch_words):
            wanted = np.concatenate([targets[i] for i in batch]).astype(np.float32)
            said, backprop = model.begin_update([docs[i] for i in batch])
            found = np.concatenate(said)
            difference = found - wanted
            total += float((difference**2).sum())
            gradient = difference / len(wanted)
            cuts = np.cumsum([len(docs[i]) for i in batch])[:-1]
            backprop([np.ascontiguousarray(part) for part in np.split(gradient, cuts)])
            model.finish_update(optimizer)
            optimizer.step_schedules()
        variance = float((imitation.targets[:20000].astype(np.float32) ** 2).sum(1).mean())
        losses.append(round(total / len(imitation.targets) / variance, 4))
    return losses


def _batches(order: Sequence[int], docs: list[Doc], n_words: int) -> Iterable[list[int]]:
    batch: list[int] = []
    size = 0
    for index in order:
        batch.append(index)
        size += len(docs[index])
        if size >= n_words:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch

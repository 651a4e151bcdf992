"""Let the small network imitate a transformer before it learns the treebank.

Three steps: encode treebank and raw text with the teacher and keep the main directions of what
it says of each word; make a table of word vectors from the same teacher for the frequent words
of Dutch; train the network to predict the teacher's view of each word in its context.
"""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vectors import Vectors  # type: ignore[import-not-found]
from thinc.api import (
    Adam,
    Linear,
    Maxout,
    chain,
    concatenate,
    set_dropout_rate,
    warmup_linear,
    with_array,
)
from thinc.model import Model

from pipeline.train.teacher import Array, Teacher

#: By linear probes on the train files, relations are best read from layer 6 and tags from 4.
LAYERS = (4, 6)

#: For a word by itself the embedding says much, too.
WORD_LAYERS = (0, 4, 6)

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
    """Lines of text and, for all their tokens one after the other, the teacher's view.

    ``mean`` and ``directions`` turn what the teacher says of any other text into such a view.
    """

    lines: list[str]
    targets: Views
    mean: Array
    directions: Array

    def save(self, path: Path) -> None:
        """Write to an ``.npz`` file, to be used again by the next trial."""
        np.savez(
            path,
            lines=np.array("\n".join(self.lines)),
            targets=self.targets,
            mean=self.mean,
            directions=self.directions,
        )

    @classmethod
    def load(cls, path: Path) -> Imitation:
        """Read what ``save`` wrote."""
        with np.load(path) as stored:
            return cls(
                str(stored["lines"]).split("\n"),
                stored["targets"],
                stored["mean"],
                stored["directions"],
            )

    def extended(self, nlp: Language, lines: list[str], teacher: Teacher) -> Imitation:
        """Ask the teacher about other lines, reduced to the same directions."""
        parts = []
        for start in range(0, len(lines), 2000):
            chunk = [_words(doc) for doc in _tokenize(nlp, lines[start : start + 2000])]
            encoded = np.concatenate(teacher.encode(chunk, LAYERS))
            parts.append(((encoded - self.mean) @ self.directions).astype(np.float16))
        return Imitation(lines, np.concatenate(parts), self.mean, self.directions)

    def by_line(self, nlp: Language) -> dict[str, Views]:
        """Map each line to the rows of its tokens."""
        rows = {}
        at = 0
        for doc in _tokenize(nlp, self.lines):
            rows[doc.text] = self.targets[at : at + len(doc)]
            at += len(doc)
        return rows


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


def _tokenize(nlp: Language, lines: list[str]) -> Iterator[Doc]:
    for line in lines:
        yield nlp.make_doc(line)


def _words(doc: Doc) -> tuple[list[str], list[bool]]:
    return [token.text for token in doc], [bool(token.whitespace_) for token in doc]


def ask_teacher(nlp: Language, lines: list[str], teacher: Teacher) -> Imitation:
    """Encode every line by itself and reduce the result to its main directions."""
    chance = random.Random(0)
    picked = chance.sample(lines, min(3000, len(lines)))
    sample = np.concatenate(teacher.encode([_words(nlp.make_doc(line)) for line in picked], LAYERS))
    mean, directions = _main_directions(sample, N_TARGETS)
    empty = np.zeros((0, N_TARGETS), np.float16)
    views = Imitation([], empty, mean, directions).extended(nlp, lines, teacher)
    # The first direction gets unit spread: the numbers then suit a network's first layer.
    scale = np.float16(views.targets[:, 0].astype(np.float32).std())
    return Imitation(lines, views.targets / scale, mean, directions / np.float32(scale))


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


def make_vectors(nlp: Language, imitation: Imitation, teacher: Teacher) -> Vectors:
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
    alone = np.concatenate(
        [
            np.concatenate(
                teacher.encode([([w], [True]) for w in words[start : start + 5000]], WORD_LAYERS)
            )
            for start in range(0, len(words), 5000)
        ]
    )
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


@registry.architectures("weerklank_informed_embed.v1")
def create_informed_embed(
    embed: Model[list[Doc], list[Any]], width: int, n_features: int
) -> Model[list[Doc], list[Any]]:
    """Create an embedding layer that is also told the teacher's view of each word.

    For the model that annotates raw text only: it reads ``doc.user_data["teacher"]``, which
    ordinary documents do not have.
    """
    features: Model[Any, Any] = chain(
        Model("teacher_features", _forward_features),
        with_array(Linear(width, n_features)),
    )
    return chain(
        concatenate(embed, features),
        with_array(Maxout(width, 2 * width, nP=3, dropout=0.0, normalize=True)),
    )


def _forward_features(
    model: Model[Any, Any], docs: list[Doc], is_train: bool
) -> tuple[list[Array], Callable[[list[Array]], list[Doc]]]:
    rows = [
        np.ascontiguousarray(doc.user_data["teacher"], dtype=np.float32)
        if "teacher" in doc.user_data
        else np.zeros((len(doc), N_TARGETS), np.float32)
        for doc in docs
    ]
    return rows, lambda gradient: []


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

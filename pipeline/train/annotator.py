"""A transformer that is tuned on the treebank: the teacher of the small language model.

The multilingual E5 encoder (`pipeline.encoder`) gets a layer for parts of speech, tags, features,
lemmas and a biaffine parser (`transformer`), and learns the treebank as a whole. It is far too slow
for use; it annotates raw text, and shows the small network what a word looks like
to one who can parse. Needed in training only; needs torch.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from spacy.pipeline._edit_tree_internals.edit_trees import EditTrees
from spacy.strings import StringStore
from torch import Tensor, nn
from torch.nn import functional

from pipeline.encoder import Encoder
from pipeline.train.spanning_tree import best_tree
from pipeline.train.teacher import Tuning
from pipeline.train.transformer import ROWS, Network, initialise
from pipeline.train.treebank import Sentence

#: Relation labels, parts of speech and so on that a missing value is trained on: none.
MISSING = -100

#: A lemma rule seen less often is a slip or a name.
MIN_RULE_COUNT = 2


class Annotator:
    """The tuned transformer with the names of its classes.

    Parameters
    ----------
    teacher
        The encoder's weights and sub-words.
    sentences
        The treebank that it will learn: its labels are the classes.
    """

    def __init__(self, teacher: Encoder, sentences: Sequence[Sentence], tuning: Tuning) -> None:
        self._teacher, self._tuning = teacher, tuning
        self._trees = EditTrees(StringStore())
        counts: dict[int, int] = {}
        for sentence in sentences:
            for word, lemma in zip(sentence.words, sentence.base_lemmas, strict=True):
                if lemma:
                    tree = self._trees.add(word, lemma)
                    counts[tree] = counts.get(tree, 0) + 1
        self.labels: dict[str, list[Any]] = {
            "lemmas": sorted(tree for tree, n in counts.items() if n >= MIN_RULE_COUNT)
        }
        for name in ("pos", "tags", "morphs", "deps"):
            values = {value for sentence in sentences for value in getattr(sentence, name)}
            self.labels[name] = sorted(values - ({""} if name != "morphs" else set()))
        self._index = {
            name: {value: i for i, value in enumerate(values)}
            for name, values in self.labels.items()
        }
        sizes = {name: len(values) for name, values in self.labels.items()}
        self.network = Network(teacher, tuning.layers, sizes)

    def tune(self, sentences: Sequence[Sentence], seed: int, stored: Path) -> None:
        """Learn the treebank, or read what was learned before from the file ``stored``.

        The same seed and one thread give the same network.
        """
        self.network.eval()
        if stored.exists():
            self.network.load_state_dict(torch.load(stored, weights_only=True))
            return
        torch.manual_seed(seed)
        torch.set_num_threads(self._tuning.threads)
        initialise(self.network)
        chance = random.Random(seed)
        plans = [self._batches(sentences, chance) for _ in range(self._tuning.epochs)]
        n_steps = sum(map(len, plans))
        encoder = list(self.network.layers.parameters())
        known = {id(parameter) for parameter in encoder}
        rest = [p for p in self.network.parameters() if id(p) not in known]
        optimizer = torch.optim.AdamW(
            [
                {"params": encoder, "lr": self._tuning.learn_rate},
                {"params": rest, "lr": self._tuning.head_learn_rate},
            ],
            betas=(0.9, 0.98),
            weight_decay=0.01,
        )
        warm = n_steps // 15 + 1
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min((step + 1) / warm, (n_steps - step) / (n_steps - warm))
        )
        self.network.train()
        for batch in (batch for plan in plans for batch in plan):
            loss = self._loss([sentences[i] for i in batch])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
        self.network.eval()
        partial = stored.with_suffix(".part")
        torch.save(self.network.state_dict(), partial)
        partial.rename(stored)

    def annotate(
        self, lines: Sequence[tuple[list[str], list[bool]]], source: str
    ) -> Iterator[tuple[Sentence, Any]]:
        """Yield each sentence with its annotation, and a row a word of what the encoder saw."""
        order = sorted(range(len(lines)), key=lambda i: len(lines[i][0]))
        found: dict[int, tuple[Sentence, Any]] = {}
        with torch.inference_mode():
            for start in range(0, len(order), 32):
                batch = order[start : start + 32]
                for i, result in zip(batch, self._annotate(batch, lines, source), strict=True):
                    found[i] = result
        for i in range(len(lines)):
            yield found.pop(i)

    def _annotate(
        self, batch: list[int], lines: Sequence[tuple[list[str], list[bool]]], source: str
    ) -> Iterator[tuple[Sentence, Any]]:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            words = self.network.encode(*self._inputs([lines[i] for i in batch]))
            arcs = self.network.arcs(words).float().numpy()
            classes = {
                name: self.network.classes[name](words).float().topk(3, -1).indices.numpy()
                for name in ROWS
            }
            heads = np.zeros(arcs.shape[:2], np.int64)
            for row, i in enumerate(batch):
                n = len(lines[i][0])
                heads[row, :n] = best_tree(arcs[row, :n, : n + 1])
            relations = self.network.relations(words, torch.from_numpy(heads)).float().numpy()
        root = self._index["deps"]["ROOT"]
        for row, i in enumerate(batch):
            tokens, spaces = lines[i]
            n = len(tokens)
            at_root = heads[row, :n] == 0
            scores = relations[row, :n]
            scores[~at_root, root] = -np.inf
            deps = np.where(at_root, root, scores.argmax(-1))
            picked = {
                name: [self.labels[name][c] for c in classes[name][row, :n, 0]] for name in ROWS
            }
            lemmas = [
                self._lemma(token, classes["lemmas"][row, k]) for k, token in enumerate(tokens)
            ]
            sentence = Sentence(
                source=source,
                words=tokens,
                spaces=spaces,
                lemmas=lemmas,
                base_lemmas=lemmas,
                pos=picked["pos"],
                tags=picked["tags"],
                morphs=picked["morphs"],
                heads=[int(head) - 1 for head in heads[row, :n]],
                deps=[self.labels["deps"][d] for d in deps],
            )
            yield sentence, words[row, :n].float().numpy().astype(np.float16)

    def _lemma(self, token: str, rules: Iterable[int]) -> str:
        """Apply the most probable rule that fits the word; a word without one is its own lemma."""
        for rule in rules:
            lemma = self._trees.apply(self.labels["lemmas"][rule], token)
            if lemma:
                return str(lemma)
        return token

    def _batches(self, sentences: Sequence[Sentence], chance: random.Random) -> list[list[int]]:
        """Group sentences of about one length, in an order that chance decides."""
        lengths = [len(sentence.words) + chance.random() * 4 for sentence in sentences]
        order = sorted(range(len(sentences)), key=lambda i: lengths[i])
        batches: list[list[int]] = [[]]
        for i in order:
            longest = len(sentences[i].words) * 1.4
            if (len(batches[-1]) + 1) * longest > self._tuning.batch_pieces and batches[-1]:
                batches.append([])
            batches[-1].append(i)
        chance.shuffle(batches)
        return batches

    def _inputs(
        self, texts: Sequence[tuple[list[str], list[bool]]]
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return embedded sub-words, where there is one, and the pooling matrix."""
        rows = []
        for words, spaces in texts:
            before = [True, *spaces[:-1]]
            rows.append(
                [
                    self._teacher.pieces(word, after_space=space) or [self._teacher.unknown]
                    for word, space in zip(words, before, strict=True)
                ]
            )
        length = min(max(sum(map(len, row)) for row in rows), 510) + 2
        ids = np.full((len(rows), length), self._teacher.last)
        mask = np.zeros((len(rows), length), bool)
        pool = np.zeros((len(rows), max(map(len, rows)), length), np.float32)
        for r, row in enumerate(rows):
            flat = [self._teacher.first, *[p for part in row for p in part][: length - 2]]
            ids[r, : len(flat)] = flat
            mask[r, : len(flat) + 1] = True
            starts = np.minimum(np.cumsum([1] + [len(part) for part in row]), length - 1)
            for w, (a, b) in enumerate(pairwise(starts)):
                a, b = (a, b) if b > a else (length - 2, length - 1)
                pool[r, w, a:b] = 1 / (b - a)
        embedded = self._teacher.embed(ids)
        return torch.from_numpy(embedded), torch.from_numpy(mask), torch.from_numpy(pool)

    def _loss(self, batch: Sequence[Sentence]) -> Tensor:
        size = (len(batch), max(len(s.words) for s in batch))
        gold = {name: np.full(size, MISSING) for name in (*ROWS, "heads", "deps")}
        for r, sentence in enumerate(batch):
            n = len(sentence.words)
            for name in ("pos", "tags", "morphs", "deps"):
                values = getattr(sentence, name)
                index = self._index[name]
                # Without a part of speech the features are a guess, too.
                known = sentence.pos if name == "morphs" else values
                gold[name][r, :n] = [
                    index[v] if k else MISSING for v, k in zip(values, known, strict=True)
                ]
            gold["heads"][r, :n] = [head + 1 for head in sentence.heads]
            gold["lemmas"][r, :n] = [
                self._index["lemmas"].get(self._trees.add(word, lemma), MISSING)
                if lemma
                else MISSING
                for word, lemma in zip(sentence.words, sentence.base_lemmas, strict=True)
            ]
        heads = torch.from_numpy(gold["heads"])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            words = self.network.encode(*self._inputs([(s.words, s.spaces) for s in batch]))
            arcs = self.network.arcs(words)
            beyond = torch.arange(arcs.shape[2])[None, None, :] > torch.tensor(
                [len(s.words) for s in batch]
            ).view(-1, 1, 1)
            arcs = arcs.float().masked_fill(beyond, -1e4)
            relations = self.network.relations(words, heads.clamp(min=0)).float()
            scored = {
                name: self.network.classes[name](self.network.drop(words)).float() for name in ROWS
            }
        loss = _cross_entropy(arcs, heads)
        loss = loss + _cross_entropy(relations, torch.from_numpy(gold["deps"]))
        for name in ROWS:
            loss = loss + _cross_entropy(scored[name], torch.from_numpy(gold[name]))
        return loss


def _cross_entropy(scores: Tensor, wanted: Tensor) -> Tensor:
    if not (wanted != MISSING).any():
        return scores.sum() * 0
    return functional.cross_entropy(scores.flatten(0, 1), wanted.flatten(), ignore_index=MISSING)


def agreement(annotator: Annotator, gold: Sequence[Sentence]) -> dict[str, float]:
    """Score the annotator on sentences whose words and boundaries are given.

    Returns
    -------
    dict
        ``pos_acc``, ``tag_acc``, ``lemma_acc``, ``dep_uas``, ``dep_las``; relations labelled
        punct are not counted.
    """
    counts = dict.fromkeys(("pos_acc", "tag_acc", "lemma_acc", "dep_uas", "dep_las"), 0)
    n_words = n_arcs = 0
    texts = [(sentence.words, sentence.spaces) for sentence in gold]
    for right, (found, _) in zip(gold, annotator.annotate(texts, ""), strict=True):
        for i, dep in enumerate(right.deps):
            counts["pos_acc"] += right.pos[i] == found.pos[i]
            counts["tag_acc"] += right.tags[i] == found.tags[i]
            counts["lemma_acc"] += right.base_lemmas[i] == found.lemmas[i]
            n_words += 1
            if dep != "punct":
                attached = right.heads[i] == found.heads[i]
                counts["dep_uas"] += attached
                counts["dep_las"] += attached and dep == found.deps[i]
                n_arcs += 1
    return {
        name: round(n / (n_arcs if name.startswith("dep") else n_words), 4)
        for name, n in counts.items()
    }

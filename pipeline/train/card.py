"""Put the figures of a training record into the model card, between its marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

FILES = (
    ("LassySmall", "test-lassysmall.conllu.gz"),
    ("Alpino", "test-alpino.conllu.gz"),
    ("LassySmall 2.8", "test-lassysmall-2.8.conllu.gz"),
)
MEASURES = (
    ("labelled attachment (LAS)", "dep_las"),
    ("attachment (UAS)", "dep_uas"),
    ("part of speech", "pos_acc"),
    ("Alpino tag", "tag_acc"),
    ("lemma", "lemma_acc"),
    ("sentences (F)", "sents_f"),
    ("tokens (F)", "token_f"),
)
RELATIONS = (
    *("nsubj", "nsubj:pass", "obj", "obl", "nmod", "advmod", "conj", "cc", "advcl", "acl"),
    *("acl:relcl", "ccomp", "xcomp", "csubj", "parataxis", "appos", "aux", "aux:pass", "cop"),
    *("mark", "compound:prt"),
)
STEPS = ("dep_las", "dep_uas", "pos_acc", "lemma_acc", "sents_f")


def figures(record: Mapping[str, Any], plain: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Return the tables of a card as Markdown: ``test``, ``relations``, ``log``.

    ``plain`` is the record of the pipeline to compare with; its figures stand behind a stroke.
    """

    def cells(read: Callable[[Mapping[str, Any]], str]) -> list[str]:
        return [
            read(record["test"][name]) + (f" / {read(plain['test'][name])}" if plain else "")
            for _, name in FILES
        ]

    heads = [label for label, _ in FILES]
    preset = [
        f"{percent(record['test'][f'{name}, blocks preset'], key)}"
        for key in ("sents_f", "dep_las")
        for _, name in FILES[:2]
    ]
    return {
        "test": _table(
            ["", *heads],
            [[label, *cells(partial(percent, key=key))] for label, key in MEASURES],
        )
        + "\n\nWith block starts preset as ingest does, sentences: "
        + f"{preset[0]} and {preset[1]}; LAS {preset[2]} and {preset[3]}.",
        "relations": _table(
            ["relation", *heads],
            [[f"`{r}`", *cells(partial(_relation, name=r))] for r in RELATIONS],
        ),
        "log": _table(
            ["step", "words", "LAS", "UAS", "part of speech", "lemma", "sentences"],
            [
                [str(row["step"]), f"{row['words']:,}", *(percent(row, key) for key in STEPS)]
                for row in record["log"]
            ],
        ),
    }


def percent(scores: Mapping[str, float], key: str) -> str:
    """Return a score as a percentage with one place; what was never found counts as 0.

    >>> percent({"dep_las": 0.8537}, "dep_las")
    '85.4'
    """
    return f"{100 * scores.get(key, 0.0):.1f}"


def fill_card(card: Path, tables: Mapping[str, str]) -> None:
    """Replace what stands between ``<!-- name -->`` and ``<!-- /name -->`` by each table."""
    text = card.read_text(encoding="utf-8")
    for name, table in tables.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)", re.DOTALL)
        text = marked.sub(rf"\1\n{table}\n\2", text)
    card.write_text(text, encoding="utf-8")


def _relation(scores: Mapping[str, Any], name: str) -> str:
    return percent(scores["relations"], name)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)

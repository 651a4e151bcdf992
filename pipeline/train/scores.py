"""Measure a pipeline on the running text of treebank files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training import Example

from pipeline.train.blocks import preset_blocks
from pipeline.train.treebank import doc_from_sentences, read_conllu

TEST_FILES = (
    "test-lassysmall.conllu.gz",
    "test-alpino.conllu.gz",
    "test-lassysmall-2.8.conllu.gz",
)

#: spaCy's names of the scores that are reported; relations labelled punct are not counted.
HEADLINES = ("token_f", "sents_f", "pos_acc", "tag_acc", "lemma_acc", "dep_uas", "dep_las")


def evaluate_language_model(
    nlp: Language, conllu_path: Path, sentences_per_doc: int = 10, *, blocks: bool = False
) -> dict[str, Any]:
    """Score a pipeline on the running text of a treebank file.

    The file's sentences are joined, ``sentences_per_doc`` at a time, into raw text; nothing of
    the gold tokenisation or sentence boundaries is given. The measures are spaCy's own, so that
    they compare with published figures: attachment scores leave punctuation out.

    With ``blocks`` the starts of headings, items and the like, and of what follows them, are
    preset as ingest does it; only the sentence boundaries inside running text are left to find.

    Returns
    -------
    dict
        ``token_f``, ``sents_f``, ``pos_acc``, ``tag_acc``, ``lemma_acc``, ``dep_uas``,
        ``dep_las`` between 0 and 1, and ``relations`` (F of labelled attachment for each
        relation).
    """
    sentences = list(read_conllu(conllu_path))
    examples = []
    for start in range(0, len(sentences), sentences_per_doc):
        group = sentences[start : start + sentences_per_doc]
        gold = doc_from_sentences(nlp.vocab, group)
        doc = nlp.make_doc(gold.text)
        if blocks:
            preset_blocks(doc, group)
        examples.append(Example(doc, gold))
    scores = nlp.evaluate(examples)
    relations = scores.get("dep_las_per_type") or {}
    found = [name for name in HEADLINES if scores.get(name) is not None]
    return {
        **{name: round(float(scores[name]), 4) for name in found},
        "relations": {name: round(float(relations[name]["f"]), 4) for name in sorted(relations)},
    }


def evaluate_test_files(nlp: Language, treebank: Path) -> dict[str, Any]:
    """Score the pipeline on every test file.

    The 2.8 file is taken one sentence a document, as the published figures were.
    """
    return {
        name: evaluate_language_model(nlp, treebank / name, 1 if "2.8" in name else 10)
        for name in TEST_FILES
    } | {
        f"{name}, blocks preset": evaluate_language_model(nlp, treebank / name, blocks=True)
        for name in TEST_FILES
        if "2.8" not in name
    }

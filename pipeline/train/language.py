"""Train the Dutch language model from the treebank, and measure it on raw text.

One call does the whole recipe: check the data; tune a transformer on the treebank (`annotator`) and
let it read the raw text; let the small spaCy pipeline of the committed configuration imitate what
it sees (`imitation`), then learn the treebank and the annotated text; score the test files; write
the model and its record. A configuration without ``[teacher]`` trains a plain pipeline on the
treebank alone, to compare with.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import IO, Any

import numpy
import spacy
import thinc
from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config, registry
from thinc.api import NumpyOps, set_current_ops

import pipeline.language_components  # noqa: F401  (registers the factory)
from pipeline.encoder import Encoder
from pipeline.errors import UsageError
from pipeline.train.blocks import create_block_reader
from pipeline.train.card import figures, fill_card
from pipeline.train.imitation import (
    Imitation,
    ask_teacher,
    collect_lines,
    imitate,
    make_vectors,
)
from pipeline.train.scores import (
    HEADLINES,
    TEST_FILES,
    evaluate_language_model,
    evaluate_test_files,
)
from pipeline.train.teacher import Tuning, teacher_path
from pipeline.train.tokenization import adapt_tokenizer
from pipeline.train.treebank import read_conllu, sentence_text

__all__ = [
    "check_treebank",
    "create_block_reader",
    "evaluate_language_model",
    "train_language_model",
]

TRAIN_FILES = ("train-alpino.conllu.gz", "train-lassy.conllu.gz")
RAW_FILE = "raw-dutch.txt.gz"
DEV_FILE = "dev.conllu.gz"
SILVER_FILE = "silver.conllu.gz"


@registry.loggers("weerklank_log.v1")
def create_log(path: Path) -> Callable[..., Any]:
    """Create a training log that appends one JSON line an evaluation to ``path``."""

    def setup(nlp: Language, stdout: IO[str], stderr: IO[str]) -> tuple[Any, Any]:
        def write(info: dict[str, Any] | None) -> None:
            if info is None or info["score"] is None:
                return
            scores = info["other_scores"]
            row = {"step": info["step"], "epoch": info["epoch"], "words": info["words"]}
            row |= {"seconds": info["seconds"], "score": round(float(info["score"]), 4)}
            row |= {name: round(float(scores[name]), 4) for name in HEADLINES if name in scores}
            row["losses"] = {name: round(float(loss), 1) for name, loss in info["losses"].items()}
            with Path(path).open("a", encoding="utf-8") as log:
                log.write(json.dumps(row) + "\n")

        return write, lambda: None

    return setup


def check_treebank(treebank: Path) -> None:
    """Check that every file of the treebank is there.

    Raises
    ------
    UsageError
        Naming all the missing files, where they were looked for, and what to do.
    """
    expected = (*TRAIN_FILES, RAW_FILE, DEV_FILE, *TEST_FILES)
    missing = [name for name in expected if not (treebank / name).is_file()]
    if missing:
        raise UsageError(
            f"{treebank.resolve()}: {', '.join(missing)} not found",
            "give the folder that holds the treebank files: make models DATA=path",
        )


def train_language_model(
    treebank: Path,
    out: Path,
    *,
    config: Path,
    steps: int | None = None,
    seed: int = 0,
    work: Path | None = None,
) -> dict[str, Any]:
    """Train the language model, score it on the test files, and write both.

    The model goes to the folder ``out``, replaced whole and only when complete; the record of
    the training goes to ``<out>-training.json`` beside it, its figures into ``<out>-card.md``.

    Parameters
    ----------
    treebank
        Folder of the CoNLL-U files.
    out
        Folder to write; ``models/language``.
    config
        spaCy training configuration.
    steps
        Train this many steps instead of the configuration's; for trials.
    seed
        Seed of the weights, the order of the documents and the dropout. With the same seed and
        one thread (``OMP_NUM_THREADS=1``) the result is the same.
    work
        Folder for what is made on the way (the teacher's views, the vectors, the annotated raw
        text); what is there already is used again. A temporary folder by default.

    Returns
    -------
    dict
        The training record as written.

    Raises
    ------
    UsageError
        If a treebank file, the configuration or a package is missing.
    """
    check_treebank(treebank)
    if not config.is_file():
        raise UsageError(
            f"{config.resolve()}: no such training configuration",
            "give the path of language.cfg: it is in models/",
        )
    # See use_numpy_products: three times the speed of thinc's default.
    set_current_ops(NumpyOps(use_blis=False))
    settings = load_config(config)
    taught = "teacher" in settings
    with tempfile.TemporaryDirectory(prefix="weerklank-train-") as temporary:
        folder = work or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        overrides = _overrides(treebank, folder, seed)
        if steps is not None:
            overrides["training.max_steps"] = steps
        if taught:
            imitation = _prepare_imitation(treebank, folder, Tuning(**settings["teacher"]), seed)
            overrides["paths.vectors"] = str(folder / "vectors")
            overrides["paths.train"] = [
                *overrides["paths.train"] * settings["silver"]["gold_repeated"],
                str(folder / SILVER_FILE),
            ]
        nlp = init_nlp(load_config(config, overrides=overrides, interpolate=False))
        losses = []
        if taught:
            tok2vec: Any = nlp.get_pipe("tok2vec")
            losses = imitate(nlp, tok2vec.model, imitation, seed=seed, **settings["imitation"])
        nlp = _fit(nlp, folder / "runs")
        _forbid_missing_class(nlp)
        record = {
            "config": {"file": config.name, "sha256": _digest(config)},
            "data": {
                name: _digest(treebank / name)
                for name in (*TRAIN_FILES, RAW_FILE, DEV_FILE, *TEST_FILES)
            },
            "versions": {
                "python": platform.python_version(),
                "spacy": spacy.__version__,
                "thinc": thinc.__version__,
                "numpy": numpy.__version__,
            },
            "seed": seed,
            "steps": nlp.config["training"]["max_steps"],
            "log": [
                json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()
            ],
            "dev": evaluate_language_model(nlp, treebank / DEV_FILE),
            "test": evaluate_test_files(nlp, treebank),
        }
        if taught:
            record |= {
                "teacher": {
                    "file": teacher_path().name,
                    "sha256": _digest(teacher_path()),
                    "torch": version("torch"),
                    "dev": json.loads((folder / "teacher.json").read_text("utf-8")),
                },
                "imitation_loss": losses,
            }
        _write_model(nlp, out)
    (out.parent / f"{out.name}-training.json").write_text(
        json.dumps(record, indent=1) + "\n", encoding="utf-8"
    )
    card = out.parent / f"{out.name}-card.md"
    if card.is_file():
        fill_card(card, figures(record))
    return record


def _overrides(treebank: Path, folder: Path, seed: int) -> dict[str, Any]:
    log = folder / "log.jsonl"
    log.unlink(missing_ok=True)
    return {
        "paths.train": [str(treebank / name) for name in TRAIN_FILES],
        "paths.dev": [str(treebank / DEV_FILE)],
        "paths.log": str(log),
        "system.seed": seed,
    }


def _prepare_imitation(treebank: Path, folder: Path, tuning: Tuning, seed: int) -> Imitation:
    """Tune the transformer, let it read all text, make the vectors; all is kept in ``folder``."""
    stored = folder / "imitation.npz"
    if stored.exists() and (folder / "vectors").exists() and (folder / SILVER_FILE).exists():
        return Imitation.load(stored)
    # Only this needs torch.
    path = teacher_path()
    from pipeline.train.annotator import Annotator, agreement

    nlp = spacy.blank("nl")
    adapt_tokenizer(nlp)
    sentences = [s for name in TRAIN_FILES for s in read_conllu(treebank / name)]
    annotator = Annotator(Encoder(path), sentences, tuning)
    annotator.tune(sentences, seed, folder / "tuned.pt")
    dev = list(read_conllu(treebank / DEV_FILE))
    figures = agreement(annotator, dev)
    (folder / "teacher.json").write_text(json.dumps(figures), encoding="utf-8")
    known = dict.fromkeys(map(sentence_text, sentences))
    lines = collect_lines(known, treebank / RAW_FILE)
    partial = folder / f"part-{SILVER_FILE}"
    imitation = ask_teacher(nlp, lines, known, annotator, partial)
    nlp.vocab.vectors = make_vectors(nlp, imitation, annotator)
    nlp.to_disk(folder / "vectors")
    imitation.save(stored)
    partial.rename(folder / SILVER_FILE)
    return imitation


def _fit(nlp: Language, folder: Path) -> Language:
    """Train an initialised pipeline; return the best by the scores on dev."""
    folder.mkdir(parents=True, exist_ok=True)
    train(nlp, folder, use_gpu=-1, stdout=StringIO(), stderr=StringIO())
    return spacy.load(folder / "model-best")


def _forbid_missing_class(nlp: Language) -> None:
    """Keep the morphologizer from predicting nothing at all.

    Treebank words whose part of speech is a guess count as having none, which spaCy makes a
    class of its own ('_'); on dev it was chosen for 3 words in a thousand, always wrongly.
    """
    morphologizer: Any = nlp.get_pipe("morphologizer")
    if "_" in morphologizer.labels:
        layer = morphologizer.model.get_ref("softmax")
        bias = layer.get_param("b").copy()
        bias[morphologizer.labels.index("_")] = -1e4
        layer.set_param("b", bias)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write_model(nlp: Language, out: Path) -> None:
    """Write the model beside ``out``, then swap: a reader never sees half a model."""
    # Where the data stood is no part of the model: the same training gives the same bytes.
    config = nlp.config
    config["paths"] = dict.fromkeys(config["paths"])
    nlp.config = config
    nlp.meta["name"] = "weerklank"
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f"{out.name}.new-{os.getpid()}")
    stale = out.with_name(f"{out.name}.old-{os.getpid()}")
    nlp.to_disk(fresh)
    if out.exists():
        out.rename(stale)
    fresh.rename(out)
    shutil.rmtree(stale, ignore_errors=True)

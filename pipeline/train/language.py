"""Train the Dutch language model from the treebank, and measure it on raw text.

One call does the whole recipe: check the data; ask a transformer about every word of treebank
and raw text (``teacher``, ``imitation``); train a model that sees those answers and let it
annotate the raw text; train the small spaCy pipeline of the committed configuration on treebank
and annotated text; score the test files; write the model and its record.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import IO, Any

import numpy
import spacy
import thinc
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config, registry
from thinc.api import NumpyOps, set_current_ops

import pipeline.language_components  # noqa: F401  (registers the factory)
from pipeline.errors import UsageError
from pipeline.train.blocks import create_block_reader
from pipeline.train.imitation import (
    N_TARGETS,
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
from pipeline.train.teacher import Teacher, teacher_path
from pipeline.train.tokenization import adapt_tokenizer
from pipeline.train.treebank import read_conllu, sentence_text, write_conllu

__all__ = [
    "check_treebank",
    "create_block_reader",
    "evaluate_language_model",
    "train_language_model",
]

TRAIN_FILES = ("train-alpino.conllu.gz", "train-lassy.conllu.gz")
RAW_FILE = "raw-dutch.txt.gz"
DEV_FILE = "dev.conllu.gz"


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
    the training goes to ``language-training.json`` beside it.

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
    teacher_path()
    if not config.is_file():
        raise UsageError(
            f"{config.resolve()}: no such training configuration",
            "give the path of language.cfg: it is in models/",
        )
    # See use_numpy_products: three times the speed of thinc's default.
    set_current_ops(NumpyOps(use_blis=False))
    settings = load_config(config)
    with tempfile.TemporaryDirectory(prefix="weerklank-train-") as temporary:
        folder = work or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        imitation = _prepare_imitation(treebank, folder, settings["imitation"])
        silver = folder / "silver.conllu.gz"
        if not silver.exists():
            _annotate_raw(treebank, folder, config, imitation, seed)
        overrides = _overrides(treebank, folder, folder / "log.jsonl", seed)
        overrides["paths.train"] = [
            *overrides["paths.train"] * settings["silver"]["gold_repeated"],
            str(silver),
        ]
        if steps is not None:
            overrides["training.max_steps"] = steps
        nlp = init_nlp(load_config(config, overrides=overrides, interpolate=False))
        passes = settings["imitation"]
        tok2vec: Any = nlp.get_pipe("tok2vec")
        losses = imitate(
            nlp,
            tok2vec.model,
            imitation,
            n_passes=passes["passes"],
            batch_words=passes["batch_words"],
            learn_rate=passes["learn_rate"],
            seed=seed,
        )
        nlp = _fit(nlp, folder / "runs")
        _forbid_missing_class(nlp)
        record = {
            "config": {"file": config.name, "sha256": _digest(config)},
            "data": {
                name: _digest(treebank / name)
                for name in (*TRAIN_FILES, RAW_FILE, DEV_FILE, *TEST_FILES)
            },
            "teacher": {"file": teacher_path().name, "sha256": _digest(teacher_path())},
            "versions": {
                "python": platform.python_version(),
                "spacy": spacy.__version__,
                "thinc": thinc.__version__,
                "numpy": numpy.__version__,
            },
            "seed": seed,
            "steps": nlp.config["training"]["max_steps"],
            "imitation_loss": losses,
            "log": [
                json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()
            ],
            "test": evaluate_test_files(nlp, treebank),
        }
        _write_model(nlp, out)
    (out.parent / "language-training.json").write_text(
        json.dumps(record, indent=1) + "\n", encoding="utf-8"
    )
    return record


def _overrides(treebank: Path, folder: Path, log: Path, seed: int) -> dict[str, Any]:
    log.unlink(missing_ok=True)
    return {
        "paths.train": [str(treebank / name) for name in TRAIN_FILES],
        "paths.dev": [str(treebank / DEV_FILE)],
        "paths.vectors": str(folder / "vectors"),
        "paths.log": str(log),
        "system.seed": seed,
    }


def _prepare_imitation(treebank: Path, folder: Path, settings: dict[str, Any]) -> Imitation:
    """Ask the teacher about all text, and make the vector table; both are kept in ``folder``."""
    stored = folder / "imitation.npz"
    nlp = spacy.blank("nl")
    adapt_tokenizer(nlp)
    if stored.exists() and (folder / "vectors").exists():
        return Imitation.load(stored)
    texts = (sentence_text(s) for name in TRAIN_FILES for s in read_conllu(treebank / name))
    teacher = Teacher(teacher_path(), settings["layers"])
    imitation = ask_teacher(nlp, collect_lines(texts, treebank / RAW_FILE), teacher)
    imitation.save(stored)
    nlp.vocab.vectors = make_vectors(nlp, imitation, teacher)
    nlp.to_disk(folder / "vectors")
    return imitation


def _annotate_raw(
    treebank: Path, folder: Path, config: Path, imitation: Imitation, seed: int
) -> None:
    """Annotate the raw text with a model that sees the teacher's view of each word.

    Such a model is better than the one that is wanted, but far too slow for use; what it says
    of a million words is more to learn from than the treebank alone.
    """
    log = folder / "log-informed.jsonl"
    overrides = _overrides(treebank, folder, log, seed)
    settings = load_config(config, overrides=overrides, interpolate=False)
    settings["training"]["max_steps"] = settings["silver"]["steps"]
    settings["training"]["eval_frequency"] = 500
    model = settings["components"]["tok2vec"]["model"]
    model["embed"] = {
        "@architectures": "weerklank_informed_embed.v1",
        "embed": model["embed"],
        "width": model["embed"]["width"],
        "n_features": N_TARGETS,
    }
    # The views know the context already; two layers join neighbours.
    model["encode"]["depth"] = 2
    nlp = spacy.blank("nl")
    adapt_tokenizer(nlp)
    dev = [sentence_text(sentence) for sentence in read_conllu(treebank / DEV_FILE)]
    teacher = Teacher(teacher_path(), settings["imitation"]["layers"])
    imitation.extended(nlp, dev, teacher).save(folder / "dev.npz")
    settings["corpora"]["train"]["features"] = str(folder / "imitation.npz")
    settings["corpora"]["dev"]["features"] = str(folder / "dev.npz")
    informed = _fit(init_nlp(settings), folder / "informed")
    known = {sentence_text(s) for name in TRAIN_FILES for s in read_conllu(treebank / name)}

    def docs() -> Iterator[Doc]:
        for line, rows in imitation.by_line(informed).items():
            if line not in known:
                doc = informed.make_doc(line)
                doc.user_data["teacher"] = rows
                yield doc

    partial = folder / "silver.part.gz"
    # The table of lemmas is for the end of the pipeline, not for learning from.
    with informed.select_pipes(disable=["lemma_lookup"]):
        write_conllu(informed.pipe(docs(), batch_size=256), partial)
    partial.rename(folder / "silver.conllu.gz")


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

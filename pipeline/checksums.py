"""Whether a trained model is the one that was shipped: its files have the checksums listed for it.

Data that somebody changed, by accident or not, must not judge what government said. What a user
names in place of a shipped model is the user's: it is not looked at here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import ModelError
from pipeline.resources import resource

CHECKSUMS = "models/checksums.txt"
#: What training makes and the stages load, below ``models``; rules, labels and notes are edited by
#: hand and are not among it.
LEARNED = (
    "alignment/directions.npy",
    "alignment/weights.toml",
    "claim_types/model.skops",
    "language",
    "letters/model.skops",
    "pages/reader.npz",
    "pages/weights.toml",
    "reading/reader.npz",
    "reading/weights.toml",
    "stance/model.skops",
    "stance/reader.npz",
    "themes/context.json",
    "themes/model.skops",
)
RETRAINED = (
    "Fetch the files again (git checkout models); after training, write their checksums anew: "
    "python -m pipeline.train.checksums."
)


def verified(path: Path) -> Path:
    """Return a path of ``models`` when what lies there is what was shipped.

    Parameters
    ----------
    path
        A file, or a folder that a model fills.

    Raises
    ------
    ModelError
        When a file is missing, is not listed, or has another SHA-256.
    """
    models = resource("models")
    if not path.is_relative_to(models):
        return path
    name = path.relative_to(models).as_posix()
    shipped = {
        key: value
        for key, value in listed(resource(CHECKSUMS)).items()
        if key == name or key.startswith(f"{name}/")
    }
    found = checksums(models, path)
    for file in sorted(shipped.keys() | found.keys() or {name}):
        there, expected = found.get(file, "no such file"), shipped.get(file, "no such file")
        if there != expected or (file == name and not found):
            raise ModelError(
                f"{models / file}: found {_short(there)}, expected {_short(expected)} as "
                f"{CHECKSUMS} says.",
                RETRAINED,
            )
    return path


def checksums(models: Path, path: Path) -> dict[str, str]:
    """Return the SHA-256 of a file, or of all in a folder, by path below ``models``, in order."""
    return {
        file.relative_to(models).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in _files(path)
    }


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    elif path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file


def listed(path: Path) -> dict[str, str]:
    """Return the checksums of a list as sha256sum writes it, by path.

    Raises
    ------
    ModelError
        When there is no such list.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}.", RETRAINED) from error
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _short(digest: str) -> str:
    return f"sha256 {digest[:12]}…" if len(digest) == 64 else digest

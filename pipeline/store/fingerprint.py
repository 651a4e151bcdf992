"""The hash of everything but the input that a result depends on: code, models, libraries."""

from __future__ import annotations

import platform
import sys
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from pipeline.resources import resource

LIBRARIES = ("weerklank", "spacy", "numpy", "scikit-learn", "scipy")
# What is under models/ but decides nothing in a run; the language model and the codebook are
# named by whoever asks, since a user may give others.
NOT_USED = frozenset({"development", "evaluation", "language", "codebook.toml"})
CODE = (".py", ".txt", ".toml")


@lru_cache(maxsize=1)
def fingerprint() -> bytes:
    """Return the hash of this program as it stands: its code, its models, what it rests on.

    Half a second of another version of a library or one changed rule give another fingerprint:
    what is kept under the old one is never used again.
    """
    whole = sha256()
    for name in LIBRARIES:
        whole.update(f"{name} {version(name)}\n".encode())
    whole.update(f"{sys.version_info[:2]} {platform.machine()} {sys.byteorder}\n".encode())
    package = Path(__file__).resolve().parent.parent
    for path in sorted(package.rglob("*")):
        if path.suffix in CODE and "_data" not in path.parts:
            _add(whole, path, package)
    models = resource("models")
    for path in sorted(models.rglob("*")):
        if path.is_file() and path.relative_to(models).parts[0] not in NOT_USED:
            _add(whole, path, models)
    return whole.digest()


def _add(whole: sha256, path: Path, folder: Path) -> None:  # type: ignore[valid-type]
    whole.update(path.relative_to(folder).as_posix().encode())  # type: ignore[attr-defined]
    whole.update(sha256(path.read_bytes()).digest())  # type: ignore[attr-defined]

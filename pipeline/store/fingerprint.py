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

    Another version of a library, or one changed rule, gives another fingerprint: what is kept under
    the old one is never used again.
    """
    package = Path(__file__).resolve().parent.parent
    models = resource("models")
    code = [p for p in package.rglob("*") if p.suffix in CODE and "_data" not in p.parts]
    learned = [
        p
        for p in models.rglob("*")
        if p.is_file() and p.relative_to(models).parts[0] not in NOT_USED
    ]
    named = [(p.relative_to(package), p) for p in sorted(code)]
    named += [(p.relative_to(models), p) for p in sorted(learned)]
    lines = [f"{name} {version(name)}" for name in LIBRARIES]
    lines.append(f"{sys.version_info[:2]} {platform.machine()} {sys.byteorder}")
    lines += [f"{name.as_posix()} {sha256(p.read_bytes()).hexdigest()}" for name, p in named]
    return sha256("\n".join(lines).encode()).digest()

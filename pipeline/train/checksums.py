"""Write the checksums of shipped models anew: ``python -m pipeline.train.checksums [MODEL]…``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline.checksums import CHECKSUMS, LEARNED, checksums, listed
from pipeline.resources import resource


def write_checksums(trained: Sequence[str] = (), models: Path | None = None) -> Path:
    """Write ``models/checksums.txt``, as sha256sum does, and return its path.

    Parameters
    ----------
    trained
        The models that are new, as ``stance``: the lines of the others stay as they are. None: all.
    models
        The folder of models in place of the shipped one.
    """
    models = models or resource("models")
    path = models / Path(CHECKSUMS).name
    parts = [p for p in LEARNED if not trained or p.partition("/")[0] in trained]
    kept = {
        name: sha
        for name, sha in (listed(path) if trained else {}).items()
        if name.partition("/")[0] not in trained
    }
    for part in parts:
        kept |= checksums(models, models / part)
    lines = [f"{sha}  {name}\n" for name, sha in sorted(kept.items())]
    path.write_text("".join(lines), "utf-8", newline="\n")
    return path


if __name__ == "__main__":
    write_checksums(sys.argv[1:])

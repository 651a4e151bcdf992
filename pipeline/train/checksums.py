"""Write the checksums of the shipped models anew: ``python -m pipeline.train.checksums``."""

from __future__ import annotations

from pathlib import Path

from pipeline.checksums import CHECKSUMS, LEARNED, checksums
from pipeline.resources import resource


def write_checksums(models: Path | None = None) -> Path:
    """Write ``models/checksums.txt``, as sha256sum does, and return its path."""
    models = models or resource("models")
    found = {
        name: sha for part in LEARNED for name, sha in checksums(models, models / part).items()
    }
    path = models / Path(CHECKSUMS).name
    lines = [f"{sha}  {name}\n" for name, sha in sorted(found.items())]
    path.write_text("".join(lines), "utf-8", newline="\n")
    return path


if __name__ == "__main__":
    write_checksums()

"""The bytes of a file of marked-up text."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ingest.files.limits import LARGEST_MARKUP, MIB


def read_bytes(path: Path) -> bytes:
    """Return what a file of marked-up text holds.

    Raises
    ------
    SourceError
        When it cannot be read, is empty or larger than 100 MiB.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_MARKUP:
            raise SourceError(
                f"holds {size / MIB:.0f} MB; expected at most {LARGEST_MARKUP / MIB:.0f} MB of "
                "text",
                "Take out what is no text (pictures inside the file), or split the file.",
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}", "Check that the file is still there."
        ) from error
    if not data.strip():
        raise SourceError("is empty", "Take it out, or put the text in it.")
    return data

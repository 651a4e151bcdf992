"""Read plain text: find out how it was encoded, and change nothing else."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ingest.files.decoding import FEW_CONTROLS, decode, refuse_controls
from pipeline.ingest.files.limits import LARGEST_TEXT, LONGEST
from pipeline.ingest.plain.layout import lay_out
from pipeline.ingest.reading import Reading

# More letters than this were lost when the text was made: what is left cannot be relied on.
LOST_SHARE = 0.02
SPLIT = "Split it into its documents."


def read_text(path: Path) -> Reading:
    """Read a plain text and lay it out; raises what `text_of` does."""
    return lay_out(text_of(path))


def text_of(path: Path) -> str:
    """Return the text of a file: its code points, a leading byte-order mark dropped.

    Raises
    ------
    SourceError
        When the file is empty or too large, is no text, or cannot be decoded without loss.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_TEXT:
            raise SourceError(
                f"is too large for a text: {size / 10**6:.0f} MB; expected at most "
                f"{LARGEST_TEXT / 10**6:.0f} MB",
                SPLIT,
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}", "Check that the file is still there."
        ) from error
    if not data.strip():
        raise SourceError("is empty", "Take it out, or put the text in it.")
    try:
        text = decode(data)
    except SourceError:
        # What cannot be decoded may be no text at all, which says more. Half of UTF-16 is zeros.
        refuse_controls(data.replace(b"\0", b"").decode("latin-1"))
        raise
    refuse_long(text)
    refuse_controls(text)
    lost = text.count("\ufffd")
    if lost > max(FEW_CONTROLS, LOST_SHARE * len(text)):
        raise SourceError(
            f"has lost {lost} of its {len(text)} characters: they stand as '\ufffd'",
            "Export the text anew from the document that it was made of, or give that instead.",
        )
    return text


def refuse_long(source: str) -> None:
    """Raise a SourceError when a source text is too long to be parsed."""
    if len(source) > LONGEST:
        raise SourceError(f"holds {len(source):,} characters; expected at most {LONGEST:,}", SPLIT)

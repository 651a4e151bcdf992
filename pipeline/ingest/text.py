"""Read plain text: find out how it was encoded, and change nothing else."""

from __future__ import annotations

import codecs
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.ingest.layout import lay_out
from pipeline.ingest.reading import Reading

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# More control characters than this a thousand and it is no text.
CONTROL_SHARE = 0.002
# Text pulled out of a PDF may hold one or two; a short letter is not lost over them.
FEW_CONTROLS = 2


def read_text(path: Path) -> Reading:
    """Read a plain text: its code points, a leading byte-order mark dropped, laid out.

    UTF-8, UTF-16 with a byte-order mark, else Windows-1252.

    Raises
    ------
    SourceError
        When the file is empty, or is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}", "Check that the file is still there."
        ) from error
    if not data.strip():
        raise SourceError("is empty", "Take it out, or put the text in it.")
    text = _decode(data)
    controls = sum(c < " " and c not in "\t\n\v\f\r" for c in text) + text.count("\ufffd")
    if "\0" in text or controls > max(FEW_CONTROLS, CONTROL_SHARE * len(text)):
        raise SourceError(
            f"is no text: {controls} of {len(text)} characters are control characters",
            "Export the document as plain text (UTF-8); do not rename a file to change its kind.",
        )
    return lay_out(text)


def _decode(data: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

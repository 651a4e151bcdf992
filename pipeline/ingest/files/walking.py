"""Walk through a folder: the documents in it, and what looks like one and cannot be taken.

Nothing that could be a document is passed over in silence: links that leave the folder, formats of
other programs, pipes and devices are set aside. What is no document (pictures, tables, hidden
files) is left alone.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pipeline.ingest.formats import is_read
from pipeline.records import SetAside

HIDDEN = (".", "~$")  # a name of Word's lock files begins with the second
#: Documents of other programs: a folder must not lose one in silence. Value: how to save it.
_WORD = "Open it in Word or LibreOffice and save it as .docx"
_SLIDES = "Export it as .pdf"
_MAIL = "Save the message as text (.txt), and its attachments as files of their own"
UNREAD = {
    **dict.fromkeys((".doc", ".docm", ".dot", ".dotx", ".rtf", ".wpd", ".wps"), _WORD),
    **dict.fromkeys((".odt", ".ott", ".fodt"), "Open it in LibreOffice and save it as .docx"),
    **dict.fromkeys((".pages", ".rtfd"), "Open it on a Mac and export it as .docx or .pdf"),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key", ".xps", ".ps", ".djvu", ".epub"), _SLIDES),
    **dict.fromkeys((".eml", ".msg"), _MAIL),
    **dict.fromkeys((".mht", ".mhtml"), "Open it in a browser and save it as .html or .pdf"),
}


def walk(folder: Path) -> Iterator[tuple[Path, str] | SetAside]:
    """Yield every document below a folder with its path from there, in order, or why it is not one.

    Links are followed to what lies in the folder and no further; what is linked within it is found
    at its own place.
    """
    root = folder.resolve()
    pending, links = [folder], []
    while pending:
        here = pending.pop()
        try:
            with os.scandir(here) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            name = _name(here, folder) or folder.name
            yield _aside(
                name,
                f"the folder cannot be opened: {error.strerror or error}",
                "Check that you may read it.",
            )
            continue
        below: list[Path] = []
        for entry in entries:
            if entry.name.startswith(HIDDEN):
                continue
            path = Path(entry.path)
            suffix = path.suffix.lower()
            if suffix in UNREAD and not is_read(suffix):
                yield _aside(
                    _name(path, folder), f"'{suffix}' files are not read", f"{UNREAD[suffix]}."
                )
            elif entry.is_symlink():
                links.append(path)
            elif entry.is_dir(follow_symlinks=False):
                below.append(path)
            elif is_read(suffix):
                yield from _found(path, _name(path, folder))
        pending += reversed(below)
    for path in links:
        yield from _linked(path, _name(path, folder), root)


def _linked(path: Path, name: str, root: Path) -> Iterator[tuple[Path, str] | SetAside]:
    document = is_read(path.suffix.lower())
    try:
        target = path.resolve(strict=True)
        is_folder = target.is_dir()
    except (OSError, RuntimeError):
        if document:
            yield _aside(
                name,
                "is a link that leads nowhere or in a circle",
                "Put the file itself in its place, or take the link out.",
            )
        return
    if not target.is_relative_to(root):
        if document or is_folder:
            yield _aside(
                name,
                f"is a link that leaves the folder, to {path.readlink()}",
                "Copy what it points to into the folder, or name that as a source, too.",
            )
    elif document and not is_folder:
        yield from _found(path, name)


def _found(path: Path, name: str) -> Iterator[tuple[Path, str] | SetAside]:
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError:
        regular = True  # it went away: reading it says so
    if regular:
        yield path, name
    else:
        yield not_regular(name)


def not_regular(name: str) -> SetAside:
    """Return the row of a pipe, socket or device, which is never opened: it may never end."""
    return _aside(
        name,
        "is no regular file but a pipe, a socket or a device",
        "Put the text into a file.",
    )


def _name(path: Path, folder: Path) -> str:
    return "" if path == folder else path.relative_to(folder).as_posix()


def _aside(name: str, error: str, hint: str) -> SetAside:
    return SetAside(source=name, stage="ingest", error=error, hint=hint)

"""Open a Word file: a zip of XML parts that point at each other, or something else in its place."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from pipeline.errors import SourceError
from pipeline.ingest.files.limits import (
    LARGEST_PACKAGE,
    LARGEST_PART,
    LARGEST_RATIO,
    MIB,
    MOST_PARTS,
    SMALL_PART,
)
from pipeline.ingest.markup.safe_xml import local_name, parse_xml

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
#: Names of streams in an old Office file, and what they show it to be.
STREAMS = (
    ("EncryptedPackage", "is protected with a password"),
    ("WordDocument", "is a document of the old kind (.doc)"),
    ("Workbook", "is a workbook of the old kind (.xls)"),
    ("PowerPoint Document", "is a presentation of the old kind (.ppt)"),
)
#: Files that other zip formats have, and what they show it to be.
OTHERS = (
    ("xl/workbook.xml", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("mimetype", "an OpenDocument file or an e-book"),
)
#: What unpacking a damaged zip file raises; names that are no UTF-8 are a ValueError.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
SAVE_AS = "Open it in Word or LibreOffice and save it as .docx without a password, or as PDF."


@dataclass(slots=True)
class Package:
    """The parts of a Word file, read when asked for."""

    _zip: zipfile.ZipFile
    main: str

    def has(self, part: str) -> bool:
        """Whether the package has a part of that name."""
        return part in self._zip.NameToInfo

    def root(self, part: str) -> etree._Element | None:
        """Return the root element of a part; None when it is not there.

        Raises
        ------
        SourceError
            When it is damaged, no well-formed XML, or unpacks to far more than a text takes.
        """
        info = self._zip.NameToInfo.get(part)
        if info is None:
            return None
        _refuse_bomb(info)
        try:
            data = self._zip.read(info)
        except DAMAGE as error:
            raise SourceError(
                f"is damaged: {part} cannot be unpacked ({error})",
                "Fetch the file again, or open it in Word and save it anew.",
            ) from error
        return parse_xml(data, part)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """Return, by identifier, the kind and name of the parts that a part points at."""
        folder, name = posixpath.split(part)
        root = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for element in root if root is not None else ():
            if local_name(element) == "Relationship" and element.get("TargetMode") != "External":
                kind = element.get("Type", "").rpartition("/")[2]
                target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
                found[element.get("Id", "")] = kind, target.lstrip("/")
        return found

    def root_of_kind(self, kind: str) -> etree._Element | None:
        """Return the root of the first part of a kind that the main part points at."""
        parts = (part for found, part in self.related(self.main).values() if found == kind)
        return self.root(next(parts, ""))


def open_package(file: BinaryIO) -> Package:
    """Return the package in a file.

    Raises
    ------
    SourceError
        When it is protected with a password, of another kind, damaged, or a zip bomb; says which.
    """
    head = file.read(len(OLE))
    if head == OLE:
        raise _old_office(head + file.read(LARGEST_PART))
    if not head.strip():
        raise SourceError("is empty", "Take it out, or put the document in it.")
    if not head.startswith(ZIP):
        raise SourceError(
            "is no Word document: it does not begin as a zip file does",
            "Give the file the ending of what it is (.txt, .html), or save it as .docx.",
        )
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        raise SourceError(
            f"is damaged or cut off: {error}",
            "Fetch the file again: it has no table of contents, which stands at its end.",
        ) from error
    _check(archive)
    package = Package(archive, "word/document.xml")
    mains = (part for kind, part in package.related("").values() if kind == "officeDocument")
    package.main = next((part for part in mains if package.has(part)), package.main)
    root = package.root(package.main)
    if root is None or local_name(root) != "document":
        others = (what for part, what in OTHERS if package.has(part))
        raise SourceError(
            f"is {next(others, 'a zip file')} without word/document.xml; expected a Word document",
            "Give the file its own ending, or save the document as .docx.",
        )
    return package


def _check(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or size > LARGEST_PACKAGE:
        raise SourceError(
            f"unpacks to {len(parts)} parts of {size / MIB:.0f} MB together; expected at most "
            f"{MOST_PARTS} and {LARGEST_PACKAGE / MIB:.0f} MB",
            "Do not open it: it may be a zip bomb. Save a document without its pictures.",
        )
    if any(part.flag_bits & 1 for part in parts):
        raise SourceError("is protected with a password", SAVE_AS)


def _refuse_bomb(part: zipfile.ZipInfo) -> None:
    ratio = part.file_size / max(part.compress_size, 1)
    if part.file_size > LARGEST_PART or (part.file_size > SMALL_PART and ratio > LARGEST_RATIO):
        raise SourceError(
            f"{part.filename} unpacks to {part.file_size / MIB:.0f} MB, {ratio:.0f} times its "
            f"size; expected at most {LARGEST_PART / MIB:.0f} MB and {LARGEST_RATIO} times",
            "Do not open it: it may be a zip bomb. A document of your own, save as PDF.",
        )


def _old_office(data: bytes) -> SourceError:
    for stream, what in STREAMS:
        if stream.encode("utf-16-le") in data:
            return SourceError(f"{what}; expected a Word document (.docx)", SAVE_AS)
    return SourceError("is an Office file of the old kind; expected .docx", SAVE_AS)

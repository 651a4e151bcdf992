"""Find the documents in files and folders, and give each its identifier."""

from __future__ import annotations

import hashlib
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SourceError, UsageError
from pipeline.ingest.files.limits import LARGEST_FILE
from pipeline.ingest.files.manifest import Entry, Manifest, load_manifest
from pipeline.ingest.files.sniffing import too_large
from pipeline.ingest.files.walking import not_regular, walk
from pipeline.ingest.formats import READERS
from pipeline.records import SetAside

MANIFEST_NAME = "manifest.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file to read: where it is, what it is called in messages, and what the manifest says."""

    path: Path
    name: str
    sha256: str
    document_id: str
    entry: Entry | None


def find_sources(
    sources: Sequence[Path], manifest_path: Path | None = None
) -> tuple[list[Source], list[SetAside]]:
    """Return the files to read, in order of document id, and what is set aside already.

    Folders are searched recursively, hidden names left out; documents in formats that are not read,
    links out of the folder and what is no regular file are set aside. A manifest is looked for in
    every folder given, and beside every file given, unless ``manifest_path`` names one.

    Raises
    ------
    UsageError
        When a path does not exist or no file of a known kind is found.
    ManifestError
        When a manifest has a mistake.
    """
    manifests = [load_manifest(manifest_path)] if manifest_path else _manifests_of(sources)
    entries = {id(entry): (entry, m.folder) for m in manifests for entry in m.entries}
    by_file = {(folder / e.file).resolve(): e for e, folder in entries.values() if e.file}
    by_hash = {e.sha256: e for e, _ in entries.values() if e.sha256}
    found: list[tuple[Path, str, str, Entry | None]] = []
    aside: list[SetAside] = []
    for item in _files(sources):
        if isinstance(item, SetAside):
            aside.append(item)
            continue
        path, name = item[0], shown(item[1])
        try:
            sha256 = _sha256(path)
        except OSError as error:
            aside.append(
                SetAside(
                    source=name,
                    stage="ingest",
                    error=f"cannot be opened: {error.strerror or error}",
                    hint="Check that the file exists and may be read.",
                )
            )
            continue
        except SourceError as error:
            aside.append(
                SetAside(source=name, stage="ingest", error=error.message, hint=error.hint)
            )
            continue
        entry = by_hash.get(sha256) or by_file.get(path.resolve())
        found.append((path, name, sha256, entry))
    if not found and not aside:
        raise UsageError(
            f"{', '.join(str(s) for s in sources)}: no document found; expected files that end in "
            f"{' '.join(READERS)}.",
            "Name a file, or a folder that holds some.",
        )
    # What the manifest names keeps its place when a byte-identical copy turns up.
    found.sort(key=lambda item: (item[3] is None, item[1], str(item[0])))
    kept: list[Source] = []
    seen: dict[str, Source] = {}
    taken = {e.document_id.lower() for e, _ in entries.values()}
    given: set[str] = set()
    for path, name, sha256, entry in found:
        if sha256 in seen:
            aside.append(
                SetAside(
                    source=name,
                    stage="ingest",
                    error=f"duplicate: byte for byte the same as {seen[sha256].name}",
                    hint="Nothing to do: it was analysed once.",
                )
            )
            continue
        document_id = entry.document_id if entry else ""
        if not entry or document_id in given:
            # Manifests of two folders may use one key.
            document_id = _free_id(document_id or path.stem, taken)
        given.add(document_id)
        taken.add(document_id.lower())
        seen[sha256] = Source(
            path=path, name=name, sha256=sha256, document_id=document_id, entry=entry
        )
        kept.append(seen[sha256])
    aside += _absent_files(entries.values(), kept, sources, manifest_path)
    return sorted(kept, key=lambda s: s.document_id), aside


def _absent_files(
    entries: object, kept: list[Source], sources: Sequence[Path], manifest_path: Path | None
) -> Iterator[SetAside]:
    """Entries whose file is not there; with single files as sources the others are not meant."""
    analysed = {source.document_id for source in kept}
    folders = [source.resolve() for source in sources if source.is_dir()]
    for entry, folder in entries:  # type: ignore[attr-defined]
        meant = manifest_path is not None or folder.resolve() in folders
        path = folder / entry.file
        if entry.file and meant and entry.document_id not in analysed and not path.exists():
            yield SetAside(
                source=entry.file,
                stage="ingest",
                error=f"the manifest names this file for '{entry.document_id}'; it is not there",
                hint=f"Put it in {folder}, or take the entry out of the manifest.",
            )


def _manifests_of(sources: Sequence[Path]) -> list[Manifest]:
    folders = dict.fromkeys(
        source if source.is_dir() else source.parent for source in sources if source.exists()
    )
    paths = [folder / MANIFEST_NAME for folder in folders]
    return [load_manifest(path) for path in paths if path.is_file()]


def _sha256(path: Path) -> str:
    """Return the hash of a file; one that is too large to be read is not hashed either."""
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise too_large(size)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _files(sources: Sequence[Path]) -> Iterator[tuple[Path, str] | SetAside]:
    """Files with the names that messages use, each once, in order, and what cannot be one."""
    seen: set[Path] = set()
    for source in sources:
        try:
            mode = source.stat().st_mode
        except (OSError, ValueError) as error:
            raise UsageError(
                f"{source}: no such file or folder, or one that may not be looked at.",
                "Check the path; quote it if it holds spaces.",
            ) from error
        if stat.S_ISDIR(mode):
            inside: Iterable[tuple[Path, str] | SetAside] = walk(source)
        elif stat.S_ISREG(mode):
            inside = [(source, source.name)]
        else:
            inside = [not_regular(source.name)]
        for item in inside:
            if isinstance(item, SetAside):
                yield item
            elif (resolved := item[0].resolve()) not in seen:
                seen.add(resolved)
                yield item


def shown(name: str) -> str:
    r"""Return a file's name as text: bytes in it that are none as their escapes.

    >>> shown("brief-\udce9.txt")
    'brief-\\udce9.txt'
    """
    return name.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _free_id(stem: str, taken: set[str]) -> str:
    """Return the file's stem as an identifier that no other document has, ignoring case.

    >>> _free_id("Brief (definitief) één", set())
    'Brief--definitief--één'
    >>> _free_id("Brief", {"brief"})
    'Brief-2'
    """
    base = re.sub(r"[^\w.-]", "-", unicodedata.normalize("NFC", stem)) or "document"
    candidate, n = base, 1
    while candidate.lower() in taken:
        n += 1
        candidate = f"{base}-{n}"
    return candidate

"""The stages that see one document at a time, as pieces of work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from spacy.tokens import Doc

from pipeline.attributes import Unit
from pipeline.extract import analysis_from_doc
from pipeline.ingest import Source, read_document
from pipeline.parse import parse_document
from pipeline.read import Reading
from pipeline.records import Document, DocumentAnalysis, SetAside
from pipeline.stages import STAGES
from pipeline.store import Shelf, decode, encode
from pipeline.threads import one_thread
from pipeline.work.engines import Engine
from pipeline.work.tasks import Done, Work, do
from pipeline.work.tools import Settings, tools_of

# Parts of a Doc that are not kept: the attributes are ours, and no stage reads the tensor.
NOT_KEPT = ["tensor", "user_data"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyzed:
    """What became of one source: its analysis, and what could not be read of it."""

    analysis: DocumentAnalysis | None
    aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A document with its parse, as spaCy writes it, and what a transformer read of it."""

    document: Document
    aside: tuple[SetAside, ...]
    units: tuple[Unit, ...]
    doc: bytes
    reading: Reading | None


def analyze_sources(
    sources: Sequence[Source], settings: Settings, engine: Engine, shelf: Shelf
) -> Iterator[Analyzed]:
    """Yield what becomes of every source, in order."""

    def pieces() -> Iterable[Work]:
        for source in sources:
            key, key_of_parse = _keys(source, settings)
            kept = None if shelf.has(key) else shelf.get(key_of_parse)
            yield Work(key, analyze_source, (settings, source, key, key_of_parse, kept))

    for value in do(pieces(), engine.executor, shelf, ahead=engine.ahead):
        yield decode(value, Analyzed)


def has_new(sources: Sequence[Source], settings: Settings, shelf: Shelf) -> bool:
    """Whether some source was not analysed before as it is."""
    return not all(shelf.has(_keys(source, settings)[0]) for source in sources)


def _keys(source: Source, settings: Settings) -> tuple[bytes, bytes]:
    """Return the keys of a source's analysis and of its parse."""
    own = tools_of(settings)
    about = encode((source.name, source.sha256, source.document_id, source.entry))
    return sha256(own.of_analysis + about).digest(), sha256(own.of_parse + about).digest()


def analyze_source(
    settings: Settings, source: Source, key: bytes, key_of_parse: bytes, kept: bytes | None = None
) -> Done:
    """Read one source, parse it unless its parse is given, and find what stands in it.

    One document at a time: in a batch its numbers would round by what else is in it, and now and
    then another reading would win.
    """
    nlp = tools_of(settings).nlp
    keep: list[tuple[bytes, bytes]] = []
    # On one thread matrix products round alike whatever the machine's number of cores; the words
    # of a document are forgotten with it, so that memory stays flat.
    with one_thread(), nlp.memory_zone():
        if kept is not None:
            parsed = decode(kept, Parsed)
            document, aside = parsed.document, parsed.aside
            doc = Doc(nlp.vocab).from_bytes(parsed.doc, exclude=NOT_KEPT)
            doc._.document, doc._.units = document, parsed.units
            doc._.reading = parsed.reading
        else:
            read, aside = read_document(source)
            if read is None:
                return Done(encode(Analyzed(analysis=None, aside=aside)))
            document = read
            doc = parse_document(nlp, document, STAGES)
            written = doc.to_bytes(exclude=NOT_KEPT)
        for name, component in nlp.pipeline:
            if name in STAGES:
                doc = component(doc)
        if kept is None:
            parsed = Parsed(
                document=document,
                aside=aside,
                units=doc._.units,
                doc=written,
                reading=doc._.reading,
            )
            keep.append((key_of_parse, encode(parsed)))
        analysis = replace(analysis_from_doc(doc), document=document)
        value = encode(Analyzed(analysis=analysis, aside=aside))
    return Done(value, ((key, value), *keep))

"""Turn a document into one spaCy Doc, and spans of that Doc back into passages of the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from spacy.tokens import Doc, Span

from pipeline.attributes import Unit, document_of, units_of
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS, Document
from pipeline.sentences import CONTINUES, OPEN, STARTS, sentence_starts

if TYPE_CHECKING:
    from spacy.language import Language

#: Tokens that go through the parser at once: forty pages.
PART = 20_000
NOT_PARSED = FURNITURE_KINDS | {"signature"}
# As Doc takes them; the column SENT_START has numbers.
AS_SET = {STARTS: True, CONTINUES: False, OPEN: None}
# Matches "**" and "__" around words, "`"; must not match "5 * 3", "snake_case".
MARKUP = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=[\w.!?:])[*_](?!\w)|`|\u00ad(?!\s)")


def doc_from_document(nlp: Language, document: Document) -> Doc:
    """Tokenise a document's blocks into one Doc; every block starts a sentence.

    Furniture and signatures are left out, list markers and labels too, mark-up is not seen by the
    parser. The text of the Doc is its blocks' folded text joined with single spaces.
    """
    words: list[str] = []
    spaces: list[bool] = []
    presets: list[int] = []
    units: list[Unit] = []
    markup = [match.span() for match in MARKUP.finditer(document.source)]
    for n, block in enumerate(document.blocks):
        if block.kind in NOT_PARSED or block.content_start >= block.end:
            continue
        folded = fold(document.source, block.content_start, block.end, document.furniture, markup)
        if not folded.text:
            continue
        tokens = nlp.tokenizer(folded.text)
        units.append(Unit(n, len(words), len(words) + len(tokens), folded))
        presets += [STARTS, *[OPEN] * (len(tokens) - 1)]
        words += [token.text for token in tokens]
        spaces += [bool(token.whitespace_) for token in tokens]
        spaces[-1] = True
    starts = sentence_starts(words, spaces, presets, blocks="all")
    doc = Doc(
        nlp.vocab, words=words, spaces=spaces, sent_starts=[AS_SET[start] for start in starts]
    )
    doc._.document = document
    doc._.units = tuple(units)
    return doc


def parse_document(
    nlp: Language, document: Document, leave_out: Collection[str] = (), *, longest: int = PART
) -> Doc:
    """Return a document as one Doc, gone through a pipeline's components but those left out.

    A long one goes through in parts of whole blocks, since a parser's memory grows with what it has
    before it: five gigabytes a million characters. Blocks start sentences, so that nothing is cut.

    Parameters
    ----------
    leave_out
        Names of components.
    longest
        Tokens of a part; a longer block is one part.
    """
    whole = doc_from_document(nlp, document)
    spans = list(_parts(units_of(whole), longest))
    parts = [whole] if len(spans) < 2 else [_copy(whole, start, end) for start, end in spans]
    for n, part in enumerate(parts):
        for name, component in nlp.pipeline:
            if name not in leave_out:
                part = component(part)
        parts[n] = part
    doc = parts[0] if len(parts) == 1 else Doc.from_docs(parts, ensure_whitespace=False)
    assert doc is not None
    doc._.document, doc._.units = document, units_of(whole)
    return doc


def _parts(units: Sequence[Unit], longest: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of whole units of so many tokens at most."""
    start = end = 0
    for unit in units:
        if unit.end - start > longest and end > start:
            yield start, end
            start = end
        end = unit.end
    yield start, end


def _copy(doc: Doc, start: int, end: int) -> Doc:
    """Return a stretch of tokens as a Doc of its own, with what is known of sentence starts."""
    tokens = doc[start:end]
    presets = doc.to_array("SENT_START")[start:end].astype("int64").tolist()
    return Doc(
        doc.vocab,
        words=[token.text for token in tokens],
        spaces=[bool(token.whitespace_) for token in tokens],
        sent_starts=[AS_SET[preset] for preset in presets],
    )


def unit_of(doc: Doc, token: int) -> Unit:
    """Return the unit that holds a token."""
    units = units_of(doc)
    return units[bisect_right(units, token, key=lambda unit: unit.start) - 1]


def source_span(span: Span) -> tuple[int, int]:
    """Return the offsets in the source of a span of a Doc; it may cross blocks."""
    doc = span.doc
    first, last = unit_of(doc, span.start), unit_of(doc, span.end - 1)
    start = first.folded.source_start(doc[span.start].idx - doc[first.start].idx)
    at = doc[span.end - 1].idx + len(doc[span.end - 1]) - doc[last.start].idx
    return start, last.folded.source_start(at - 1) + 1


def passage_text(doc: Doc, start: int, end: int) -> str:
    """Return the words of a slice of the Doc's source: folded, furniture left out."""
    document = document_of(doc)
    return fold(document.source, start, end, document.furniture).text

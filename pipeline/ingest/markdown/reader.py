"""Read Markdown: its blocks by a parser's line numbers, its text as it stands in the file.

Nothing is taken out of the source: a block's words begin after its marks and end before the next.
What stands beside the words inside a block is furniture: the '>' of a quotation, the marker of a
note, and the address of a link (`pipeline.records.Document.furniture`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from pipeline.ingest.about.fields import iso_date
from pipeline.ingest.files.limits import LONGEST_FRONT_MATTER
from pipeline.ingest.markdown.blocks import NOTE_MARKER, BlockWalker
from pipeline.ingest.plain.drafts import pieces_of
from pipeline.ingest.plain.items import take_label
from pipeline.ingest.plain.joining import mark_letterhead, mark_signatures
from pipeline.ingest.plain.quotations import mark_quotations
from pipeline.ingest.plain.reader import text_of
from pipeline.ingest.reading import About, Marker, Piece, Reading

NESTING = 100  # the parser drops what is nested deeper
TITLE_FIELDS = ("title", "titel")
DATE_FIELDS = ("date", "datum")
PUBLISHER_FIELDS = ("publisher", "uitgever", "organisation", "organization", "organisatie")
NULL = "tag:yaml.org,2002:null"
LANGUAGE_FIELDS = ("lang", "language", "taal")


def read_markdown(path: Path) -> Reading:
    """Read a Markdown file: CommonMark with tables, notes and front matter.

    Raises
    ------
    SourceError
        When the file is empty or too large, is no text, or cannot be decoded without loss.
    """
    return lay_out_markdown(text_of(path))


def lay_out_markdown(source: str) -> Reading:
    r"""Find the pieces of a Markdown text, and the markers of its notes.

    >>> reading = lay_out_markdown("# Plan\n\n- **Bouw** sneller[^1]\n\n[^1]: Zie de visie.\n")
    >>> [(piece.kind, reading.source[piece.content_start : piece.end]) for piece in reading.pieces]
    [('heading', 'Plan'), ('list_item', '**Bouw** sneller[^1]'), ('footnote', 'Zie de visie.')]
    >>> reading.markers
    (Marker(start=26, end=30, number='1'),)
    """
    parser = MarkdownIt("commonmark", {"maxNesting": NESTING}).enable("table")
    parser.use(front_matter_plugin).use(footnote_plugin, move_to_end=False)
    parser.core.ruler.disable("inline")  # blocks alone are looked at
    environment: dict[str, Any] = {}
    tokens = parser.parse(source, environment)
    walker = BlockWalker(source, tokens)
    walker.walk()
    drafts = walker.drafts
    running = [draft for draft in drafts if draft.kind not in {"footnote", "cell"}]
    mark_letterhead(running)
    mark_signatures(running)
    mark_quotations(running)
    for draft in drafts:
        take_label(draft, source)
    front = next((token.content for token in tokens if token.type == "front_matter"), "")
    labels = {label.removeprefix(":") for label in environment.get("footnotes", {}).get("refs", ())}
    pieces = pieces_of(drafts)
    return Reading(
        source=source,
        pieces=pieces,
        markers=tuple(_markers(source, pieces, labels)),
        about=_about(front) if front else About(),
    )


def _markers(source: str, pieces: Sequence[Piece], labels: set[str]) -> Iterator[Marker]:
    """Yield the markers of notes that are there, and notes written inside the text."""
    for piece in pieces:
        if piece.kind == "footnote":
            continue
        for match in NOTE_MARKER.finditer(source, piece.content_start, piece.end):
            if match["label"] is None or match["label"] in labels:
                yield Marker(*match.span(), match["label"] or "^")


def _about(content: str) -> About:
    """Return what front matter says of the document; nothing when it cannot be read."""
    if len(content) > LONGEST_FRONT_MATTER:
        return About()
    try:
        # The tree and no values: what refers to itself a thousandfold stays as small as it is.
        fields = yaml.compose(content, yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return About()
    if not isinstance(fields, yaml.MappingNode):
        return About()
    values = {
        name.value.lower(): " ".join(value.value.split())
        for name, value in fields.value
        if isinstance(name, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
        if value.tag != NULL
    }

    def first(names: Sequence[str]) -> str:
        return next((values[name] for name in names if values.get(name)), "")

    return About(
        title=first(TITLE_FIELDS),
        publisher=first(PUBLISHER_FIELDS),
        date=iso_date(first(DATE_FIELDS)),
        language=first(LANGUAGE_FIELDS)[:2].lower(),
    )

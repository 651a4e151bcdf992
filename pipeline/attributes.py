"""The extension attributes in which per-document stages keep what they find.

A `Doc` made from a document carries it in ``doc._.document`` and the blocks it was built of in
``doc._.units``; a `Doc` made from bare text has one unit. What was read of it as a whole stands in
``doc._.reading``. Spans carry their block's index.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Span

from pipeline.offsets import Folded
from pipeline.records import Document


@dataclass(frozen=True, slots=True)
class Unit:
    """One block inside a Doc: its index in the document, its tokens, and the way to the source."""

    block: int
    start: int
    end: int
    folded: Folded


def register() -> None:
    """Make the attributes known to spaCy; may be called more than once."""
    for name, default in (("document", None), ("units", ()), ("reading", None)):
        Doc.set_extension(name, default=default, force=True)
    for name, value in (
        ("block", -1),
        ("section", ""),
        ("claim_type", "assertion"),
        ("actor", ""),
        ("recommendation", -1),
        ("number", ""),
        ("answer", ()),
        ("text_resolved", ""),
        ("addressee", ""),
        ("lead", ""),
    ):
        Span.set_extension(name, default=value, force=True)


def document_of(doc: Doc) -> Document:
    """Return the document that a Doc was made from; for bare text, one of a single paragraph."""
    if doc._.document is not None:
        return doc._.document
    from pipeline.ingest import document_from_text

    return document_from_text(doc.text or " .", "text")


def units_of(doc: Doc) -> tuple[Unit, ...]:
    """Return the units of a Doc; for bare text one that spans it all."""
    if doc._.document is not None:
        return doc._.units  # none, when the document holds nothing but bare labels
    return (Unit(0, 0, len(doc), Folded(doc.text, ((0, 0, len(doc.text)),))),)


register()

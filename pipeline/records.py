"""What the stages hand each other: frozen records that check themselves.

Across documents the noun is a passage: a stretch of an unchanged source text, named by document
and by 0-based, end-exclusive code-point offsets. ``text`` is always the record's own words;
a document's whole text is its ``source``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pipeline.offsets import link_marks, quote_marks

BlockKind = Literal[
    "heading",
    "paragraph",
    "list_item",
    "cell",
    "quote",
    "footnote",
    "header",
    "footer",
    "page_number",
    "signature",
]
Role = Literal["advice", "response", "policy", "mixed"]
ClaimType = Literal["assertion", "recommendation", "commitment", "position"]
Basis = Literal["term", "model", "context", "human"]
Method = Literal["structure", "reference", "meaning"]
Stance = Literal[
    "accepted", "existing_policy", "partially_accepted", "rejected", "noted", "no_response"
]

BLOCK_KINDS: tuple[BlockKind, ...] = (
    "heading",
    "paragraph",
    "list_item",
    "cell",
    "quote",
    "footnote",
    "header",
    "footer",
    "page_number",
    "signature",
)
FURNITURE_KINDS = frozenset({"footnote", "header", "footer", "page_number"})
ROLES: tuple[Role, ...] = ("advice", "response", "policy", "mixed")
CLAIM_TYPES: tuple[ClaimType, ...] = ("assertion", "recommendation", "commitment", "position")
STANCES: tuple[Stance, ...] = (
    "accepted",
    "existing_policy",
    "partially_accepted",
    "rejected",
    "noted",
    "no_response",
)


def check_span(record: object, start: int, end: int) -> None:
    """Raise ``ValueError``, showing the offender, unless 0 <= start < end."""
    if not 0 <= start < end:
        raise ValueError(
            f"{type(record).__name__}: offsets {start}-{end}, expected 0 <= start < end"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, paragraph, list item, cell, footnote or other piece of a page.

    ``content_start`` is where the words begin, after a list marker or heading number. A block
    that runs across a page end encloses the furniture blocks found there. ``cell`` names a cell of
    a table that the file's format marks as one: table, row and column, each from 1.
    """

    block_id: str
    start: int
    end: int
    kind: BlockKind
    content_start: int
    level: int = 0
    page: int | None = None
    section: str = ""
    marker: str = ""
    cell: tuple[int, int, int] | None = None

    def __post_init__(self) -> None:
        """Reject offsets that cannot be."""
        check_span(self, self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A Kamerstuk number, law, link or footnote marker in a text.

    A footnote marker has kind ``footnote`` and the note's number as identifier; like all
    furniture it is left out of the text of the rows around it.
    """

    document_id: str
    start: int
    end: int
    text: str
    kind: str
    identifier: str

    def __post_init__(self) -> None:
        """Reject offsets that cannot be."""
        check_span(self, self.start, self.end)


@dataclass(frozen=True, kw_only=True)
class Document:
    """One source text with what is known about it.

    ``source`` is never changed after reading. ``responds_to`` holds document ids as the manifest
    declares them; ``role_inferred`` is true when the manifest is silent about the role. ``file``
    is the path as the user knows it, relative to the folder that was given. ``kamerstuk`` is the
    identifier of a parliamentary paper ('kst-32735-370'), empty for other texts.
    """

    document_id: str
    source: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    references: tuple[Reference, ...] = field(default=(), repr=False)
    title: str = ""
    publisher: str = ""
    date: str = ""
    kamerstuk: str = ""
    role: Role = "policy"
    role_inferred: bool = True
    language: str = "nl"
    file: str = ""
    sha256: str = ""
    format: str = "txt"
    responds_to: tuple[str, ...] = ()

    @cached_property
    def furniture(self) -> tuple[tuple[int, int], ...]:
        """Sorted, disjoint spans that no row's text holds: notes, running heads, markers.

        Marks that stand for what a page would show are among them: the '>' before quoted lines
        and the addresses behind linked words.
        """
        spans = [(b.start, b.end) for b in self.blocks if b.kind in FURNITURE_KINDS]
        spans += [(r.start, r.end) for r in self.references if r.kind == "footnote"]
        spans += link_marks(self.source)
        for block in self.blocks:
            if block.kind == "quote":
                spans += quote_marks(self.source, block.start, block.end)
        merged: list[tuple[int, int]] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(merged)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of a source text, with its words: the slice less furniture, white space folded."""

    document_id: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        """Reject offsets that cannot be and passages without words."""
        check_span(self, self.start, self.end)
        if not self.text:
            raise ValueError(
                f"{type(self).__name__} {self.document_id} {self.start}-{self.end}: no text"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A theme of a claim, what the label rests on, and the words that were matched."""

    theme: str
    score: float
    basis: Basis
    matched: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A word or phrase in a sentence that bears on a verdict; offsets are the source's."""

    start: int
    end: int
    label: str
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence(Passage):
    """A sentence of running text, with what the judge needs to know of its parse.

    ``block`` is the index of its block; ``lemmas`` are those of its content words, in order, lower
    case; ``actor`` is who acts in the main clause (``government``, ``other`` or empty).
    """

    block: int
    lemmas: tuple[str, ...] = ()
    actor: str = ""
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Passage):
    """The smallest stretch of text that states, asks or promises one thing about the world."""

    claim_id: str
    section: str = ""
    page: int | None = None
    claim_type: ClaimType = "assertion"
    actor: str = ""
    themes: tuple[Theme, ...] = ()
    needs_review: bool = False
    n_words: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Passage):
    """One separate thing asked inside a recommendation."""

    ask_id: str
    recommendation_id: str
    text_resolved: str
    addressee: str = ""
    lemmas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation(Passage):
    """What an advice asks of government.

    ``answer`` holds the spans, in its own document, of the text that structure gives as its
    answer (under the same heading, after the point); empty in a document that only asks.
    ``quoted_from`` is the id of the same recommendation in the advice that this one quotes.
    """

    recommendation_id: str
    number: str = ""
    themes: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    answer: tuple[tuple[int, int], ...] = ()
    quoted_from: str = ""
    lemmas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """A recommendation, or one of its asks, and one passage that answers it.

    ``ask_id`` is empty for the whole recommendation; ``score`` lies in 0..1; ``explanation`` says
    what the score is made of.
    """

    recommendation_id: str
    ask_id: str
    passage: Passage
    method: Method
    score: float
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The stance of the answer towards a recommendation (``ask_id`` empty) or an ask.

    ``stance`` is None, and ``reason`` says why, when no response document is linked.
    """

    recommendation_id: str
    ask_id: str
    stance: Stance | None
    confidence: float
    reason: str
    evidence: Passage | None = None
    origin: Literal["model", "human"] = "model"
    needs_review: bool = False

    @property
    def verdict_id(self) -> str:
        """The ask's identifier, or the recommendation's for the whole."""
        return self.ask_id or self.recommendation_id


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAnalysis:
    """All that the per-document stages found in one document, in order of position."""

    document: Document
    claims: tuple[Claim, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An input that was not analysed: a row of ``errors.csv``."""

    source: str
    stage: str
    error: str
    hint: str = ""

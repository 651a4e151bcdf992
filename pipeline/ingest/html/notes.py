"""Find the notes of a web page: short raised links, and the blocks that they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from pipeline.ingest.html.scope import HEADINGS, names_of

# What the marker of a note says. Matches "1", "[12]", "(a)", "iv", "*"; must not match "2024".
NUMBER = re.compile(r"[\[(]?\s*(\d{1,3}|[a-z]|[ivxl]{1,6}|[*†‡§]{1,3})\s*[\])]?\Z")
# Names of notes and of their markers. Matches "fn1", "_ftnref2", "footnote-ref", "nootnum",
# "voetnoot"; must not match "notitie", "fnac".
NOTE_NAME = re.compile(
    r"(?:^|[-_])(?:fn|ftn|edn|sdfootnote|sdendnote|cite|(?:foot|end|side)notes?|"
    r"(?:voet|eind)?noot|(?:voet|eind)?noten|nootnum|note|reference)(?:ref|sym|anc|back)?"
    r"(?:$|[-_:.\d])"
)
NOTE_ROLES = frozenset({"doc-footnote", "doc-endnote", "note"})
BLOCKS = frozenset({"p", "li", "div", "dd", "td", "tr", "aside", "section", "article", "dt"})
ITEMS = frozenset({"li", "dd"})
INLINE = frozenset({"sup", "span", "small", "b", "i", "em", "strong", "font", "a"})


@dataclass(slots=True)
class Notes:
    """Markers and texts of notes, by the identity of their elements."""

    markers: dict[int, str] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)
    blocks: list[LexborNode] = field(default_factory=list)


def find_notes(body: LexborNode) -> Notes:
    """Return the notes of a page.

    A marker is a link of a number or sign to a place in the page. It must be raised, be called a
    note, lead to something that is, or be led back to.
    """
    notes = Notes()
    targets: dict[str, LexborNode] = {}
    for node in body.css("[id], a[name]"):
        for name in (node.attributes.get("id"), node.attributes.get("name")):
            if name:
                targets.setdefault(name, node)
    for link in body.css("a[href]"):
        target = targets.get(_fragment(link))
        number = NUMBER.match(link.text().strip())
        if target is None or number is None or _is_in_note(link, notes):
            continue
        block = _block_of(target)
        if block is None or _holds(block, link) or not _is_note(link, block):
            continue
        notes.markers[_marker_of(link).mem_id] = number[1]
        if block.mem_id not in notes.texts:
            notes.texts[block.mem_id] = number[1]
            notes.blocks.append(block)
    for block in body.css("[role=doc-footnote], [role=doc-endnote]"):
        if not _is_in_note(block, notes):
            notes.texts[block.mem_id] = ""
            notes.blocks.append(block)
    return notes


def _fragment(link: LexborNode) -> str:
    return (link.attributes.get("href") or "").partition("#")[2]


def _is_in_note(node: LexborNode, notes: Notes) -> bool:
    above: LexborNode | None = node
    while above is not None:
        if above.mem_id in notes.texts:
            return True
        above = above.parent
    return False


def _block_of(target: LexborNode) -> LexborNode | None:
    """Return the block that is the text of the note whose number or block is the target."""
    block: LexborNode | None = target
    while block is not None and block.tag not in BLOCKS:
        if block.tag in HEADINGS:
            return None
        block = block.parent
    if block is None or block.css_first(", ".join(sorted(HEADINGS - {"h5", "h6"}))) is not None:
        return None
    above = block.parent
    # '<li><p id="fn1">' and '<div id="ftn1"><p>': the note is the whole item, but not all notes.
    while above is not None and (above.tag in ITEMS or _is_numbered_note(above)):
        block, above = above, above.parent
    return block


def _is_numbered_note(node: LexborNode) -> bool:
    return (node.attributes.get("id") or "")[-1:].isdigit() and _called_note(node)


def _called_note(node: LexborNode) -> bool:
    attributes = node.attributes
    names = names_of(attributes) | {(attributes.get("name") or "").lower()}
    return any(NOTE_NAME.search(name) for name in names) or (
        (attributes.get("role") or "") in NOTE_ROLES
    )


def _is_note(link: LexborNode, block: LexborNode) -> bool:
    near = [link, *link.css("sup")]
    above = link.parent
    for _ in range(2):
        if above is not None and above.tag in INLINE:
            near.append(above)
            above = above.parent
    raised = any(node.tag == "sup" for node in near)
    named = any(map(_called_note, near)) or link.attributes.get("role") == "doc-noteref"
    own = {node.attributes.get(key) for node in near for key in ("id", "name")} - {None}
    led_back = any(_fragment(back) in own for back in block.css("a[href]"))
    return raised or named or led_back or _called_note(block)


def _holds(block: LexborNode, node: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None:
        if above.mem_id == block.mem_id:
            return True
        above = above.parent
    return False


def _marker_of(link: LexborNode) -> LexborNode:
    """Return the largest element that says no more than the link does: '<sup>[<a>1</a>]</sup>'."""
    marker = link
    while (above := marker.parent) is not None and above.tag in INLINE:
        if not NUMBER.match(above.text().strip()):
            break
        marker = above
    return marker

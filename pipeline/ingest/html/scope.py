"""What of a web page is its content: the part that is shown, less what every page has around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

#: Elements whose text a reader never sees as text of the page.
UNSEEN = frozenset(
    (
        *("script", "style", "template", "noscript", "head", "iframe", "object", "embed", "svg"),
        *("audio", "video", "canvas", "map", "select", "option", "datalist", "textarea", "input"),
        *("button", "progress", "meter", "rp", "annotation", "annotation-xml", "del", "noframes"),
    )
)
# Matches "display: none", "visibility:hidden"; must not match "display: block".
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
#: Classes by which pages hide what only programs read or what waits for a click ('verberg': those
#: of overheid.nl).
HIDDEN_CLASSES = frozenset(
    (
        *("hidden", "is-hidden", "u-hidden", "visually-hidden", "visuallyhidden", "sr-only"),
        *("screen-reader-text", "screenreader", "assistive-text", "verberg", "note-close"),
    )
)
CHROME_ROLES = frozenset(
    {"navigation", "search", "contentinfo", "banner", "dialog", "alertdialog", "menu", "menubar"}
)
# Names of what stands around a text on any page of a site. Matches "cookie-banner", "breadcrumbs",
# "skip-link", "share-buttons"; must not match "market-share", "informed-consent".
AROUND = re.compile(
    r"^(?:cookies?|consent|gdpr|skip|social|share|sharing|delen)(?:[-_]?(?:bar|banner|wall|consent|"
    r"melding|notice|popup|message|overlay|modal|links?|nav|to-content|buttons?|icons|media|list|"
    r"knoppen))?$|(?:^|[-_])(?:breadcrumbs?|broodkruimels?|kruimelpad)(?:$|[-_])"
)
# The same on pages that do not mark their content. Matches "main-nav", "site-footer", "zoeken";
# must not match "section-header", "menukaart".
AROUND_UNMARKED = re.compile(
    r"(?:^|[-_])(?:nav|navbar|navigation|navigatie|menu|sidebar|toc|inhouds-?opgave|pagination|"
    r"paginering)(?:$|[-_])"
    r"|^(?:(?:site|page|main|global|top|pagina)[-_])?(?:header|footer|masthead|search|zoeken|zoekbalk)$"
    r"|^(?:popup|modal)(?:$|[-_])"
)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: What holds more than this part of a page's text is no furniture, whatever it is called.
MOST = 0.5
#: A main part with less than this of a page's text is a frame that a program was to fill.
LEAST = 0.05


@dataclass(slots=True)
class Scope:
    """The element that holds the content of a page, and what in it to leave out.

    ``title`` is the page's main heading where that stands outside.
    """

    root: LexborNode
    is_marked: bool
    title: LexborNode | None = None
    _length: int = field(default=-1)

    def leaves_out(self, node: LexborNode, tag: str, attributes: Mapping[str, str | None]) -> bool:
        """Whether an element is not shown or is no content."""
        if tag in UNSEEN:
            return True
        if not attributes and tag not in {"nav", "header", "footer", "dialog"}:
            return False
        if "hidden" in attributes and attributes["hidden"] != "until-found":
            return True
        if HIDDEN_STYLE.search(attributes.get("style") or ""):
            return True
        names = names_of(attributes)
        if names & HIDDEN_CLASSES or (tag == "dialog" and "open" not in attributes):
            return not self._holds_most(node)
        return self._is_around(tag, attributes, names) and not self._holds_content(node)

    def _is_around(self, tag: str, attributes: Mapping[str, str | None], names: set[str]) -> bool:
        if tag in {"body", "main", "article", "html"} or tag in HEADINGS:
            return False
        if tag == "nav" or (attributes.get("role") or "") in CHROME_ROLES:
            return True
        if any(AROUND.search(name) for name in names):
            return True
        if self.is_marked:
            return False
        return tag in {"header", "footer"} or any(AROUND_UNMARKED.search(name) for name in names)

    def _holds_most(self, node: LexborNode) -> bool:
        if self._length < 0:
            self._length = len(self.root.text())
        return len(node.text()) > MOST * self._length

    def _holds_content(self, node: LexborNode) -> bool:
        return self._holds_most(node) or any(map(_is_title, node.css("h1")))


HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def names_of(attributes: Mapping[str, str | None]) -> set[str]:
    """Return the classes and the id of an element: lower case, words parted by hyphens.

    >>> sorted(names_of({"class": "toc Main", "id": "ServiceNavigatie"}))
    ['main', 'service-navigatie', 'toc']
    """
    given = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".split()
    return {CAMEL.sub("-", name).lower() for name in given}


def find_scope(page: LexborHTMLParser, body: LexborNode) -> Scope:
    """Find the content of a page: what it marks as such, else the whole body."""
    length = len(body.text())
    marked = (
        # The pages of officielebekendmakingen.nl hold a publication in an element of this name.
        body.css("#broodtekst")
        or [node for node in body.css("main, [role=main]") if not _inside(node, {"main"})]
        or [node for node in body.css("article") if len(node.text()) > MOST * length]
    )
    if len(marked) != 1 or len(marked[0].text()) < LEAST * length:
        return Scope(body, is_marked=False)
    root = marked[0]
    titles = [
        h for h in body.css("h1") if _is_title(h) and _is_shown(h) and not _inside(h, set(), root)
    ]
    alone = len(titles) == 1 and not any(map(_is_title, root.css("h1")))
    return Scope(root, is_marked=True, title=titles[0] if alone else None)


def _is_title(heading: LexborNode) -> bool:
    """Whether a main heading has words and is no link, as a logo is."""
    words = heading.text().strip()
    return bool(words) and words != "".join(link.text() for link in heading.css("a")).strip()


def _is_shown(node: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None:
        attributes = above.attributes
        if names_of(attributes) & HIDDEN_CLASSES or "hidden" in attributes:
            return False
        above = above.parent
    return True


def _inside(node: LexborNode, tags: set[str], element: LexborNode | None = None) -> bool:
    """Whether a node stands inside an element, or one with one of the tags."""
    above = node.parent
    while above is not None:
        if above.tag in tags or (element is not None and above.mem_id == element.mem_id):
            return True
        above = above.parent
    return False

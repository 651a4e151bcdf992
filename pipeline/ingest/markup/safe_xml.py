"""Parse XML that nobody vouches for: nothing is fetched, nothing is expanded."""

from __future__ import annotations

from html import unescape

from lxml import etree

from pipeline.errors import SourceError

HINT = "Fetch the file again, or save the document as plain text (UTF-8) and run again."


def parse_xml(data: bytes, what: str = "XML") -> etree._Element:
    """Return the root element.

    Parameters
    ----------
    data
        The bytes, in the encoding that they declare.
    what
        What they are called in messages: 'XML', 'word/document.xml'.

    Raises
    ------
    SourceError
        When it is not well-formed, nests deeper than 256 elements, or declares entities of its
        own, the means by which a small file blows up or reads others.
    """
    # No entity is replaced, no DTD loaded, no network asked; depth and text nodes are bounded.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False
    )
    try:
        root = etree.fromstring(data.lstrip(b" \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "amplification" in str(error):
            raise _declares_entities(what) from error
        raise SourceError(f"is no well-formed {what}: {error}", HINT) from error
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):
        raise _declares_entities(what)
    return root


def _declares_entities(what: str) -> SourceError:
    return SourceError(
        f"declares entities in its DTD, which are never resolved; expected {what} without",
        "Take the <!DOCTYPE …> with its entities out, if you trust the file.",
    )


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace; '' for a comment or an instruction."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def entity_text(element: etree._Element) -> str:
    """Return the characters that a named entity of HTML stands for ('&eacute;'); '' for others.

    Raises
    ------
    SourceError
        For an entity that is neither declared nor one of HTML's.
    """
    if element.tag is not etree.Entity:
        return ""
    text = unescape(element.text or "")
    if text == element.text:
        raise SourceError(f"uses the entity '{text}', which nothing declares", HINT)
    return text

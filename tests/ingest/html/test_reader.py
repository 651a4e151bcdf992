"""What a web page is read as: each case in tests/cases/pages.toml is one small page."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.ingest.html.page import decode_page
from pipeline.ingest.html.reader import read_html, read_page
from pipeline.ingest.reading import About, number_blocks

CASES = Path(__file__).parents[2] / "cases" / "pages.toml"
KEYS = {"id", "rule", "source", "blocks", "notes", "sections"}


def read_cases():
    cases = tomllib.loads(CASES.read_text("utf-8"))["case"]
    assert len({case["id"] for case in cases}) == len(cases)
    assert all(set(case) <= KEYS and case["blocks"] for case in cases)
    return [pytest.param(case, id=case["id"]) for case in cases]


@pytest.mark.parametrize("case", read_cases())
def test_page_is_read_as_its_case_says(case, described, check_reading):
    reading = read_page(case["source"])
    check_reading(reading)
    assert described(reading) == case["blocks"]
    if "notes" in case:
        found = [f"{m.number}: {reading.source[: m.start].split()[-1]}" for m in reading.markers]
        assert found == case["notes"]
    if "sections" in case:
        assert [block.section for block in number_blocks(reading, "d")] == case["sections"]


@pytest.mark.parametrize(
    ("head", "about"),
    [
        (
            '<html lang="nl-NL"><title>Advies wonen | Raad voor Wonen</title>',
            About(title="Advies wonen", language="nl"),
        ),
        (
            """<meta name="DC.title" content="Wonen"><meta name="DC.creator" content="Raad">
            <meta name="DCTERMS.available" content="2031-02-01">
            <meta name="DC.type" content="Advies">
            <meta name="dcterms.issued" content="2031-01-31T12:00">
            <meta name="DCTERMS.language" content="nl"><title>Site</title>""",
            About(title="Wonen", publisher="Raad", date="2031-01-31", language="nl", role="advice"),
        ),
        (
            """<meta property="og:site_name" content="Raad"><meta name="DC.type" content="Brief">
            <link rel=canonical href="https://zoek.example.org/kst-99123-XV-7.html">""",
            About(publisher="Raad", kamerstuk="kst-99123-XV-7"),
        ),
        ('<meta name="DCTERMS.issued" content="31 januari">', About()),
    ],
    ids=["title", "fields", "address", "no date"],
)
def test_head_of_a_page_tells_what_it_is(head, about):
    assert read_page(head + "<p>Bouw.").about == about


def test_title_of_the_page_gives_way_to_its_heading():
    assert read_page("<title>Site</title><h1>Advies</h1><p>Bouw.").about.title == ""


WORDS = "<p>Eén “reële” prijs: € 5"


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode("utf-8"),
        WORDS.encode("utf-8-sig"),
        b"\xff\xfe" + WORDS.encode("utf-16-le"),
        b'<meta http-equiv=Content-Type content="text/html; charset=iso-8859-1">'
        + WORDS.encode("cp1252"),
        b"<meta charset=windows-1252>" + WORDS.encode("cp1252"),
        b"<meta charset=iso-8859-15>"
        + WORDS.replace("“", "").replace("”", "").encode("iso8859-15"),
        b"<meta charset=windows-1252>" + WORDS.encode("utf-8-sig"),
        b"<meta charset=utf-8>" + WORDS.encode("cp1252"),
        b"<meta charset=onzin>" + WORDS.encode("utf-8"),
        b'<?xml version="1.0" encoding="windows-1252"?>' + WORDS.encode("cp1252"),
    ],
    ids=[
        *("utf-8", "mark", "utf-16", "latin-1", "windows", "latin-9", "mark over declared"),
        *("declared wrongly", "unknown name", "xhtml"),
    ],
)
def test_encoding_is_recognised(tmp_path, data, described):
    (tmp_path / "a.html").write_bytes(data)
    text = described(read_html(tmp_path / "a.html"))[-1]
    assert text.replace("“", "").replace("”", "") == "paragraph: Eén reële prijs: € 5"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"<p>a\x00\x00\x00\x00b", "is no text"),
    ],
)
def test_what_is_no_text_is_set_aside(tmp_path, data, message):
    (tmp_path / "a.html").write_bytes(data)
    with pytest.raises(SourceError, match=message) as error:
        read_html(tmp_path / "a.html")
    assert error.value.hint


def test_deep_pages_are_read(check_reading):
    reading = read_page("<div>" * 1900 + "diep" + "</div>" * 1900 + "<p>" * 5000 + "na")
    check_reading(reading)
    assert reading.source == "diep\n\nna\n"


def test_bottomless_pages_are_set_aside():
    with pytest.raises(SourceError, match="opens more than 2000 elements"):
        read_page("<div>" * 200_000)


def test_large_pages_take_seconds():
    part = (
        "<h2>Kop</h2><p>Dit is een <b>zin</b> met <a href='x'>een link</a>.</p><ul><li>een</ul>\n"
    )
    page = "<main>" + part * (2_000_000 // len(part)) + "</main>"
    start = time.process_time()
    read_page(page)
    assert time.process_time() - start < 20  # two or three on an idle machine


# --- any page -----------------------------------------------------------------------------------

WORD = st.sampled_from(["alfa", "Beta", "gamma,", "delta.", "é", "b-c", "2031", "x"])
SPACES = st.sampled_from(["", " ", "\n ", "\t"])
INLINE = st.sampled_from(["b", "i", "em", "span", "a", "font", "u", "abbr", "code", "onbekend"])
BLOCK = st.sampled_from(
    ["p", "div", "ul", "ol", "li", "blockquote", "h2", "h4", "section", "dl", "dd", "figcaption"]
)
TEXT = st.tuples(SPACES, WORD, SPACES).map("".join)
LINES = st.recursive(
    TEXT, lambda inner: st.tuples(INLINE, st.lists(inner, max_size=3)), max_leaves=5
)
TREES = st.recursive(
    LINES, lambda inner: st.tuples(BLOCK, st.lists(inner, max_size=4)), max_leaves=25
)
INLINE_NAMES = {"b", "i", "em", "span", "a", "font", "u", "abbr", "code", "onbekend"}


def written(tree):
    """A tree as HTML; a block is closed by hand, and none holds what a browser would end it at."""
    if isinstance(tree, str):
        return tree
    name, inner = tree
    if (name == "p" and any(map(holds_block, inner))) or (
        name in {"li", "dd"} and any(ends(name, child) for child in inner)
    ):
        name = "div"
    return f"<{name}>{''.join(map(written, inner))}</{name}>"


def holds_block(tree):
    if isinstance(tree, str):
        return False
    return tree[0] not in INLINE_NAMES or any(map(holds_block, tree[1]))


def ends(name, tree):
    """Whether an item begins in a tree that ends the one of this name around it."""
    if isinstance(tree, str):
        return False
    through = tree[0] in {*INLINE_NAMES, "div", "p"}
    return tree[0] == name or (through and any(ends(name, child) for child in tree[1]))


def shown(tree):
    """What a tree shows, with a line end where a block begins or ends."""
    if isinstance(tree, str):
        return tree
    edge = "" if tree[0] in INLINE_NAMES else "\n"
    return edge + "".join(map(shown, tree[1])) + edge


@settings(deadline=None)
@given(st.lists(TREES, max_size=4))
def test_every_word_of_a_page_is_there_once_in_order(trees):
    reading = read_page("<body>" + "".join(map(written, trees)))
    found = [w for p in reading.pieces for w in reading.source[p.content_start : p.end].split()]
    assert found == "".join(map(shown, trees)).split()


SCRAPS = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<li>",
            "<ol start=-3>",
            "<table>",
            "<td rowspan=0 colspan=9999999>",
            "<tr>",
        ),
        *("<a href='#x'>1</a>", "<p id=x>1 noot", "<sup>2</sup>", "<h1>", "</h1>", "<br>", "<pre>"),
        *(
            "woord",
            " ",
            "&#xD800;",
            "&#0;",
            "\u00ad",
            "<script>",
            "<!--",
            "-->",
            "<main>",
            "</main>",
        ),
        *(
            "<div hidden>",
            "<select>",
            "<frameset>",
            "<math>",
            "<svg><p>",
            "<q>",
            "</q>",
            "<dl><dt>",
        ),
        *("<summary>", "Aanbeveling 3", "<blockquote>", "- ", "<li value=x>", "<template>", "]]>"),
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(SCRAPS, max_size=40).map("".join)))
def test_any_page_is_read_or_set_aside(check_reading, text):
    try:
        check_reading(read_page(text))
    except SourceError as error:
        assert error.hint


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_decoded_or_set_aside(data):
    try:
        assert isinstance(decode_page(data), str)
    except SourceError as error:
        assert error.hint

"""What Markdown is read as: each case in tests/cases/markdown.toml is one small text."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.ingest import document_from_reading
from pipeline.ingest.markdown.reader import lay_out_markdown, read_markdown
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "markdown.toml").read_text("utf-8"))[
    "case"
]
KEYS = {"id", "rule", "source", "blocks", "notes", "sections", "levels"}


def read(source):
    return document_from_reading(lay_out_markdown(source), "d", format="md")


def described(document):
    """Every block as the cases write it."""
    rows = []
    for block in document.blocks:
        text = ""
        if block.content_start < block.end:
            text = fold(document.source, block.content_start, block.end, document.furniture).text
        marker = f" [{block.marker}]" if block.marker else ""
        cell = f" {block.cell}" if block.cell else ""
        rows.append(f"{block.kind}{marker}{cell}: {text}".strip())
    return rows


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_markdown_is_read_as_its_case_says(case):
    assert set(case) <= KEYS
    document = read(case["source"])
    assert described(document) == case["blocks"]
    if "notes" in case:
        source = document.source
        notes = [r for r in document.references if r.kind == "footnote"]
        assert [f"{r.identifier}: {source[: r.start].split()[-1]}" for r in notes] == case["notes"]
    if "sections" in case:
        assert [block.section for block in document.blocks] == case["sections"]
    if "levels" in case:
        headings = [block for block in document.blocks if block.kind == "heading"]
        assert [block.level for block in headings] == case["levels"]


def test_front_matter_tells_of_the_document():
    source = (
        "---\nTitle: Plan voor\n  de wijk\ndatum: 2024-05-03\nlang: nl-NL\n"
        "publisher: Gemeente Voorbeeld\n---\n\nDe stad bouwt.\n"
    )
    about = lay_out_markdown(source).about
    assert (about.title, about.date) == ("Plan voor de wijk", "2024-05-03")
    assert (about.publisher, about.language) == ("Gemeente Voorbeeld", "nl")


@pytest.mark.parametrize(
    "front", ["title: [", "- een\n- lijst", "title:\n", "a: &a [*a, *a]", "datum: gisteren"]
)
def test_front_matter_that_says_nothing_does_no_harm(front):
    reading = lay_out_markdown(f"---\n{front}\n---\n\nDe stad bouwt.\n")
    assert (reading.about.title, reading.about.date) == ("", "")
    assert [piece.kind for piece in reading.pieces] == ["paragraph"]


def test_a_file_is_decoded_and_its_text_kept(tmp_path):
    words = "# Eén “plan”\r\n\r\n* té duur\r\n"
    path = tmp_path / "a.md"
    path.write_bytes(words.encode("cp1252"))
    assert read_markdown(path).source == words
    path.write_bytes(b" \n")
    with pytest.raises(SourceError, match="is empty"):
        read_markdown(path)


TEMPLATES = st.sampled_from(
    [
        *("# {}", "## {} ##", "{}\n---", "{}", "  {}", "    {}", "\t{}", "{}  ", "**{}**"),
        "{}[^1]",
        *("- {}", "  - {}", "* {}", "1. {}", "   a) {}", "- [ ] {}", "- > {}", "• {}", "1) - {}"),
        *("> {}", "> > {}", "> - {}", "> # {}", ">{}", "> 1. {}", "> | {} | b |"),
        *("| {} | {} |", "|---|---|", "{} | {}", "\\| {} |", "``` {}", "```", "~~~", "`{}`"),
        *("[^1]: {}", "    {}", "[^x]: {}", "<div>{}</div>", "<p>", "</p>", "{} <b>", "***", "==="),
        *("Aanbeveling 3: {}.", "Hoogachtend,", "Geachte {},", "[{}](https://a.nl/b)", "", ""),
        "\f",
    ]
)
ENDS = st.sampled_from(["\n", "\r\n", "\n\n", "\r"])


@st.composite
def markdown_texts(draw):
    """Lines of every kind of mark-up, each around words of its own."""
    rows = draw(st.lists(st.tuples(TEMPLATES, ENDS), max_size=25))
    count = iter(range(1000))
    lines = [re.sub(r"\{\}", lambda _: f"woord{next(count):03d}x", row) + end for row, end in rows]
    return "".join(lines)


@settings(deadline=None)
@given(markdown_texts())
def test_every_word_stands_in_one_block_and_blocks_in_order(source):
    reading = lay_out_markdown(source)
    covered = bytearray(len(source))
    last = 0
    for piece in reading.pieces:
        assert last <= piece.start <= piece.content_start <= piece.end <= len(source)
        assert piece.start < piece.end
        assert not source[piece.start].isspace()
        assert not source[piece.end - 1].isspace()
        covered[piece.content_start : piece.end] = b"\x01" * (piece.end - piece.content_start)
        last = piece.end
    for match in re.finditer(r"woord\d{3}x", source):
        # The word behind an opening fence names its language, that of a definition an address.
        line = source[source.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "```" not in line and "woord" not in line:
            assert covered[match.start()], (match[0], source)
    for marker in reading.markers:
        assert source[marker.start : marker.end].startswith(("[^", "^["))


@settings(deadline=None)
@given(st.text(alphabet="ab >#-*_`|[]()<!^:.\\\t1\n\r\f", max_size=80))
def test_any_text_is_read_and_its_blocks_fold(source):
    reading = lay_out_markdown(source)
    assert reading.source == source
    if any(piece.end > piece.content_start for piece in reading.pieces):
        document = read(source)
        for block in document.blocks:
            assert block.kind in FURNITURE_KINDS or block.section is not None
            fold(source, block.start, block.end, document.furniture)


@pytest.mark.parametrize("unit", ["> ", "- ", "[a](", "| a ", "[^1]", "<a ", "`", "*a ", "# a\n"])
def test_a_long_run_of_marks_is_read_in_seconds(unit):
    assert lay_out_markdown(unit * (100_000 // len(unit))).source.startswith(unit)

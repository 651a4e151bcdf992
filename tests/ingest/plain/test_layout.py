"""What a plain text is laid out as: each case in tests/cases/layout*.toml is one small text."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.plain.layout import lay_out
from pipeline.ingest.reading import number_blocks
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS, Document, Reference

CASES = sorted((Path(__file__).parents[2] / "cases").glob("layout*.toml"))
KEYS = {"id", "rule", "source", "blocks", "notes", "sections", "levels", "pages", "cells"}
KEYS |= {"known_failure"}
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def read_cases():
    """Every case as a parameter; one that says nothing, or twice the same, is an error."""
    seen = set()
    for path in CASES:
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            unknown = set(case) - KEYS
            assert not unknown, f"{path.name}, {case['id']}: unknown keys {unknown}"
            assert case["blocks"], f"{path.name}, {case['id']}: nothing to check"
            assert case["id"] not in seen, f"{path.name}: {case['id']} occurs twice"
            seen.add(case["id"])
            reason = case.get("known_failure")
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            yield pytest.param(case, id=case["id"], marks=marks)


def laid_out(source):
    """The document's blocks, its notes' markers and its furniture."""
    reading = lay_out(source)
    blocks, markers = number_blocks(reading, "d"), reading.markers
    references = tuple(
        Reference(
            document_id="d",
            start=m.start,
            end=m.end,
            text=source[m.start : m.end],
            kind="footnote",
            identifier=m.number,
        )
        for m in markers
    )
    document = Document(document_id="d", source=source, blocks=blocks, references=references)
    return blocks, markers, document.furniture


def described(source):
    """Every block as the cases write it: 'kind [marker]: text'."""
    blocks, _, furniture = laid_out(source)
    rows = []
    for block in blocks:
        content = block.content_start < block.end
        text = fold(source, block.content_start, block.end, furniture).text if content else ""
        marker = f" [{block.marker}]" if block.marker else ""
        rows.append(f"{block.kind}{marker}: {text}".strip())
    return rows


def test_there_are_cases():
    assert CASES


@pytest.mark.parametrize("case", list(read_cases()))
def test_text_is_laid_out_as_its_case_says(case):
    source = case["source"]
    blocks, markers, _ = laid_out(source)
    assert described(source) == case["blocks"]
    if "notes" in case:
        found = [f"{m.number}: {source[: m.start].split()[-1]}" for m in markers]
        assert found == case["notes"]
    if "sections" in case:
        assert [block.section for block in blocks] == case["sections"]
    if "levels" in case:
        assert [block.level for block in blocks if block.kind == "heading"] == case["levels"]
    if "pages" in case:
        assert [block.page for block in blocks] == case["pages"]
    if "cells" in case:
        found = [block.cell for block in blocks if block.kind == "cell"]
        assert [list(cell or ()) for cell in found] == case["cells"]


def test_bare_numbers_a_page_apart_count_pages():
    """One higher each time, and so far apart that a page lies between."""
    page = " ".join(["Wie in deze wijk woont, moet ver reizen om les te krijgen."] * 20)
    source = "\n\n".join(f"{page}\n\n{n}" for n in (7, 8, 9)) + "\n\nDat was het.\n"
    kinds = [row.split(":")[0] for row in described(source)]
    assert kinds == [
        *("paragraph", "page_number [7]"),
        *("paragraph", "page_number [8]"),
        *("paragraph", "page_number [9]"),
        "paragraph",
    ]
    assert not any("page_number" in row for row in described(source.replace("\n8\n", "\n18\n")))


@pytest.mark.parametrize(
    "label", ["blad 2", "Bladzijde 2 van 9", "page 2 of 5", "Blz. 2", "Pagina 2/7", "pag. 2"]
)
def test_every_word_for_a_page_counts_it(label):
    source = f"Zo staat het in de tabel.\n\n{label}\n\nDe raad sluit af.\n"
    assert [row.split(":")[0] for row in described(source)] == [
        "paragraph",
        "page_number [2]",
        "paragraph",
    ]


LINES = st.sampled_from(
    [
        "blad 2",
        "Page 3 of 7",
        "Het kabinet onderschrijft de aanbeveling en zet zich in voor een vrije samen-",
        "leving waarin organisaties hun werk kunnen doen, ook wanneer dat moeilijk is.",
        "Daarom vraagt Nederland landen om hun wetten aan te passen en te handhaven.4",
        "de ruimte van organisaties 1 en hun leden.",
        "Inzet",
        "INZET VOOR VREDE",
        "1  Koppeling",
        "2.1 Doel van de inzet",
        "## Kop",
        "Wat doet dit ertoe?",
        "1 Kamerstuk 32 735 nr. 370",
        "2 Zie de brief",
        "https://example.org/een",
        "• • Vrouwen doen mee.",
        "- een vaste plek",
        "1.",
        "a) stel regels op",
        "12",
        "Pagina 3 van 10",
        "Aanbeveling 3: Zet in op vrede.",
        "De minister van Buitenlandse Zaken,",
        "**vet**",
        "Gelijke rechten",
        "voor vrouwen",
        "",
        " ",
        "(",
        "-",
        "²",
        "\u00a0",
        "٣. cijfer",
        "> De huren moeten omlaag,",
        "> en wel direct.",
        ">",
        "“Wie een woning zoekt in de stad, die vindt er voorlopig geen.”",
        "Aanbeveling",
        "Reactie",
        "Planning",
        "n.v.t.",
        "Inhoudsopgave",
        "1 Inleiding ............ 3",
        "2.1 Aanpak  7",
        "de stad bouwt¹ voor starters² en ouderen",
        "¹ Zie de visie.",
        "de stad* bouwt",
        "* Zie de visie.",
        "woord1,2 en verder.",
        "\uf0b7 Bouw sneller",
        "A. Bouw sneller in de stad",
        "B. Bouw trager in het dorp",
        "1",
        "2",
        "3.1 De raad zegt het.",
        "Geachte voorzitter,",
        "Datum: 3 mei 2024",
        "Namens:",
        "Zie [hier](https://a.nl/b).",
        "Havenvisie voor de stad | 3",
        "Rekenkamer        9",
        "Baggeren   12   13",
        "Kades      1,5  -",
        "wie\twat",
        "Hoogachtend,",
    ]
)
TEXTS = st.one_of(
    st.text(min_size=1, max_size=80),
    st.lists(
        st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\f", "\n\n", "\n "])), max_size=30
    ).map(lambda rows: "".join(line + end for line, end in rows)),
)


@settings(deadline=None)
@given(TEXTS)
def test_blocks_hold_every_word_once_whatever_the_text(source):
    check_blocks(source)


def check_blocks(source):
    """Blocks are in order, within bounds, apart but for furniture, and hold all that is printed."""
    blocks, markers, _ = laid_out(source)
    assert [b.block_id for b in blocks] == [f"d-b{n:04d}" for n in range(1, len(blocks) + 1)]
    covered = bytearray(len(source))
    last_text, last_furniture = 0, 0
    for before, block in zip([None, *blocks], blocks, strict=False):
        assert before is None or before.start < block.start
        assert 0 <= block.start <= block.content_start <= block.end <= len(source)
        assert block.start < block.end
        assert not source[block.start].isspace()
        assert not source[block.end - 1].isspace()
        if block.kind in FURNITURE_KINDS:
            assert block.start >= last_furniture
            assert block.start >= last_text or block.end <= last_text
            last_furniture = block.end
        else:
            assert block.start >= last_text
            assert block.start >= last_furniture
            last_text = block.end
        covered[block.start : block.end] = b"\x01" * (block.end - block.start)
    assert not [n for n, c in enumerate(source) if not c.isspace() and not covered[n]]
    for marker in markers:
        printed = source[marker.start : marker.end].translate(RAISED)
        assert printed.strip("[],;/ ") == marker.number


@settings(deadline=None)
@given(TEXTS)
def test_white_space_around_a_text_moves_its_blocks_and_changes_nothing(source):
    moved = "\n\n" + source + "\n"
    assert described(moved) == described(source)

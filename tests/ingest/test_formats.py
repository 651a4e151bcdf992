"""One text in three formats, and real publications: nothing lost, nothing twice, in order."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from pkgutil import resolve_name

import pytest
from lxml import etree
from lxml import html as lxml_html

from pipeline.ingest import find_sources, read_documents
from pipeline.ingest.formats import READERS, Reader
from pipeline.ingest.plain.layout import lay_out
from pipeline.ingest.read import read_source
from pipeline.ingest.reading import number_blocks
from pipeline.records import FURNITURE_KINDS, Document

LETTER = Path(__file__).parent / "fixtures" / "letter"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
FORMS = ("kst-99123-7.xml", "kst-99123-7.html", "letter.docx")

#: The letter as every form of it must be read, running heads and notes apart.
TEXT = [
    "heading1: 99 123 Vervoer in kleine kernen",
    "heading1: Nr. 7 BRIEF VAN DE MINISTER VAN DORPEN",
    "paragraph: Ontvangen 4 maart 2031",
    "paragraph: Aan de Voorzitter van de Tweede Kamer der Staten-Generaal",
    "paragraph: Den Haag, 3 maart 2031",
    "heading2: De wijkbus",
    "paragraph: In november bracht de Dorpenraad een advies uit over de wijkbus. Het kabinet dankt "
    "de raad voor dit intensieve werk en gaat op elk punt in:",
    "list_item [1.]: de bus rijdt voortaan tot middernacht;",
    "list_item [2.]: de bus stopt bij:",
    "list_item [a.]: het station;",
    "list_item [b.]: de markt.",
    "heading3: Kosten",
    "paragraph: Een rit kost in 2031 gemiddeld acht euro, en daarvan betaalt de reiziger de helft.",
    "cell 1.1.1: Kern",
    "cell 1.1.2: Reizigers",
    "cell 1.2.1: Oosterdorp",
    "cell 1.2.2: 1.200",
    "cell 1.3.1: Westerdorp",
    "cell 1.3.2: 340",
    "paragraph: Het kabinet komt in het najaar met een plan voor de jaren daarna.",
    "signature: De Minister van Dorpen,",
    "signature: A.B. Veldkamp",
]
NOTES = [
    "footnote [1]: Dorpenraad, Een bus voor iedereen, 2030.",
    "footnote [2]: Zie Kamerstuk 99 123, nr. 2.",
]


@pytest.mark.parametrize("form", FORMS)
def test_one_letter_is_read_alike_in_every_form(form, described, check_reading):
    reading = READERS[Path(form).suffix](LETTER / form)
    check_reading(reading)
    rows = described(reading)
    furniture = tuple(FURNITURE_KINDS)
    assert [row for row in rows if not row.startswith(furniture)] == TEXT
    assert [row for row in rows if row.startswith("footnote")] == NOTES
    found = [f"{m.number} {reading.source[: m.start].split()[-1]}" for m in reading.markers]
    assert found == ["1 wijkbus.", "2 euro"]


def test_letters_are_documents_with_their_fields(tmp_path):
    for form in FORMS:
        (tmp_path / form).write_bytes((LETTER / form).read_bytes())
    kept, aside = find_sources([tmp_path])
    documents = {d.format: d for d in read_documents(kept) if isinstance(d, Document)}
    assert aside == []
    assert sorted(documents) == ["docx", "html", "xml"]
    assert {d.kamerstuk for d in (documents["xml"], documents["html"])} == {"kst-99123-7"}
    assert documents["html"].publisher == "Ministerie van Dorpen"
    for document in documents.values():
        kinds = [r.kind for r in document.references]
        assert kinds.count("footnote") == 2
        assert "kamerstuk" in kinds


# --- real publications --------------------------------------------------------------------------

REAL = sorted(path for path in SAMPLES.glob("*") if path.suffix in {".xml", ".html"})
real = pytest.mark.skipif(not REAL, reason=f"no samples: {SAMPLES} is not there")


def printed(path):
    """All that a publication shows, read in another way, as lines that are parts of one piece."""
    if path.suffix == ".xml":
        root = etree.parse(path).getroot()
        for element in list(root.iter("metadata", etree.ProcessingInstruction, etree.Comment)):
            element.tail, tail = None, element.tail or ""
            before = element.getprevious()
            if before is not None:
                before.tail = (before.tail or "") + tail
            element.getparent().remove(element)
        return "".join(root.itertext()), ["".join(e.itertext()) for e in root.iter("al")]
    page = lxml_html.fromstring(path.read_bytes())
    body = page.get_element_by_id("broodtekst")
    for element in list(body.iter(etree.Comment)):
        element.drop_tree()
    return body.text_content(), [e.text_content() for e in body.iter("p")]


@real
@pytest.mark.real
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_no_word_of_a_publication_is_lost(path, check_reading):
    reading = READERS[path.suffix](path)
    check_reading(reading)
    whole, lines = printed(path)
    assert "".join(reading.source.split()) == "".join(whole.split())
    text = " ".join(reading.source.split())
    at = 0
    for line in filter(None, (" ".join(line.split()) for line in lines)):
        line = re.sub(r"^•(?=\S)", "• ", line)  # a bullet stands before its words
        line = re.sub(r" (?=[.,](?: |$))", "", line)  # left by a link in one of the samples
        assert line in text[at:], line
        at = text.index(line, at) + len(line)


@real
@pytest.mark.real
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_publications_have_a_title_over_their_text(path):
    reading = READERS[path.suffix](path)
    blocks = number_blocks(reading, "d")
    assert blocks[0].kind in {"heading", "header"}
    assert any(block.kind == "heading" and block.level == 1 for block in blocks)
    assert all(block.section for block in blocks if block.kind not in FURNITURE_KINDS)


@pytest.mark.parametrize("suffix", READERS)
def test_every_reader_is_where_its_line_says(suffix):
    read = resolve_name(f"pipeline.ingest.{READERS[suffix].function}")
    assert next(iter(inspect.signature(read).parameters)) == "path"


@pytest.mark.parametrize(
    ("suffix", "signs", "content"),
    [
        (".rtf", (b"{\\rtf",), "{\\rtf1 De stad bouwt."),
        (".rst", (), "De stad bouwt."),
        (".odt", (b"PK\x03\x04",), "PK\x03\x04 De stad bouwt."),
    ],
)
def test_a_format_is_a_file_and_a_line(suffix, signs, content, tmp_path, monkeypatch):
    """What is not read today (set aside, by its ending or its first bytes) then is."""
    path = tmp_path / f"brief{suffix}"
    path.write_text(content, "utf-8")
    # How the text gets out of the file is not what this is about.
    monkeypatch.setattr(
        "pipeline.ingest.plain.reader.read_other",
        lambda path: lay_out("De stad bouwt, en de provincie betaalt de helft van wat dat kost."),
        raising=False,
    )
    kept, aside = find_sources([tmp_path]) if suffix != ".rst" else ([], [])
    assert not kept
    monkeypatch.setitem(READERS, suffix, Reader("plain.reader:read_other", signs))
    kept, aside = find_sources([tmp_path])
    assert not aside
    document, gap = read_source(kept[0])
    assert (document.format, gap) == (suffix[1:], None)

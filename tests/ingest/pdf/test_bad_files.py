"""PDFs that cannot be read are set aside with what was found and what to do about it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from pipeline.analyze import Result
from pipeline.errors import SourceError
from pipeline.ingest import find_sources, read_documents
from pipeline.ingest.pdf import page, reader
from pipeline.ingest.pdf.reader import read_pdf
from pipeline.records import Document, SetAside

sys.path.insert(0, str(Path(__file__).parents[1]))

from pdf_making import HEIGHT, LEFT, WIDTH, Sheet

FIXTURES = Path(__file__).parents[1] / "fixtures" / "pdf"
PROSE = (
    "De gemeente plant in elke straat een boom, ook waar kabels in de weg",
    "liggen. Bewoners mogen zelf zeggen welke boom het wordt en waar hij",
    "komt te staan. Het werk begint in het voorjaar en duurt drie jaar.",
)


def refused(path):
    """What is said of a file that cannot be read: message and hint."""
    with pytest.raises(SourceError) as caught:
        read_pdf(path)
    assert caught.value.hint
    return caught.value.message, caught.value.hint


def with_pages(pictures, n_pages):
    """A sheet of pages with text, but for those that are a picture."""
    sheet = Sheet()
    paper = ImageReader(Image.new("L", (60, 80), 230))
    for n in range(1, n_pages + 1):
        if n in pictures:
            sheet.canvas.drawImage(paper, 0, 0, WIDTH, HEIGHT)
        else:
            sheet.lines(f"Wijk {n} krijgt bomen.", *PROSE)
        sheet.page()
    return sheet


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"<html><p>De stad bouwt.</p></html>", "is no PDF: it does not begin with '%PDF-'"),
        (b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n", "breaks off: the end mark of a PDF is missing"),
        (b"%PDF-1.7\nniets\n%%EOF\n", "is damaged: it cannot be opened as a PDF"),
    ],
)
def test_what_is_no_pdf_is_said(tmp_path, data, message):
    path = tmp_path / "x.pdf"
    path.write_bytes(data)
    assert refused(path)[0].startswith(message)


def test_file_that_was_cut_off_is_not_half_read(tmp_path):
    path = tmp_path / "x.pdf"
    path.write_bytes((FIXTURES / "rapport.pdf").read_bytes()[:30_000])
    assert refused(path) == (
        "breaks off: the end mark of a PDF is missing",
        "Get the file anew.",
    )


def test_absent_file_is_said(tmp_path):
    assert "cannot be read" in refused(tmp_path / "weg.pdf")[0]


def test_password_keeps_a_file_shut_and_an_owners_does_not(tmp_path):
    shut = Sheet(encrypt=StandardEncryption("geheim", "baas")).lines(*PROSE)
    assert "password" in refused(shut.save(tmp_path, "dicht.pdf"))[0]
    guarded = Sheet(encrypt=StandardEncryption("", "baas", canPrint=0, canCopy=0)).lines(*PROSE)
    assert read_pdf(guarded.save(tmp_path, "open.pdf")).source.split() == " ".join(PROSE).split()


def test_scan_names_its_pages_and_the_way_out(tmp_path):
    message, hint = refused(with_pages({1, 2, 3}, 3).save(tmp_path))
    assert message == "has no text layer: all 3 pages are pictures (a scan)"
    assert "ocrmypdf" in hint
    message, _ = refused(with_pages({2, 3, 4, 6}, 7).save(tmp_path))
    assert message == "has no text layer: pages 2-4, 6 of 7 are pictures (a scan)"


def test_some_pages_of_pictures_are_told_and_the_rest_is_read(tmp_path):
    with_pages({3}, 4).save(tmp_path)
    document, gap = read_documents(find_sources([tmp_path])[0])
    assert isinstance(document, Document)
    assert {block.page for block in document.blocks} == {1, 2, 4}
    assert isinstance(gap, SetAside)
    assert gap.error == (
        "partly read: page 3 of 4 is a picture without text; the rest was analysed"
    )
    assert "ocrmypdf" in gap.hint
    result = Result(tables={}, documents={}, run={}, files={}, set_aside=(gap,))
    assert result.n_set_aside == 0


def test_page_number_on_a_scan_is_no_text_layer(tmp_path):
    sheet = Sheet()
    paper = ImageReader(Image.new("L", (60, 80), 230))
    for n in (1, 2):
        sheet.canvas.drawImage(paper, 0, 0, WIDTH, HEIGHT)
        sheet.put(300, HEIGHT - 30, f"- {n} -")
        sheet.page()
    assert "all 2 pages are pictures" in refused(sheet.save(tmp_path))[0]


def test_empty_pages_are_no_scan(tmp_path):
    sheet = Sheet().lines(*PROSE).page().page().lines(*PROSE)
    reading = read_pdf(sheet.save(tmp_path))
    assert reading.gap is None
    assert [piece.page for piece in reading.pieces] == [1, 3]
    assert "holds no words" in refused(Sheet().page().save(tmp_path))[0]


def test_letters_drawn_as_shapes_are_pictures(tmp_path):
    sheet = Sheet()
    for n in range(400):
        sheet.canvas.circle(LEFT + 10 * (n % 40), HEIGHT - 80 - 12 * (n // 40), 3)
    assert "its only page is a picture" in refused(sheet.save(tmp_path))[0]


@pytest.mark.parametrize("shift", [-29, 1, 2, 3])
def test_letters_that_stand_for_others_are_no_language(tmp_path, shift):
    shifted = [
        "".join(chr(ord(c) + shift) if c.isalpha() else c for c in line) for line in 3 * PROSE
    ]
    message, hint = refused(Sheet().lines(*shifted).save(tmp_path))
    assert "has a text layer that is no language" in message
    assert "--force-ocr" in hint


def test_another_language_is_a_language(tmp_path):
    finnish = (
        "Kunta istuttaa puun jokaiselle kadulle, myös sinne, missä johdot ovat tiellä. Asukkaat",
        "saavat itse sanoa, mikä puu istutetaan ja mihin se tulee. Työ alkaa keväällä ja kestää",
        "kolme vuotta. Koulut ja päiväkodit saavat ensimmäiset puut, koska pihoilla on kuuma.",
        "Kaupunki maksaa puut, ja asukkaat kastelevat niitä kesällä. Joka syksy puut lasketaan,",
        "ja kuolleen tilalle istutetaan uusi. Näin katu pysyy vihreänä ja varjoisana kauan.",
    )
    assert read_pdf(Sheet().lines(*finnish).save(tmp_path)).pieces


def test_font_that_explains_nothing_is_said(tmp_path):
    # Taking the table away that says what its glyphs stand for leaves bare numbers.
    data = (FIXTURES / "brief.pdf").read_bytes()
    path = tmp_path / "x.pdf"
    path.write_bytes(data.replace(b"/ToUnicode", b"/ToNothing"))
    message, hint = refused(path)
    assert message.startswith("has a text layer that cannot be read: its fonts do not tell what")
    assert "--force-ocr" in hint


def test_limits_are_named(tmp_path, monkeypatch):
    path = with_pages(set(), 3).save(tmp_path)
    monkeypatch.setattr(reader, "MOST_PAGES", 2)
    assert refused(path)[0] == "has 3 pages; expected 1 to 2"
    monkeypatch.setattr(reader, "MOST_PAGES", 3)
    monkeypatch.setattr(reader, "LONGEST", 400)
    assert refused(path)[0] == "holds more than 400 characters"
    monkeypatch.setattr(page, "MOST_ON_A_PAGE", 100)
    assert refused(path)[0].startswith("page 1 holds")
    monkeypatch.setattr(reader, "LARGEST_FILE", 1000)
    assert "expected at most" in refused(path)[0]


def test_two_hundred_megabytes_are_refused_unread(tmp_path):
    path = tmp_path / "x.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(200 * 2**20)
    assert refused(path)[0] == "holds 200 MB; expected at most 150 MB"


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Een deur voor bomen", "Een deur voor bomen"),
        ("Microsoft Word - brief.docx", ""),
        ("Sjabloon beleidsnota 2019", ""),
        ("Document1", ""),
        ("", ""),
    ],
)
def test_title_of_the_file_counts_when_the_text_bears_it_out(tmp_path, title, kept):
    sheet = Sheet()
    sheet.canvas.setTitle(title)
    sheet.lines("Een deur voor bomen", size=20, leading=40).lines(*PROSE)
    assert read_pdf(sheet.save(tmp_path)).about.title == kept

"""What a Word document is read as: small ones put together here, and two that programs wrote."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.ingest.reading import About
from pipeline.ingest.word.reader import read_document, read_word

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="Standaard"><w:name w:val="Normal"/></w:style>
<w:style w:styleId="Kop1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="9"/></w:numPr>
<w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:styleId="Kop2"><w:name w:val="heading 2"/><w:basedOn w:val="Kop1"/><w:pPr>
<w:numPr><w:ilvl w:val="1"/><w:numId w:val="9"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr>
</w:style>
<w:style w:styleId="Eigen"><w:name w:val="Eigen kop"/><w:basedOn w:val="Kop1"/><w:pPr>
<w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="Vet"><w:name w:val="Vet"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:styleId="Weg"><w:name w:val="Weg"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:styleId="Citaat"><w:name w:val="Quote"/></w:style>
<w:style w:styleId="Lijst"><w:name w:val="List Paragraph"/></w:style>
<w:style w:styleId="Inhopg1"><w:name w:val="toc 1"/></w:style>
<w:style w:styleId="Kring"><w:name w:val="Kring"/><w:basedOn w:val="Kring"/></w:style>"""


def level(at, form, text, *, start=1, more=""):
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


NUMBERING = f"""
<w:abstractNum w:abstractNumId="1">{level(0, "decimal", "%1.")}{level(1, "lowerLetter", "%2)")}
{level(2, "lowerRoman", "(%3)")}</w:abstractNum>
<w:abstractNum w:abstractNumId="2">{level(0, "bullet", chr(0xF0B7))}{level(1, "bullet", "-")}
{level(2, "bullet", "o", more='<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>')}</w:abstractNum>
<w:abstractNum w:abstractNumId="3">{level(0, "upperRoman", "Deel %1", start=4)}
{level(1, "decimal", "%1.%2", more="<w:isLgl/>")}{level(2, "decimalZero", "%3")}
{level(3, "upperLetter", "%4", start=27)}{level(4, "ordinal", "%5")}{level(5, "none", "")}
{level(6, "decimal", "%7", more='<w:lvlRestart w:val="0"/>')}</w:abstractNum>
<w:abstractNum w:abstractNumId="9">{level(0, "decimal", "%1", more='<w:pStyle w:val="Kop1"/>')}
{level(1, "decimal", "%1.%2", more='<w:pStyle w:val="Kop2"/>')}</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">
<w:startOverride w:val="7"/></w:lvlOverride></w:num>
<w:num w:numId="9"><w:abstractNumId w:val="9"/></w:num>
<w:num w:numId="10"><w:abstractNumId w:val="77"/></w:num>"""


def relation(n, kind, target):
    return f'<Relationship Id="r{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def word_file(body, **parts):
    """A Word document with the content of a body; further parts by name (footnotes, header1)."""
    parts = {"styles": STYLES, "numbering": NUMBERING} | parts
    kinds = {"header1": "header", "header2": "header", "footer1": "footer"}
    relations = "".join(
        relation(name, kinds.get(name, name), f"{name}.xml") for name in sorted(parts)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{space}">{relation(1, "officeDocument", "word/document.xml")}'
            "</Relationships>",
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{space}">{relations}</Relationships>',
        )
        archive.writestr(
            "word/document.xml", f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"
        )
        for name, inner in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {SPACES}>{inner}</w:{name}>")
    file.seek(0)
    return file


def p(text="", style="", *, item=None, run=""):
    """A paragraph: its text, style, list and level, and the properties of its run."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if item:
        properties += f'<w:numPr><w:ilvl w:val="{item[1]}"/><w:numId w:val="{item[0]}"/></w:numPr>'
    inner = text if text.startswith("<") else r(text, run)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def table(*rows):
    """A table; a cell is its paragraphs."""
    inner = "".join(
        "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{inner}</w:tbl>"


@pytest.fixture
def blocks(described, check_reading):
    """Call it with a body and parts: the blocks of the document that they make."""

    def read(body, **parts):
        reading = read_document(word_file(body, **parts))
        check_reading(reading)
        return described(reading)

    return read


# --- headings and lists -------------------------------------------------------------------------


def test_headings_by_style_and_outline_level_have_their_numbers(blocks):
    own = '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>Diep</w:t></w:r></w:p>'
    text = (
        f'<w:p><w:pPr><w:pStyle w:val="Kop1"/><w:outlineLvl w:val="9"/></w:pPr>{r("Tekst")}</w:p>'
    )
    body = p("Advies", "Titel") + p("Een", "Kop1") + p("Deel", "Kop2") + p("Vrij", "Eigen") + own
    assert blocks(body + p("Twee", "Kop1") + p("Deel", "Kop2") + text + p("x", "Kring")) == [
        *("heading1: Advies", "heading1 [1]: Een", "heading2 [1.1]: Deel", "heading1: Vrij"),
        *("heading3: Diep", "heading1 [2]: Twee", "heading2 [2.1]: Deel", "list_item [3]: Tekst"),
        "paragraph: x",
    ]


def test_level_of_a_style_holds_in_the_list_of_the_style_it_is_based_on(blocks):
    style = """<w:style w:styleId="Kop3"><w:name w:val="heading 3"/><w:basedOn w:val="Kop1"/><w:pPr>
    <w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="2"/></w:pPr></w:style>"""
    body = p("Een", "Kop1") + p("Deel", "Kop3") + p("Deel", "Kop3")
    assert blocks(body, styles=STYLES + style) == [
        *("heading1 [1]: Een", "heading3 [1.1]: Deel", "heading3 [1.2]: Deel"),
    ]


def test_numbers_are_those_that_word_prints(blocks):
    items = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (4, 0), (1, 0), (4, 0)]
    assert blocks("".join(p("x", item=item) for item in items)) == [
        *("list_item [1.]: x", "list_item [a)]: x", "list_item [b)]: x", "list_item [(i)]: x"),
        *("list_item [2.]: x", "list_item [a)]: x", "list_item [7.]: x", "list_item [8.]: x"),
        "list_item [9.]: x",
    ]


def test_every_format_of_numbers(blocks):
    items = [(3, 1), (3, 0), (3, 1), (3, 2), (3, 3), (3, 3), (3, 4), (3, 5), (3, 6), (3, 0), (3, 6)]
    assert blocks("".join(p("x", item=item) for item in items)) == [
        *("list_item [4.1]: x", "list_item [Deel IV]: x", "list_item [4.1]: x"),
        *("list_item [01]: x", "list_item [AA]: x", "list_item [BB]: x", "list_item [1e]: x"),
        *("list_item: x", "list_item [1]: x", "list_item [Deel V]: x", "list_item [2]: x"),
    ]


def test_bullets_are_signs_and_lists_that_are_not_there_have_none(blocks):
    items = [(2, 0), (2, 1), (2, 2), (10, 0), (88, 3), (0, 0)]
    assert blocks("".join(p("x", item=item) for item in items)) == [
        *("list_item [•]: x", "list_item [-]: x", "list_item [•]: x"),
        *("list_item: x", "list_item: x", "paragraph: x"),
    ]


def test_item_goes_on_in_paragraphs_of_the_list_style(blocks):
    body = (
        p("a", "Lijst") + p("b", "Lijst", item=(1, 0)) + p("c", "Lijst") + p("d") + p("e", "Lijst")
    )
    assert blocks(body) == [
        *("paragraph: a", "list_item [1.]: b", "list_item: c", "paragraph: d", "paragraph: e"),
    ]


def test_what_people_type_counts_as_what_they_mean(blocks):
    body = (
        p("<w:r><w:t>a.</w:t><w:tab/><w:t>Bouw</w:t></w:r>")
        + p("Aanbeveling 2", run="<w:b/>")
        + p("Kosten", run="<w:i/>")
        + p("Kop", "Vet")
        + p(r("Let ", "<w:b/>") + r("op"))
    )
    assert blocks(p("Deel", "Eigen") + body) == [
        *("heading1: Deel", "list_item [a.]: Bouw", "heading2 [Aanbeveling 2]:"),
        *("heading3: Kosten", "heading2: Kop", "paragraph: Let op"),
    ]


# --- running text -------------------------------------------------------------------------------


def test_runs_are_glued_and_special_characters_read(blocks):
    body = p(
        r("mensen")
        + "<w:r><w:softHyphen/><w:t>rechten en e</w:t><w:noBreakHyphen/>"
        + "<w:t>mail</w:t><w:tab/></w:r>"
        + '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/><w:sym w:font="X" w:char="F0AA"/></w:r>'
        + "<w:r><w:t>nu</w:t><w:br/><w:t>en</w:t><w:br w:type='page'/><w:t>dan</w:t><w:cr/></w:r>"
        + "<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>"
    )
    assert blocks(body) == ["paragraph: mensenrechten en e-mail →nu en dan x+1"]


def test_tracked_changes_are_read_as_accepted(blocks):
    deleted = "<w:del><w:r><w:delText>niet</w:delText><w:t>niet</w:t></w:r></w:del>"
    moved = f"<w:moveFrom>{r('weg')}</w:moveFrom><w:moveTo>{r('hier')}</w:moveTo>"
    body = p(r("Doe ") + deleted + f"<w:ins>{r('wel ')}</w:ins>" + moved)
    mark = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('oud')}</w:tc><w:tc>{p('oud')}</w:tc></w:tr>"
    rows = table([p("a"), p("b")]).replace("</w:tbl>", row + "</w:tbl>")
    assert blocks(body + mark + r("Een ") + "</w:p>" + p("twee.") + rows) == [
        *("paragraph: Doe wel hier", "paragraph: Een twee.", "cell 1.1.1: a", "cell 1.1.2: b"),
    ]


def test_fields_links_and_controls_show_their_results(blocks):
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF a</w:instrText></w:r>'
        "<w:r><w:t>code</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + r("tabel 2")
    ) + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    body = p(
        field
        + f'<w:hyperlink r:id="r7">{r(" op de site")}</w:hyperlink>'
        + f'<w:fldSimple w:instr="DATE">{r(" nu")}</w:fldSimple>'
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{r(' hier')}</w:sdtContent></w:sdt>"
        + "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        + r("Klik om tekst in te voeren")
        + "</w:sdtContent></w:sdt>"
        + f"<w:smartTag>{r('.')}</w:smartTag>"
    )
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Kader')}</w:sdtContent></w:sdt>"
    assert blocks(body + control) == ["paragraph: tabel 2 op de site nu hier.", "paragraph: Kader"]


def test_hidden_text_is_left_out_and_quotes_are_told_by_style(blocks):
    body = p(r("Zicht") + r("on", "<w:vanish/>") + r("baar", '<w:vanish w:val="0"/>'))
    assert blocks(body + p("weg", "Weg") + p("Zo zei zij.", "Citaat")) == [
        *("paragraph: Zichtbaar", "quote: Zo zei zij."),
    ]


def test_table_of_contents_is_furniture(blocks):
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    control = (
        f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('Inhoud')}</w:sdtContent></w:sdt>"
    )
    assert blocks(control + p("1 Een 3", "Inhopg1") + p("Een", "Eigen")) == [
        *("header: Inhoud", "header: 1 Een 3", "heading1: Een"),
    ]


def test_text_boxes_stand_behind_their_paragraph_once(blocks):
    box = f"<w:txbxContent>{p('In het kader.')}</w:txbxContent>"
    drawing = f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
    drawing += f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    assert blocks(p(r("Voor ") + drawing + r("en na.")) + p("Later.")) == [
        *("paragraph: Voor en na.", "paragraph: In het kader.", "paragraph: Later."),
    ]


def test_capital_over_several_lines_belongs_to_its_word(blocks):
    capital = '<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr><w:r><w:t>D</w:t></w:r></w:p>'
    assert blocks(capital + p("e bus rijdt.")) == ["paragraph: De bus rijdt."]


def test_pages_are_those_that_word_printed_last():
    rendered = "<w:r><w:lastRenderedPageBreak/><w:t>{}</w:t></w:r>"
    body = p("een") + p(r("twee ") + rendered.format("twee")) + p(rendered.format("drie"))
    reading = read_document(word_file(body))
    assert [piece.page for piece in reading.pieces] == [1, 1, 3]
    assert [piece.page for piece in read_document(word_file(p("een"))).pieces] == [None]


# --- tables -------------------------------------------------------------------------------------


def test_cells_have_their_row_and_column(blocks):
    wide = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' + p("Jaar")
    tall = '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("Kern")
    rest = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"
    late = table([p("laat")]).replace("<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>')[
        7:-8
    ]
    rows = table([tall, wide], [rest, p("2030"), p("a") + p("b", item=(1, 0))])
    assert blocks(rows.replace("</w:tbl>", late + "</w:tbl>")) == [
        *("cell 1.1.1: Kern", "cell 1.1.2: Jaar", "cell 1.2.2: 2030", "cell 1.2.3: a"),
        *("cell 1.2.3 [1.]: b", "cell 1.3.3: laat"),
    ]


def test_frames_and_tables_that_place_text_are_none(blocks):
    nested = table([p("a"), p("b")], [p("c") + table([p("d"), p("e")]) + p("f"), p("g")])
    frame = table([p("Kader")])
    placing = table([p("Kop", "Eigen") + p("tekst"), p("naast")])
    assert blocks(nested + frame + placing) == [
        *("cell 1.1.1: a", "cell 1.1.2: b", "cell 1.2.1: c", "cell 2.1.1: d", "cell 2.1.2: e"),
        *("cell 1.2.1: f", "cell 1.2.2: g", "paragraph: Kader", "heading1: Kop"),
        *("paragraph: tekst", "paragraph: naast"),
    ]


# --- notes and running heads --------------------------------------------------------------------


def note(kind, n, inner):
    return f'<w:{kind} w:id="{n}">{inner}</w:{kind}>'


def mark(kind, n, more=""):
    return f'<w:r><w:rPr/><w:{kind}Reference w:id="{n}"{more}/></w:r>'


def test_notes_follow_their_paragraph_numbered_as_printed(blocks):
    separator = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    own = p("<w:r><w:footnoteRef/></w:r>" + r(" Zie de dienst."))
    footnotes = (
        separator + note("footnote", 5, own + p("Lijn 4.")) + note("footnote", 3, p("Later."))
    )
    star = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="3"/><w:t>*</w:t></w:r>'
    body = p(r("De bus") + mark("footnote", 5) + r(" rijdt") + mark("endnote", 1) + r("."))
    body += table([p(r("a") + star), p("b")]) + p(r("Ook") + mark("footnote", 99) + r(" nu."))
    assert blocks(body, footnotes=footnotes, endnotes=note("endnote", 1, p("Slot."))) == [
        *("paragraph: De bus rijdt.", "footnote [1]: Zie de dienst.", "footnote: Lijn 4."),
        *("footnote [i]: Slot.", "cell 1.1.1: a", "cell 1.1.2: b", "footnote [*]: Later."),
        "paragraph: Ook nu.",
    ]


def test_settings_say_how_notes_are_numbered(blocks):
    footnotes = note("footnote", 1, p("Een.")) + note("footnote", 2, p("Twee."))
    how = '<w:footnotePr><w:numFmt w:val="upperRoman"/><w:numStart w:val="4"/></w:footnotePr>'
    body = p(r("x") + mark("footnote", 1) + r("y") + mark("footnote", 2))
    assert blocks(body, footnotes=footnotes, settings=how) == [
        *("paragraph: xy", "footnote [IV]: Een.", "footnote [V]: Twee."),
    ]


def test_raised_number_behind_a_word_is_the_marker_of_a_note(blocks):
    up = '<w:vertAlign w:val="superscript"/>'
    shifted = '<w:position w:val="8"/><w:sz w:val="16"/>'
    body = p(r("De raad") + r("3", shifted) + r(" telt 4 km") + r("2", up) + r("."))
    assert blocks(body + p(r("3", up) + r(" Dorpenraad."))) == [
        *("paragraph: De raad telt 4 km2.", "footnote [3]: Dorpenraad."),
    ]


def test_running_heads_are_those_that_pages_show_each_once(blocks):
    def section(*references, more=""):
        inner = "".join(f'<w:{k}Reference w:type="{t}" r:id="r{n}"/>' for k, t, n in references)
        return f"<w:sectPr>{inner}{more}</w:sectPr>"

    first = section(("header", "default", "header1"), ("header", "first", "header2"))
    last = section(("header", "default", "header1"), ("footer", "default", "footer1"))
    parts = {"header1": p("Raad"), "header2": p("Voorblad"), "footer1": p("Pagina 1")}
    parts["header2"] = table([p("Kenmerk"), p("7")])
    body = f"<w:p><w:pPr>{first}</w:pPr>{r('Tekst')}</w:p>{last}"
    assert blocks(body, **parts) == ["header: Raad", "paragraph: Tekst", "footer: Pagina 1"]
    body = body.replace("</w:sectPr>", "<w:titlePg/></w:sectPr>", 1)
    assert blocks(body, **parts)[:3] == ["header: Raad", "header: Kenmerk", "header: 7"]


# --- documents that programs wrote --------------------------------------------------------------


def test_document_of_python_docx_is_read(tmp_path, described, check_reading):
    document = docx.Document()
    document.core_properties.title = "Advies over de wijkbus"
    document.add_heading("Advies over de wijkbus", 0)
    document.add_heading("Aanleiding", 1)
    paragraph = document.add_paragraph("De wijkbus rijdt ")
    paragraph.add_run("niet").bold = True
    paragraph.add_run().add_break(WD_BREAK.PAGE)
    paragraph.add_run("meer.")
    for words in ("Laat de bus rijden.", "Maak hem gratis."):
        document.add_paragraph(words, style="List Number")
    document.add_paragraph("halte bij de markt", style="List Bullet 2")
    document.add_paragraph("Een bus die niet rijdt, is geen bus.", style="Intense Quote")
    cells = document.add_table(rows=2, cols=3)
    cells.cell(0, 0).merge(cells.cell(0, 1)).text = "Halte"
    cells.cell(1, 2).text = "€ 3"
    document.sections[0].header.paragraphs[0].text = "Vervoersraad"
    document.save(tmp_path / "a.docx")
    reading = read_word(tmp_path / "a.docx")
    check_reading(reading)
    assert described(reading) == [
        *("header: Vervoersraad", "heading1: Advies over de wijkbus", "heading1: Aanleiding"),
        *("paragraph: De wijkbus rijdt niet meer.", "list_item [1.]: Laat de bus rijden."),
        *("list_item [2.]: Maak hem gratis.", "list_item [•]: halte bij de markt"),
        *("quote: Een bus die niet rijdt, is geen bus.", "cell 1.1.1: Halte", "cell 1.2.3: € 3"),
    ]
    assert reading.about == About(title="Advies over de wijkbus")


def test_strict_form_is_read(described):
    file = io.BytesIO()
    with (
        zipfile.ZipFile(word_file(p("Een", "Kop1") + p("Tekst"))) as before,
        zipfile.ZipFile(file, "w") as after,
    ):
        for name in before.namelist():
            text = before.read(name).decode().replace(OFFICE, STRICT + "/relationships")
            after.writestr(name, text.replace(W, STRICT + "/wordprocessingml/main"))
    file.seek(0)
    assert described(read_document(file)) == ["heading1 [1]: Een", "paragraph: Tekst"]


def test_deep_documents_are_read(described):
    deep = "<w:ins>" * 200 + r("diep") + "</w:ins>" * 200
    boxes = "<w:sdt><w:sdtContent>" * 110 + p("ook") + "</w:sdtContent></w:sdt>" * 110
    assert described(read_document(word_file(p(deep) + boxes))) == [
        *("paragraph: diep", "paragraph: ook"),
    ]


@pytest.mark.parametrize("title", ["Microsoft Word - nota.doc", "brief.docx", "Document1", ""])
def test_titles_that_programs_make_up_are_none(tmp_path, title):
    document = docx.Document()
    document.core_properties.title = title
    document.add_paragraph("Tekst")
    document.save(tmp_path / "a.docx")
    assert read_word(tmp_path / "a.docx").about.title == ""


# --- bad files ----------------------------------------------------------------------------------

GOOD = word_file(p("Tekst")).getvalue()


def zipped(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file.getvalue()


def with_document(data):
    return zipped({"word/document.xml": data})


def encrypted():
    data = bytearray(with_document("<a/>"))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1
    return bytes(data)


def old_office(stream):
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le")


BOMB = with_document(b"<w:document>" + b"0" * 30_000_000)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (old_office("EncryptedPackage"), "protected with a password"),
        (old_office("WordDocument"), r"old kind \(\.doc\)"),
        (old_office("Workbook"), "workbook of the old kind"),
        (old_office("?"), "Office file of the old kind"),
        (encrypted(), "protected with a password"),
        (GOOD[: len(GOOD) // 2], "damaged or cut off"),
        (GOOD.replace(GOOD[70:90], b"x" * 20, 1), "is damaged"),
        (zipped({"xl/workbook.xml": "<a/>"}), "an Excel workbook without"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "an OpenDocument file"),
        (zipped({"foto.jpg": "x"}), "a zip file without word/document.xml"),
        (with_document("<w:document"), "no well-formed word/document.xml"),
        (with_document(f"<w:document {SPACES}/>"), "holds no text"),
        (with_document("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "declares entities"),
        (BOMB, r"unpacks to 29 MB, \d+ times"),
        (b"<html><p>a", "is no Word document"),
    ],
    ids=[
        *("empty", "password", "doc", "xls", "other old", "zip password", "cut off", "damaged"),
        *("excel", "odt", "zip", "xml", "no body", "entities", "bomb", "html"),
    ],
)
def test_bad_file_is_set_aside(tmp_path, data, message):
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(SourceError, match=message) as error:
        read_word(tmp_path / "a.docx")
    assert error.value.hint


def test_too_many_parts_are_no_document(tmp_path):
    data = zipped({f"word/{n}.xml": "" for n in range(10_001)})
    (tmp_path / "a.docx").write_bytes(data)
    with pytest.raises(SourceError, match="10001 parts"):
        read_word(tmp_path / "a.docx")


def test_file_that_is_gone_is_set_aside(tmp_path):
    with pytest.raises(SourceError, match="cannot be read"):
        read_word(tmp_path / "a.docx")


LETTER = Path(__file__).parents[1] / "fixtures" / "letter" / "letter.docx"


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_any_damage_is_survived(seed):
    chance = random.Random(seed)
    data = bytearray(LETTER.read_bytes())
    for _ in range(chance.randrange(1, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.2:
        del data[chance.randrange(len(data)) :]
    try:
        read_document(io.BytesIO(bytes(data)))
    except SourceError as error:
        assert error.hint


NAMES = st.sampled_from(
    [
        *("p", "r", "t", "tbl", "tr", "tc", "sdt", "sdtContent", "ins", "del", "hyperlink", "pPr"),
        *("numPr", "txbxContent", "drawing", "br", "tab", "footnoteReference", "fldChar", "sectPr"),
        *("vMerge", "gridSpan", "outlineLvl", "pStyle", "sym", "ruby", "rPr", "vertAlign"),
    ]
)
VALUES = st.sampled_from(
    ["", ' w:val="1"', ' w:val="-3"', ' w:val="Kop1"', ' w:val="x"', ' w:id="1"']
)
SCRAPS = st.recursive(
    st.sampled_from(["woord", " ", "1", "<w:r><w:t>Aanbeveling 3</w:t></w:r>"]),
    lambda inner: st.tuples(NAMES, VALUES, st.lists(inner, max_size=5)).map(
        lambda t: f"<w:{t[0]}{t[1]}>{''.join(t[2])}</w:{t[0]}>"
    ),
    max_leaves=30,
)


@settings(deadline=None)
@given(SCRAPS)
def test_any_body_is_read(check_reading, body):
    check_reading(read_document(word_file(body)))


TEXTS = st.lists(st.sampled_from(["alfa ", "beta", " gamma", "delta, ", "2031"]), max_size=5)


@settings(deadline=None)
@given(st.lists(st.one_of(TEXTS, st.lists(st.lists(TEXTS, min_size=2, max_size=3), max_size=3))))
def test_every_word_of_a_document_is_there_once_in_order(content):
    body, expected = "", []
    for item in content:
        if item and isinstance(item[0], list):
            body += table(*([p("".join(map(r, cell))) for cell in row] for row in item))
            expected += ["".join(cell) for row in item for cell in row]
        else:
            body += p("".join(map(r, item)) or r(""))
            expected.append("".join(item))
    reading = read_document(word_file(body))
    found = [w for x in reading.pieces for w in reading.source[x.content_start : x.end].split()]
    assert found == " ".join(expected).split()

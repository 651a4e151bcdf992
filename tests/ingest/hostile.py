"""Documents made to do harm, and sound ones of our own corpus damaged at random."""

from __future__ import annotations

import io
import os
import random
import zipfile
import zlib
from pathlib import Path

from docx import Document as WordDocument
from pdf_making import Sheet

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"
DUTCH = (
    "De gemeente bouwt volgend jaar honderd woningen voor starters. Het college trekt daar twee "
    "miljoen euro voor uit. Wie een woning wil huren, kan zich vanaf maart inschrijven. "
)
FORMATS = (".txt", ".md", ".html", ".xml", ".docx", ".pdf")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: How large a hostile document is: enough to take minutes where work grows with its square; with
#: ``make fuzz`` ten times as much.
MANY = 20_000 if os.environ.get("FUZZ") else 2_000


# --- sound documents ------------------------------------------------------------------------------


def paragraphs(text: str, most: int = 1200) -> list[str]:
    """Return the paragraphs of a text, as many as fit into so many characters."""
    kept, length = [], 0
    for paragraph in text.split("\n\n"):
        length += len(paragraph)
        if length > most:
            break
        kept.append(" ".join(paragraph.split()))
    return kept


def plain(texts: list[str]) -> bytes:
    return "\n\n".join(texts).encode()


def markdown(texts: list[str]) -> bytes:
    rows = ["---\ntitle: Nota\ndate: 2025-03-10\n---", f"# {texts[0]}", *texts[1:]]
    rows += ["| jaar | euro |\n| --- | --- |\n| 2025 | 7 |", "- een\n  - twee[^1]\n\n[^1]: Noot."]
    return "\n\n".join(rows).encode()


def page(texts: list[str]) -> bytes:
    body = "".join(f"<p>{text}</p>" for text in texts)
    table = "<table><tr><th>jaar<th>euro<tr><td>2025<td>7</table><ul><li>een<li>twee</ul>"
    return f"<!DOCTYPE html><html><head><title>N</title></head><body>{body}{table}".encode()


def official(inner: str, before: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding="UTF-8"?>{before}'
    text = f"<officiele-publicatie><kamerstuk><tekst>{inner}</tekst></kamerstuk>"
    return f"{head}{text}</officiele-publicatie>".encode()


def publication(texts: list[str]) -> bytes:
    table = (
        "<table><tgroup><tbody><row><entry>a</entry><entry>b</entry></row></tbody></tgroup></table>"
    )
    return official("".join(f"<al>{text}</al>" for text in texts) + table)


def word(texts: list[str]) -> bytes:
    document = WordDocument()
    document.add_heading(texts[0], 1)
    for text in texts[1:]:
        document.add_paragraph(text)
    document.add_paragraph("een punt", style="List Number")
    cells = document.add_table(2, 2).rows[0].cells
    cells[0].text, cells[1].text = "jaar", "euro"
    document.core_properties.title = "Nota"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(texts: list[str], **options: int) -> bytes:
    sheet = Sheet(**options)
    for text in texts:
        words = text.split()
        lines = [" ".join(words[n : n + 12]) for n in range(0, len(words), 12)]
        if sheet.y + 13 * len(lines) > 780:
            sheet.page()
        sheet.lines(*(line.encode("cp1252", "ignore").decode("cp1252") for line in lines)).skip()
    sheet.canvas.save()
    return sheet.file.getvalue()


def sound() -> list[tuple[str, bytes]]:
    """Return every text of the corpus in every format, with its ending."""
    made = []
    for path in sorted((ROOT / "corpus").glob("*.txt")):
        texts = paragraphs(path.read_text("utf-8"))
        for suffix, make in zip(
            FORMATS, (plain, markdown, page, publication, word, pdf), strict=True
        ):
            made.append((suffix, make(texts)))
        made.append((".txt", plain(texts).decode().encode("utf-16")))
        made.append((".pdf", pdf(texts, pageCompression=0)))
    return made


# --- damage ---------------------------------------------------------------------------------------


def damaged(chance: random.Random, documents: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return one of the documents, damaged in one of the ways below, and its ending."""
    suffix, data = chance.choice(documents)
    other, strange = chance.choice(documents)
    way = chance.randrange(9)
    content = bytearray(data)
    at, end = sorted(chance.randrange(len(content)) for _ in range(2))
    if way == 0:
        for _ in range(chance.choice((1, 3, 10, 100, 1000))):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    elif way == 1:
        del content[at:]
    elif way == 2:
        suffix = chance.choice([one for one in FORMATS if one != suffix])
    elif way == 3:
        del content[at:end]
    elif way == 4:
        content[at:end] = bytes(end - at)
    elif way == 5:
        content[at:at] = content[at:end] * 3
    elif way == 6:
        content[at:end] = strange[len(strange) // 3 : len(strange) // 2]
    elif way == 7:
        content = bytearray(inside(chance, data, suffix))
    else:
        suffix = other
        content = bytearray(data[: len(data) // 2] + strange[len(strange) // 2 :])
    return suffix, bytes(content)


def inside(chance: random.Random, data: bytes, suffix: str) -> bytes:
    """Return a document whose container is whole and whose content is not."""
    if suffix == ".docx":
        file = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
            for name in old.namelist():
                part = bytearray(old.read(name))
                if part and chance.random() < 0.3:
                    numbers(chance, part)
                new.writestr(name, bytes(part))
        return file.getvalue()
    content = bytearray(data)
    numbers(chance, content)
    return bytes(content)


def numbers(chance: random.Random, content: bytearray) -> None:
    """Change digits and names at random places: what sizes, counts and references are made of."""
    for _ in range(chance.choice((1, 5, 50))):
        at = chance.randrange(len(content))
        if 48 <= content[at] < 58:
            content[at] = chance.randrange(48, 58)
        elif chance.random() < 0.5:
            content[at : at + 1] = chance.choice((b"9999999999", b"-1", b"", b"<", b"/", b"\xff"))


# --- hostile --------------------------------------------------------------------------------------


def zipped(parts: dict[str, str | bytes], form: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", form) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def word_body(body: str, before: str = "", **parts: str) -> bytes:
    document = f'{before}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": document, **parts})


def word_text(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def nested_tables(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + word_text(DUTCH) + "</w:tc></w:tr></w:tbl>" * depth


def pdf_of(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, the first of them its catalogue."""
    parts, places = [b"%PDF-1.7\n"], []
    for n, content in enumerate(objects, start=1):
        places.append(sum(map(len, parts)))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (n, content))
    start = sum(map(len, parts))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table))
    parts.append(b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    return b"".join([*parts, b"startxref\n%d\n%%%%EOF\n" % start])


def stream(content: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    head = b"<< /Length %d /Filter /FlateDecode %s >>" % (len(packed), extra)
    return head + b"\nstream\n" + packed + b"\nendstream"


def pdf_page(content: bytes, *more: bytes, resources: bytes = b"", catalogue: bytes = b"") -> bytes:
    font = b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalogue,
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << %s %s >> >>" % (font, resources),
            stream(content),
            *more,
        ]
    )


SHOW = b"BT /F1 10 Tf 72 700 Td (De gemeente bouwt woningen voor de starters van de stad.) Tj ET\n"


def pdf_forms(depth: int, times: int) -> bytes:
    """Return a PDF whose forms each show the next so many times."""
    forms = [
        stream(
            b"/X Do " * times if n < depth else SHOW,
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << "
            b"/XObject << /X %d 0 R >> /Font << /F1 << /Type /Font /Subtype /Type1 "
            b"/BaseFont /Helvetica >> >> >>" % (6 + n if n < depth else 5),
        )
        for n in range(depth + 1)
    ]
    return pdf_page(SHOW + b"/X Do", *forms, resources=b"/XObject << /X 5 0 R >>")


def laughs(kind: str, most: int = 9) -> str:
    steps = "".join(
        f'<!ENTITY {kind}{n} "' + f"&{kind}{n - 1};" * 10 + '">' for n in range(1, most + 1)
    )
    return f'<!DOCTYPE x [<!ENTITY {kind}0 "lol">{steps}]>'


def hostile(secret: Path, address: str) -> dict[str, bytes]:
    """Return documents made to do harm, by file name.

    ``secret`` is a file that none may show, ``address`` a server that none may call.
    """
    uri = secret.as_uri()
    outside = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{uri}">]>'
    yaml_laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{b}: &{b} [" + ", ".join(9 * [f"*{a}"]) + "]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return {
        **{f"lach-{n}.xml": official(f"<al>&x{n};</al>", laughs("x", n)) for n in (1, 3, 9)},
        "parameter.xml": official(
            f"<al>{DUTCH}</al>", f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{uri}">%p;]>'
        ),
        "buiten.xml": official("<al>&x;</al>", outside),
        "dtd.xml": official(f"<al>{DUTCH}</al>", f'<!DOCTYPE x SYSTEM "{uri}">'),
        "net.xml": official(
            f"<al>{DUTCH}</al>", '<!DOCTYPE x PUBLIC "-//X//X" "' + address + 'x.dtd">'
        ),
        "insluiten.xml": official(
            f'<al>{DUTCH}</al><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{uri}" '
            'parse="text"/>'
        ),
        "diep.xml": official("<al>" * MANY + DUTCH + "</al>" * MANY),
        "diep-200.xml": official("<al>" * 200 + DUTCH + "</al>" * 200),
        "breed.xml": official("<al>a</al>" * MANY),
        "noten.xml": official(
            f"<al>{DUTCH}" + '<noot id="a"><noot.nr>1</noot.nr></noot>' * MANY + "</al>"
        ),
        "verwijzingen.xml": official(f"<al>{DUTCH}" + '<nootref refid="a"/>' * MANY + "</al>"),
        "kenmerken.xml": official(
            "<al " + " ".join(f"a{n}='1'" for n in range(MANY)) + f">{DUTCH}</al>"
        ),
        "kenmerk.xml": official(f'<al a="{"a" * 100 * MANY}">{DUTCH}</al>'),
        "tabel.xml": official(
            "<table><tgroup><tbody>"
            + "<row>" * 1
            + f'<entry morerows="9999" namest="a" nameend="b"><al>{DUTCH}</al></entry>'
            * (MANY // 4)
            + "</row></tbody></tgroup></table>"
        ),
        "diep.html": ("<div>" * MANY + DUTCH).encode(),
        "diep-2000.html": ("<div>" * 1_990 + DUTCH).encode(),
        "diep-eigen.html": ("<x-y>" * MANY + DUTCH).encode(),
        "diep-svg.html": ("<svg>" + "<g>" * MANY + DUTCH).encode(),
        "diep-p.html": ("<p><a>" * MANY + DUTCH).encode(),
        "diep-b.html": ("<p><b>" * 1_000 + DUTCH).encode(),
        "diep-knop.html": ("<button><a>" * MANY + DUTCH).encode(),
        "diep-tabel.html": ("<table><tr><td>" * 600 + DUTCH).encode(),
        "diep-lijst.html": ("<ul><li>" * 1_500 + DUTCH).encode(),
        "sjabloon.html": ("<template>" * MANY + DUTCH).encode(),
        "keuze.html": ("<select><option>" * MANY + DUTCH).encode(),
        "kenmerken.html": ("<p " + " ".join(f"a{n}=1" for n in range(MANY)) + f">{DUTCH}").encode(),
        "tabel.html": (
            "<table>"
            + "<tr>"
            + f"<td rowspan=65534 colspan=1000>{'x' * 9}" * MANY
            + "</table>"
            + DUTCH
        ).encode(),
        "tabel-breed.html": ("<table><tr>" + "<td>a" * MANY + "</table>" + DUTCH).encode(),
        "tabel-lang.html": ("<table>" + "<tr><td>a<td>b" * 3 * MANY + "</table>" + DUTCH).encode(),
        "tabellen.html": ("<table><tr><td>a<td>b</table>" * MANY + DUTCH).encode(),
        "namen.html": (f"<p>{DUTCH}" + "&bogus;&#x41;&#99999999;" * 2 * MANY).encode(),
        "programma.html": (
            f"<p>{DUTCH}<script>alert(1)</script><img src=x onerror=alert(1)>"
            f"<iframe src='{address}'></iframe><meta http-equiv=refresh content='0;url=x'>"
        ).encode(),
        "open.html": ("<!--" * MANY + DUTCH).encode(),
        "haken.html": ("<" * MANY + DUTCH).encode(),
        "haken-twee.html": ("<a " * MANY + DUTCH).encode(),
        "xhtml.html": ("<html xmlns='x'><body>" + "<a " * MANY + DUTCH).encode(),
        "meta.html": ("<meta " * MANY + DUTCH).encode(),
        "doctype.html": ("<!DOCTYPE " * MANY + DUTCH).encode(),
        "doctype-haken.html": ("<!DOCTYPE x [" + "[" * MANY + DUTCH).encode(),
        "vraag.xml": ("<?a " * MANY + DUTCH).encode(),
        "lijst.html": (f"<ol start=-99999999999999999999><li value=1e309>{DUTCH}</ol>").encode(),
        "noten.html": (
            f"<p>{DUTCH}"
            + "".join(f'<a href="#n{n}"><sup>{n}</sup></a>' for n in range(MANY))
            + "".join(f'<p id="n{n}">{n} Noot.' for n in range(MANY))
        ).encode(),
        "bom.docx": word_body(word_text("a" * 2_000 * MANY)),
        "bom-onder.docx": word_body(word_text(DUTCH), **{"word/x.xml": "\0" * 4_000 * MANY}),
        "lach.docx": word_body(word_text("&x9;"), laughs("x")),
        "buiten.docx": word_body(word_text("&x;"), outside),
        "pad.docx": zipped(
            {
                "../../../../etc/x": "x",
                "/etc/y": "y",
                "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{word_text(DUTCH)}'
                "</w:body></w:document>",
            }
        ),
        "elders.docx": word_body(
            f'<w:altChunk r:id="r1" xmlns:r="r"/>{word_text(DUTCH)}',
            **{
                "word/_rels/document.xml.rels": '<Relationships><Relationship Id="r1" '
                f'Type="x/header" Target="{uri}"/><Relationship Id="r2" TargetMode="External" '
                'Type="x/styles" '
                f'Target="{address}"/></Relationships>'
            },
        ),
        "diep.docx": word_body("<w:sdt><w:sdtContent>" * MANY),
        "diep-tabel.docx": word_body(nested_tables(60)),
        "diep-80.docx": word_body("<w:sdt>" * 240 + word_text(DUTCH) + "</w:sdt>" * 240),
        "kring.docx": word_body(
            f'<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>{DUTCH}</w:t></w:r></w:p>',
            **{
                "word/_rels/document.xml.rels": "<Relationships>"
                '<Relationship Id="r1" Type="x/styles" Target="styles.xml"/></Relationships>',
                "word/styles.xml": f'<w:styles xmlns:w="{W}"><w:style w:styleId="a"><w:basedOn '
                'w:val="b"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style>'
                "</w:styles>",
            },
        ),
        "breed.docx": word_body(
            "<w:tbl><w:tr>"
            + f'<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>{word_text("a")}</w:tc>'
            * MANY
            + "</w:tr></w:tbl>"
            + word_text(DUTCH)
        ),
        "lang.docx": word_body(word_text("a") * MANY),
        "velden.docx": word_body(
            "<w:p>"
            + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * MANY
            + "</w:p>"
            + word_text(DUTCH)
        ),
        "namen.docx": zipped({f"{n}": "" for n in range(3 * MANY)}),
        "vormen-8.pdf": pdf_forms(4, 8),
        "vormen-veel.pdf": pdf_forms(20, 10),
        "vormen-kring.pdf": pdf_forms(1, 2).replace(b"/X 6 0 R", b"/X 5 0 R"),
        "bom.pdf": pdf_page(SHOW + b" " * 2_500 * MANY),
        "letters.pdf": pdf_page(SHOW * 3 * MANY),
        "bladen.pdf": pdf_of(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [2 0 R] /Count 999999999 >>",
            ]
        ),
        "bladen-kring.pdf": pdf_of(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 10 >>",
            ]
        ),
        "daad.pdf": pdf_page(
            SHOW,
            catalogue=b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /AA << /WC << /S "
            b"/Launch /F (/bin/sh) >> >>",
        ),
        "haken.pdf": pdf_page(SHOW + b"[" * MANY + b"<<" * MANY),
        "opslaan.pdf": pdf_page(SHOW + b"q " * 50 * MANY),
        "groot.pdf": pdf_page(SHOW.replace(b"72 700", b"1e30 -1e30")),
        "diep.pdf": pdf_of([b"<< /Type /Catalog /Pages " + b"[" * MANY + b" >>"]),
        "lijnen.pdf": pdf_page(SHOW + b"0 0 m 9 9 l S " * MANY),
        "sterren.md": ("*" * MANY + DUTCH).encode(),
        "haken.md": ("[" * MANY + DUTCH).encode(),
        "haken-dicht.md": ("[a](" * MANY + DUTCH).encode(),
        "aanhaling.md": (">" * MANY + DUTCH).encode(),
        "aanhalingen.md": ("> " * MANY + DUTCH + "\n").encode() * 20,
        "lijsten.md": "".join(" " * (2 * n) + f"- {DUTCH}\n" for n in range(200)).encode(),
        "tabel.md": (
            "|a" * MANY + "|\n" + "|-" * MANY + "|\n" + "|b" * MANY + "|\n" + DUTCH
        ).encode(),
        "noten.md": "".join(
            f"a[^{n}] [^{n}]: b\n\n[^{n}]: {DUTCH}\n" for n in range(MANY)
        ).encode(),
        "html.md": ("<div\n" * MANY + DUTCH).encode(),
        "streep.md": ("`" * MANY + "\n" + DUTCH).encode(),
        "kop.md": f"---\n{yaml_laughs}title: Nota\n---\n\n{DUTCH}".encode(),
        "kop-diep.md": f"---\ntitle: {'[' * MANY}\n---\n\n{DUTCH}".encode(),
        "kop-daad.md": (
            f"---\ntitle: !!python/object/apply:os.system [exit]\n---\n\n{DUTCH}"
        ).encode(),
        "kop-lang.md": f"---\ntitle: {'a ' * 20 * MANY}\n---\n\n{DUTCH}".encode(),
        "regel.txt": ("a" * 50 * MANY).encode(),
        "regels.txt": ("a\n" * 20 * MANY).encode(),
        "leeg.txt": (" \n" * 20 * MANY + DUTCH).encode(),
        "punten.txt": (". " * 20 * MANY + DUTCH).encode(),
        "cijfers.txt": ("1." * 10 * MANY + DUTCH).encode(),
        "streepjes.txt": ("-" * 30 * MANY + "\n" + DUTCH).encode(),
        "haken.txt": ("(" * 30 * MANY + DUTCH).encode(),
        "paginas.txt": ("\f" * 30 * MANY + DUTCH).encode(),
        "tabs.txt": ("a\tb\tc\n" * MANY).encode(),
        "kolommen.txt": ("aanvraag   12   34\n" * 3 * MANY).encode(),
        "punten-lijst.txt": ("1. Versterk het toezicht\n" * 2 * MANY).encode(),
        "noten.txt": (DUTCH + "1 2 3\n" * 1_000 + "\n\n1 Noot.\n2 Noot.\n" * MANY).encode(),
        "hoofden.txt": ("Hoofdstuk 1\n\nTekst.\n\n" * MANY).encode(),
        "links.txt": ("http://" * MANY + DUTCH).encode(),
        "wet.txt": ("artikel 1, " * 3 * MANY + DUTCH).encode(),
        "aanhaling.txt": ("‘" * MANY + DUTCH).encode(),
        "rechts-links.txt": ("\u202e\u200b\u0301" * 10 * MANY + DUTCH).encode(),
        "sterren.txt": ("*" * 30 * MANY + DUTCH).encode(),
    }

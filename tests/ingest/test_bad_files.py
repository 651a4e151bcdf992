"""Whatever lies in a folder: every file is a document or a row that says why not."""

from __future__ import annotations

import csv
import io
import os
import socket
import zipfile

import pytest

from pipeline.errors import SourceError, UsageError
from pipeline.ingest import find_sources, read_documents
from pipeline.ingest.files.walking import UNREAD
from pipeline.ingest.formats import READERS
from pipeline.ingest.read import read_source
from pipeline.records import Document

DUTCH = (
    "De gemeente bouwt volgend jaar honderd woningen voor starters. Het college trekt daar twee "
    "miljoen euro voor uit. Wie een woning wil huren, kan zich vanaf maart inschrijven. De raad "
    "vraagt het college om ook aan ouderen te denken, die nu te groot wonen en niet doorstromen.\n"
)
ENGLISH = (
    "The municipality will build one hundred houses for young people next year. The council has "
    "set aside two million euros for this purpose. Those who wish to rent a house may apply from "
    "March onwards. The council asks the board to consider the elderly as well.\n"
)
PAGE = f"<!DOCTYPE html><html><head><title>Wonen</title></head><body><p>{DUTCH}</p></body></html>"
OFFICIAL = (
    '<?xml version="1.0" encoding="UTF-8"?><officiele-publicatie><kamerstuk><tekst>'
    f"<al>{DUTCH}</al></tekst></kamerstuk></officiele-publicatie>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return buffer.getvalue()


def word():
    """A Word document as small as it can be."""
    kinds = "http://schemas.openxmlformats.org"
    types = f'<Types xmlns="{kinds}/package/2006/content-types"/>'
    rels = (
        f'<Relationships xmlns="{kinds}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{kinds}/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    body = (
        f'<w:document xmlns:w="{kinds}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        f"{DUTCH}</w:t></w:r></w:p></w:body></w:document>"
    )
    return zipped(
        **{
            "[Content_Types]_DOT_xml": types,
            "_rels__DOT_rels": rels,
            "word__document_DOT_xml": body,
        }
    )


def read(folder):
    """What becomes of every file: its format as read, or the reason why not."""
    kept, aside = find_sources([folder])
    found = {row.source: row.error for row in aside}
    for source, item in zip(kept, read_documents(kept), strict=True):
        found[source.name] = item.format if isinstance(item, Document) else item.error
        assert isinstance(item, Document) or (item.stage == "ingest" and item.hint)
    assert all(row.hint for row in aside)
    return found


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        path.write_text(content, "utf-8")
    else:
        path.write_bytes(content)


# --- the content tells what a file is -------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("pagina.txt", PAGE, "html"),
        ("pagina.xml", PAGE, "html"),
        ("pagina.pdf", PAGE, "html"),
        ("pagina.html", "<?xml version='1.0'?>\n<!-- x -->\n" + PAGE, "html"),
        ("pagina.htm", f"<p>{DUTCH}</p>", "html"),
        ("kamerstuk.txt", OFFICIAL, "xml"),
        ("kamerstuk.html", OFFICIAL, "xml"),
        ("kamerstuk.xml", OFFICIAL.partition("?>")[2], "xml"),
        ("brief.pdf", word(), "docx"),
        ("brief.txt", word(), "docx"),
        ("brief.docx", DUTCH, "txt"),
        ("brief.html", DUTCH, "txt"),
        ("brief.xml", DUTCH, "txt"),
        ("brief.txt", "5 < 6 en <b>vet</b>. " + DUTCH, "txt"),
        ("brief.md", "# Wonen\n\n" + DUTCH, "md"),
        ("BRIEF.TXT", DUTCH.encode("utf-16-le"), "txt"),
        ("pagina.txt", PAGE.encode("utf-16"), "html"),
    ],
)
def test_what_is_read_is_told_by_its_content(tmp_path, name, content, form):
    put(tmp_path / name, content)
    assert read(tmp_path) == {name: form}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("foto.txt", PNG, "is a picture (PNG)"),
        ("foto.pdf", b"\xff\xd8\xff\xe0" + bytes(99), "is a picture (JPEG)"),
        ("brief.docx", b"{\\rtf1\\ansi De stad bouwt.}", "is a Rich Text file"),
        ("brief.txt", OLE + "WordDocument".encode("utf-16-le"), "is a document of the old kind"),
        ("brief.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password"),
        ("brief.pdf", zipped(xl__workbook_DOT_xml="<x/>"), "is an Excel workbook"),
        ("brief.txt", zipped(a_DOT_txt=DUTCH), "is a zip file"),
        ("brief.docx", word()[:300], "is damaged or cut off"),
        ("brief.txt", b"7z\xbc\xaf\x27\x1c" + bytes(40), "is an archive (7z)"),
        ("brief.html", "MIME-Version: 1.0\nContent-Type: multipart/related", "is a web archive"),
        ("brief.txt", b"%PDF-1.7\nniets", "breaks off"),
    ],
)
def test_what_is_not_read_is_named(tmp_path, name, content, says):
    put(tmp_path / name, content)
    ((found, error),) = read(tmp_path).items()
    assert found == name
    assert says in error


@pytest.mark.parametrize("name", ["uitvoer.csv", "programma.py"])
def test_a_text_of_another_kind_is_refused_when_it_is_named(tmp_path, name):
    put(tmp_path / name, DUTCH)
    kept, _ = find_sources([tmp_path / name])
    (row,) = read_documents(kept)
    assert f"'.{name.split('.')[1]}' files are not read" in row.error


def test_a_text_without_an_ending_is_read_when_it_is_named(tmp_path):
    put(tmp_path / "brief", DUTCH)
    kept, _ = find_sources([tmp_path / "brief"])
    (document,) = read_documents(kept)
    assert (document.format, document.document_id) == ("txt", "brief")


@pytest.mark.parametrize("suffix", sorted(UNREAD))
def test_a_document_of_another_program_is_not_lost_in_silence(tmp_path, suffix):
    put(tmp_path / "map" / f"brief{suffix.upper()}", b"De stad bouwt.")
    assert read(tmp_path) == {f"map/brief{suffix.upper()}": f"'{suffix}' files are not read"}


def test_a_bundle_that_is_a_folder_is_one_document(tmp_path):
    put(tmp_path / "brief.pages" / "Preview.pdf", b"%PDF-1.7")
    assert read(tmp_path) == {"brief.pages": "'.pages' files are not read"}


# --- language -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ENGLISH, "English"),
        (
            "Der Rat empfiehlt der Regierung, die Mittel für die Gemeinden zu erhöhen. Die Bürger "
            "warten seit Jahren auf Wohnungen, die sie bezahlen können. Wer eine Wohnung mieten "
            "will, soll sich ab März anmelden dürfen. Das kostet zwei Millionen Euro.",
            "German",
        ),
        (
            "Le gouvernement doit renforcer la protection des locataires. Le conseil demande que "
            "deux millions d'euros soient réservés pour les jeunes. Ceux qui veulent louer un "
            "logement pourront s'inscrire à partir du mois de mars de cette année.",
            "French",
        ),
        (
            "De provinsje wol dat mear minsken it Frysk brûke yn it iepenbier ferfier en by de "
            "gemeente. Dêrfoar stelle wy jild beskikber. Wy freegje it kolleezje om in plan te "
            "meitsjen foar de doarpen dy't gjin bus mear hawwe en dêr't âldere minsken wenje.",
            "Frisian",
        ),
        (
            "Die regering moet meer geld beskikbaar stel vir skole in landelike gebiede. Ons doen "
            "'n beroep op die minister om die wet te verander sodat burgers beter beskerm word. "
            "Die raad het besluit dat die verslag nie gepubliseer sal word nie.",
            "Afrikaans",
        ),
    ],
)
def test_another_language_is_named(tmp_path, text, says):
    put(tmp_path / "a.txt", text)
    (error,) = read(tmp_path).values()
    assert error.startswith("is no Dutch: 100% of its text reads as " + says)


def test_letters_that_make_no_words_are_said(tmp_path):
    put(tmp_path / "a.txt", "".join(chr(ord(c) + 3) if c.isalpha() else c for c in DUTCH * 3))
    (error,) = read(tmp_path).values()
    assert error.startswith("holds no language")


@pytest.mark.parametrize(
    "text",
    [
        DUTCH + ENGLISH,  # long quotations
        DUTCH * 2 + "> " + ENGLISH + "\n> " + ENGLISH,
        "Wonen",  # too short to tell
        "Strengthening and Protecting Civic Space",
        "1.234 5,6 7%\n" * 200,
    ],
)
def test_quotations_and_short_texts_get_the_benefit_of_the_doubt(tmp_path, text):
    put(tmp_path / "a.txt", text)
    kept, _ = find_sources([tmp_path])
    (document,) = read_documents(kept)
    assert document.language == "nl"


@pytest.mark.parametrize("declared", ["nl", "NL", "nl-BE", "nld"])
def test_the_manifest_overrules_what_the_text_says(tmp_path, declared):
    put(tmp_path / "a.txt", ENGLISH)
    put(tmp_path / "manifest.toml", f'[a]\nfile = "a.txt"\nlanguage = "{declared}"\n')
    kept, _ = find_sources([tmp_path])
    (document,) = read_documents(kept)
    assert document.language == "nl"


def test_a_document_declared_in_another_language_is_set_aside(tmp_path):
    put(tmp_path / "a.txt", DUTCH)
    put(tmp_path / "manifest.toml", '[a]\nfile = "a.txt"\nlanguage = "en"\n')
    assert read(tmp_path) == {"a.txt": "is in 'en', as the manifest says; expected Dutch ('nl')"}


# --- links, pipes, names, sizes -------------------------------------------------------------------


def test_a_link_that_leaves_the_folder_is_set_aside(tmp_path):
    put(tmp_path / "elders" / "geheim.txt", DUTCH)
    folder = tmp_path / "in"
    put(folder / "a.txt", DUTCH)
    (folder / "b.txt").symlink_to(tmp_path / "elders" / "geheim.txt")
    (folder / "map").symlink_to(tmp_path / "elders")
    (folder / "foto.png").symlink_to(tmp_path / "elders" / "geheim.txt")
    found = read(folder)
    assert found.pop("a.txt") == "txt"
    assert sorted(found) == ["b.txt", "map"]
    assert all("is a link that leaves the folder" in error for error in found.values())


def test_a_link_within_the_folder_is_its_target_once(tmp_path):
    put(tmp_path / "map" / "z.txt", DUTCH)
    (tmp_path / "a.txt").symlink_to(tmp_path / "map" / "z.txt")
    (tmp_path / "andere map").symlink_to(tmp_path / "map")
    assert read(tmp_path) == {"map/z.txt": "txt"}


def test_circles_and_links_to_nothing_end(tmp_path):
    put(tmp_path / "a.txt", DUTCH)
    (tmp_path / "map").mkdir()
    (tmp_path / "map" / "terug").symlink_to(tmp_path)
    (tmp_path / "lus").symlink_to(tmp_path / "lus")
    (tmp_path / "rond.txt").symlink_to(tmp_path / "rond.txt")
    (tmp_path / "weg.txt").symlink_to(tmp_path / "bestaat niet.txt")
    error = "is a link that leads nowhere or in a circle"
    assert read(tmp_path) == {"a.txt": "txt", "rond.txt": error, "weg.txt": error}


def test_a_folder_given_by_a_link_and_a_file_given_by_a_link_are_read(tmp_path):
    put(tmp_path / "elders" / "b.txt", DUTCH)
    (tmp_path / "map").symlink_to(tmp_path / "elders")
    (tmp_path / "c.txt").symlink_to(tmp_path / "elders" / "b.txt")
    assert read(tmp_path / "map") == {"b.txt": "txt"}
    assert read(tmp_path / "c.txt") == {"c.txt": "txt"}


def test_pipes_sockets_and_devices_are_never_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the path of a socket is short
    put(tmp_path / "a.txt", DUTCH)
    os.mkfifo(tmp_path / "pijp.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("stekker.txt")
        found = read(tmp_path)
    error = "is no regular file but a pipe, a socket or a device"
    assert found == {"a.txt": "txt", "pijp.txt": error, "stekker.txt": error}
    assert read(tmp_path / "pijp.txt") == {"pijp.txt": error}
    _, (row,) = find_sources([type(tmp_path)("/dev/zero")])
    assert row.error == error


def test_a_folder_may_be_called_like_a_file(tmp_path):
    put(tmp_path / "map.txt" / "a.txt", DUTCH)
    assert read(tmp_path) == {"map.txt/a.txt": "txt"}


def test_a_folder_that_may_not_be_read_is_said(tmp_path, monkeypatch):
    put(tmp_path / "a.txt", DUTCH)
    put(tmp_path / "dicht" / "b.txt", DUTCH + "Klaar.")
    scandir = os.scandir

    def refuse(path):
        if os.fspath(path).endswith("dicht"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = read(tmp_path)
    assert found == {"a.txt": "txt", "dicht": "the folder cannot be opened: Permission denied"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_said(tmp_path):
    put(tmp_path / "a.txt", DUTCH)
    (tmp_path / "a.txt").chmod(0)
    assert read(tmp_path) == {"a.txt": "cannot be opened: Permission denied"}


@pytest.mark.parametrize("when", ["listed", "hashed"])
def test_a_file_that_goes_away_is_said(tmp_path, monkeypatch, when):
    for name in ("a.txt", "b.txt"):
        put(tmp_path / name, DUTCH + name)
    if when == "listed":
        sha256 = find_sources.__globals__["_sha256"]

        def vanish(path):
            if path.name == "b.txt":
                path.unlink()
            return sha256(path)

        monkeypatch.setitem(find_sources.__globals__, "_sha256", vanish)
        assert read(tmp_path) == {
            "a.txt": "txt",
            "b.txt": "cannot be opened: No such file or directory",
        }
    else:
        kept, aside = find_sources([tmp_path])
        (tmp_path / "b.txt").unlink()
        document, row = read_documents(kept)
        assert (aside, document.file) == ([], "a.txt")
        assert (row.source, row.error) == ("b.txt", "cannot be read: No such file or directory")


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xef\xbb\xbf \n"]
)
def test_a_file_without_words_is_said(tmp_path, content):
    put(tmp_path / "a.txt", content)
    assert set(read(tmp_path).values()) <= {"is empty", "holds no words"}


def test_a_large_file_is_neither_hashed_nor_read(tmp_path, monkeypatch):
    put(tmp_path / "a.txt", DUTCH)
    with (tmp_path / "b.pdf").open("wb") as file:
        file.truncate(200 * 2**20)  # no disk is used
    monkeypatch.setattr("hashlib.file_digest", lambda file, name: pytest.fail("hashed"))
    _, rows = find_sources([tmp_path / "b.pdf"])
    assert [row.error for row in rows] == ["is too large: 200 MB; expected at most 150 MB"]


def test_ten_million_characters_are_refused_before_they_are_read(tmp_path):
    put(tmp_path / "a.txt", DUTCH * (10**7 // len(DUTCH)))
    ((_, error),) = read(tmp_path).items()
    assert error == "is too large for a text: 10 MB; expected at most 8 MB"


def test_a_line_of_a_megabyte_is_read(tmp_path):
    put(tmp_path / "a.txt", DUTCH.replace("\n", " ") * (10**6 // len(DUTCH)))
    assert read(tmp_path) == {"a.txt": "txt"}


NAMES = [
    *("met spatie.txt", "'aanhaling\".txt", "feest 🎉.txt", "twee\nregels.txt", "komma,punt;.txt"),
    *("=1+1.txt", "-optie.txt", "%s{}.txt", "een\u0301.txt", "‮omgekeerd.txt", "a" * 200 + ".txt"),
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_is_a_document(tmp_path, name):
    put(tmp_path / name, DUTCH)
    assert read(tmp_path) == {name: "txt"}


def test_a_name_that_is_no_text_breaks_nothing(tmp_path):
    """Bytes that are no UTF-8, as old systems leave them, go through to the tables."""
    from pipeline.report.csv_form import csv_bytes
    from pipeline.report.schema import frame

    for name, content in ((b"caf\xe9.txt", DUTCH), (b"leeg\xff.txt", "")):
        put(tmp_path / os.fsdecode(name), content)
    found = read(tmp_path)
    assert sorted(found.values()) == ["is empty", "txt"]
    _, aside = find_sources([tmp_path])
    rows = [
        {"source": source, "stage": "ingest", "error": error, "hint": ""}
        for source, error in sorted(found.items())
    ]
    table = csv_bytes("errors", frame("errors", rows)).decode("utf-8")
    assert [row["source"] for row in csv.DictReader(io.StringIO(table))] == [
        "caf\\udce9.txt",
        "leeg\\udcff.txt",
    ]
    assert aside == []


def test_a_reader_that_fails_says_so(tmp_path, monkeypatch):
    def fail(text):
        raise RecursionError("too deep")

    put(tmp_path / "b.md", DUTCH)
    monkeypatch.setattr("pipeline.ingest.markdown.reader.text_of", fail)
    (source,), _ = find_sources([tmp_path])
    with pytest.raises(SourceError, match=r"as \.md: RecursionError: too deep") as caught:
        read_source(source)
    assert caught.value.hint


# --- the property ---------------------------------------------------------------------------------


def test_every_file_is_a_document_or_a_row(tmp_path):
    """One folder with all of it: nothing is lost, nothing is said twice, the good ones are read."""
    folder = tmp_path / "in"
    put(tmp_path / "elders.txt", DUTCH)
    good = {f"goed/{n} {name}": f"{DUTCH}Nummer {n}." for n, name in enumerate(NAMES)}
    bad = {
        **{f"oud/{n}{suffix}": b"x" * (n + 1) for n, suffix in enumerate(sorted(UNREAD))},
        "leeg.txt": "",
        "wit.md": " \n ",
        "streep.txt": b"\xef\xbb\xbf",
        "engels.txt": ENGLISH,
        "foto.txt": PNG,
        "foto.pdf": PNG + b"1",
        "stuk.docx": word()[:200],
        "stuk.pdf": b"%PDF-1.4\n%%EOF",
        "stuk.xml": "<a><b></a>",
        "lus.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "bytes.txt": bytes(range(256)) * 20,
        "los.txt": b"\xff\xfe\x00\xd8" * 9,
    }
    for name, content in {**good, **bad}.items():
        put(folder / name, content)
    os.mkfifo(folder / "pijp.txt")
    (folder / "weg.txt").symlink_to(folder / "bestaat niet.txt")
    (folder / "elders.txt").symlink_to(tmp_path / "elders.txt")
    with (folder / "groot.txt").open("wb") as file:
        file.truncate(200 * 2**20)
    for name in ("foto.png", ".verborgen.txt", "~$slot.docx", "tabel.csv", "Thumbs.db"):
        put(folder / name, DUTCH)

    kept, aside = find_sources([folder])
    outcomes = list(read_documents(kept))
    documents = [item.file for item in outcomes if isinstance(item, Document)]
    rows = [row.source for row in [*aside, *outcomes] if not isinstance(row, Document)]
    assert sorted(documents) == sorted(good)
    assert sorted(rows) == sorted([*bad, "pijp.txt", "weg.txt", "elders.txt", "groot.txt"])
    assert all(
        row.error and row.hint for row in [*aside, *outcomes] if not isinstance(row, Document)
    )


def test_a_source_that_is_not_there_is_a_usage_error(tmp_path):
    (tmp_path / "weg").symlink_to(tmp_path / "niets")
    for path in (tmp_path / "weg", tmp_path / "nul\0", tmp_path / "a.txt" / "b"):
        with pytest.raises(UsageError, match="no such file or folder"):
            find_sources([path])


def test_suffixes_that_are_read_and_those_that_are_not_are_apart():
    assert not set(READERS) & set(UNREAD)

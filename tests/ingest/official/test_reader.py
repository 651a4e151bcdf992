"""What official publications in XML are read as: each case in publications.toml is a small one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import SourceError
from pipeline.ingest.official.reader import read_official_xml, read_publication
from pipeline.ingest.reading import About

CASES = Path(__file__).parents[2] / "cases" / "publications.toml"
KEYS = {"id", "rule", "source", "blocks", "notes"}


def read_cases():
    cases = tomllib.loads(CASES.read_text("utf-8"))["case"]
    assert len({case["id"] for case in cases}) == len(cases)
    assert all(set(case) <= KEYS and case["blocks"] for case in cases)
    return [pytest.param(case, id=case["id"]) for case in cases]


@pytest.mark.parametrize("case", read_cases())
def test_publication_is_read_as_its_case_says(case, described, check_reading):
    reading = read_publication(case["source"].encode())
    check_reading(reading)
    assert described(reading) == case["blocks"]
    found = [f"{m.number}: {reading.source[: m.start].split()[-1]}" for m in reading.markers]
    assert found == case.get("notes", [])


META = (
    '<metadata><meta name="OVERHEIDop.externMetadataRecord" content="https://x.nl/{}/m.xml"/>'
    "</metadata>"
)


@pytest.mark.parametrize(
    ("inner", "about"),
    [
        (
            META.format("kst-99123-XV-7") + "<al>a</al>",
            About(kamerstuk="kst-99123-XV-7"),
        ),
        (
            META.format("gmb-2031-7")
            + "<kop><subtitel>Uitgave van de gemeente Oost.</subtitel></kop>"
            "<gemeenteblad><kop><titel>Kap</titel></kop><al>a</al></gemeenteblad>",
            About(title="Kap", publisher="gemeente Oost"),
        ),
        (
            "<kamerstuk><dossier><dossiernummer><dossiernr>99 123</dossiernr></dossiernummer>"
            "<titel>Vervoer</titel></dossier><stuk><stuknr>Nr. "
            "<ondernummer>7</ondernummer></stuknr><titel>MOTIE</titel><datumtekst>Voorgesteld "
            "<datum isodatum='2031-02-03'>3 februari 2031</datum></datumtekst><al>a</al></stuk>"
            "</kamerstuk>",
            About(title="Vervoer; MOTIE", date="2031-02-03", kamerstuk="kst-99123-7"),
        ),
        (
            "<kamerstuk><stuk><datumtekst>Ontvangen <datum isodatum='2031-02-03'>3 februari</datum>"
            "</datumtekst><al>a</al></stuk></kamerstuk>",
            About(),
        ),
        (
            "<staatsblad><intitule>Besluit</intitule><al>a</al><uitgifte>"
            "<datum isodatum='2031-13-03'>a</datum>"
            "<datum isodatum='2031-03-03'>b</datum></uitgifte>"
            "</staatsblad>",
            About(title="Besluit", date="2031-03-03"),
        ),
    ],
    ids=["address", "municipality", "motion", "received", "issued"],
)
def test_publication_tells_what_it_is(inner, about):
    data = f"<officiele-publicatie>{inner}</officiele-publicatie>".encode()
    assert read_publication(data).about == about


def test_older_dialect_has_its_number_in_other_places():
    data = b"""<kamerwrk><frontm><onderw><nummer>99 124 XV</nummer><naam>Dorp</naam></onderw>
    </frontm>
    <stuk><nummer>3</nummer><titel>NOTA</titel><al>a</al></stuk></kamerwrk>"""
    assert read_publication(data).about == About(title="Dorp; NOTA", kamerstuk="kst-99124-XV-3")


ROOT = "<officiele-publicatie><al>café &x;</al></officiele-publicatie>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"<al>a", "is no well-formed XML"),
        (b"<p>a<br></p>", "is no well-formed XML"),
        (
            b"<metadata_gegevens><metadata name='DC.title'/></metadata_gegevens>",
            "<metadata_gegevens>",
        ),
        (b"<rss><item>al</item></rss>", "is XML of another kind"),
        (f'<!DOCTYPE r [<!ENTITY x "y">]>{ROOT}'.encode(), "declares entities"),
        (f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>{ROOT.replace("x", "l8")}'.encode(), "entities"),
        (f'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>{ROOT}'.encode(), "entities"),
        (
            f'<!DOCTYPE r [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]>{ROOT}'.encode(),
            "entities",
        ),
        (f'<!DOCTYPE r SYSTEM "file:///etc/hostname">{ROOT}'.encode(), "which nothing declares"),
        (ROOT.encode(), "is no well-formed XML"),
        (b"<al>" * 400 + b"x" + b"</al>" * 400, "is no well-formed XML"),
        (b"<al>" * 250 + b"x" + b"</al>" * 250, "two hundred deep"),
        ("<al>é</al>".encode("cp1252"), "is no well-formed XML"),
    ],
    ids=[
        *("empty", "cut off", "html", "metadata", "other", "entity", "laughs", "file"),
        *("parameter", "undeclared", "undeclared without dtd", "deep", "less deep", "encoding"),
    ],
)
def test_bad_xml_is_set_aside(tmp_path, data, message):
    (tmp_path / "a.xml").write_bytes(data)
    with pytest.raises(SourceError, match=message) as error:
        read_official_xml(tmp_path / "a.xml")
    assert error.value.hint
    assert "root:" not in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252", "iso-8859-1"])
def test_declared_encoding_holds(encoding, described):
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?><kamerwrk><al>Eén café</al></kamerwrk>'
    assert described(read_publication(text.encode(encoding))) == ["paragraph: Eén café"]


def test_space_before_the_declaration_does_no_harm(described):
    data = b'\n <?xml version="1.0"?><kamerwrk><al>a</al></kamerwrk>'
    assert described(read_publication(data)) == ["paragraph: a"]


# --- any publication ----------------------------------------------------------------------------

WORD = st.sampled_from(["alfa", "Beta", "gamma,", "delta.", "é", "b-c", "2031", "x<y"])
TEXT = st.tuples(st.sampled_from(["", " ", "\n "]), WORD, st.sampled_from(["", " "])).map("".join)
INLINE_NAMES = ("nadruk", "extref", "intref", "inf")
LINES = st.recursive(
    TEXT,
    lambda inner: st.tuples(st.sampled_from(INLINE_NAMES), st.lists(inner, max_size=3)),
    max_leaves=5,
)
BLOCK_NAMES = ("al", "al-groep", "divisie", "tekst", "lijst", "li", "tussenkop", "bijlage", "table")
TREES = st.recursive(
    st.tuples(st.just("al"), st.lists(LINES, max_size=4)),
    lambda inner: st.tuples(st.sampled_from(BLOCK_NAMES), st.lists(inner, max_size=4)),
    max_leaves=20,
)


def written(tree):
    if isinstance(tree, str):
        return escape(tree)
    return f"<{tree[0]}>{''.join(map(written, tree[1]))}</{tree[0]}>"


def shown(tree):
    """What a tree shows, with a line end where a block begins or ends."""
    if isinstance(tree, str):
        return tree
    edge = "" if tree[0] in INLINE_NAMES else "\n"
    return edge + "".join(map(shown, tree[1])) + edge


@settings(deadline=None)
@given(st.lists(TREES, max_size=4))
def test_every_word_of_a_publication_is_there_once_in_order(trees):
    inner = "".join(map(written, trees))
    reading = read_publication(f"<kamerwrk><al/>{inner}</kamerwrk>".encode())
    found = [w for p in reading.pieces for w in reading.source[p.content_start : p.end].split()]
    assert found == "".join(map(shown, trees)).split()


NAMES = st.sampled_from(
    [
        *(
            "al",
            "kop",
            "nr",
            "label",
            "titel",
            "tussenkop",
            "tuskop",
            "lijst",
            "li",
            "li.nr",
            "noot",
        ),
        *("noot.nr", "noot.al", "voetref", "voetnoot", "table", "tgroup", "tbody", "row", "entry"),
        *(
            "stuk",
            "dossier",
            "onderw",
            "nummer",
            "intitule",
            "sup",
            "br",
            "citaat",
            "ondertekening",
        ),
        *("vraag", "frontm", "datum", "kamerstukkop", "lid", "lidnr", "onbekend"),
    ]
)
#: What holds a number and nothing else, or nothing at all.
BARE = {"nr": "1", "li.nr": "a.", "lidnr": "2.", "noot.nr": "3", "voetref": "", "nummer": "4"}
SCRAPS = st.recursive(
    st.sampled_from(["<al>woord</al>", " ", "1", "Aanbeveling 3", "- ", "&amp;", "<?a b?>"]),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=5)).map(
        lambda t: f"<{t[0]}>{BARE[t[0]] if t[0] in BARE else ''.join(t[1])}</{t[0]}>"
    ),
    max_leaves=30,
)


@settings(deadline=None)
@given(SCRAPS)
def test_any_publication_is_read(check_reading, inner):
    reading = read_publication(
        f"<officiele-publicatie><al/>{inner}</officiele-publicatie>".encode()
    )
    check_reading(reading)
    assert reading.source.count("woord") >= inner.count("woord")


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
def test_any_bytes_are_read_or_set_aside(data):
    with pytest.raises(SourceError) as error:
        read_publication(data)
    assert error.value.hint

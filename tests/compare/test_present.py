"""The table's bytes, the page and the lines on standard output."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from pipeline.compare import compare_runs, write_comparison
from pipeline.compare.present import MOST_SHOWN, TEMPLATES, page, summary
from pipeline.errors import UsageError

HOSTILE = """"><img src=x onerror=alert(1)> <script>alert('hoi')</script> & 'dit' ook."""


class Page(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)

    def named(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def comparison(run):
    old = run(
        {"advies": "De huur stijgt."}, claims=[("advies", "De huur stijgt.", "assertion", [])]
    )
    new = run(
        {"advies": "De huur stijgt. Bouw nu."},
        claims=[("advies", "De huur stijgt.", "position", [])],
        recommendations=[("advies", "Bouw nu.", "1", None)],
    )
    return compare_runs(old, new)


def test_the_table_is_written_as_the_contract_writes_tables(comparison, tmp_path):
    write_comparison(comparison, tmp_path, "oud", "nieuw")
    lines = (tmp_path / "verschillen.csv").read_bytes().decode().split("\n")
    assert lines[0] == (
        "soort,wijziging,document,nummer,tekst,veld,oud,nieuw,"
        "kenmerk_oud,begin_oud,eind_oud,kenmerk_nieuw,begin_nieuw,eind_nieuw"
    )
    assert lines[2:] == [
        "aanbeveling,nieuw,advies,1,Bouw nu.,,,,,,,advies-r01,16,24",
        "vraag,nieuw,advies,1,Bouw nu.,,,,,,,advies-r01-a1,16,24",
        "oordeel over aanbeveling,nieuw,advies,1,Bouw nu.,,,geen antwoorddocument,,,,"
        "advies-r01,16,24",
        "oordeel over vraag,nieuw,advies,1,Bouw nu.,,,geen antwoorddocument,,,,advies-r01-a1,16,24",
        "uitspraak,gewijzigd,advies,,De huur stijgt.,soort,stelling,standpunt,"
        "advies-c0001,0,15,advies-c0001,0,15",
        "",
    ]


def test_the_same_runs_give_the_same_bytes(comparison, tmp_path):
    for folder in ("een", "twee"):
        write_comparison(comparison, tmp_path / folder, "oud", "nieuw")
    names = ["verschillen.csv", "verschillen.html"]
    assert sorted(p.name for p in (tmp_path / "een").iterdir()) == names
    for name in names:
        assert (tmp_path / "een" / name).read_bytes() == (tmp_path / "twee" / name).read_bytes()


def test_other_files_in_the_folder_stay(comparison, tmp_path):
    (tmp_path / "notities.txt").write_text("van mij")
    write_comparison(comparison, tmp_path, "oud", "nieuw")
    assert (tmp_path / "notities.txt").read_text() == "van mij"


def test_a_folder_that_is_a_file_is_refused(comparison, tmp_path):
    (tmp_path / "uit").write_text("een bestand")
    with pytest.raises(UsageError, match="uit"):
        write_comparison(comparison, tmp_path / "uit", "oud", "nieuw")


def test_the_page_says_what_changed_and_that_verdicts_are_provisional(comparison):
    shown = Page(page(comparison, "uitkomst-mei", "uitkomst-juni"))
    words = " ".join(" ".join(shown.words).split())
    assert "Van uitkomst-mei naar uitkomst-juni ." in words
    assert "Voorlopig, niet nagekeken." in words
    assert "Geen oordeel viel anders uit." in words
    assert re.search(r"ongeveer \d+ van de 100", words)
    assert "was stelling is standpunt" in words
    assert "Oordeel: geen antwoorddocument" in words


def test_the_page_is_one_file_with_headings_captions_and_no_script(comparison):
    shown = Page(page(comparison, "oud", "nieuw"))
    tags = [tag for tag, _ in shown.tags]
    assert shown.named("html") == [{"lang": "nl"}]
    assert not {"script", "img", "iframe", "link", "object"} & set(tags)
    assert [a["href"] for a in shown.named("a")] == ["#kort", "verschillen.csv"]
    assert tags.count("h1") == tags.count("main") == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert tags.count("caption") == tags.count("table") > 0
    assert {a["scope"] for a in shown.named("th")} == {"row", "col"}
    # What scrolls sideways can be reached by keyboard and has a name.
    scrolling = [a for a in shown.named("div") if a["class"] == "wide"]
    assert all(a["tabindex"] == "0" and a["aria-label"] for a in scrolling)


def test_markup_in_documents_and_names_does_nothing(run):
    old = run({"advies": "Kort."}, claims=[("advies", "Kort.", "assertion", [])])
    new = run(
        {"advies": f"{HOSTILE} Kort."},
        claims=[("advies", HOSTILE, "assertion", []), ("advies", "Kort.", "assertion", [])],
        recommendations=[("advies", HOSTILE, HOSTILE, None)],
        made_with={"version": HOSTILE},
    )
    plain = Page(page(compare_runs(old, old), "oud", "nieuw"))
    shown = Page(page(compare_runs(old, new), HOSTILE, "<b>nieuw</b>"))
    assert {tag for tag, _ in shown.tags} <= {tag for tag, _ in plain.tags} | {
        *("details", "summary", "ol", "li", "dl", "dt", "dd", "del", "ins", "td"),
        *("span", "strong", "thead", "tbody"),
    }
    assert not [a for _, attributes in shown.tags for a in attributes if a.startswith("on")]
    assert HOSTILE in " ".join(shown.words)


def test_a_long_list_is_cut_and_says_where_the_rest_is(run):
    source = " ".join(f"Zin {n}." for n in range(MOST_SHOWN + 5))
    claims = [("nota", f"Zin {n}.", "assertion", []) for n in range(MOST_SHOWN + 5)]
    text = page(compare_runs(run({"nota": source}), run({"nota": source}, claims=claims)), "a", "b")
    assert len(Page(text).named("li")) == MOST_SHOWN
    assert f"{MOST_SHOWN + 5} verschillen; de eerste {MOST_SHOWN} hier" in text


def test_the_summary_counts_and_names_what_moved(run):
    source = "Verlaag de huur."
    old = run({"advies": source}, recommendations=[("advies", source, "1", None)])
    new = run(
        {"advies": source},
        recommendations=[("advies", source, "1", "no_response")],
        made_with={"version": "2"},
    )
    comparison = compare_runs(old, new)
    lines = summary(comparison).splitlines()
    assert "Aanbevelingen                1 gelijk, 0 gewijzigd, 0 nieuw, 0 vervallen" in lines
    assert "Oordelen over aanbevelingen  0 gelijk, 1 gewijzigd, 0 nieuw, 0 vervallen" in lines
    assert "  oordeel over aanbeveling: geen antwoorddocument → geen reactie: 1" in lines
    assert lines[-1] == "weerklank: 1 → 2"
    # The page opens with what moved.
    words = " ".join(" ".join(Page(page(comparison, "a", "b")).words).split())
    moved = "1× oordeel over aanbeveling: geen antwoorddocument → geen reactie"
    assert words.index(moved) < words.index("In het kort")


def test_text_stands_out_from_its_background(contrast):
    style = (TEMPLATES / "verschillen.html.jinja").read_text("utf-8")
    dark = set(re.findall(r"(?<!-)color: (#\w+)", style))
    light = set(re.findall(r"background: (#\w+)", style))
    assert len(dark) >= 4 and len(light) >= 4
    for ink in dark:
        for paper in light:
            assert contrast(ink, paper) >= 4.5, (ink, paper)

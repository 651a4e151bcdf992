"""What PDFs are read as: fixtures that real programs made, and all that may stand on a page."""

from __future__ import annotations

import random
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.ingest.pdf.reader import read_pdf
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS

sys.path.insert(0, str(Path(__file__).parents[1]))

from pdf_making import HEIGHT, LEFT, TOP, WIDTH, Sheet, check_pieces

FIXTURES = Path(__file__).parents[1] / "fixtures" / "pdf"
NAMES = sorted(path.stem for path in FIXTURES.glob("*.toml"))
PROSE = (
    "De gemeente plant in elke straat een boom, ook waar kabels in de weg",
    "liggen. Bewoners mogen zelf zeggen welke boom het wordt en waar hij",
    "komt te staan. Het werk begint in het voorjaar en duurt drie jaar.",
)
TEXT = " ".join(PROSE)


@pytest.fixture
def rows(tmp_path, described):
    """Call it with a sheet: its blocks, each behind the number of its page."""

    def read(sheet):
        reading = read_pdf(sheet.save(tmp_path))
        check_pieces(reading)
        return [
            f"{p.page} {row}" for p, row in zip(reading.pieces, described(reading), strict=True)
        ]

    return read


@pytest.mark.parametrize("name", NAMES)
def test_fixture_is_read_as_its_pages_show(name, described):
    wanted = tomllib.loads((FIXTURES / f"{name}.toml").read_text("utf-8"))["blocks"]
    reading = read_pdf(FIXTURES / f"{name}.pdf")
    check_pieces(reading)
    found = [f"{p.page} {row}" for p, row in zip(reading.pieces, described(reading), strict=True)]
    assert found == wanted.strip().split("\n")


def test_paragraph_across_a_page_is_one_block_around_the_furniture_between():
    reading = read_pdf(FIXTURES / "rapport.pdf")
    (split,) = [p for p in reading.pieces if "\f" in reading.source[p.start : p.end]]
    inside = [p.kind for p in reading.pieces if split.start < p.start < split.end]
    assert (split.kind, split.page) == ("paragraph", 4)
    assert inside == ["footnote", "page_number", "header"]


def test_markers_of_notes_stand_behind_their_words():
    reading = read_pdf(FIXTURES / "rapport.pdf")
    before = [(m.number, reading.source[: m.start].split()[-1]) for m in reading.markers]
    assert before == [
        ("1", "deuren."),
        ("2", "vinden."),
        ("3", "2009."),
        ("4", "maakt."),
        ("5", "uitgeven."),
    ]


def test_same_file_gives_the_same_reading():
    first, second = (read_pdf(FIXTURES / "rapport.pdf") for _ in range(2))
    assert first == second


def test_words_are_told_apart_by_white_alone(rows):
    sheet = Sheet()
    for line in PROSE:
        x = LEFT
        for word in line.split():
            x = sheet.put(x, sheet.y, word) + 3
        sheet.skip()
    assert rows(sheet) == [f"1 paragraph: {TEXT}"]


def test_letters_set_wide_apart_are_one_word(rows):
    sheet = Sheet()
    sheet.put(LEFT, sheet.y, "Bomen in de straat", space=1.2)
    sheet.skip(30).lines(*PROSE)
    assert rows(sheet)[0].endswith("Bomen in de straat")


def test_letters_printed_twice_for_weight_count_once(rows):
    sheet = Sheet()
    for line in PROSE:
        sheet.put(LEFT, sheet.y, line)
        sheet.put(LEFT + 0.3, sheet.y, line)
        sheet.skip()
    assert rows(sheet) == [f"1 paragraph: {TEXT}"]


def test_lines_come_by_place_whatever_their_order_in_the_file(rows):
    sheet = Sheet()
    for n in (2, 0, 1):
        sheet.put(LEFT, TOP + n * 13, PROSE[n])
    assert rows(sheet) == [f"1 paragraph: {TEXT}"]


def test_hidden_letters_of_a_scanned_page_are_read(rows):
    sheet = Sheet()
    for line in PROSE:
        sheet.put(LEFT, sheet.y, line, mode=3)
        sheet.skip()
    assert rows(sheet) == [f"1 paragraph: {TEXT}"]


def test_recognised_letters_of_changing_size_are_one_paragraph(rows):
    sheet = Sheet()
    for size, line in (
        (10, "De gemeente plant in elke straat een boom, ook waar kabels en buizen bo -"),
        (11, "ven elkaar liggen. Bewoners zeggen zelf welke boom het wordt en waar"),
        (9, "hij komt te staan, en wie hem in de zomer water geeft."),
    ):
        sheet.put(LEFT, sheet.y, line, size=size, mode=3)
        sheet.skip()
    assert rows(sheet) == [
        "1 paragraph: De gemeente plant in elke straat een boom, ook waar kabels en buizen boven "
        "elkaar liggen. Bewoners zeggen zelf welke boom het wordt en waar hij komt te staan, en "
        "wie hem in de zomer water geeft."
    ]


def test_what_is_cropped_away_is_not_read(rows):
    sheet = Sheet(cropBox=(40, 40, WIDTH - 40, HEIGHT - 40))
    sheet.put(LEFT, HEIGHT - 20, "Drukproef 3, niet verspreiden")
    sheet.lines(*PROSE)
    assert rows(sheet) == [f"1 paragraph: {TEXT}"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_page_that_is_turned_is_read_as_it_is_looked_at(rows, turn):
    sheet = Sheet()
    sheet.canvas.setPageRotation(turn)
    sheet.y += HEIGHT - WIDTH if turn % 180 else 0  # reportlab lays the page on its side
    sheet.lines(*PROSE)
    assert rows(sheet) == [f"1 paragraph: {TEXT}"]


def test_text_printed_sideways_is_read_upright(rows):
    sheet = Sheet()
    sheet.canvas.translate(0, HEIGHT)
    sheet.canvas.rotate(-90)
    sheet.canvas.translate(0, -HEIGHT + WIDTH)
    sheet.lines(*PROSE)
    assert rows(sheet) == [f"1 paragraph: {TEXT}"]


def test_stamp_across_the_page_is_kept_out_of_the_text(rows):
    sheet = Sheet()
    sheet.lines(*PROSE)
    sheet.canvas.saveState()
    sheet.canvas.rotate(45)
    sheet.canvas.drawString(300, 200, "CONCEPT")
    sheet.canvas.restoreState()
    assert rows(sheet) == [f"1 paragraph: {TEXT}", "1 footer: CONCEPT"]


def test_hyphen_at_a_line_end_is_undone_and_a_soft_one_too(rows):
    sheet = Sheet()
    sheet.lines(
        "De gemeente plant in elke straat een boom, en de bewoners zijn verant-",
        "woordelijk voor het water geven in de zomer, samen met het wijk\u00ad",
        "team dat er al is.",
    )
    assert rows(sheet) == [
        "1 paragraph: De gemeente plant in elke straat een boom, en de bewoners zijn "
        "verantwoordelijk voor het water geven in de zomer, samen met het wijkteam dat er al is."
    ]


def test_marker_of_a_note_in_full_size_is_found_by_its_note(rows):
    sheet = Sheet()
    sheet.lines(
        "De gemeente plant in elke straat een boom, zoals in de visie op de stad’1",
        "staat, en zij doet dat samen met de bewoners van 18.165 woningen. Het werk",
        "begint in het voorjaar.",
    )
    sheet.y = HEIGHT - 90
    sheet.lines("1 Visie op de stad, vastgesteld in 2029.", size=7.5)
    assert rows(sheet) == [
        "1 paragraph: De gemeente plant in elke straat een boom, zoals in de visie op de stad’ "
        "staat, en zij doet dat samen met de bewoners van 18.165 woningen. Het werk begint in het "
        "voorjaar.",
        "1 footnote [1]: 1 Visie op de stad, vastgesteld in 2029.",
    ]


def test_powers_and_formulas_are_no_markers(rows):
    sheet = Sheet()
    x = sheet.put(LEFT, sheet.y, "De gemeente plant in elke straat een boom op 60 m")
    x = sheet.put(x, sheet.y - 3.5, "2", size=6)
    x = sheet.put(x, sheet.y, " en slaat CO")
    x = sheet.put(x, sheet.y + 2, "2", size=6)
    sheet.put(x, sheet.y, " op in")
    sheet.skip().lines("de grond, zoals de visie zegt. Het werk begint in het voorjaar.")
    x = sheet.put(LEFT, sheet.y, "Bewoners doen mee, en de school ook")
    sheet.put(x, sheet.y - 3.5, "2", size=6)
    sheet.put(x + 3, sheet.y, ".")
    sheet.y = HEIGHT - 90
    sheet.put(LEFT, sheet.y - 3, "2", size=5)
    sheet.put(LEFT + 4, sheet.y, "Besluit van de raad.", size=7.5)
    assert rows(sheet) == [
        "1 paragraph: De gemeente plant in elke straat een boom op 60 m2 en slaat CO2 op in de "
        "grond, zoals de visie zegt. Het werk begint in het voorjaar. Bewoners doen mee, en de "
        "school ook.",
        "1 footnote [2]: 2 Besluit van de raad.",
    ]


def test_note_goes_on_at_the_foot_of_the_next_page(rows):
    sheet = Sheet()
    for foot in (
        ("1 Visie op de stad, vastgesteld in 2029 en sindsdien", "twee keer gewijzigd, het laatst"),
        ("in het voorjaar van 2031.",),
    ):
        x = sheet.lines(*PROSE).put(LEFT, sheet.y, "Dat is goed voor de stad en voor de mens")
        sheet.put(x, sheet.y - 3.5, "1", size=6) if foot[0][0] == "1" else None
        sheet.canvas.line(LEFT, 100, LEFT + 100, 100)
        sheet.y = HEIGHT - 90
        sheet.lines(*foot, size=7.5, leading=9)
        sheet.page()
    assert [row for row in rows(sheet) if "footnote" in row] == [
        "1 footnote [1]: 1 Visie op de stad, vastgesteld in 2029 en sindsdien twee keer gewijzigd, "
        "het laatst",
        "2 footnote: in het voorjaar van 2031.",
    ]


def test_running_heads_and_numbers_stay_out_of_a_sentence(rows):
    sheet = Sheet()
    for n in range(1, 6):
        odd = n % 2 == 1
        sheet.put(350 if odd else LEFT, 40, "Gemeente Dijkwoude" if odd else "Bomenplan", size=8)
        sheet.put(300, HEIGHT - 40, f"- {n} -", size=8)
        sheet.lines(
            f"bomen in wijk {n} staan er al, en de gemeente plant er in elke straat een bij,"
        )
        sheet.lines(
            f"zodat er over {n} jaar in de wijk geen straat meer zonder is, terwijl de"
        ).page()
    found = rows(sheet)
    assert [row.split(":")[0] for row in found if "page_number" not in row] == [
        *("1 header", "1 paragraph", "2 header", "3 header", "4 header", "5 header")
    ]
    assert [row for row in found if "page_number" in row] == [
        f"{n} page_number [{n}]: - {n} -" for n in range(1, 6)
    ]


def test_running_head_that_comes_back_once_is_one(rows):
    sheet = Sheet()
    for n in range(2):
        sheet.put(350, 40, "Gemeente Dijkwoude")
        sheet.lines(*PROSE[n:]).page()
    assert [row.split(":")[0] for row in rows(sheet)] == [
        *("1 header", "1 paragraph", "2 header", "2 paragraph")
    ]


def test_pages_that_begin_and_end_alike_keep_their_text(rows):
    sheet = Sheet()
    for _ in range(2):
        sheet.lines(*PROSE).page()
    assert rows(sheet) == [f"{n} paragraph: {TEXT}" for n in (1, 2)]


def test_headings_that_number_their_pages_are_no_running_heads(rows):
    sheet = Sheet()
    for n in (1, 2, 3):
        sheet.lines(f"Hoofdstuk {n}", size=16, leading=24, font="Helvetica-Bold")
        sheet.lines(*PROSE).page()
    assert [row for row in rows(sheet) if "Hoofdstuk" in row] == [
        f"{n} heading1: Hoofdstuk {n}" for n in (1, 2, 3)
    ]


def test_table_without_lines_is_read_cell_by_cell(rows):
    sheet = Sheet()
    sheet.lines(*PROSE).skip()
    for row in (("Wijk", "Nu", "Straks"), ("Haven", "385", "1.450"), ("Zuidrand", "75", "3.900")):
        for x, cell in zip((LEFT, 220, 330), row, strict=True):
            sheet.put(x, sheet.y, cell)
        sheet.skip()
    sheet.skip().lines(*PROSE)
    assert rows(sheet)[1:-1] == [
        *("1 cell 1.1.1: Wijk", "1 cell 1.1.2: Nu", "1 cell 1.1.3: Straks"),
        *("1 cell 1.2.1: Haven", "1 cell 1.2.2: 385", "1 cell 1.2.3: 1.450"),
        *("1 cell 1.3.1: Zuidrand", "1 cell 1.3.2: 75", "1 cell 1.3.3: 3.900"),
    ]


def test_frame_around_a_text_makes_no_table(rows):
    sheet = Sheet()
    sheet.canvas.rect(60, HEIGHT - 120, 420, 60)
    sheet.lines(*PROSE)
    assert rows(sheet) == [f"1 paragraph: {TEXT}"]


def test_letterhead_beside_the_text_does_not_run_through_it(rows):
    sheet = Sheet()
    sheet.lines(*PROSE)
    for n, line in enumerate(("Kadeplein 4", "Dijkwoude", "Ons kenmerk", "B-12", "Bijlagen", "1")):
        sheet.put(450, TOP + 4 + n * 11, line, size=8)
    assert rows(sheet)[-1] == f"1 paragraph: {TEXT}"


WORDS = (
    *("de", "het", "een", "van", "en", "in", "op", "voor", "met", "dat", "die", "niet", "ook"),
    *("stad", "boom", "straat", "bewoners", "gemeente", "raad", "water", "school", "plan", "één"),
    *("maatregelen", "verantwoordelijkheid", "bestuursakkoord", "reëel", "18.165", "2022-2027"),
)


@st.composite
def papers(draw):
    """A paper: columns, size, whether paragraphs are set in or apart, and paragraphs of words."""
    paragraphs = draw(
        st.lists(st.lists(st.sampled_from(WORDS), min_size=25, max_size=70), min_size=2, max_size=9)
    )
    n_columns = draw(st.integers(1, 3))
    return (
        n_columns,
        draw(st.sampled_from((8, 9) if n_columns == 3 else (9, 10, 12))),
        draw(st.booleans()),
        draw(st.sampled_from(("Helvetica", "Times-Roman"))),
        draw(st.integers(0, 2**16)),
        [" ".join(words).capitalize() + "." for words in paragraphs],
    )


def typeset(paper):
    """Set a paper in columns on pages with running heads and numbers, lines in any order."""
    n_columns, size, set_in, font, seed, paragraphs = paper
    sheet = Sheet()
    gutter, leading = 2 * size, 1.25 * size
    width = (WIDTH - 2 * LEFT - (n_columns - 1) * gutter) / n_columns
    foot = TOP + 14 * leading
    column, page = 0, 1
    drawn: list[tuple[float, float, str]] = []
    y = TOP

    def turn_page():
        nonlocal drawn, page
        shuffled = drawn[:]
        random.Random(seed).shuffle(shuffled)
        for x, at, line in shuffled:
            sheet.put(x, at, line, size=size, font=font)
        sheet.put(LEFT, 30, "Een kop die terugkomt", size=8)
        sheet.put(WIDTH / 2, HEIGHT - 30, str(page), size=8)
        sheet.page()
        drawn, page = [], page + 1

    for paragraph in paragraphs:
        indent = size if set_in else 0.0
        line: list[str] = []
        for word in [*paragraph.split(), None]:
            fits = (
                word
                and sheet.canvas.stringWidth(" ".join([*line, word]), font, size) <= width - indent
            )
            if fits:
                line.append(word)
                continue
            if y > foot:
                y, column = TOP, column + 1
            if column == n_columns:
                turn_page()
                column = 0
            drawn.append((LEFT + column * (width + gutter) + indent, y, " ".join(line)))
            y, indent, line = y + leading, 0.0, [word]
        y += 0 if set_in else 0.6 * leading
    turn_page()
    return sheet


@settings(max_examples=60, deadline=None)
@given(paper=papers())
def test_words_of_any_paper_come_in_order(tmp_path_factory, paper):
    path = typeset(paper).save(tmp_path_factory.mktemp("paper"))
    reading = read_pdf(path)
    check_pieces(reading)
    furniture = [(p.start, p.end) for p in reading.pieces if p.kind in FURNITURE_KINDS]
    text = fold(reading.source, 0, len(reading.source), furniture).text
    words = " ".join(paper[-1])
    if "\f" not in reading.source.rstrip():
        words = "Een kop die terugkomt " + words  # on one page nothing comes back
    assert text.split() == words.split()


def test_notes_at_the_end_are_notes_and_their_markers_leave_the_text(rows):
    sheet = Sheet()
    for n, line in enumerate(PROSE, start=1):
        x = sheet.put(LEFT, sheet.y, line)
        sheet.put(x, sheet.y - 3.5, str(n), size=6)
        sheet.skip()
    sheet.skip().lines("Noten", size=14, leading=20, font="Helvetica-Bold")
    sheet.lines("1 Visie op de stad, 2029.", "2 Besluit van de raad.", "3 Brief aan", "de raad.")
    sheet.skip().lines("Bijlage", size=14, leading=20, font="Helvetica-Bold").lines(PROSE[0])
    assert rows(sheet) == [
        f"1 paragraph: {TEXT}",
        "1 heading1: Noten",
        "1 heading1: Bijlage",
        f"1 paragraph: {PROSE[0]}",
        "1 footnote [1]: 1 Visie op de stad, 2029.",
        "1 footnote [2]: 2 Besluit van de raad.",
        "1 footnote [3]: 3 Brief aan de raad.",
    ]


@pytest.mark.parametrize(
    ("n_raised", "text"),
    [(3, TEXT), (2, TEXT.replace(" weg ", " weg1 ").replace(" hij ", " hij2 "))],
)
def test_raised_numbers_that_count_to_three_are_markers_without_a_note(rows, n_raised, text):
    sheet = Sheet()
    for n, line in enumerate(PROSE, start=1):
        x = sheet.put(LEFT, sheet.y, line)
        sheet.put(x, sheet.y - 3.5, str(n) if n <= n_raised else "", size=6)
        sheet.skip()
    assert rows(sheet) == [f"1 paragraph: {text}"]


def test_items_have_their_marks_whatever_these_look_like(rows):
    sheet = Sheet().lines("De raad vraagt het volgende van de gemeente en van haar bewoners:")
    for mark, words in (
        ("•", "Plant in elke straat een boom."),
        ("\uf0b7", "Geef hem water in de zomer."),
        ("–", "Snoei hem in het najaar."),
        ("• 1.", "Tel elk jaar de bomen."),
        ("b)", "Vervang wat dood is, en doe dat zo"),
        ("", "snel als het kan."),
        ("(iii)", "Zeg wat het kost."),
    ):
        sheet.put(LEFT, sheet.y, mark) if mark else None
        sheet.put(LEFT + 24, sheet.y, words)
        sheet.skip()
    assert rows(sheet)[1:] == [
        "1 list_item [•]: Plant in elke straat een boom.",
        "1 list_item [•]: Geef hem water in de zomer.",
        "1 list_item [–]: Snoei hem in het najaar.",
        "1 list_item [1.]: Tel elk jaar de bomen.",
        "1 list_item [b)]: Vervang wat dood is, en doe dat zo snel als het kan.",
        "1 list_item [(iii)]: Zeg wat het kost.",
    ]


def test_lines_of_an_address_in_capitals_are_no_headings(rows):
    sheet = Sheet().lines("Gemeente Dijkwoude", "Postbus 12", "1234 AB DIJKWOUDE", "NEDERLAND")
    sheet.skip().lines(*PROSE).skip().lines("BOMEN EN WATER").skip().lines(*PROSE)
    assert [row for row in rows(sheet) if "heading" in row] == ["1 heading1: BOMEN EN WATER"]


def test_initial_over_three_lines_belongs_to_the_first(rows):
    sheet = Sheet()
    sheet.put(LEFT, TOP + 26, "D", size=50)
    for n, line in enumerate((PROSE[0][1:], *PROSE[1:])):
        sheet.put(LEFT + 38, TOP + n * 13, line)
    assert rows(sheet) == [f"1 paragraph: {TEXT}"]


def test_accents_printed_by_themselves_stand_on_their_letters(rows):
    sheet = Sheet()
    x = sheet.put(LEFT, TOP, "De gemeente co")
    sheet.put(x + 1, TOP, "\u00a8")
    sheet.put(x, TOP, "ordineert het planten van de bomen.")
    assert rows(sheet) == ["1 paragraph: De gemeente coördineert het planten van de bomen."]


def test_numbers_beside_other_heads_on_each_of_two_pages_count_them(rows):
    sheet = Sheet()
    sheet.put(LEFT, 50, "Commissie Banken")
    sheet.put(500, 50, "1")
    sheet.skip(30).lines(*PROSE).page()
    sheet.put(LEFT, 50, "2")
    sheet.put(400, 50, "Verslag over het zand")
    sheet.skip(30).lines(*PROSE)
    assert [row for row in rows(sheet) if "paragraph" in row] == [
        f"1 paragraph: {TEXT}",
        f"2 paragraph: {TEXT}",
    ]


def test_heading_below_columns_stands_over_the_text_below_it(rows):
    left = ["De steiger is oud en zakt elk jaar", "een stukje dieper in de modder, en", "daarom"]
    right = ["Wie op het eiland woont wil ’s avonds", "ook nog thuis kunnen komen, met een", "boot"]
    sheet = Sheet()
    for a, b in zip(left, right, strict=True):
        sheet.put(LEFT, sheet.y, a)
        sheet.put(320, sheet.y, b)
        sheet.skip()
    sheet.skip(14).lines("Kosten", font="Helvetica-Bold", size=12)
    sheet.skip(4).lines(*PROSE)
    found = rows(sheet)
    assert [row.split(": ")[1].split()[0] for row in found] == [
        "De",
        "Wie",
        "Kosten",
        TEXT.split()[0],
    ]


def test_lines_set_in_below_a_colon_are_a_quotation(rows):
    sheet = Sheet()
    sheet.lines(PROSE[0], PROSE[1], "Een schipper vatte dat zo samen:")
    sheet.skip(8).lines(
        "Wij meten alles, wij schrijven alles op,", "en het zand spoelt weg.", x=110
    )
    sheet.skip(8).lines(*PROSE)
    quoted = [row for row in rows(sheet) if "quote" in row]
    assert quoted == ["1 quote: Wij meten alles, wij schrijven alles op, en het zand spoelt weg."]

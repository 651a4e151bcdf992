"""Out to a reviewer, back into one file, and into the next run, for every kind of correction."""

import csv
import json

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import pipeline
from pipeline.cli import main
from pipeline.codebook import load_codebook
from pipeline.errors import UsageError
from pipeline.evaluate import evaluate_run
from pipeline.resources import resource
from pipeline.review import (
    export_review,
    gold_from_corrections,
    import_review,
    load_corrections,
    save_corrections,
)
from pipeline.review.wording import FIELD_LABELS, RIGHT

pytestmark = pytest.mark.model

ADVICE = """Adviesraad Haven

Aanbevelingen

1. Herstel de kade bij het dorp.
2. Bescherm journalisten tegen geweld.
"""
REPLY = """Reactie op het advies

Aanbeveling 1: Het kabinet neemt deze aanbeveling over. De kade wordt in 2027 hersteld.

Aanbeveling 2: Het kabinet neemt deze aanbeveling niet over. Zij krijgen al steun.
"""
MANIFEST = """
[advies]
file = "advies.txt"
role = "advice"
date = "2026-01-10"

[reactie]
file = "reactie.txt"
role = "response"
date = "2026-05-10"
responds_to = ["advies"]
"""


THEMES = load_codebook(resource("models/codebook.toml")).labels_nl


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("in")
    (folder / "advies.txt").write_text(ADVICE, "utf-8")
    (folder / "reactie.txt").write_text(REPLY, "utf-8")
    (folder / "manifest.toml").write_text(MANIFEST, "utf-8")
    return folder


@pytest.fixture(scope="module")
def sheets(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    export_review(pipeline.analyze(folder, out), out / "review")
    return out / "review"


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def filled(sheets, wanted):
    """Return the rows of the sheet with corrections: (field, words in the text) to correction."""
    rows = read(sheets / "review.csv")
    for (field, words), value in wanted.items():
        label = FIELD_LABELS[field]
        (row,) = [r for r in rows if r["veld"] == label and words in r["tekst"]]
        row["correctie"] = value
    return rows


def fill(sheets, tmp_path, wanted):
    """Fill in the sheet: (field, words in the text) to correction; return the corrections file."""
    rows = filled(sheets, wanted)
    write(tmp_path / "review.csv", rows)
    path = tmp_path / "corrections.csv"
    save_corrections(path, import_review([tmp_path / "review.csv"], THEMES))
    return path


def test_sheet_puts_the_least_certain_first_and_shows_context(sheets):
    rows = read(sheets / "review.csv")
    certainty = [float(row["zekerheid"]) for row in rows]
    assert certainty == sorted(certainty)
    assert {row["veld"] for row in rows} == set(FIELD_LABELS.values())
    (row,) = [r for r in rows if r["veld"] == "thema's" and "Bescherm" in r["tekst"]]
    assert "Herstel de kade" in row["ervoor"]
    source = {"advies": ADVICE, "reactie": REPLY}
    assert all(r["tekst"] in source[r["document"]] for r in rows)


def test_workbook_says_what_the_csv_says(sheets):
    cells = list(load_workbook(sheets / "review.xlsx")["nakijken"].iter_rows(values_only=True))
    rows = read(sheets / "review.csv")
    assert list(cells[0]) == list(rows[0])
    plain = [["" if c is None else str(c).removesuffix(".0") for c in row] for row in cells[1:]]
    assert plain == [[c.removesuffix(".0") for c in row.values()] for row in rows]


def test_export_gives_the_same_bytes(folder, sheets, tmp_path):
    export_review(pipeline.read_run(sheets.parent), tmp_path)
    for path in sorted(sheets.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_every_kind_of_correction_overrides_the_next_run(folder, sheets, tmp_path):
    corrections = fill(
        sheets,
        tmp_path,
        {
            ("themes", "Bescherm"): "expression|security",
            ("claim_type", "Zij krijgen"): "assertion",
            ("claim_type", "wordt in 2027"): "geen",
            ("stance", "Herstel"): "noted",
            ("ask_stance", "Herstel"): "rejected",
            ("answer", "Bescherm"): "geen",
        },
    )
    result = pipeline.analyze(folder, corrections=corrections)
    tables = result.tables
    claims = tables["claims"].set_index("text")
    asked = "Bescherm journalisten tegen geweld."
    assert claims.loc[asked, "themes"] == "expression|security"
    themes = tables["claim_themes"]
    own = themes[themes["claim_id"] == claims.loc[asked, "claim_id"]]
    assert set(zip(own["basis"], own["score"], strict=True)) == {("human", 1.0)}
    assert claims.loc["Zij krijgen al steun.", "claim_type"] == "assertion"
    assert not [text for text in claims.index if "2027" in text]
    stance = tables["stance"].set_index("verdict_id")
    assert list(stance.loc["advies-r01", ["stance", "origin"]]) == ["noted", "human"]
    assert list(stance.loc["advies-r01-a1", ["stance", "origin"]]) == ["rejected", "human"]
    assert stance.loc["advies-r02", "stance"] == "no_response"
    assert "advies-r02" not in set(tables["alignment"]["recommendation_id"])
    assert len(tables["errors"]) == 0
    assert result.run["corrections"]["file"] == "corrections.csv"


def test_recommendation_is_taken_out_and_another_put_in(folder, sheets, tmp_path):
    corrections = fill(sheets, tmp_path, {("recommendation", "Herstel"): "geen"})
    start = REPLY.index("Zij krijgen")
    sha256 = next(r["sha256"] for r in read(sheets / "review.csv") if r["document"] == "reactie")
    with corrections.open("a", encoding="utf-8") as file:
        file.write(f"{sha256},{start},{start + 21},recommendation,yes,Zij krijgen al steun.,\n")
    tables = pipeline.analyze(folder, corrections=corrections).tables
    found = tables["recommendations"]
    assert "Zij krijgen al steun." in set(found["text"])
    assert not any("Herstel de kade" in text for text in found["text"])


def test_what_fits_nothing_any_more_is_listed(folder, sheets, tmp_path):
    corrections = fill(sheets, tmp_path, {("themes", "Bescherm"): "security"})
    rows = read(corrections)
    row = rows[0]
    rows.append({**row, "sha256": "0" * 64})
    rows.append({**row, "end": str(int(row["start"]) + 5), "value": "trade"})
    write(corrections, rows)
    result = pipeline.analyze(folder, corrections=corrections)
    errors = result.tables["errors"]
    assert list(errors["stage"]) == ["review", "review"]
    assert errors["error"].str.startswith("correction not applied: themes = ").all()
    assert result.n_set_aside == 0


@pytest.mark.parametrize("word", sorted(RIGHT))
def test_confirmed_labels_are_those_of_the_run(sheets, tmp_path, word):
    run = pipeline.read_run(sheets.parent).tables
    wanted = [("themes", "Bescherm"), ("stance", "Herstel"), ("answer", "Herstel")]
    corrections = fill(sheets, tmp_path, dict.fromkeys(wanted, word))
    found = {row["field"]: row["value"] for row in read(corrections)}
    claims, stance = run["claims"].set_index("text"), run["stance"].set_index("verdict_id")
    (answer,) = run["alignment"].query("recommendation_id == 'advies-r01' and ask_id == ''").index
    row = run["alignment"].loc[answer]
    reply = run["documents"].set_index("document_id").loc["reactie", "sha256"]
    assert found == {
        "themes": claims.loc["Bescherm journalisten tegen geweld.", "themes"],
        "stance": stance.loc["advies-r01", "stance"],
        "answer": f"{reply}:{row['response_start']}-{row['response_end']}",
    }


def test_sheet_speaks_dutch_and_labels_of_any_case_come_back_as_codes(sheets, tmp_path):
    rows = read(sheets / "review.csv")
    row = next(r for r in rows if r["veld"] == "thema's" and "Bescherm" in r["tekst"])
    assert set(row["gevonden"].split("|")) <= {*THEMES.values(), "geen"}
    (answer,) = [r for r in rows if r["veld"] == "antwoord" and "Herstel" in r["tekst"]]
    start = REPLY.index("Aanbeveling 1")
    assert answer["gevonden"].startswith(("reactie:", f"reactie:{start}"))
    corrections = fill(
        sheets,
        tmp_path,
        {
            ("themes", "Bescherm"): " veiligheid; Handel ",
            ("claim_type", "Zij krijgen"): "STANDPUNT",
            ("stance", "Herstel"): "Deels  overgenomen",
            ("ask_stance", "Herstel"): "existing_policy",
            ("answer", "Herstel"): f"reactie:{start}-{start + 20}",
            ("recommendation", "Bescherm"): "Geen",
        },
    )
    found = {row["field"]: row["value"] for row in read(corrections)}
    sha256 = next(r["sha256"] for r in rows if r["document"] == "reactie")
    assert found == {
        "themes": "security|trade",
        "claim_type": "position",
        "stance": "partially_accepted",
        "ask_stance": "existing_policy",
        "answer": f"{sha256}:{start}-{start + 20}",
        "recommendation": "none",
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_a_sheet_comes_back_however_excel_saved_it(sheets, tmp_path, delimiter, encoding):
    rows = filled(sheets, {("stance", "Herstel"): "Niet overgenomen", ("themes", "Besch"): "geen"})
    header = [*rows[0], "", ""]
    lines = [header, *([*row.values(), "", ""] for row in rows), [""] * len(header)]
    path = tmp_path / "Kopie van review.csv"
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(
            [
                cell.upper() if name in ("veld", "sha256") else cell
                for name, cell in zip(header, line, strict=True)
            ]
            for line in lines
        )
    found = import_review([path], THEMES)
    assert {(one.field, one.value) for one in found} == {("stance", "rejected"), ("themes", "none")}
    assert all(len(one.sha256) == 64 and one.start < one.end for one in found)
    assert {one.text for one in found} == {
        "Herstel de kade bij het dorp.",
        "Bescherm journalisten tegen geweld.",
    }


def test_filled_in_workbook_comes_back_with_columns_moved_and_rows_sorted(sheets, tmp_path):
    book = load_workbook(sheets / "review.xlsx")
    sheet = book["nakijken"]
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = {name: header.index(name) for name in header}
    for row in rows:
        if row[at["veld"]] == "oordeel over vraag":
            row[at["correctie"]] = "ok"
    order = sorted(header)
    moved = book.create_sheet("nakijken2", 0)
    for row in [header, *sorted(rows, key=lambda row: row[at["tekst"]])]:
        moved.append([row[at[name]] for name in order])
    del book["nakijken"]
    moved.title = "nakijken"
    book.move_sheet("keuzes", -1)
    book.save(tmp_path / "review.xlsx")
    found = import_review([tmp_path / "review.xlsx"], THEMES)
    stance = pipeline.read_run(sheets.parent).tables["stance"]
    judged = stance[stance["ask_id"] != ""]["stance"]
    assert sorted(one.value for one in found) == sorted(judged)
    assert {one.field for one in found} == {"ask_stance"}


def test_workbook_offers_the_labels_of_the_field_to_choose(sheets):
    book = load_workbook(sheets / "review.xlsx")
    sheet, choices = book["nakijken"], book["keuzes"]
    (offered,) = sheet.data_validations.dataValidation
    column = [cell.value for cell in sheet[1]].index("correctie")
    assert str(offered.sqref) == f"{chr(65 + column)}2:{chr(65 + column)}{sheet.max_row}"
    assert len(offered.formula1) <= 255  # Excel refuses a longer one
    lists = {c[0].value: [x.value for x in c[1:] if x.value] for c in choices.iter_cols()}
    assert list(lists) == list(FIELD_LABELS.values())
    assert lists["soort uitspraak"] == [
        "ok", "stelling", "aanbeveling", "toezegging", "standpunt", "geen",
    ]  # fmt: skip
    assert lists["thema's"] == ["ok", *THEMES.values(), "geen"]


def test_a_run_written_for_a_dutch_excel_is_reviewed_too(folder, sheets, tmp_path):
    pipeline.analyze(folder, tmp_path / "uit", csv="excel-nl", report=False)
    target = tmp_path / "nakijken"
    done = CliRunner().invoke(
        main, ["review", "export", str(tmp_path / "uit"), "--out", str(target)]
    )
    assert done.exit_code == 0, done.output
    for path in sorted(sheets.iterdir()):
        assert (target / path.name).read_bytes() == path.read_bytes(), path.name


def test_what_is_no_run_cannot_be_reviewed(tmp_path):
    done = CliRunner().invoke(
        main, ["review", "export", str(tmp_path), "--out", str(tmp_path / "x")]
    )
    assert done.exit_code == 2
    assert "holds no run.json of weerklank" in done.output
    assert not (tmp_path / "x").exists()


def test_theme_of_a_codebook_of_ones_own(sheets, tmp_path):
    rows = filled(sheets, {("themes", "Bescherm"): "Klimaat"})
    write(tmp_path / "review.csv", rows)
    with pytest.raises(UsageError, match=r"'Klimaat' is no thema's: .*Handel.*--codebook"):
        import_review([tmp_path / "review.csv"], THEMES)
    (found,) = import_review([tmp_path / "review.csv"], {**THEMES, "climate": "Klimaat"})
    assert found.value == "climate"


def test_faults_of_a_sheet_are_named_all_at_once(sheets, tmp_path):
    with pytest.raises(UsageError) as raised:
        fill(
            sheets, tmp_path, {("stance", "Herstel"): "misschien", ("claim_type", "Zij"): "mening"}
        )
    assert "'misschien' is no oordeel over aanbeveling: overgenomen, staand beleid" in str(
        raised.value
    )
    assert "'mening' is no soort uitspraak: stelling" in str(raised.value)


def test_label_studio_tasks_come_back_with_their_offsets(folder, sheets, tmp_path):
    tasks = json.loads((sheets / "label-studio.json").read_text("utf-8"))
    for task in tasks:
        for region in task["predictions"][0]["result"]:
            value = region["value"]
            assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
    (task,) = [one for one in tasks if one["data"]["document"] == "advies"]
    start = ADVICE.index("Bescherm")
    place = {"start": start, "end": len(ADVICE) - 1, "text": ADVICE[start:-1]}
    task["annotations"] = [
        {
            "result": [
                {"from_name": "claim_type", "value": {**place, "labels": ["recommendation"]}},
                {"from_name": "themes", "value": {**place, "choices": ["security"]}},
            ]
        }
    ]
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks), "utf-8")
    found = import_review([path], THEMES)
    assert {(c.text, c.field, c.value) for c in found} == {
        ("Bescherm journalisten tegen geweld.", "claim_type", "recommendation"),
        ("Bescherm journalisten tegen geweld.", "themes", "security"),
        ("Herstel de kade bij het dorp.", "claim_type", "none"),
    }


@pytest.mark.parametrize("fields", [["themes"], ["claim_type"], ["answer"], ["answer", "stance"]])
def test_whatever_was_reviewed_is_scored(sheets, tmp_path, fields):
    run = pipeline.read_run(sheets.parent)
    wanted = {(field, words): "ok" for field in fields for words in ("Bescherm", "Herstel")}
    corrections = load_corrections(fill(sheets, tmp_path, wanted))
    sources = {name: document.source for name, document in run.documents.items()}
    gold = gold_from_corrections(corrections, run.documents)
    scores = evaluate_run(run.tables, sources, gold, n_bootstrap=10).scores
    own = scores[(scores["system"] == "weerklank") & scores["metric"].isin(["accuracy", "f1"])]
    assert len(own) and (own["value"] == 1).all()


@pytest.mark.parametrize("wanted", [{}, {("ask_stance", "Bescherm"): "ok"}])
def test_corrections_that_hold_no_gold_say_so(sheets, tmp_path, wanted):
    corrections = load_corrections(fill(sheets, tmp_path, wanted))
    with pytest.raises(UsageError, match="hold nothing to score"):
        gold_from_corrections(corrections, pipeline.read_run(sheets.parent).documents)


def test_command_exports_imports_and_scores(folder, sheets, tmp_path):
    rows = read(sheets / "review.csv")
    for row in rows:
        row["correctie"] = "ok"
    write(tmp_path / "done.csv", rows)
    target = tmp_path / "corrections.csv"
    done = CliRunner().invoke(
        main, ["review", "import", str(tmp_path / "done.csv"), "--out", str(target)]
    )
    assert done.exit_code == 0, done.output
    assert len(load_corrections(target)) == len(rows)
    result = pipeline.analyze(folder)
    gold = gold_from_corrections(load_corrections(target), result.documents)
    sources = {name: document.source for name, document in result.documents.items()}
    evaluation = evaluate_run(result.tables, sources, gold)
    scores = evaluation.scores
    own = scores[(scores["system"] == "weerklank") & scores["metric"].isin(["accuracy", "f1"])]
    assert len(own) > 5
    assert (own["value"] == 1).all()

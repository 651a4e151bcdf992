import json

import frictionless
import pytest

from pipeline.report import FORMS, output_files
from pipeline.report.package import build_package


@pytest.fixture
def written(corpus, tmp_path):
    for name, content in output_files(corpus.tables, corpus.documents, corpus.theme_ids).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def errors(folder):
    report = frictionless.validate(str(folder / "datapackage.json"))
    return [(error.type, task.name) for task in [report, *report.tasks] for error in task.errors]


def replace_in(path, old, new):
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8", newline="")


def test_package_is_valid(written):
    report = frictionless.validate(str(written / "datapackage.json"))

    assert errors(written) == []
    assert len(report.tasks) == 14


def test_package_of_the_dutch_excel_form_is_valid_and_declares_it(corpus, tmp_path):
    form = FORMS["excel-nl"]
    files = output_files(corpus.tables, corpus.documents, corpus.theme_ids, form)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    stance = next(
        r for r in json.loads(files["datapackage.json"])["resources"] if r["name"] == "stance"
    )
    decimals = {f["decimalChar"] for f in stance["schema"]["fields"] if f["type"] == "number"}

    assert errors(tmp_path) == []
    assert (stance["encoding"], stance["dialect"]["delimiter"], decimals) == (
        "utf-8-sig",
        ";",
        {","},
    )


def test_package_of_empty_tables_is_valid(corpus, tmp_path):
    empty = {name: table.head(0) for name, table in corpus.tables.items()}
    for name, content in output_files(empty, {}, corpus.theme_ids).items():
        (tmp_path / name).write_bytes(content)

    assert errors(tmp_path) == []


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("stance", "rejected", "weggewuifd", "constraint-error"),
        ("claim_themes", ",trade,", ",sport,", "constraint-error"),
        ("stance_by_theme", "none,noted", "niets,noted", "constraint-error"),
        ("documents", "2024-01-10", "10 januari", "constraint-error"),
        ("claims", "46,126", "46,x", "type-error"),
        ("claims", "c0002", "c0001", "primary-key"),
        ("asks", "1-a2,advies-r01", "1-a2,advies-r09", "foreign-key"),
        ("recommendations", ",advies-r01\n", ",advies-r09\n", "foreign-key"),
    ],
)
def test_declared_constraint_catches(written, table, old, new, error):
    replace_in(written / f"{table}.csv", old, new)

    assert (error, table) in errors(written)


def test_descriptions_stand_in_both_languages():
    package = build_package(["trade"])
    fields = [f for r in package["resources"] for f in r["schema"]["fields"]]

    for part in (package, *package["resources"], *fields):
        assert part["description"]
        assert part["description_en"]


def test_descriptor_is_the_same_whatever_the_run(corpus):
    first, second = (json.dumps(build_package(corpus.theme_ids)) for _ in range(2))

    assert first == second

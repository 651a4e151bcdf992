"""The words of a slice, from a document, a source text or a run folder."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import normalise
from pipeline.errors import UsageError
from pipeline.ingest import document_from_text
from pipeline.source import read_document

SOURCE = (
    "Inzet\n\nDe stad bouwt voor starters1 en wil nog dit jaar grond ko-\n\n"
    "1 Zie de woonvisie.\n\npen van de spoorwegen.\n"
)


def run_folder(folder, source, document_id="brief"):
    """What a run leaves of one document, as far as reading it back needs it."""
    document = document_from_text(source, document_id)
    (folder / "texts").mkdir(parents=True)
    path = folder / "texts" / f"{document_id}.txt"
    path.write_bytes(source.encode())
    tables = {
        "blocks": (
            "block_id document_id start end kind level page section",
            [
                (b.block_id, document_id, b.start, b.end, b.kind, b.level, b.page, b.section)
                for b in document.blocks
            ],
        ),
        "references": (
            "document_id start end text kind identifier",
            [
                (document_id, r.start, r.end, r.text, r.kind, r.identifier)
                for r in document.references
            ],
        ),
    }
    for name, (columns, rows) in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns.split())
            writer.writerows(rows)
            # another document's rows are not this one's
            writer.writerow([{"document_id": "ander"}.get(c, 0) for c in columns.split()])
    return document, path


def test_all_forms_of_a_document_give_the_same_words(tmp_path):
    document, path = run_folder(tmp_path, SOURCE)
    start, end = SOURCE.index("De stad"), SOURCE.index("spoorwegen.") + len("spoorwegen.")
    expected = "De stad bouwt voor starters en wil nog dit jaar grond kopen van de spoorwegen."
    assert normalise(document, start, end) == expected
    assert normalise(path, start, end) == expected
    assert normalise(SOURCE, start, end) == expected


def test_slice_of_a_note_keeps_its_words():
    start = SOURCE.index("1 Zie")
    assert normalise(SOURCE, start, start + 19) == "1 Zie de woonvisie."


def test_line_ends_of_the_file_are_not_translated(tmp_path):
    source = SOURCE.replace("\n", "\r\n") + "\u2028\x85einde\r"
    _, path = run_folder(tmp_path, source)
    assert read_document(path).source == source


def test_document_reads_back_with_its_furniture(tmp_path):
    document, path = run_folder(tmp_path, SOURCE)
    read = read_document(path)
    assert read.source == document.source
    assert read.references == document.references
    assert read.furniture == document.furniture
    assert [(b.block_id, b.start, b.end, b.kind, b.level, b.section) for b in read.blocks] == [
        (b.block_id, b.start, b.end, b.kind, b.level, b.section) for b in document.blocks
    ]


def test_pages_read_back(tmp_path):
    document, path = run_folder(tmp_path, "De stad bouwt.\n\fDe bus rijdt.\n")
    assert [b.page for b in document.blocks] == [1, 2]
    assert [b.page for b in read_document(path).blocks] == [1, 2]


def test_document_written_anew_is_read_anew(tmp_path):
    _, path = run_folder(tmp_path / "een", SOURCE)
    assert read_document(path).source == SOURCE
    for file in path.parent.parent.glob("*.csv"):
        file.unlink()
    path.unlink()
    path.parent.rmdir()
    path.parent.parent.rmdir()
    run_folder(tmp_path / "een", "De bus rijdt.")
    assert read_document(path).source == "De bus rijdt."


@pytest.mark.parametrize(
    ("start", "end"),
    [(0, 0), (5, 4), (-1, 4), (0, 10_000)],
    ids=["empty", "back", "before", "after"],
)
def test_slice_that_is_none_is_refused(start, end):
    with pytest.raises(ValueError, match="no slice of 0-"):
        normalise(SOURCE, start, end)


def test_tables_for_a_dutch_spreadsheet_read_back_too(tmp_path):
    document, path = run_folder(tmp_path, SOURCE)
    for table in tmp_path.glob("*.csv"):
        rows = list(csv.reader(table.read_text("utf-8").splitlines()))
        with table.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    assert read_document(path).furniture == document.furniture


def test_missing_text_or_tables_is_said(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_document(tmp_path / "texts" / "brief.txt")
    _, path = run_folder(tmp_path / "run", SOURCE)
    (tmp_path / "run" / "blocks.csv").unlink()
    with pytest.raises(UsageError, match=r"blocks\.csv: cannot be read"):
        read_document(path)


@given(st.text(max_size=60).map("De stad bouwt. {}".format), st.data())
def test_any_slice_of_any_text_has_words_in_single_spaces(source, data):
    start = data.draw(st.integers(0, len(source) - 1))
    end = data.draw(st.integers(start + 1, len(source)))
    text = normalise(source, start, end)
    assert text == " ".join(text.split())

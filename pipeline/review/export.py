"""Write what a person reviews: a sheet as CSV and as xlsx, and tasks for Label Studio."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import xlsxwriter

from pipeline.formulas import guard
from pipeline.records import ClaimType
from pipeline.report.workbook import HEADER_COLOUR
from pipeline.review.corrections import NONE
from pipeline.review.items import ReviewItem, review_items
from pipeline.review.wording import FIELD_LABELS, labels_of, shown

if TYPE_CHECKING:
    from pipeline.analyze import Result

#: Header of the sheet (Dutch: an analyst fills it in) and the attribute of the item below it. What
#: is read and filled in stands before what is only looked up.
COLUMNS = {
    "zekerheid": "certainty",
    "document": "document_id",
    "veld": "field",
    "tekst": "text",
    "antwoord": "answer",
    "gevonden": "found",
    "correctie": "",
    "opmerking": "",
    "ervoor": "before",
    "erna": "after",
    "begin": "start",
    "einde": "end",
    "sha256": "sha256",
}
#: In characters: up to 'opmerking' they fit on a screen.
WIDTHS = {
    "zekerheid": 11,
    "document": 16,
    "veld": 16,
    "tekst": 46,
    "antwoord": 46,
    "gevonden": 20,
    "correctie": 22,
    "opmerking": 24,
    "ervoor": 40,
    "erna": 40,
}
#: Any fixed day: the same run gives the same bytes.
CREATED = datetime.datetime(2000, 1, 1)
#: The sheet to fill in, and the one with what may be filled in.
SHEET, CHOICES_SHEET = "nakijken", "keuzes"
FILLED_COLOUR = "#FFF8DC"
#: The labels of a row's field, as a spreadsheet finds them: a column of the sheet of choices, down
#: to its last filled cell. Other words are let through: of themes there may be several.
CHOICES = (
    "=OFFSET(keuzes!$A$2,0,MATCH($C2,keuzes!$1:$1,0)-1,"
    "COUNTA(OFFSET(keuzes!$A$2,0,MATCH($C2,keuzes!$1:$1,0)-1,99,1)),1)"
)
CONFIRMED = "ok"


def export_review(run: Result, out: Path) -> int:
    """Write ``review.csv``, ``review.xlsx``, ``label-studio.json`` and ``label-studio.xml``.

    Parameters
    ----------
    run
        As `pipeline.read_run` gives it.
    out
        Made when missing; the four files are replaced.

    Returns
    -------
    int
        How many judgements there are to review.
    """
    items = review_items(run)
    out.mkdir(parents=True, exist_ok=True)
    themes = theme_labels(run)
    documents = {document.sha256: name for name, document in run.documents.items()}
    rows = [_row(item, themes, documents) for item in items]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    (out / "review.csv").write_text(stream.getvalue(), encoding="utf-8", newline="")
    _write_xlsx(out / "review.xlsx", rows, themes)
    tasks = json.dumps(label_studio_tasks(run, items), ensure_ascii=False, indent=1)
    (out / "label-studio.json").write_text(tasks + "\n", encoding="utf-8")
    configuration = label_studio_configuration(sorted(themes))
    (out / "label-studio.xml").write_text(configuration, encoding="utf-8")
    return len(items)


def theme_labels(run: Result) -> dict[str, str]:
    """Return the Dutch label of each theme of a run's codebook, by identifier."""
    return dict(run.run.get("codebook", {}).get("labels", {}))


def _row(
    item: ReviewItem, themes: Mapping[str, str], documents: Mapping[str, str]
) -> list[str | int | float]:
    cells = {name: getattr(item, name) for name in COLUMNS.values() if name}
    cells["field"] = FIELD_LABELS[item.field]
    cells["found"] = shown(item.field, item.found, themes, documents)
    return [cells.get(name, "") for name in COLUMNS.values()]


def _safe(cell: str | float) -> str | float:
    """Mark text that a spreadsheet would run as a formula."""
    return guard(cell) if isinstance(cell, str) else cell


def _write_xlsx(
    path: Path, rows: Sequence[Sequence[str | float]], themes: Mapping[str, str]
) -> None:
    """Write the sheet with, in the column to fill in, the labels of the row's field to choose."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True, "bg_color": HEADER_COLOUR, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        top = book.add_format({"valign": "top"})
        filled = book.add_format(
            {"text_wrap": True, "valign": "top", "bg_color": FILLED_COLOUR, "border": 4}
        )
        for column, name in enumerate(COLUMNS):
            sheet.set_column(
                column, column, WIDTHS.get(name, 10), wrapped if name in WIDTHS else top
            )
        sheet.write_row(0, 0, list(COLUMNS), head)
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, row)
        to_fill = list(COLUMNS).index("correctie")
        for at in range(1, len(rows) + 1):
            sheet.write_blank(at, to_fill, None, filled)
        if rows:
            sheet.data_validation(
                1,
                to_fill,
                len(rows),
                to_fill,
                {"validate": "list", "source": CHOICES, "show_error": False},
            )
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        choices = book.add_worksheet(CHOICES_SHEET)
        for column, (field, name) in enumerate(FIELD_LABELS.items()):
            labels = [CONFIRMED, *labels_of(field, themes).values()]
            choices.set_column(column, column, max(map(len, [name, *labels])) + 2)
            choices.write_string(0, column, name, head)
            choices.write_column(1, column, labels)


def label_studio_tasks(run: Result, items: Sequence[ReviewItem]) -> list[dict[str, object]]:
    """Return a task a document: its text, and its claims with type and themes as prediction.

    The document with the least certain claim comes first. Offsets are those of the source text.
    """
    claims: dict[str, dict[tuple[int, int], dict[str, ReviewItem]]] = {}
    for item in items:
        if item.field in ("themes", "claim_type"):
            spans = claims.setdefault(item.document_id, {})
            spans.setdefault((item.start, item.end), {})[item.field] = item
    return [
        {
            "data": {
                "document": document_id,
                "sha256": run.documents[document_id].sha256,
                "text": run.documents[document_id].source,
            },
            "predictions": [
                {
                    "model_version": "weerklank",
                    "score": min(i.certainty for one in spans.values() for i in one.values()),
                    "result": [
                        region
                        for span, fields in sorted(spans.items())
                        for region in _regions(span, fields, run.documents[document_id].source)
                    ],
                }
            ],
        }
        for document_id, spans in claims.items()
    ]


def _regions(
    span: tuple[int, int], fields: Mapping[str, ReviewItem], source: str
) -> list[dict[str, object]]:
    start, end = span
    place = {"start": start, "end": end, "text": source[start:end]}
    common = {"id": f"{start}-{end}", "to_name": "text"}
    themes = fields["themes"].found
    regions: list[dict[str, object]] = [
        common
        | {
            "from_name": "claim_type",
            "type": "labels",
            "value": place | {"labels": [fields["claim_type"].found]},
        }
    ]
    if themes != NONE:
        choices = place | {"choices": themes.split("|")}
        regions.append(common | {"from_name": "themes", "type": "choices", "value": choices})
    return regions


def label_studio_configuration(theme_ids: Sequence[str]) -> str:
    """Return the labelling interface that the tasks are made for."""
    types = "".join(f'    <Label value="{name}"/>\n' for name in get_args(ClaimType))
    themes = "".join(f'    <Choice value="{name}"/>\n' for name in theme_ids)
    return (
        "<View>\n"
        f'  <Labels name="claim_type" toName="text">\n{types}  </Labels>\n'
        '  <Text name="text" value="$text"/>\n'
        '  <Choices name="themes" toName="text" choice="multiple" perRegion="true">\n'
        f"{themes}  </Choices>\n"
        "</View>\n"
    )

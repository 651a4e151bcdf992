"""Write what a person reviews: a sheet as CSV and as xlsx, and tasks for Label Studio."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

import xlsxwriter

from pipeline.formulas import guard
from pipeline.records import ClaimType
from pipeline.review.corrections import NONE
from pipeline.review.items import ReviewItem, Run, read_run, review_items

#: Header of the sheet (Dutch: an analyst fills it in) and the attribute of the item below it.
COLUMNS = {
    "zekerheid": "certainty",
    "document": "document_id",
    "veld": "field",
    "ervoor": "before",
    "tekst": "text",
    "erna": "after",
    "antwoord": "answer",
    "gevonden": "found",
    "correctie": "",
    "opmerking": "",
    "begin": "start",
    "einde": "end",
    "sha256": "sha256",
}
WIDTHS = {
    "ervoor": 40,
    "tekst": 60,
    "erna": 40,
    "antwoord": 60,
    "gevonden": 28,
    "correctie": 28,
    "document": 24,
}
#: Any fixed day: the same run gives the same bytes.
CREATED = datetime.datetime(2000, 1, 1)
SHEET = "nakijken"


def export_review(run_folder: Path, out: Path) -> int:
    """Write ``review.csv``, ``review.xlsx``, ``label-studio.json`` and ``label-studio.xml``.

    Parameters
    ----------
    run_folder
        What `weerklank analyze --out` wrote.
    out
        Made when missing; the four files are replaced.

    Returns
    -------
    int
        How many judgements there are to review.

    Raises
    ------
    UsageError
        When the folder holds no run.
    """
    run = read_run(run_folder)
    items = review_items(run)
    out.mkdir(parents=True, exist_ok=True)
    rows = [_row(item) for item in items]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    (out / "review.csv").write_text(stream.getvalue(), encoding="utf-8", newline="")
    _write_xlsx(out / "review.xlsx", rows)
    themes = run.tables["claim_themes"]["theme"]
    tasks = json.dumps(label_studio_tasks(run, items), ensure_ascii=False, indent=1)
    (out / "label-studio.json").write_text(tasks + "\n", encoding="utf-8")
    configuration = label_studio_configuration(sorted(set(themes)))
    (out / "label-studio.xml").write_text(configuration, encoding="utf-8")
    return len(items)


def _row(item: ReviewItem) -> list[str | int | float]:
    return [getattr(item, name) if name else "" for name in COLUMNS.values()]


def _safe(cell: str | float) -> str | float:
    """Mark text that a spreadsheet would run as a formula."""
    return guard(cell) if isinstance(cell, str) else cell


def _write_xlsx(path: Path, rows: Sequence[Sequence[str | float]]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet(SHEET)
        head = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, WIDTHS.get(name, 12), wrapped)
        sheet.write_row(0, 0, list(COLUMNS), head)
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)


def label_studio_tasks(run: Run, items: Sequence[ReviewItem]) -> list[dict[str, object]]:
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
                "sha256": run.hashes[document_id],
                "text": run.sources[document_id],
            },
            "predictions": [
                {
                    "model_version": "weerklank",
                    "score": min(i.certainty for one in spans.values() for i in one.values()),
                    "result": [
                        region
                        for span, fields in sorted(spans.items())
                        for region in _regions(span, fields, run.sources[document_id])
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

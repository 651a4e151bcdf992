"""The page's tables, made with great_tables: figures as numbers, labels in two languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from great_tables import GT, html
from markupsafe import Markup, escape

from pipeline.records import STANCES, SetAside
from pipeline.report.findings import Findings
from pipeline.report.page.view import Card
from pipeline.report.words import words

# From no claim to every claim; the text on it turns white where dark text would not be read.
HEAT = ["#ffffff", "#7fb2d0", "#0b4a75"]
INK, HEADING = "#1c2430", "#eef1f4"  # as in the page's style
NOTHING = "–"


def document_table(findings: Findings) -> Markup:
    """Return what was read: a row a document."""
    rows = [
        {
            "title": _titled(document.title or document.document_id, document.document_id),
            "publisher": _text(document.publisher),
            "date": _text(document.date),
            "role": words(f"role_{document.role}")
            + (Markup(" ") + words("inferred") if document.role_inferred else Markup("")),
            "format": _text(document.format),
            "claims": _number(len(findings.claims[document.document_id])),
            "recommendations": _number(
                sum(r.document_id == document.document_id for r in findings.counted)
            ),
        }
        for document in findings.documents.values()
    ]
    return _table("documents", rows, numbers=("claims", "recommendations"))


def set_aside_table(set_aside: Sequence[SetAside]) -> Markup:
    """Return what was set aside: a row a file, with the reason and what to do."""
    rows = [
        {
            "source": _text(aside.source),
            "error": Markup('<span lang="en">{}</span>').format(aside.error),
            "hint": Markup('<span lang="en">{}</span>').format(aside.hint or NOTHING),
        }
        for aside in set_aside
    ]
    return _table("aside", rows)


def theme_heatmap(findings: Findings, labels: Mapping[str, Markup]) -> Markup:
    """Return the share of each document's claims that carries each theme."""
    rows = []
    for document_id, claims in findings.claims.items():
        document = findings.documents[document_id]
        shares = {
            f"theme_{theme}": (
                sum(theme in {t.theme for t in claim.themes} for claim in claims) / len(claims)
                if claims
                else None
            )
            for theme in labels
        }
        rows.append({"document": document.title or document_id, **shares})
    columns = [f"theme_{theme}" for theme in labels]
    frame = pd.DataFrame(rows, columns=["document", *columns])
    highest = frame[columns].max().max()
    table = (
        GT(frame, rowname_col="document", id="heatmap")
        .data_color(
            columns=columns,
            palette=HEAT,
            domain=[0, float(highest) if highest > 0 else 1],
            na_color="#ffffff",
            contrast_algo="wcag",
        )
        .fmt(_percent, columns=columns)
        .fmt(Markup('<span lang="nl">{}</span>').format, columns="document")
        .cols_align("center", columns=columns)
        .cols_label({f"theme_{theme}": html(label) for theme, label in labels.items()})
        .tab_stubhead(html(words("column_document")))
    )
    return _rendered(table)


def stance_table(counts: Mapping[str, Mapping[str, int]], labels: Mapping[str, Markup]) -> Markup:
    """Return the recommendations of each theme by stance."""
    rows = [
        {
            "theme": labels[theme],
            **{f"stance_{stance}": _number(counts[theme][stance]) for stance in STANCES},
            "judged": _number(sum(counts[theme].values())),
        }
        for theme in counts
    ]
    numbers = (*(f"stance_{stance}" for stance in STANCES), "judged")
    return _table("stances", rows, numbers=numbers)


def coverage_table(cards: Iterable[Card], titles: Mapping[str, str]) -> Markup:
    """Return how far each recommendation was answered, with the days that it took."""
    rows = [
        {
            "recommendation": Markup('<a href="#{}">{}</a>').format(
                f"r{card.order + 1}",
                Markup("{} {}").format(words("recommendation"), card.label),
            ),
            "document": _titled(titles[card.document_id], card.document_id),
            "asks": _number(len(card.asks)),
            "answered": _number(card.n_answered),
            "coverage": _percent(card.coverage),
            "stance": chip(card.judged.stance),
            "days": _number(card.days),
        }
        for card in cards
    ]
    return _table("coverage", rows, numbers=("asks", "answered", "coverage", "days"))


def chip(stance: str) -> Markup:
    """Return a stance's label in its colour."""
    return Markup('<span class="chip {}">{}</span>').format(stance, words(f"stance_{stance}"))


def _table(name: str, rows: Sequence[Mapping[str, Markup]], numbers: Sequence[str] = ()) -> Markup:
    """Return a table whose cells are markup already."""
    columns = list(rows[0]) if rows else []
    keep: Callable[[Any], str] = str
    table = (
        GT(pd.DataFrame(rows, columns=columns), id=f"table-{name}")
        .fmt(keep, columns=columns)
        .cols_align("left", columns=columns)
        .cols_align("right", columns=list(numbers))
        .cols_label({column: html(_heading(column)) for column in columns})
    )
    return _rendered(table)


def _heading(column: str) -> Markup:
    """Return a column's name; a stance's own label is one."""
    return words(column if column.startswith("stance_") else f"column_{column}")


def _rendered(table: GT) -> Markup:
    # The page's own style sets widths and scrolls: see .scroll there.
    return Markup(
        table.tab_options(
            table_width="100%",
            table_font_size="1em",
            table_font_names=["inherit"],
            container_overflow_x="visible",
            container_overflow_y="visible",
            container_padding_x="0px",
            container_padding_y="0px",
            table_font_color=INK,
            stub_font_weight="400",
            column_labels_font_weight="600",
            column_labels_background_color=HEADING,
            heading_background_color=HEADING,
        ).as_raw_html()
    )


def _titled(title: str, document_id: str) -> Markup:
    return Markup('<span lang="nl" title="{}">{}</span>').format(document_id, title)


def _text(text: str) -> Markup:
    return escape(text or NOTHING)


def _number(number: int | None) -> Markup:
    return (
        Markup('<span data-value="{0}">{0}</span>').format(number)
        if number is not None
        else (Markup(NOTHING))
    )


def _percent(share: float | None) -> Markup:
    if share is None or share != share:
        return Markup(NOTHING)
    return Markup('<span data-value="{:.4f}">{}%</span>').format(share, round(100 * share))

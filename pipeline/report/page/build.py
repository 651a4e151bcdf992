"""Build the page: one HTML file with style, script, plots and texts inside."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from pipeline.codebook import Codebook
from pipeline.records import STANCES, Alignment, DocumentAnalysis, SetAside, Verdict
from pipeline.report import words
from pipeline.report.coverage import NO_THEME, stance_by_theme_rows
from pipeline.report.findings import Findings, arrange
from pipeline.report.measured import Measured
from pipeline.report.page import tables
from pipeline.report.page.places import Places
from pipeline.report.page.plots import stance_bars
from pipeline.report.page.view import UNJUDGED, cards, silent_advice, totals

REPORT_FILE = "report.html"
LANGUAGES = ("nl", "en")
TEMPLATES = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a run was made with: stated at the end of the page.

    ``language_model`` has name, version and sha256.
    """

    version: str
    language_model: Mapping[str, str]
    codebook: Codebook
    measured: Measured


def build_page(
    analyses: Sequence[DocumentAnalysis],
    alignments: Sequence[Alignment],
    verdicts: Sequence[Verdict],
    set_aside: Sequence[SetAside],
    about: About,
) -> bytes:
    """Build ``report.html``.

    Parameters
    ----------
    analyses, alignments, verdicts, set_aside
        What the stages found, in any order.
    about
        What it was made with.

    Returns
    -------
    bytes
        One HTML document in UTF-8 that loads nothing from elsewhere: Dutch, with an English
        switch. The same findings give the same bytes. Whatever the documents hold is shown as
        text; a content security policy keeps all but the page's own script from running.

    Raises
    ------
    IntegrityError
        The findings contradict each other (see `arrange`).
    """
    findings = arrange(analyses, alignments, verdicts, set_aside, about.codebook.theme_ids)
    places = Places(findings)
    shown = tuple(cards(findings, places, about.measured))
    labels = {
        theme.theme: words.pair(theme.label_nl, theme.label_en) for theme in about.codebook.themes
    }
    titles = {key: document.title or key for key, document in findings.documents.items()}
    counts = _stance_counts(findings)
    script = _file("script.js")
    page = _template().render(
        about=about,
        policy=_policy(script),
        style=Markup(_file("style.css")),
        script=Markup(script),
        words=words.words,
        attribute=words.attribute,
        nl=words.plain,
        en=words.english,
        note=words.pair(about.measured.note("nl"), about.measured.note("en")),
        chip=tables.chip,
        cards=shown,
        totals=totals(findings, shown, len(findings.set_aside)),
        silent=silent_advice(findings),
        readings=tuple(places.readings()),
        labels=labels,
        titles=titles,
        stances=(*STANCES, UNJUDGED),
        plots=_plots(counts, about.codebook),
        documents=tables.document_table(findings),
        set_aside=tables.set_aside_table(findings.set_aside) if findings.set_aside else "",
        heatmap=tables.theme_heatmap(findings, labels),
        stance_table=tables.stance_table(counts, {**labels, NO_THEME: words.words("no_theme")}),
        coverage=tables.coverage_table(shown, titles) if shown else "",
    )
    # A code point that UTF-8 cannot hold (from a file name that is not text) becomes its escape.
    return page.encode("utf-8", errors="backslashreplace")


def _stance_counts(findings: Findings) -> dict[str, dict[str, int]]:
    """Return recommendations by theme and stance, as `stance_by_theme` counts them."""
    counts: dict[str, dict[str, int]] = {}
    for row in stance_by_theme_rows(findings):
        of_theme = counts.setdefault(str(row["theme"]), {})
        of_theme[str(row["stance"])] = int(str(row["n_recommendations"]))
    return counts


def _plots(counts: Mapping[str, Mapping[str, int]], codebook: Codebook) -> dict[str, Markup]:
    """Return the plot of stances by theme, by language."""
    names = {"nl": codebook.labels_nl, "en": codebook.labels_en}
    return {
        language: stance_bars(
            counts,
            {**names[language], NO_THEME: words.plain("no_theme", language)},
            language,
        )
        for language in LANGUAGES
    }


def _policy(script: str) -> str:
    """Return the content security policy: no request anywhere, no script but the page's own."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        f"form-action 'none'; script-src 'sha256-{digest}'"
    )


def _file(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.jinja")

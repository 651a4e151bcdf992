"""Results in a notebook: an overview of a run, and a document with its claims marked."""

from __future__ import annotations

from html import escape
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.outcome import measured_error, outcome
from pipeline.runs import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.analyze import Result

# Light enough for black words: 15 to 1 or more, where WCAG asks 7 at most.
COLOURS = (
    "#cfe8ff",
    "#ffe2b8",
    "#d3f0c8",
    "#f6d5ee",
    "#fff2a8",
    "#d9dcff",
    "#c6f1ec",
    "#ffd6cf",
    "#e4e4e4",
    "#ead9c6",
)
#: What displaCy puts around marked words; the colour of the words is said, for dark notebooks.
MARKED = (
    '<mark style="background: {bg}; color: #000; padding: .15em .3em; border-radius: .3em; '
    '-webkit-box-decoration-break: clone; box-decoration-break: clone">{text} '
    '<small style="font-weight: 600">[{label}]</small></mark>'
)


class Html(str):
    """Markup that a notebook shows and ``print`` prints."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def show_claims(
    result: Result,
    document_id: str,
    by: Literal["type", "theme"] = "type",
    *,
    start: int = 0,
    end: int | None = None,
) -> Html:
    """Mark the claims of a document with displaCy, by type or by theme.

    Parameters
    ----------
    result
        A run.
    document_id
        One of ``result.documents``.
    by
        ``type`` marks every claim; ``theme`` those with a theme, in the colour of the first.
    start, end
        0-based, end-exclusive code points: show this part of the source; claims that begin
        there are marked whole.

    Returns
    -------
    Html
        Markup, everything from the document escaped.

    Raises
    ------
    KeyError
        When the run has no such document.

    Examples
    --------
    >>> import pipeline
    >>> result = pipeline.analyze("tests/data/wonen")
    >>> shown = show_claims(result, "advies", start=result.tables["claims"]["start"][0])
    >>> shown[shown.index("<mark") :].split(">", 1)[1].split("</small>")[0]
    'De woningmarkt zit op slot. <small style="font-weight: 600">[stelling]'
    """
    from spacy import displacy

    from pipeline.report.labels import CLAIM_TYPE_LABELS

    if document_id not in result.documents:
        raise KeyError(f"{document_id!r} is none of the run's documents: {list(result.documents)}")
    source = result.documents[document_id].source
    stop = len(source) if end is None else end
    claims = [
        row
        for row in records(result.tables["claims"])
        if row["document_id"] == document_id and start <= row["start"] < stop
    ]
    known = result.run["codebook"].get("labels", {})
    unknown = sorted(set(result.tables["claim_themes"]["theme"]) - set(known))
    themes = known | {theme: theme for theme in unknown}
    names: Mapping[str, str] = CLAIM_TYPE_LABELS if by == "type" else themes
    colours = dict(zip(names, cycle(COLOURS), strict=False))
    marks, colour_of = [], {}
    for row in claims:
        found = list(filter(None, row["claim_type" if by == "type" else "themes"].split("|")))
        if found:
            label = escape(" · ".join(names[name] for name in found))
            colour_of[label] = colours[found[0]]
            span = {"start": row["start"] - start, "end": row["end"] - start}
            marks.append({**span, "label": label})
    stop = max([stop, *(row["end"] for row in claims)])
    return Html(
        displacy.render(
            {"text": source[start:stop], "ents": marks},
            style="ent",
            manual=True,
            jupyter=False,
            options={"colors": colour_of, "template": MARKED},
        )
    )


def overview(result: Result) -> Html:
    """Return what a notebook shows of a run: its numbers, its documents and its tables.

    Examples
    --------
    >>> import pipeline
    >>> result = pipeline.analyze("tests/data/wonen")
    >>> "3</strong> aanbevelingen, waarvan <strong>3" in overview(result)
    True
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from pipeline.report.labels import ROLE_LABELS, STANCE_LABELS
    from pipeline.report.schema import TABLES

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found = outcome(result.tables)
    return Html(
        environment.get_template("result.html.jinja").render(
            found=found,
            stances=[(STANCE_LABELS[stance], n) for stance, n in found.stances.items()],
            roles=ROLE_LABELS,
            wrong=round(100 * measured_error()),
            tables=[
                (name, table.title_nl, table.nl, len(result.tables[name]))
                for name, table in TABLES.items()
            ],
            documents=result.tables["documents"].to_dict("records"),
            n_set_aside=result.n_set_aside,
        )
    )

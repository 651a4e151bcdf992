"""Plots as inline SVG: text stays text, and the same counts give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from io import StringIO

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from pipeline.records import STANCES
from pipeline.report.words import plain

# The style's colours of the stances: white text on each has a contrast of 4.5 or more.
COLOURS = {
    "accepted": "#1a7f37",
    "existing_policy": "#0b6b85",
    "partially_accepted": "#8a5a00",
    "rejected": "#b42318",
    "noted": "#57606a",
    "no_response": "#1f2328",
}
WIDTH, BAR_HEIGHT, MARGINS = 5.8, 0.42, 1.15  # inches; a pixel of the page is a 96th
LABEL_LENGTH = 28  # characters of a theme's label that fit beside the bars
# Matches what stands before the picture itself: declaration, document type, meta data.
PREAMBLE = re.compile(r"^.*?(?=<svg )", re.DOTALL)
METADATA = re.compile(r"<metadata>.*?</metadata>\s*", re.DOTALL)
# Matches what comes before an identifier or a reference to one.
IDENTIFIERS = re.compile(r'(?<=\s)id="|(?<=\()#(?=\w)|href="#')
# Matches the sizes in points of the outermost element: the page's style gives it its size.
SIZES = re.compile(r'(<svg [^>]*?)width="[^"]*" height="[^"]*"|(<svg [^>]*?)height="[^"]*"')


def stance_bars(
    counts: Mapping[str, Mapping[str, int]], labels: Mapping[str, str], language: str
) -> Markup:
    """Draw, for every theme, how its judged recommendations were answered.

    Parameters
    ----------
    counts
        Recommendations by theme and stance; themes without any are left out.
    labels
        Name of each theme in this language.
    language
        ``nl`` or ``en``.

    Returns
    -------
    Markup
        An ``svg`` element with a text alternative; empty when there is nothing to draw.
    """
    themes = [theme for theme in counts if sum(counts[theme].values())]
    if not themes:
        return Markup("")
    with mpl.rc_context():
        _settle()
        figure = Figure(figsize=(WIDTH, MARGINS + BAR_HEIGHT * len(themes)))
        height = figure.get_figheight()
        figure.subplots_adjust(left=0.4, right=0.98, bottom=0.45 / height, top=1 - 0.6 / height)
        axes = figure.add_subplot()
        _draw(axes, themes, counts, language)
        axes.set_yticks(range(len(themes)), [_short(labels[theme]) for theme in themes])
        axes.invert_yaxis()
        target = StringIO()
        figure.savefig(
            target, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    return _inline(target.getvalue(), language, _alternative(themes, counts, labels, language))


def _settle() -> None:
    """Put the settings in place, over matplotlib's defaults and not over the user's own.

    The backend stays, which a notebook has chosen. The font is the one that comes with matplotlib,
    for the same bytes everywhere; the page's style shows its own.
    """
    mpl.rcdefaults()
    mpl.rc("svg", hashsalt="weerklank", fonttype="none")
    mpl.rc("font", family="DejaVu Sans", size=10)
    mpl.rc("text", parse_math=False)  # a theme may be called 'Steun van $ 1 en $ 2'


def _draw(
    axes: mpl.axes.Axes,
    themes: Sequence[str],
    counts: Mapping[str, Mapping[str, int]],
    language: str,
) -> None:
    for stance in STANCES:
        if not any(counts[theme][stance] for theme in themes):
            continue
        before = [sum(counts[t][s] for s in STANCES[: STANCES.index(stance)]) for t in themes]
        lengths = [counts[theme][stance] for theme in themes]
        bars = axes.barh(
            range(len(themes)),
            lengths,
            left=before,
            height=0.72,
            color=COLOURS[stance],
            edgecolor="white",
            label=plain(f"stance_{stance}", language),
        )
        axes.bar_label(bars, [n or "" for n in lengths], label_type="center", color="white")
    axes.set_xlabel(plain("axis_recommendations", language))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.tick_params(left=False)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.figure.legend(loc="upper center", ncols=3, frameon=False, fontsize=9, handlelength=1)


def _short(label: str) -> str:
    """Return a label broken over two lines when it is long."""
    if len(label) <= LABEL_LENGTH:
        return label
    middle = label.rfind(" ", 0, len(label) // 2 + 8)
    return f"{label[:middle]}\n{label[middle + 1 :]}"


def _alternative(
    themes: Sequence[str],
    counts: Mapping[str, Mapping[str, int]],
    labels: Mapping[str, str],
    language: str,
) -> str:
    """Return what the plot shows, in words."""
    rows = [
        f"{labels[theme]}: "
        + ", ".join(
            f"{counts[theme][stance]} {plain(f'stance_{stance}', language)}"
            for stance in STANCES
            if counts[theme][stance]
        )
        for theme in themes
    ]
    return f"{plain('plot_stance', language)}. {'; '.join(rows)}."


def _inline(svg: str, prefix: str, alternative: str) -> Markup:
    """Return the drawing as it goes into the page, its identifiers made its own."""
    svg = METADATA.sub("", PREAMBLE.sub("", svg))
    svg = IDENTIFIERS.sub(lambda match: f"{match[0]}{prefix}-", svg)
    svg = SIZES.sub(lambda match: match[1] or match[2], svg, count=1)
    opening = Markup('<svg role="img" aria-label="{}" ').format(alternative)
    return opening + Markup(svg.removeprefix("<svg ").strip())

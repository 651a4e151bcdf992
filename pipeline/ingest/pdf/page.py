"""Read a page of a PDF: its glyphs as runs of text on a baseline, and the lines drawn on it.

Positions are points from the upper left corner of the page as it is read, y downwards.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.errors import SourceError
from pipeline.ingest.files.limits import MOST_ON_A_PAGE
from pipeline.ingest.pdf.runs import Glyph, Run, runs_from_glyphs
from pipeline.ingest.pdf.tables import Drawn, Rule, rules_of

MAX_OBJECTS = 5_000  # a drawn map may hold more; nobody rules a table with them
DOT = (1.5, 8.0)  # points: a drawn bullet is as wide
MAX_DOTS = 200  # a chart has more; no list has
BESIDE = 2.5  # ems: so far before its words
# Fonts whose letters are pictures: a bullet comes out of them as "l", "§" or "\uf0b7".
PICTURE_FONT = re.compile(r"symbol|wingding|dingbat|webding|marlett", re.IGNORECASE)
BOLD_FONT = re.compile(r"bold|black|heavy|semibd|demi(?!.{0,60}light)", re.IGNORECASE)
ITALIC_FONT = re.compile(r"ital|obli|kursiv", re.IGNORECASE)
LIGATURES = dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
NOTHING = frozenset((10, 13, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))  # line ends, joiners
UNKNOWN = frozenset((0xFFFD, 0xFFFE, 0xFFFF))
HYPHEN = 2  # what the library gives for one at the end of a line
ABOUT_WIDE = 0.7  # ems: a letter printed at an angle, whose box says little
BULLET = "•"
STEADY = (0.8, 1.25)  # of the usual size: letters of a scan that were all of one size
# Matches " -" in "biblio -" at the end of a line, as it is recognised; must not match "- Plant".
LOOSE_HYPHEN = re.compile(r"(?<=[a-zà-ÿ]) -$")
OUTLINES = 200  # shapes: letters drawn as such; a chart without any text has fewer
FEW_LETTERS = 10  # a scan may have a page number as text, and nothing else
PICTURED = 0.5  # a scan in strips covers the page; a logo or a chart does not


@dataclass(slots=True)
class Page:
    """What one page holds; ``turned`` is text at an angle to the page's own.

    ``n_hidden`` counts letters that do not show: they lie over a scan in which they were
    recognised. ``n_unreadable`` counts those of which the file does not tell what they say.
    """

    number: int
    width: float
    height: float
    runs: list[Run] = field(default_factory=list)
    turned: list[Run] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    pictured: bool = False
    n_glyphs: int = 0
    n_hidden: int = 0
    n_unreadable: int = 0


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    italic: bool
    picture: bool
    hidden: bool
    angle: int


def read_page(page: pdfium.PdfPage, number: int) -> Page:
    """Return the runs and rules of a page, in the direction in which most of it is written."""
    textpage = page.get_textpage()
    try:
        found = Page(number, *page.get_size())
        box = _visible(page)
        glyphs = _glyphs(textpage, box, found)
        recognised = found.n_hidden * 2 > found.n_glyphs
        main = max(glyphs, key=lambda angle: (len(glyphs[angle]), -angle), default=0)
        for angle in sorted(glyphs):
            frame = _Frame(angle, box)
            for glyph in glyphs[angle]:
                glyph.x, glyph.y = frame.turn(glyph.x, glyph.y)
            if recognised:
                _steady(glyphs[angle])
            runs = runs_from_glyphs(glyphs[angle])
            if recognised:
                for run in runs:
                    run.text = LOOSE_HYPHEN.sub("-", run.text)
            if angle == main:
                found.runs, found.width, found.height = runs, frame.width, frame.height
            else:
                found.turned += runs
        letters = sum(c.isalpha() for run in found.runs for c in run.text)
        found.pictured = letters < FEW_LETTERS and _is_pictured(page, box)
        if found.runs:
            drawn = _drawn(page, _Frame(main, box))
            found.rules = [rule for shape in drawn for rule in rules_of(shape)]
            _put_bullets([shape for shape in drawn if _is_dot(shape)], found.runs)
    finally:
        textpage.close()
    return found


def _steady(glyphs: Sequence[Glyph]) -> None:
    """Give letters of about one size that size: in text from a scan it differs by the line."""
    sizes = sorted(glyph.size for glyph in glyphs)
    middle = sizes[len(sizes) // 2]
    for glyph in glyphs:
        if STEADY[0] * middle < glyph.size < STEADY[1] * middle:
            glyph.size = middle


def _visible(page: pdfium.PdfPage) -> tuple[float, float, float, float]:
    """Return what a reader shows of a page: left, bottom, right, top."""
    media, crop = page.get_mediabox(), page.get_cropbox()
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


class _Frame:
    """Turns positions in the file, y upwards, into the reader's."""

    def __init__(self, angle: int, box: tuple[float, float, float, float]) -> None:
        self.cos, self.sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        corners = [self._turn(x, y) for x in box[::2] for y in box[1::2]]
        self.x = min(x for x, _ in corners)
        self.y = min(y for _, y in corners)
        self.width = max(x for x, _ in corners) - self.x
        self.height = max(y for _, y in corners) - self.y

    def _turn(self, x: float, y: float) -> tuple[float, float]:
        return x * self.cos + y * self.sin, x * self.sin - y * self.cos

    def turn(self, x: float, y: float) -> tuple[float, float]:
        across, down = self._turn(x, y)
        return across - self.x, down - self.y


def _glyphs(
    textpage: pdfium.PdfTextPage, box: tuple[float, float, float, float], found: Page
) -> dict[int, list[Glyph]]:
    """Return the page's glyphs by angle, in the order of the file, without those cropped away."""
    n = raw.FPDFText_CountChars(textpage)
    if n > MOST_ON_A_PAGE:
        raise SourceError(
            f"page {found.number} holds {n:,} characters; expected at most {MOST_ON_A_PAGE:,}",
            "Take that page out (it may be a map or a drawing), and run again.",
        )
    handle = textpage.raw
    x, y, bounds = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    at_x, at_y, at_bounds = ctypes.byref(x), ctypes.byref(y), ctypes.byref(bounds)
    left, bottom, right, top = box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1
    glyphs: dict[int, list[Glyph]] = {}
    style, opened, last = None, [], 0
    drawn_at: tuple[int, float, float] | None = None
    for n_glyph in range(n):
        code = raw.FPDFText_GetUnicode(handle, n_glyph)
        drawn = raw.FPDFText_GetTextObject(handle, n_glyph)
        if drawn and (address := ctypes.addressof(drawn.contents)) != last:
            style, last = _style(textpage, n_glyph, drawn), address
            opened = glyphs.setdefault(style.angle, [])
        if style is None or style.size <= 0 or code in NOTHING:
            continue
        raw.FPDFText_GetCharOrigin(handle, n_glyph, at_x, at_y)
        place = (last, x.value, y.value)
        if not (left <= place[1] <= right and bottom <= place[2] <= top):
            continue
        text = _readable(code, style)
        if text != " ":
            found.n_glyphs += 1
            found.n_unreadable += not text
            found.n_hidden += style.hidden
            if opened and place == drawn_at:
                opened[-1].text += text  # the rest of a ligature
                continue
            drawn_at = place if text else None
        if not text:
            continue
        raw.FPDFText_GetLooseCharBox(handle, n_glyph, at_bounds)
        if style.angle % 90:
            width = ABOUT_WIDE * style.size
        elif style.angle % 180:
            width = bounds.top - bounds.bottom
        else:
            width = bounds.right - bounds.left
        hint = text == " " and bool(raw.FPDFText_IsGenerated(handle, n_glyph))
        opened.append(
            Glyph(text, place[1], place[2], width, style.size, style.bold, style.italic, hint)
        )
    return glyphs


def _readable(code: int, style: _Style) -> str:
    """Return what a glyph says; empty when the file does not tell."""
    if code == HYPHEN:
        return "-"
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""
    character = chr(code)
    if character.isspace():
        return " "
    if style.picture or 0xF000 <= code <= 0xF0FF:  # signs of Symbol and Wingdings are put there
        return BULLET
    if code < 32 or 0x7F <= code < 0xA0 or 0xE000 <= code <= 0xF8FF or code in UNKNOWN:
        return ""
    return LIGATURES.get(character, character)


def _style(textpage: pdfium.PdfTextPage, n_glyph: int, drawn: object) -> _Style:
    matrix, size = raw.FS_MATRIX(), ctypes.c_float()
    raw.FPDFText_GetMatrix(textpage, n_glyph, matrix)
    raw.FPDFTextObj_GetFontSize(drawn, size)
    angle = round(math.degrees(math.atan2(matrix.b, matrix.a))) % 360
    nearest = round(angle / 90) * 90 % 360
    if min(abs(angle - nearest), 360 - abs(angle - nearest)) <= 3:  # a scan lies a little askew
        angle = nearest
    font = raw.FPDFTextObj_GetFont(drawn)
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", "replace")
    slant = ctypes.c_int()
    raw.FPDFFont_GetItalicAngle(font, slant)
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn)
    stroked = mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
    return _Style(
        size=abs(size.value) * math.hypot(matrix.c, matrix.d),
        bold=stroked or bool(BOLD_FONT.search(name)) or raw.FPDFFont_GetWeight(font) >= 600,
        italic=bool(ITALIC_FONT.search(name)) or slant.value != 0,
        picture=bool(PICTURE_FONT.search(name)),
        hidden=mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE,
        angle=angle,
    )


def _drawn(page: pdfium.PdfPage, frame: _Frame) -> list[Drawn]:
    """Return the places of what is drawn on a page."""
    if raw.FPDFPage_CountObjects(page) > MAX_OBJECTS:
        return []
    drawn = []
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        left, bottom, right, top = path.get_bounds()
        (x0, y0), (x1, y1) = frame.turn(left, top), frame.turn(right, bottom)
        sides = raw.FPDFPath_CountSegments(path)
        drawn.append(Drawn(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), sides))
    return drawn


def _is_dot(shape: Drawn) -> bool:
    across, down = shape.x1 - shape.x0, shape.y1 - shape.y0
    return DOT[0] <= across <= DOT[1] and abs(across - down) <= 0.2 * across


def _put_bullets(dots: Sequence[Drawn], runs: Sequence[Run]) -> None:
    """Put a bullet before every run that a dot is drawn beside: browsers print lists so."""
    if len(dots) > MAX_DOTS:
        return
    for dot in dots:
        middle = (dot.y0 + dot.y1) / 2
        for run in runs:
            beside = 0 < run.x0 - dot.x1 < BESIDE * run.size
            if beside and run.top <= middle <= run.y and run.body < 0:
                run.text, run.body, run.x0 = f"{BULLET} {run.text}", run.x0, dot.x0
                run.raised = tuple((a + 2, b + 2) for a, b in run.raised)
                break


def _is_pictured(page: pdfium.PdfPage, box: tuple[float, float, float, float]) -> bool:
    """Whether a page is a scan, or has its letters drawn as shapes."""
    if raw.FPDFPage_CountObjects(page) >= OUTLINES:
        return True
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1.0)
    covered = 0.0
    for image in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = image.get_bounds()
        across = min(right, box[2]) - max(left, box[0])
        covered += max(across, 0.0) * max(min(top, box[3]) - max(bottom, box[1]), 0.0)
    return covered >= PICTURED * area

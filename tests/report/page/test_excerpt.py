import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.offsets import fold
from pipeline.records import Block, Document
from pipeline.report.page.excerpt import AROUND, WHOLE, Mark, marked, shortened

SOURCE = "Het kabinet steunt <em> jour-\n1 Zie een noot.\nnalisten & blijft dat doen.\n"


@pytest.fixture(scope="module")
def document():
    return made(SOURCE, ("1 Zie een noot.\n", "footnote"))


def made(source, *pieces):
    blocks = [("p", 0, len(source), "paragraph")]
    for text, kind in pieces:
        blocks.append(("n", source.index(text), source.index(text) + len(text), kind))
    return Document(
        document_id="d",
        source=source,
        blocks=tuple(
            Block(block_id=name, start=start, end=end, kind=kind, content_start=start)
            for name, start, end, kind in blocks
        ),
    )


def mark(text, source=SOURCE, **known):
    start = source.index(text)
    return Mark(start=start, end=start + len(text), **{"kind": "evidence", **known})


def bare(markup):
    return html.unescape(re.sub(r"<sup>.*?</sup>|<[^>]*>", "", markup))


def test_words_are_folded_escaped_and_marked(document):
    found = marked(document, 0, len(SOURCE), [mark("steunt <em>", label="2", anchor="p7")])

    assert found == (
        'Het kabinet <span id="p7"><mark class="evidence"><sup>2</sup>steunt &lt;em&gt;</mark>'
        "</span> journalisten &amp; blijft dat doen."
    )


def test_mark_runs_across_furniture_and_a_broken_word(document):
    found = marked(document, 0, len(SOURCE), [mark("jour-\n1 Zie een noot.\nnalisten")])

    assert '<mark class="evidence">journalisten</mark> &amp;' in found


def test_marks_that_overlap_are_all_shown(document):
    marks = [mark("kabinet steunt", kind="answer"), mark("steunt <em>")]
    found = marked(document, 0, len(SOURCE), marks)

    assert re.findall(r'<mark class="([\w ]+)">([^<]+)</mark>', found) == [
        ("answer", "kabinet "),
        ("answer evidence", "steunt"),
        ("evidence", " &lt;em&gt;"),
    ]


def test_mark_that_began_before_the_slice_has_its_anchor_there_and_not_here(document):
    found = marked(document, 4, len(SOURCE), [mark("Het kabinet", anchor="p1")])

    assert found.startswith('<mark class="evidence">kabinet</mark> steunt')


@given(
    st.lists(st.tuples(st.integers(0, len(SOURCE) - 1), st.integers(1, 40)), max_size=6),
    st.integers(0, 30),
)
def test_marks_change_no_word(document, spans, start):
    marks = [Mark(start=at, end=at + length, kind="ask") for at, length in spans]

    assert bare(marked(document, start, len(SOURCE), marks)) == (
        fold(SOURCE, start, len(SOURCE), document.furniture).text
    )


def test_short_passage_is_whole_and_a_long_one_shows_what_is_around_its_marks():
    source = "woord " * 200 + "Bewijs een. " + "woord " * 200 + "Bewijs twee. " + "woord " * 200
    long = made(source)
    marks = [mark("Bewijs een.", source), mark("Bewijs twee.", source)]
    found = bare(shortened(long, 0, len(source), marks))

    assert "[…]" not in shortened(long, 0, WHOLE, marks)
    assert found.count("[…]") == 3
    assert len(found) < 2 * (2 * AROUND + 40)
    assert all(part.strip().startswith("woord ") for part in found.split("[…]") if part.strip())
    assert "Bewijs een." in found
    assert "Bewijs twee." in found


def test_long_passage_without_marks_shows_its_beginning():
    source = "Begin. " + "woord " * 400
    found = bare(shortened(made(source), 0, len(source), []))

    assert found.startswith("Begin. woord")
    assert found.endswith("[…] ")
    assert len(found) < 3 * AROUND

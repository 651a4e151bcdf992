"""Measure a language model's sentence boundaries on blocks of our own, beside simple splitters.

The blocks stand in ``models/evaluation/sentences.toml``, in two halves: ``tuned``, whose mistakes
are shown and mended, and ``blind``, of which only the figures are seen.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from pipeline.errors import UsageError
from pipeline.evaluate.evaluation import Evaluation, evaluation_of
from pipeline.evaluate.overlap import Span
from pipeline.evaluate.scores import Comparison, System, Unit, View
from pipeline.records import Block, BlockKind, Document
from pipeline.resources import resource

if TYPE_CHECKING:
    from spacy.language import Language

Half = Literal["tuned", "blind"]
STAGE = "language"
SENTENCES = "models/evaluation/sentences.toml"
KINDS: tuple[BlockKind, ...] = ("paragraph", "heading", "list_item")
#: Between blocks, as in the plain text of a document.
GAP = "\n\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceCase:
    """A block whose sentences are known; they are joined with single spaces."""

    half: Half
    kind: BlockKind
    phenomena: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The words of the block."""
        return " ".join(self.sentences)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the sentences stand in the text, in code points.

        >>> SentenceCase(
        ...     half="tuned", kind="paragraph", phenomena=("two",), sentences=("Ja.", "En nee.")
        ... ).spans
        ((0, 3), (4, 11))
        """
        spans: list[Span] = []
        start = 0
        for sentence in self.sentences:
            spans.append((start, start + len(sentence)))
            start = spans[-1][1] + 1
        return tuple(spans)


def load_sentence_cases(path: Path) -> list[SentenceCase]:
    """Load the blocks of a file like ``models/evaluation/sentences.toml``.

    Raises
    ------
    UsageError
        Naming every block with a fault.
    """
    try:
        tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}", "Mend the file.") from error
    cases: list[SentenceCase] = []
    faults: list[str] = []
    for half in get_args(Half):
        for n, row in enumerate(tables.pop(half, []), start=1):
            sentences = row.get("sentences", [])
            if row.get("kind") not in KINDS:
                faults.append(f"{half} {n}: kind is none of {', '.join(KINDS)}")
            elif not sentences or any(" ".join(s.split()) != s or not s for s in sentences):
                faults.append(f"{half} {n}: sentences are missing, empty or have stray spaces")
            else:
                cases.append(
                    SentenceCase(
                        half=half,
                        kind=row["kind"],
                        phenomena=tuple(row.get("phenomena", ())),
                        sentences=tuple(sentences),
                    )
                )
    faults += [f"'{name}' is neither tuned nor blind" for name in tables]
    if faults:
        raise UsageError(f"{path}: {'; '.join(faults)}.", "Mend these blocks.")
    return cases


def evaluate_sentences(
    nlp: Language, path: Path | None = None, *, seed: int = 0, n_bootstrap: int = 1000
) -> Evaluation:
    """Score a loaded pipeline's sentences as stage ``language``, both halves apart.

    ``boundary`` counts the starts of sentences inside blocks; where a block starts is given.
    ``sentence`` counts whole sentences, from first to last character. Besides weerklank there
    are spaCy's ``sentencizer`` and ``capitals``: every full stop, question or exclamation mark
    before a capital. Errors come from the tuned half only.

    Parameters
    ----------
    nlp
        What ``load_language_model`` returns.
    path
        The blocks, by default ``models/evaluation/sentences.toml``.
    seed, n_bootstrap
        Of the bootstrap over blocks.
    """
    cases = load_sentence_cases(path or resource(SENTENCES))
    comparisons = []
    sources: dict[str, str] = {}
    for half in get_args(Half):
        chosen = [case for case in cases if case.half == half]
        document = _document(chosen, half)
        sources[half] = document.source
        offsets = [block.start for block in document.blocks]
        found: dict[System, list[tuple[Span, ...]]] = {
            "weerklank": _sentences_of_pipeline(nlp, document),
            "sentencizer": [_sentences_of_sentencizer(case.text) for case in chosen],
            "capitals": [_sentences_at_capitals(case.text) for case in chosen],
        }
        views = {
            system: [View(coders=("a",), units=_units(half, chosen, offsets, spans))]
            for system, spans in found.items()
        }
        comparisons.append(Comparison(stage=STAGE, unit="block", views=views))
    return evaluation_of(
        comparisons, sources, seed=seed, n_bootstrap=n_bootstrap, unseen=frozenset({"blind"})
    )


def _document(cases: Sequence[SentenceCase], half: Half) -> Document:
    """Make a document of the blocks, so that the parser sees them as it sees any document."""
    blocks = []
    start = 0
    for n, case in enumerate(cases, start=1):
        end = start + len(case.text)
        blocks.append(
            Block(
                block_id=f"{half}-b{n:04d}",
                start=start,
                end=end,
                kind=case.kind,
                content_start=start,
            )
        )
        start = end + len(GAP)
    source = GAP.join(case.text for case in cases)
    return Document(document_id=half, source=source, blocks=tuple(blocks))


def _sentences_of_pipeline(nlp: Language, document: Document) -> list[tuple[Span, ...]]:
    """Return each block's sentences, by offsets in the block."""
    from threadpoolctl import threadpool_limits

    from pipeline.attributes import units_of
    from pipeline.parse import doc_from_document, source_span
    from pipeline.segment.clauses import sentences_of

    # On one thread, as analyze does: products round alike on every machine.
    with threadpool_limits(limits=1, user_api="blas"):
        doc = nlp(doc_from_document(nlp, document))
    found = []
    for unit in units_of(doc):
        offset = document.blocks[unit.block].start
        spans = [source_span(sentence) for sentence in sentences_of(doc[unit.start : unit.end])]
        found.append(tuple((start - offset, end - offset) for start, end in spans))
    return found


@cache
def _sentencizer() -> Callable[[str], Any]:
    """Make spaCy's own splitter, as `spacy.blank("nl")` users add it."""
    import spacy

    nlp = spacy.blank("nl")
    nlp.add_pipe("sentencizer")
    return nlp


def _sentences_of_sentencizer(text: str) -> tuple[Span, ...]:
    return tuple((s.start_char, s.end_char) for s in _sentencizer()(text).sents)


def _sentences_at_capitals(text: str) -> tuple[Span, ...]:
    """Split at every full stop, question or exclamation mark before a capital.

    >>> _sentences_at_capitals("Aan dhr. Bos. Hij las 't.")
    ((0, 8), (9, 13), (14, 25))
    """
    starts = [0] + [
        n + 2
        for n in range(len(text) - 2)
        if text[n] in ".?!" and text[n + 1] == " " and text[n + 2].isupper()
    ]
    ends = [start - 1 for start in starts[1:]] + [len(text)]
    return tuple(zip(starts, ends, strict=True))


def _boundary(text: str, start: int) -> Span:
    """Return the words around the place where a sentence starts, so that it can be recognised.

    >>> text = "Aan dhr. Bos. Hij las."
    >>> text[slice(*_boundary(text, 14))]
    'Bos. Hij'
    """
    end = text.find(" ", start)
    return text.rfind(" ", 0, max(start - 1, 0)) + 1, len(text) if end < 0 else end


def _units(
    half: Half,
    cases: Sequence[SentenceCase],
    offsets: Sequence[int],
    found: Iterable[tuple[Span, ...]],
) -> tuple[Unit, ...]:
    """Lay found sentences beside gold ones: whole, and by their starts inside the block."""
    units = []
    for case, offset, spans in zip(cases, offsets, found, strict=True):
        sides = (case.spans, spans)
        starts = [[_boundary(case.text, start) for start, _ in side[1:]] for side in sides]
        for label, (gold, other) in (("sentence", sides), ("boundary", starts)):
            named = frozenset({f"{label}, {half}"})
            units += [
                Unit(
                    document_id=half,
                    start=offset + span[0],
                    end=offset + span[1],
                    gold=named if span in gold else frozenset(),
                    found=named if span in other else frozenset(),
                    group=offset,
                )
                for span in sorted({*gold, *other})
            ]
    return tuple(units)

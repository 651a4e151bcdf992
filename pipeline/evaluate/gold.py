"""Gold annotations: what one or two people found in the documents.

Every offset is a 0-based, end-exclusive code point of the document's source text. The records
hold what the files of a gold folder say; `pipeline.evaluate.gold_files` checks those files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pipeline.errors import UsageError
from pipeline.evaluate.gold_files import GoldFolder
from pipeline.evaluate.overlap import Span

Coder = Literal["a", "b"]
CODERS: tuple[Coder, ...] = ("a", "b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What one coder says about a stretch; type and themes are empty for what is no claim.

    A claim whose type is empty or whose themes are None was not asked for them.
    """

    is_claim: bool
    claim_type: str = ""
    themes: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A sentence-like stretch of a document with the codings of one or two coders."""

    document_id: str
    start: int
    end: int
    codings: Mapping[Coder, Coding]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldAsk:
    """An ask as one coder delimits it, the stance towards it and the sentences that decide."""

    start: int
    end: int
    stance: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One coder's stance on a recommendation and on its asks; empty means unjudged."""

    stance: str
    asks: tuple[GoldAsk, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldRecommendation:
    """A recommendation, the passages that answer it and the judgements of one or two coders.

    ``response`` is empty when nothing answers; its spans lie in ``response_document_id``.
    """

    document_id: str
    number: str
    start: int
    end: int
    response_document_id: str
    response: tuple[Span, ...]
    judgements: Mapping[Coder, Judgement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """All annotations of a gold folder, in the order of its files."""

    stretches: tuple[Stretch, ...]
    recommendations: tuple[GoldRecommendation, ...] = ()

    @property
    def coders(self) -> tuple[Coder, ...]:
        """The coders who labelled at least one stretch or recommendation."""
        present = {coder for stretch in self.stretches for coder in stretch.codings}
        present |= {coder for item in self.recommendations for coder in item.judgements}
        return tuple(coder for coder in CODERS if coder in present)


def read_gold(folder: Path, *, themes: Collection[str] | None = None) -> Gold:
    """Read a gold folder: ``coder_a.csv`` and, when there, the other two files.

    Parameters
    ----------
    folder
        Holds ``coder_a.csv``; ``coder_b.csv`` (a second coder on all or some of the stretches)
        and ``recommendations.json`` may be absent.
    themes
        The codebook's themes; any other is a fault. None accepts every theme.

    Raises
    ------
    UsageError
        Names every fault of every file: file, row, what was found and what is expected.
    """
    files = GoldFolder.read(folder, themes)
    coded: dict[tuple[str, int, int], dict[Coder, Coding]] = {}
    for coder in CODERS:
        for row in files.codings.get(coder, ()):
            coded.setdefault((row.document_id, row.start, row.end), {})[coder] = Coding(
                is_claim=row.is_claim, claim_type=row.claim_type, themes=frozenset(row.themes)
            )
    stretches = tuple(
        Stretch(document_id=document_id, start=start, end=end, codings=codings)
        for (document_id, start, end), codings in coded.items()
    )
    return Gold(
        stretches=stretches,
        recommendations=tuple(_recommendation(item) for item in files.recommendations),
    )


def check_gold_fits(gold: Gold, sources: Mapping[str, str]) -> None:
    """Raise ``UsageError`` unless every annotation stands inside a document that was analysed."""
    last: dict[str, int] = {}
    for stretch in gold.stretches:
        last[stretch.document_id] = max(last.get(stretch.document_id, 0), stretch.end)
    for item in gold.recommendations:
        asks = [ask.end for judgement in item.judgements.values() for ask in judgement.asks]
        last[item.document_id] = max(last.get(item.document_id, 0), item.end, *asks)
        ends = [end for _, end in item.response]
        ends += [
            end
            for judgement in item.judgements.values()
            for ask in judgement.asks
            for _, end in ask.evidence
        ]
        last[item.response_document_id] = max(last.get(item.response_document_id, 0), *ends, 0)
    faults = [
        f"document '{document_id}' is not among those analysed"
        if document_id not in sources
        else f"document '{document_id}': an annotation ends at {end}, "
        f"but the text has {len(sources[document_id])} characters"
        for document_id, end in sorted(last.items())
        if document_id not in sources or end > len(sources[document_id])
    ]
    if faults:
        raise UsageError(
            "The gold annotations do not fit the documents:\n" + "\n".join(faults),
            "Analyse the documents that the gold was made on, unchanged and under these names.",
        )


def _recommendation(item: Mapping) -> GoldRecommendation:
    """Turn an entry that has been checked into a record."""
    response = item["response_span"]
    spans = [] if response is None else response
    if spans and isinstance(spans[0], int):
        spans = [spans]
    start, end = item["recommendation_span"]
    judgements: dict[Coder, Judgement] = {}
    for coder in CODERS:
        judged = item.get(f"coder_{coder}")
        if judged is None:
            continue
        judgements[coder] = Judgement(
            stance=judged["stance"],
            asks=tuple(
                GoldAsk(
                    start=ask["span"][0],
                    end=ask["span"][1],
                    stance=ask["stance"],
                    evidence=tuple((left, right) for left, right in ask["evidence_spans"]),
                )
                for ask in judged["asks"]
            ),
        )
    return GoldRecommendation(
        document_id=item["document_id"],
        number=item["number"],
        start=start,
        end=end,
        response_document_id=item.get("response_document_id", item["document_id"]),
        response=tuple((left, right) for left, right in spans),
        judgements=judgements,
    )

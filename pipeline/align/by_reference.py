"""Answers that name what they answer: 'ten aanzien van aanbeveling 3', 'het tweede punt'.

Across documents, where one responds to the other, and inside one document whose answers stand
apart from the list of what is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.align.advisers import is_anothers, is_named
from pipeline.align.by_structure import Settled, passage_of, rejoinder
from pipeline.align.numbering import Name, pick
from pipeline.align.phrases import says
from pipeline.align.places import Place, bare_numbers, find_places
from pipeline.align.titles import title_of
from pipeline.align.words import Rarity, rarity, stems, stems_of_text
from pipeline.records import Alignment, Block, Document, DocumentAnalysis, Recommendation

SCORES = {"heading": 0.98, "text": 0.95}
SHARED_NAME = 0.1  # taken off where one phrase names several recommendations
# A point speaks of a recommendation when they share two telling words, a third of the point or of
# the recommendation, and clearly more than any other recommendation does.
TOPIC_WORDS = 2
TOPIC_SHARE = 0.34
TOPIC_LEAD = 1.4
WHOLE_TOPIC = 0.6  # of a point that shares a single word


@dataclass(frozen=True)
class Asked:
    """Recommendations of one document, with what they are called and what they speak of."""

    document: Document
    recommendations: tuple[Recommendation, ...]
    stems: tuple[frozenset[str], ...]
    rare: Rarity

    @property
    def numbers(self) -> list[str]:
        """Their numbers as printed."""
        return [r.number for r in self.recommendations]

    def about(self, text: str) -> int | None:
        """Return the one recommendation that words are about, None when that is not plain."""
        words = stems_of_text(text)
        known = frozenset().union(*self.stems) & words
        # What the title says, every recommendation is about.
        told = known - stems_of_text(self.document.title) or known
        ranked = sorted(
            ((self.rare.shared(told, own), -n) for n, own in enumerate(self.stems)), reverse=True
        )
        if not ranked:
            return None
        best, n = ranked[0][0], -ranked[0][1]
        own = self.stems[n]
        share = max(self.rare.coverage(words, own), self.rare.coverage(own, words))
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        enough = TOPIC_SHARE if len(told & own) >= TOPIC_WORDS else WHOLE_TOPIC
        if not told & own or share < enough or best < TOPIC_LEAD * second:
            return None
        return n


def asked_of(
    analysis: DocumentAnalysis, recommendations: Sequence[Recommendation] | None = None
) -> Asked:
    """Return a document's recommendations with their stems, those of their title lines included."""
    chosen = analysis.recommendations if recommendations is None else recommendations
    document = analysis.document
    found = tuple(
        stems(r.lemmas) | stems_of_text(title_of(document, r, analysis.recommendations))
        for r in chosen
    )
    return Asked(document, tuple(chosen), found, rarity(found))


def align_by_reference(
    analyses: Sequence[DocumentAnalysis], links: Mapping[str, Sequence[str]]
) -> Iterator[Settled]:
    """Yield a row for every passage that names a recommendation it answers.

    ``links`` holds, for every document that asks, those that respond to it. What structure answers
    inside a reply stays with structure, but for a sentence elsewhere that gives a verdict.
    """
    by_id = {analysis.document.document_id: analysis for analysis in analyses}
    answers: dict[str, list[Document]] = {}
    for asking, responding in sorted(links.items()):
        for document_id in responding:
            answers.setdefault(document_id, []).append(by_id[asking].document)
    for analysis in analyses:
        document = analysis.document
        if document.role != "advice":
            yield from _inside(analysis)
        asked = asked_of(analysis, [r for r in analysis.recommendations if not r.quoted_from])
        if not asked.recommendations:
            continue
        for document_id in links.get(document.document_id, ()):
            others = [d for d in answers[document_id] if d.document_id != document.document_id]
            yield from _across(by_id[document_id], asked, others)


def _inside(analysis: DocumentAnalysis) -> Iterator[Settled]:
    """Answers that name a recommendation of their own document, below the last that is open."""
    open_ones = [r for r in analysis.recommendations if not r.answer]
    if not open_ones:
        return
    asked = asked_of(analysis)
    taken = sorted(_taken(analysis.recommendations) + rejoinder(analysis.document))

    places = find_places(
        analysis,
        lambda name, _: (
            []
            if name.owner and is_anothers(name.owner, analysis.document)
            else pick(name, asked.numbers)
        ),
        total=len(asked.recommendations),
        elsewhere=[n for n, r in enumerate(asked.recommendations) if r.answer],
        labelled={},
        taken=taken,
        after=max(r.end for r in open_ones),
    )
    yield from _rows(
        analysis,
        asked,
        places,
        answered={r.recommendation_id for r in analysis.recommendations if r.answer},
    )


def _across(
    response: DocumentAnalysis, asked: Asked, others: Sequence[Document]
) -> Iterator[Settled]:
    """Answers in another document."""
    quoting = [r for r in response.recommendations if r.quoted_from or r.answer]
    taken = _taken(quoting)
    structured = {r.quoted_from for r in quoting if r.answer}

    def read(name: Name, block: Block) -> list[int] | None:
        if is_anothers(name.owner, asked.document, others):
            return None
        # 'Aanbeveling 3' below a heading that names another adviser is that one's.
        if _headed(block.section, asked.document, others):
            return None
        return pick(name, asked.numbers)

    places = find_places(
        response,
        read,
        total=len(asked.recommendations),
        elsewhere=[
            n for n, r in enumerate(asked.recommendations) if r.recommendation_id in structured
        ],
        labelled=bare_numbers(response, read, lambda text, n: asked.about(text) == n, taken=taken),
        taken=taken,
    )
    yield from _rows(response, asked, places, answered=structured)


def _headed(section: str, document: Document, others: Sequence[Document]) -> bool:
    """Return whether a heading names another document that is answered, and not this one.

    By its adviser, or by a word that only its title has: 'De evaluatie', 'Het schaduwrapport'.
    """
    said = stems_of_text(section)
    titles = [stems_of_text(d.title) for d in (document, *others)]
    own, *theirs = (
        is_named(d, section)
        or bool(said & title - frozenset().union(*titles[:n], *titles[n + 1 :]))
        for n, (d, title) in enumerate(zip((document, *others), titles, strict=True))
    )
    return any(theirs) and not own


def _taken(recommendations: Sequence[Recommendation]) -> list[tuple[int, int]]:
    spans = [(r.start, r.end) for r in recommendations]
    return sorted(spans + [span for r in recommendations for span in r.answer])


def _rows(
    response: DocumentAnalysis, asked: Asked, places: Sequence[Place], *, answered: set[str]
) -> Iterator[Settled]:
    """Yield the passages of each place; of a place that names many, only what is said of each."""
    fewest: dict[int, int] = {}
    for place in places:
        for n in place.named:
            fewest[n] = min(fewest.get(n, len(place.named)), len(place.named))
    for place in places:
        for n in place.named:
            r = asked.recommendations[n]
            runs = place.runs
            if r.recommendation_id in answered or fewest[n] < len(place.named):
                # Another place is this one's own; here only an overall verdict counts.
                if not says("verdict", response.sentences[place.naming].text):
                    continue
                runs = [[place.naming]]
            for run in runs:
                if not run:
                    continue
                start, end = response.sentences[run[0]].start, response.sentences[run[-1]].end
                several = f", with {len(place.named) - 1} more" if len(place.named) > 1 else ""
                score = SCORES[place.how] - SHARED_NAME * (len(place.named) > 1)
                row = Alignment(
                    recommendation_id=r.recommendation_id,
                    ask_id="",
                    passage=passage_of(response.document, start, end),
                    method="reference",
                    score=round(score, 4),
                    explanation=f"{EXPLAINED[place.how]}{several}",
                )
                yield Settled(row, firm=place.how == "heading")


EXPLAINED = {
    "heading": "stands under a heading or label that names the recommendation",
    "text": "names the recommendation by number or order",
}

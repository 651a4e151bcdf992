"""Give every claim its themes: by term, by model, by context."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path
from typing import TypeVar, cast

import numpy as np
from scipy.special import expit
from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.checksums import verified
from pipeline.codebook import load_codebook
from pipeline.records import Basis, Theme
from pipeline.resources import resource
from pipeline.tag.by_context import Matrix, log_odds, points_back
from pipeline.tag.by_model import ThemeModel
from pipeline.tag.evidence import ClaimWords, EvidenceGatherer, words_matched
from pipeline.tag.weights import ThemeWeights

__all__ = ["ThemeTagger", "claim_words", "make_theme_tagger"]

T = TypeVar("T", int, str)

#: A label or its absence is asked about when its score lies this near to the threshold: there, by
#: the reliability curve in ``scores.json``, from three to six in ten have the theme.
REVIEW_MARGIN = 0.15
#: What the reader of whole papers gives a theme of which it is not sure either way. It gives most
#: of them less than there are: of .2 to .5, tried on `models/development/weigh`, the best.
EVEN = 0.3


class ThemeTagger:
    """Set the themes of claims.

    Reads ``doc.spans["claims"]`` (in order of position), and where they are set ``span._.block``,
    ``span._.section``, ``span._.recommendation`` and the ``answer`` of
    ``doc.spans["recommendations"]``; sets ``span._.themes``, a tuple of `Theme` in codebook order,
    and ``span._.themes_review``. Measured scores: ``models/themes/scores.json``.

    Parameters
    ----------
    nlp, name
        The pipeline, and the component's name in it.
    codebook
        The codebook file.
    model
        The folder of the trained model and the context weights.
    """

    def __init__(self, nlp: Language, name: str, *, codebook: Path, model: Path) -> None:
        self.name = name
        self.codebook = load_codebook(codebook)
        self._gatherer = EvidenceGatherer(
            self.codebook, ThemeModel.load(verified(model / "model.skops")), nlp
        )
        self._weights = ThemeWeights.load(verified(model / "context.json"))
        Span.has_extension("themes") or Span.set_extension("themes", default=())
        Span.has_extension("themes_review") or Span.set_extension("themes_review", default=False)

    def __call__(self, doc: Doc) -> Doc:
        """Tag the claims of one Doc."""
        spans = list(doc.spans.get("claims", ()))
        if not spans:
            return doc
        claims = claim_words(doc)
        evidence, matches = self._gatherer.gather(claims)
        scores, own = self._weights.scores(evidence)
        scores = self._with_reading(doc, scores)
        bases = self._weights.bases(evidence, own)
        threshold, carried = self._weights.threshold, self._weights.carried
        for n, span in enumerate(spans):
            themes = []
            for column, theme in enumerate(self.codebook.theme_ids):
                score = float(scores[n, column])
                basis = cast("Basis", bases[n][column])
                if score < (carried if basis == "context" else threshold):
                    continue
                matched = words_matched(claims[n], matches[n], theme)
                if basis == "context":
                    matched = points_back(evidence.contexts[n].words)[0]
                themes.append(Theme(theme=theme, score=score, basis=basis, matched=matched))
            span._.themes = tuple(themes)
            span._.themes_review = any(
                abs(score - (carried if basis == "context" else threshold)) < REVIEW_MARGIN
                for score, basis in zip(scores[n], bases[n], strict=True)
            )
        return doc

    def _with_reading(self, doc: Doc, scores: Matrix) -> Matrix:
        """Add what a reader of the whole paper says of themes that it knows, as log-odds."""
        reading = doc._.reading if Doc.has_extension("reading") else None
        if reading is None:
            return scores
        ids = self.codebook.theme_ids
        known = [(ids.index(theme), n) for n, theme in enumerate(reading.theme_ids) if theme in ids]
        ours, theirs = [column for column, _ in known], [column for _, column in known]
        weight, even = reading.belief.themes, log_odds(np.array(EVEN))
        scores = scores.copy()
        for n, span in enumerate(doc.spans["claims"]):
            row = reading.unit_at(span.start, span.end)
            if row is not None:
                said = log_odds(reading.themes[row, theirs]) - even
                scores[n, ours] = expit(log_odds(scores[n, ours]) + weight * said)
        return scores


@Language.factory(
    "weerklank_themes",
    requires=["doc.spans", "token.lemma"],
    assigns=["span._.themes", "span._.themes_review"],
    default_config={"codebook": "", "model": ""},
)
def make_theme_tagger(nlp: Language, name: str, codebook: str, model: str) -> ThemeTagger:
    """Make the component; empty paths stand for the codebook and model that are shipped."""
    return ThemeTagger(
        nlp,
        name,
        codebook=Path(codebook) if codebook else resource("models/codebook.toml"),
        model=Path(model) if model else resource("models/themes"),
    )


def claim_words(doc: Doc) -> list[ClaimWords]:
    """Return the words of a Doc's claims and where each stands, in order."""
    spans = list(doc.spans.get("claims", ()))
    return [
        ClaimWords.from_tokens(
            list(span), _attribute(span, "block", 0), _attribute(span, "section", ""), index
        )
        for span, index in zip(spans, _recommendations_of(doc, spans), strict=True)
    ]


def _attribute(span: Span, name: str, default: T) -> T:
    """Return an extension attribute of a claim, or a default on a Doc made by hand."""
    return getattr(span._, name) if Span.has_extension(name) else default


def _recommendations_of(doc: Doc, claims: list[Span]) -> list[int]:
    """Return for each claim the recommendation that it is part of or answers, -1 for none."""
    indices = [_attribute(claim, "recommendation", -1) for claim in claims]
    asked = doc.spans.get("recommendations", ())
    if not Span.has_extension("answer") or not Doc.has_extension("units"):
        return indices
    answers = sorted(
        (start, end, n) for n, span in enumerate(asked) for start, end in span._.answer
    )
    if answers:
        from pipeline.parse import source_span

        for n, claim in enumerate(claims):
            at = source_span(claim)[0]
            last = bisect_right(answers, at, key=lambda answer: answer[0]) - 1
            if indices[n] < 0 and last >= 0 and at < answers[last][1]:
                indices[n] = answers[last][2]
    return indices

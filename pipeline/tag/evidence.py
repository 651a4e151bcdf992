"""Gather what the themes of a document's claims may rest on: terms, model, headings, places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Token

from pipeline.codebook import Codebook
from pipeline.tag.by_context import POINTING_REACH, ClaimContext, Evidence, Matrix
from pipeline.tag.by_model import UNKNOWN, ThemeModel
from pipeline.tag.by_term import GENERAL, TermMatch, TermMatcher, matched_words


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """The words of one claim and where it stands, whatever they were taken from.

    ``section`` is the heading path, parts joined with ' > '.
    """

    tokens: tuple[tuple[str, str], ...]
    text: str
    block: int
    section: str
    recommendation: int

    @classmethod
    def from_tokens(
        cls, tokens: Sequence[Token], block: int, section: str, recommendation: int
    ) -> ClaimWords:
        """Take the words of spaCy tokens; white space is left out."""
        pairs = tuple((t.text, t.lemma_) for t in tokens if not t.is_space)
        text = "".join(t.text_with_ws for t in tokens)
        return cls(pairs, " ".join(text.split()), block, section, recommendation)


class EvidenceGatherer:
    """Turn the claims of a document into `Evidence`.

    Parameters
    ----------
    codebook, model
        Where terms and probabilities come from; without a model all probabilities are unknown.
    nlp
        Splits headings into words.
    """

    def __init__(self, codebook: Codebook, model: ThemeModel | None, nlp: Language) -> None:
        self.theme_ids = codebook.theme_ids
        self._matcher = TermMatcher(codebook)
        self._model = model
        self._tokenizer = nlp.tokenizer
        self._headings: dict[str, Matrix] = {}

    def gather(self, claims: Sequence[ClaimWords]) -> tuple[Evidence, list[list[TermMatch]]]:
        """Return the evidence of a document's claims, and each claim's own matches."""
        column = {theme: n for n, theme in enumerate(self.theme_ids)}
        shape = (len(claims), len(column))
        terms, headings, paths = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        matches: list[list[TermMatch]] = []
        contexts = []
        for n, claim in enumerate(claims):
            found = self._matcher.match(claim.tokens)
            own = [match for match in found if match.theme != GENERAL]
            for theme, _ in {(match.theme, match.start) for match in own}:
                terms[n, column[theme]] += 1
            *path, heading = claim.section.split(" > ")
            headings[n] = self._heading_row(heading)
            paths[n] = np.maximum.reduce([headings[n], *map(self._heading_row, path)])
            words = [form.lower() for form, _ in claim.tokens if any(map(str.isalpha, form))]
            contexts.append(
                ClaimContext(
                    block=claim.block,
                    section=claim.section,
                    recommendation=claim.recommendation,
                    words=tuple(words[:POINTING_REACH]),
                    general=len(own) < len(found),
                )
            )
            matches.append(own)
        evidence = Evidence(
            contexts=tuple(contexts),
            terms=terms,
            model=self._probabilities(claims),
            headings=headings,
            paths=paths,
        )
        return evidence, matches

    def _heading_row(self, heading: str) -> Matrix:
        """Return a 1 for each theme with a term in a heading."""
        if heading not in self._headings:
            pairs = [(t.text, "") for t in self._tokenizer(heading) if not t.is_space]
            found = {match.theme for match in self._matcher.match(pairs)}
            row = np.array([theme in found for theme in self.theme_ids], dtype=float)
            self._headings[heading] = row
        return self._headings[heading]

    def _probabilities(self, claims: Sequence[ClaimWords]) -> Matrix:
        if self._model is None:
            return np.full((len(claims), len(self.theme_ids)), UNKNOWN)
        return self._model.probabilities([claim.text for claim in claims], self.theme_ids)


def words_matched(claim: ClaimWords, matches: Sequence[TermMatch], theme: str) -> str:
    """Return the words of a claim that point to a theme, as they stand there."""
    forms = [form for form, _ in claim.tokens]
    return matched_words([match for match in matches if match.theme == theme], forms)

"""Count the parts of words that a fitted vectoriser knows, looking at every word once.

What `TfidfVectorizer` with ``analyzer="char_wb"`` counts lies within words, and words come back: a
long document has a few hundred. Looked up instead of cut anew, they cost a fifth.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import scipy.sparse as sp
from sklearn.feature_extraction.text import TfidfVectorizer

WITHIN_WORDS = "char_wb"
#: Words that are kept; more would be names and mistakes that do not come back.
KEPT = 50_000


class WordParts:
    """Gives what a fitted vectoriser's ``transform`` gives, bit for bit.

    Parameters
    ----------
    vectorizer
        Fitted, of parts within words.
    """

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        if vectorizer.analyzer != WITHIN_WORDS:
            raise ValueError(f"analyzer {vectorizer.analyzer!r}, expected {WITHIN_WORDS!r}")
        self._vectorizer = vectorizer
        self._prepare = vectorizer.build_preprocessor()
        self._cut = vectorizer.build_analyzer()
        self._known: dict[str, tuple[int, ...]] = {}

    def transform(self, texts: Sequence[str]) -> sp.csr_matrix:
        """Return a row a text and a column a part of words."""
        indices: list[int] = []
        counted: list[int] = []
        ends = [0]
        for text in texts:
            counts: Counter[int] = Counter()
            for word in self._prepare(text).split():
                counts.update(self._parts(word))
            for part in sorted(counts):
                indices.append(part)
                counted.append(counts[part])
            ends.append(len(indices))
        shape = len(texts), len(self._vectorizer.vocabulary_)
        matrix = sp.csr_matrix((counted, indices, ends), shape=shape, dtype=self._vectorizer.dtype)
        # The vectoriser keeps what turns its counts into weights to itself.
        weighted: sp.csr_matrix = self._vectorizer._tfidf.transform(matrix, copy=False)
        return weighted

    def _parts(self, word: str) -> tuple[int, ...]:
        """Return the columns of a word's parts, one as often as it comes."""
        found = self._known.get(word)
        if found is None:
            vocabulary = self._vectorizer.vocabulary_
            found = tuple(vocabulary[part] for part in self._cut(word) if part in vocabulary)
            if len(self._known) < KEPT:
                self._known[word] = found
        return found

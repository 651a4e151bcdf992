"""A stand-in of the page reader: it looks for a word in common, from what it was given to read."""

import numpy as np


class WordEncoder:
    """Gives every word a number of its own."""

    first, last, unknown = 0, 1, 2

    def __init__(self):
        self._words = ["", "", ""]

    def pieces_of(self, text):
        for word in text.split():
            if word not in self._words:
                self._words.append(word)
        return [self._words.index(word) for word in text.split()]

    def word(self, number):
        return self._words[number]


class WordReader:
    """Takes a sentence for the answer when it and what is asked hold one of some patterns."""

    def __init__(self, *patterns):
        self.encoder = WordEncoder()
        self.patterns = patterns
        self.seen = []

    def read(self, asked, page):
        self.seen.append((tuple(asked), page))
        wanted = " ".join(map(self.encoder.word, asked)).lower()
        found = []
        for t in page.inside:
            said = [n for n, place in zip(page.pieces, page.places, strict=True) if place == t]
            text = " ".join(map(self.encoder.word, said)).lower()
            same = any(
                any(w in wanted for w in p.split("|")) and any(w in text for w in p.split("|"))
                for p in self.patterns
            )
            found.append(3.0 if same else -3.0)
        return np.array(found)

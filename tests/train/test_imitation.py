"""Which lines of raw text the language model learns from."""

import pytest

from pipeline.train.imitation import is_one_sentence
from pipeline.train.treebank import Sentence


def sentence(text: str) -> Sentence:
    words = text.split()
    blank = [""] * len(words)
    return Sentence(
        source="silver",
        words=words,
        spaces=[True] * len(words),
        lemmas=blank,
        base_lemmas=blank,
        pos=blank,
        tags=blank,
        morphs=blank,
        heads=[0] * len(words),
        deps=blank,
    )


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("De sluis gaat morgen open .", True),
        ("Volgens dhr. Bos , o.a. wethouder , gaat de sluis open .", True),
        ("De sluis gaat open . Daarna varen de schepen door .", False),
        ("Uitslagen van de zaalvoetbalavond", False),
        ("Sluis A 12 schepen", False),
    ],
)
def test_only_whole_single_sentences_teach_where_sentences_end(text, one):
    assert is_one_sentence(sentence(text)) is one

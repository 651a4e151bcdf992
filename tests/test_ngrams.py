"""Parts of words are counted as the vectoriser counts them."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from pipeline.ngrams import WordParts

LEARNED = ["De raad vraagt om geld.", "Het kabinet geeft geld; de raad zwijgt.", "Een ontgelding"]
READ = ["Wie geld  vraagt,\nkrijgt geld", "", "ZWIJGT de Raad? Ja.", "é", "geldgeldgeld a"]


@pytest.mark.parametrize("options", [{}, {"sublinear_tf": True, "dtype": np.float32}])
def test_the_same_numbers_in_the_same_columns(options):
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), **options).fit(LEARNED)
    parts = WordParts(vectorizer)
    for _ in range(2):  # a word looked up gives what one cut anew gives
        found, expected = parts.transform(READ), vectorizer.transform(READ)
        assert found.dtype == expected.dtype
        assert (found.indptr == expected.indptr).all()
        assert (found.indices == expected.indices).all()
        assert (found.data == expected.data).all()


def test_words_as_they_are_need_another_vectorizer():
    with pytest.raises(ValueError, match="char_wb"):
        WordParts(TfidfVectorizer().fit(LEARNED))

"""Pairs are one to one, whatever is paired."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.compare.pairing import pair_by_place, pair_by_words

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=9,
    unique=True,
)
TEXTS = st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=6).map(" ".join))


def one_to_one(pairs, old, new):
    left, right = [i for i, _ in pairs], [j for _, j in pairs]
    assert left == sorted(set(left)) and len(set(right)) == len(right)
    assert all(0 <= i < len(old) and 0 <= j < len(new) for i, j in pairs)


@given(SPANS, SPANS)
def test_places_pair_one_to_one_and_share_most_of_the_shorter(old, new):
    pairs = pair_by_place(old, new)
    one_to_one(pairs, old, new)
    for i, j in pairs:
        shared = min(old[i][1], new[j][1]) - max(old[i][0], new[j][0])
        assert 2 * shared > min(old[i][1] - old[i][0], new[j][1] - new[j][0])
    # Nobody is left who could have been paired.
    rest = [i for i in range(len(old)) if i not in dict(pairs)]
    free = [j for j in range(len(new)) if j not in dict(pairs).values()]
    assert pair_by_place([old[i] for i in rest], [new[j] for j in free]) == []


@given(SPANS)
def test_the_same_places_pair_with_themselves(spans):
    assert pair_by_place(spans, spans) == [(i, i) for i in range(len(spans))]


@given(TEXTS, TEXTS)
def test_words_pair_one_to_one(old, new):
    one_to_one(pair_by_words(old, new), old, new)


@given(TEXTS)
def test_unchanged_texts_pair_in_order(texts):
    assert pair_by_words(texts, texts) == [(i, i) for i in range(len(texts))]


def test_sentences_with_little_in_common_are_no_pair():
    assert pair_by_words(["De huur moet omlaag."], ["De bouw ligt al jaren stil."]) == []


def test_a_text_that_moved_is_the_same_text():
    moved = ["De bouw ligt stil.", "De huur stijgt.", "Het regent."]
    assert pair_by_words(["De huur stijgt.", "Het regent.", "De bouw ligt stil."], moved) == [
        (0, 1),
        (1, 2),
        (2, 0),
    ]

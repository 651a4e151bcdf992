import pytest

from pipeline.align.phrases import phrase_kinds, says

KINDS = {kind: known for kind, known in phrase_kinds().items() if kind != "words"}
YES = [(kind, text) for kind, known in KINDS.items() for text in known["yes"]]
NO = [(kind, text) for kind, known in KINDS.items() for text in known["no"]]


def test_every_kind_has_sentences_for_and_against():
    assert [kind for kind, known in KINDS.items() if not (known["yes"] and known["no"])] == []
    assert {key for known in KINDS.values() for key in known} == {"patterns", "yes", "no"}


@pytest.mark.parametrize(("kind", "text"), YES)
def test_sentence_is_of_its_kind(kind, text):
    assert says(kind, text)


@pytest.mark.parametrize(("kind", "text"), NO)
def test_sentence_is_not_of_the_kind(kind, text):
    assert not says(kind, text)

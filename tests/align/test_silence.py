"""How far a chance is believed."""

import numpy as np
import pytest
from making import advice, analysis

from pipeline.align.chain import shipped_weights
from pipeline.align.likeness import likeness
from pipeline.align.silence import NUMBERS, Said, is_answer, numbers_of
from pipeline.train.answers import Judged, judged_stretches, learn_answers, near_enough
from pipeline.train.cases import Case


@pytest.mark.parametrize(
    ("start", "end", "enough"), [(100, 200, True), (100, 250, False), (100, 120, False)]
)
def test_stretch_is_near_enough(start, end, enough):
    assert near_enough(start, end, [(80, 170)]) is enough


def example(n, chance, right):
    said = Said(chance=chance, coverage=0.5, answering=0.5, meant=0.0)
    return Judged(f"advies{n % 16}", numbers_of(said, 6), right, not right, 1.0)


def test_stretches_with_a_high_chance_are_believed():
    examples = [example(n, 0.9 if n % 2 else 0.1, right=bool(n % 2)) for n in range(64)]
    weights, figures = learn_answers(examples)
    assert figures == {"recommendations": 64, "right": 64, "silent": 32, "kept": 32}
    assert dict(zip(NUMBERS, weights, strict=True))["chance"] > 0.5
    assert is_answer(Said(0.9, 0.5, 0.5, 0.0), 6, weights)
    assert not is_answer(Said(0.1, 0.5, 0.5, 0.0), 6, weights)


def test_advice_is_shown_whole_and_in_part():
    given = advice("Sluit de steenfabriek bij Wijhe.", "Vernieuw de kade in Hattem.")
    letter = analysis(
        "Voor vissers verandert er niets.\n\nDe kade in Hattem wordt vernieuwd.\n",
        "brief",
        role="response",
    )
    last = letter.sentences[1]
    case = Case(
        asking=given,
        recommendations=given.recommendations,
        reply=letter,
        sentences=(0, 1),
        answers=((), ((last.start, last.end),)),
        shown=False,
    )
    weights = np.array(shipped_weights("words"))
    found = list(judged_stretches(case, weights=weights, comparing=likeness))
    whole = [one for one in found if one.weight == 1.0]
    assert [(one.right, one.silent) for one in whole] == [(False, True), (True, False)]
    assert {one.numbers[NUMBERS.index("alone")] for one in found if one.weight < 1.0} == {1.0}

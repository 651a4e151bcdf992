import numpy as np

from pipeline.align.stretches import Stretch, best_stretch

STARTS, ENDS = np.array([0, 50, 100, 150]), np.array([49, 99, 149, 199])


def best(**chances):
    """The best stretch, given the chances of runs by name: s1_2 goes from sentence 1 to 2."""
    runs = np.zeros((4, 4))
    for name, chance in chances.items():
        first, last = map(int, name[1:].split("_"))
        runs[first, last - first] = chance
    return best_stretch(runs, STARTS, ENDS)


def test_nothing_is_best_of_nothing():
    assert best() is None
    assert best(s0_0=0.001) is None


def test_one_run_is_the_best():
    assert best(s1_2=0.6) == Stretch(1, 2, 0.6)


def test_run_that_several_share_goes_before_the_likeliest_alone():
    assert best(s0_0=0.4, s2_2=0.3, s2_3=0.3) == Stretch(2, 2, 0.6)


def test_run_too_short_to_cover_the_answer_is_not_near_enough():
    # One sentence of four covers a quarter.
    assert best(s0_3=0.5, s3_3=0.1) == Stretch(0, 3, 0.5)


def test_likeliest_run_breaks_a_tie():
    assert best(s0_1=0.2, s0_2=0.3) == Stretch(0, 2, 0.5)

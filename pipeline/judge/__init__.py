"""Stance of an answer towards a recommendation and its asks: cues, model, roll-up."""

from pipeline.judge.judge import REVIEW_BELOW, Judge, judge_record
from pipeline.judge.rollup import roll_up

__all__ = ["REVIEW_BELOW", "Judge", "judge_record", "roll_up"]

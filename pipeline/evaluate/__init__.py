"""Measure a run against gold annotations, beside baselines and the coders' own agreement."""

from pipeline.evaluate.evaluation import Evaluation, InstructiveError, evaluate_run
from pipeline.evaluate.gold import Gold, check_gold_fits, read_gold
from pipeline.evaluate.language import evaluate_sentences
from pipeline.evaluate.present import format_evaluation, write_evaluation
from pipeline.evaluate.reliability import format_reliability, reliability

__all__ = [
    "Evaluation",
    "Gold",
    "InstructiveError",
    "check_gold_fits",
    "evaluate_run",
    "evaluate_sentences",
    "format_evaluation",
    "format_reliability",
    "read_gold",
    "reliability",
    "write_evaluation",
]

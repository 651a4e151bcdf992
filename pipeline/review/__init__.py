"""The analyst in the loop: review sheets out, corrections in, and later runs that follow them."""

from pipeline.review.apply import Applied, correct_aligned, correct_claims, correct_verdicts
from pipeline.review.corrections import Correction, load_corrections, save_corrections
from pipeline.review.export import export_review
from pipeline.review.gold import gold_from_corrections
from pipeline.review.imports import import_review

__all__ = [
    "Applied",
    "Correction",
    "correct_aligned",
    "correct_claims",
    "correct_verdicts",
    "export_review",
    "gold_from_corrections",
    "import_review",
    "load_corrections",
    "save_corrections",
]

"""Weerklank shows whether advice finds an answer.

Dutch advice and the government's reply go in; tables come out that say, ask by ask, what became
of every recommendation, each verdict with its evidence at exact offsets.
"""

from pipeline.analyze import Result, analyze, load
from pipeline.compare import compare_runs, write_comparison
from pipeline.errors import WeerklankError
from pipeline.runs import read_run
from pipeline.show import show_claims
from pipeline.source import normalise, read_document

__version__ = "0.1.0"
__all__ = [
    "Result",
    "WeerklankError",
    "__version__",
    "analyze",
    "compare_runs",
    "load",
    "normalise",
    "read_document",
    "read_run",
    "show_claims",
    "write_comparison",
]

"""Where a run's pieces of work are done: here, on several processors, or on other machines.

A piece of work is a function of records to records. Its result is kept under the hash of all that
goes in, and comes back in order whoever did it, so that every engine writes the same bytes.
"""

from pipeline.work.answers import align_pairs, judge_answers
from pipeline.work.documents import Analyzed, analyze_sources, has_new
from pipeline.work.engines import ENGINES, Engine, open_engine
from pipeline.work.tools import Settings, tools_of

__all__ = [
    "ENGINES",
    "Analyzed",
    "Engine",
    "Settings",
    "align_pairs",
    "analyze_sources",
    "has_new",
    "judge_answers",
    "open_engine",
    "tools_of",
]

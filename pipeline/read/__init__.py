"""Read a whole paper with a tuned transformer, beside the rules and regressions of the stages."""

from pipeline.read.reader import (
    DocumentReader,
    Reading,
    load_document_reader,
    reading_record,
)
from pipeline.read.units import BEGIN, INSIDE, NONE, ReadUnit, begin_or_inside

__all__ = [
    "BEGIN",
    "INSIDE",
    "NONE",
    "DocumentReader",
    "ReadUnit",
    "Reading",
    "begin_or_inside",
    "load_document_reader",
    "reading_record",
]

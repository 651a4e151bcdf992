"""Read a whole paper with a tuned transformer, beside the rules and regressions of the stages."""

from pipeline.read.reader import (
    BEGIN,
    INSIDE,
    NONE,
    DocumentReader,
    Reading,
    load_document_reader,
    reading_record,
)
from pipeline.read.units import ReadUnit

__all__ = [
    "BEGIN",
    "INSIDE",
    "NONE",
    "DocumentReader",
    "ReadUnit",
    "Reading",
    "load_document_reader",
    "reading_record",
]

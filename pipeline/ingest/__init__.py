"""Stage 1, ingest: files and manifest to documents with blocks.

Files are found and known by their content (``files``); a reader a format (``formats`` names them:
``plain``, ``markdown``, ``html``, ``official``, ``word``, ``pdf``; ``markup`` is what three of them
share) hands over one kind of `reading`; ``documents`` adds what each says of itself (``about``) and
what it refers to (``references``).
"""

from pipeline.ingest.documents import document_from_reading, document_from_text
from pipeline.ingest.files.discover import Source, find_sources
from pipeline.ingest.read import read_document, read_documents

__all__ = [
    "Source",
    "document_from_reading",
    "document_from_text",
    "find_sources",
    "read_document",
    "read_documents",
]

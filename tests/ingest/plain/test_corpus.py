"""The five real documents: nothing lost, nothing twice, all notes found."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.ingest import document_from_text, find_sources, read_documents
from pipeline.offsets import fold
from pipeline.records import FURNITURE_KINDS, Document

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
N_NOTES = {
    "beleidsnota-mensenrechten": 34,
    "kabinetsreactie-aiv": 7,
    "oproep-maatschappelijk-middenveld": 0,
    "partos-driejarenplan": 0,
    "position-paper-mensenrechten": 0,
}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no real documents: {CORPUS} is not there"),
]


@pytest.fixture(params=sorted(N_NOTES))
def document(request):
    return document_from_text(
        (CORPUS / f"{request.param}.txt").read_bytes().decode("utf-8-sig"), request.param
    )


def test_all_five_are_read():
    kept, aside = find_sources([CORPUS])
    assert aside == []
    read = list(read_documents(kept))
    assert [d.document_id for d in read if isinstance(d, Document)] == sorted(N_NOTES)


def test_blocks_are_in_order_within_bounds_and_apart(document):
    last_text = last_furniture = 0
    for block in document.blocks:
        assert 0 <= block.start <= block.content_start <= block.end <= len(document.source)
        furniture = block.kind in FURNITURE_KINDS
        assert block.start >= (last_furniture if furniture else max(last_text, last_furniture))
        assert not furniture or block.start >= last_text or block.end <= last_text
        if furniture:
            last_furniture = block.end
        else:
            last_text = block.end


def test_every_printed_character_is_in_a_block(document):
    covered = bytearray(len(document.source))
    for block in document.blocks:
        covered[block.start : block.end] = b"\x01" * (block.end - block.start)
    lost = [n for n, c in enumerate(document.source) if not c.isspace() and not covered[n]]
    assert lost == []


def test_all_notes_are_found_once_and_in_order(document):
    n_notes = N_NOTES[document.document_id]
    expected = [str(n) for n in range(1, n_notes + 1)]
    assert [r.identifier for r in document.references if r.kind == "footnote"] == expected
    notes = [b.marker for b in document.blocks if b.kind == "footnote" and b.marker]
    assert notes == expected


def test_no_link_or_note_shows_in_running_text(document):
    for block in document.blocks:
        if block.kind in FURNITURE_KINDS:
            continue
        text = fold(document.source, block.start, block.end, document.furniture).text
        assert "http" not in text


def test_paragraphs_begin_and_end_as_sentences_do(document):
    """Nine in ten: a paragraph that ends without a stop was cut, or holds what is not its own."""
    texts = [
        fold(document.source, b.content_start, b.end, document.furniture).text
        for b in document.blocks
        if b.kind == "paragraph"
    ]
    whole = [t for t in texts if not t[0].islower() and t.rstrip('*_”’")»')[-1] in ".:?!,"]
    assert len(whole) >= 0.9 * len(texts)

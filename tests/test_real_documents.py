"""What must hold on the five real documents; their sentences stay in ../shared."""

import json
from difflib import SequenceMatcher

import pandas as pd
import pytest

import pipeline
from pipeline.records import FURNITURE_KINDS

pytestmark = [pytest.mark.model, pytest.mark.real]


def ids_in_response(run):
    table = run.tables["recommendations"]
    own = table[table["document_id"] == "kabinetsreactie-aiv"]
    return dict(zip(own["number"], own["recommendation_id"], strict=True))


def test_five_documents_are_read(real_run):
    assert len(real_run.tables["documents"]) == 5
    assert real_run.n_set_aside == 0


def test_the_cabinets_response_yields_its_eight_recommendations(real_run, shared):
    table = real_run.tables["recommendations"]
    found = table[table["document_id"] == "kabinetsreactie-aiv"]
    gold = json.loads((shared / "gold/recommendations.json").read_text("utf-8"))
    assert [str(n) for n in found["number"]] == [r["number"] for r in gold]
    assert [[int(s), int(e)] for s, e in zip(found["start"], found["end"], strict=True)] == [
        r["recommendation_span"] for r in gold
    ]


def test_every_recommendation_of_the_response_is_aligned_with_its_own_answer(real_run, shared):
    gold = json.loads((shared / "gold/recommendations.json").read_text("utf-8"))
    rows = real_run.tables["alignment"]
    ids = ids_in_response(real_run)
    for r in gold:
        own = rows[(rows["recommendation_id"] == ids[r["number"]]) & (rows["ask_id"] == "")]
        start, end = r["response_span"]
        covered = sum(
            min(end, b) - max(start, a)
            for a, b in zip(own["response_start"], own["response_end"], strict=True)
        )
        aligned = (own["response_end"] - own["response_start"]).sum()
        assert covered >= 0.95 * aligned
        assert covered >= 0.95 * (end - start)


def test_every_verdict_on_the_response_has_evidence_inside_it(real_run, shared):
    gold = json.loads((shared / "gold/recommendations.json").read_text("utf-8"))
    verdicts = real_run.tables["stance"].set_index("verdict_id")
    ids = ids_in_response(real_run)
    for r in gold:
        verdict = verdicts.loc[ids[r["number"]]]
        start, end = r["response_span"]
        assert verdict["stance"] not in {"", "no_response"}
        assert start <= verdict["evidence_start"] < verdict["evidence_end"] <= end


def test_the_partos_suggestions_are_six(real_run):
    table = real_run.tables["recommendations"]
    found = table[table["document_id"] == "partos-driejarenplan"]
    assert list(found["number"]) == ["1", "2", "3", "4", "5", ""]


def test_an_appeal_is_not_unanswered_because_nothing_responds_to_it(real_run):
    recommendations = real_run.tables["recommendations"].set_index("recommendation_id")
    stance = real_run.tables["stance"]
    partos = recommendations[recommendations["document_id"] == "partos-driejarenplan"].index
    rows = stance[stance["recommendation_id"].isin(partos)]
    assert set(rows["stance"].fillna("")) == {""}
    assert set(rows["reason"]) == {"no_response_document"}


def test_every_row_of_every_table_stands_at_its_offsets(real_run):
    documents = real_run.documents
    tables = real_run.tables
    owner = tables["recommendations"].set_index("recommendation_id")["document_id"]
    checked = 0
    for name, columns in {
        "claims": ("document_id", "start", "end", "text"),
        "recommendations": ("document_id", "start", "end", "text"),
        "references": ("document_id", "start", "end", "text"),
        "asks": ("recommendation_id", "start", "end", "text"),
        "alignment": ("response_document_id", "response_start", "response_end", "response_text"),
        "stance": ("evidence_document_id", "evidence_start", "evidence_end", "evidence"),
    }.items():
        for key, start, end, text in tables[name][list(columns)].itertuples(index=False):
            if not text:
                continue
            document = documents[owner[key] if name == "asks" else key]
            assert pipeline.normalise(document, int(start), int(end)) == text
            checked += 1
    assert checked > 500


def test_no_claim_holds_a_footnote_a_link_or_a_running_head(real_run):
    tables = real_run.tables
    claims = tables["claims"]
    assert not claims["text"].str.contains(r"https?:|www\.|@", regex=True).any()
    beside = tables["blocks"][tables["blocks"]["kind"].isin(["footnote", "header", "footer"])]
    assert len(beside) > 40
    for row in beside.itertuples():
        words = pipeline.normalise(real_run.documents[row.document_id], row.start, row.end)
        own = claims[claims["document_id"] == row.document_id]
        if len(words) > 25:
            assert not own["text"].str.contains(words, regex=False).any()
        assert not ((own["start"] >= row.start) & (own["end"] <= row.end)).any()


def test_running_text_is_kept(real_run, shared):
    """Of what both readers call a claim, 99 letters in a hundred are in no note or running head."""
    coders = [pd.read_csv(shared / f"gold/coder_{name}.csv") for name in "ab"]
    both = coders[0].merge(coders[1], on=["document_id", "start", "end"])
    both = both[(both["is_claim_x"] == 1) & (both["is_claim_y"] == 1)]
    assert set(both["document_id"]) < set(real_run.documents)
    for document_id, stretches in both.groupby("document_id"):
        document = real_run.documents[document_id]
        beside = {n for start, end in document.furniture for n in range(start, end)}
        in_block = set()
        for block in document.blocks:
            in_block.update(range(block.content_start, block.end))
        letters = [
            n
            for row in stretches.itertuples()
            for n in range(row.start, row.end)
            if document.source[n].isalpha()
        ]
        kept = [n for n in letters if n in in_block and n not in beside]
        assert len(letters) > 1000
        assert len(kept) >= 0.99 * len(letters), document_id


def test_every_word_beside_the_notes_is_in_the_blocks_of_running_text_in_order(real_run):
    """Two ways to the same words: block by block, and the whole text less its furniture."""
    for document in real_run.documents.values():
        words = " ".join(
            pipeline.normalise(document, block.start, block.end)
            for block in document.blocks
            if block.kind not in FURNITURE_KINDS
        ).split()
        whole = pipeline.normalise(document, 0, len(document.source)).split()
        same = sum(m.size for m in SequenceMatcher(None, words, whole, False).get_matching_blocks())
        assert same >= 0.99 * max(len(words), len(whole)), document.document_id


def test_sentences_run_on_across_notes(real_run):
    """Three sentences of the response are cut by notes; each is one claim without their words."""
    blocks = real_run.tables["blocks"]
    claims = real_run.tables["claims"]
    notes = blocks[
        (blocks["document_id"] == "kabinetsreactie-aiv") & (blocks["kind"] == "footnote")
    ]
    own = claims[claims["document_id"] == "kabinetsreactie-aiv"]
    across = [
        row.text
        for row in own.itertuples()
        if any(row.start < note.start and note.end < row.end for note in notes.itertuples())
    ]
    assert len(across) == 3
    assert not any("Kamerstuk 3" in text for text in across)

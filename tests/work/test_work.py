"""The same bytes whoever does the work, and no work done twice."""

import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import pytest

import pipeline
from pipeline.errors import UsageError
from pipeline.ingest import document_from_text
from pipeline.parse import parse_document
from pipeline.resources import resource
from pipeline.stages import STAGES
from pipeline.store import Shelf
from pipeline.store.shelf import FILE
from pipeline.work import documents as of_documents
from pipeline.work import engines as of_engines
from pipeline.work import open_engine
from pipeline.work import tools as of_tools
from pipeline.work.engines import Here
from pipeline.work.tasks import Done, Work, do

RUNNING, SEEN = threading.Lock(), []
ADVICE = """Advies Eerlijke aanvoer

Aanbeveling 1
Stel een meldpunt in voor misstanden in de keten.

Aanbeveling 2
Verplicht bedrijven om jaarlijks te rapporteren.
"""
REPLY = """Reactie op het advies Eerlijke aanvoer

Aanbeveling 1
Het kabinet neemt deze aanbeveling over en richt dit jaar een meldpunt in.

Aanbeveling 2
Het kabinet ziet geen aanleiding voor een nieuwe verplichting.
"""
OTHER = """Beleidsbrief water

Het kabinet investeert in schoon drinkwater. Vrouwen en meisjes halen vaak het water.
"""
MANIFEST = """
[advies]
file = "advies.txt"
role = "advice"
[reactie]
file = "reactie.txt"
role = "response"
responds_to = ["advies"]
"""


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in (("advies", ADVICE), ("reactie", REPLY), ("water", OTHER)):
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "manifest.toml").write_text(MANIFEST, encoding="utf-8")
    return folder


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Where results are kept in this test."""
    folder = tmp_path / "bewaard"
    monkeypatch.setenv("WEERKLANK_CACHE", str(folder))
    return folder


@pytest.fixture
def work_done(monkeypatch):
    """Names of the documents that were read, and of those that were parsed."""
    done = {"read": [], "parsed": []}
    read, parse = of_documents.read_document, of_documents.parse_document
    monkeypatch.setattr(
        of_documents, "read_document", lambda s: done["read"].append(s.name) or read(s)
    )
    monkeypatch.setattr(
        of_documents,
        "parse_document",
        lambda nlp, d, *rest: done["parsed"].append(d.document_id) or parse(nlp, d, *rest),
    )
    return done


def files_of(result):
    return dict(result.files)


def test_a_second_run_does_nothing_again(corpus, kept, work_done):
    first = pipeline.analyze(corpus)
    assert work_done["parsed"] == ["advies", "reactie", "water"]
    assert files_of(pipeline.analyze(corpus)) == files_of(first)
    assert work_done["parsed"] == ["advies", "reactie", "water"]
    assert files_of(pipeline.analyze(corpus, cache=False)) == files_of(first)
    assert work_done["parsed"] == ["advies", "reactie", "water"] * 2


def test_only_what_changed_is_done_again(corpus, kept, work_done):
    pipeline.analyze(corpus)
    work_done["parsed"].clear()
    path = corpus / "water.txt"
    path.write_text(path.read_text("utf-8") + "\nHet kabinet steunt boeren.\n", encoding="utf-8")
    again = pipeline.analyze(corpus)
    assert work_done["parsed"] == ["water"]
    assert files_of(again) == files_of(pipeline.analyze(corpus, cache=False))


def test_what_the_manifest_says_counts_too(corpus, kept, work_done):
    pipeline.analyze(corpus)
    work_done["parsed"].clear()
    path = corpus / "manifest.toml"
    path.write_text(path.read_text("utf-8").replace("[reactie]", '[reactie]\ntitle = "Anders"'))
    assert pipeline.analyze(corpus).documents["reactie"].title == "Anders"
    assert work_done["parsed"] == ["reactie"]


def test_after_a_change_of_codebook_nothing_is_parsed_again(corpus, kept, work_done, tmp_path):
    pipeline.analyze(corpus)
    work_done["parsed"].clear()
    codebook = tmp_path / "codeboek.toml"
    text = resource("models/codebook.toml").read_text("utf-8")
    codebook.write_text(text + "\n# een eigen versie\n", encoding="utf-8")
    changed = pipeline.analyze(corpus, codebook=codebook)
    assert work_done == {"read": ["advies.txt", "reactie.txt", "water.txt"], "parsed": []}
    own = pipeline.analyze(corpus, codebook=codebook, cache=False)
    assert files_of(changed) == files_of(own)


def test_a_damaged_result_is_worked_out_anew(corpus, kept, work_done):
    first = pipeline.analyze(corpus)
    with sqlite3.connect(kept / FILE) as file:
        file.execute("UPDATE kept SET value = zeroblob(20)")
    file.close()
    work_done["parsed"].clear()
    assert files_of(pipeline.analyze(corpus)) == files_of(first)
    assert work_done["parsed"] == ["advies", "reactie", "water"]


def test_a_codebook_that_is_edited_is_read_again(corpus, tmp_path):
    codebook = tmp_path / "codeboek.toml"
    text = resource("models/codebook.toml").read_text("utf-8")
    codebook.write_text(text, encoding="utf-8")
    first = pipeline.analyze(corpus, codebook=codebook).tables["claim_themes"]
    assert "aardpomp" not in set(first["matched"])
    codebook.write_text(
        text.replace("\nterms = [", '\nterms = ["*aardpomp", ', 1), encoding="utf-8"
    )
    (corpus / "pomp.txt").write_text("Het kabinet herstelt elke aardpomp.\n", encoding="utf-8")
    again = pipeline.analyze(corpus, codebook=codebook).tables["claim_themes"]
    assert "aardpomp" in set(again["matched"])


def test_what_cannot_be_read_is_never_kept(corpus, kept):
    path = corpus / "leeg.txt"
    path.write_text("")
    assert pipeline.analyze(corpus).n_set_aside == 1
    path.write_text("Het kabinet steunt boeren.\n", encoding="utf-8")
    assert pipeline.analyze(corpus).n_set_aside == 0


def test_results_of_other_code_are_not_used(corpus, kept, work_done, monkeypatch):
    pipeline.analyze(corpus)
    work_done["parsed"].clear()
    monkeypatch.setattr(of_tools, "fingerprint", lambda: b"another program")
    of_tools.tools_of.cache_clear()
    pipeline.analyze(corpus)
    of_tools.tools_of.cache_clear()
    assert work_done["parsed"] == ["advies", "reactie", "water"]


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_two_workers_write_the_same_bytes(corpus, engine):
    for n in range(12):
        text = OTHER + f"\nHet kabinet steunt {n + 1} dorpen met een put.\n" * (n + 1)
        (corpus / f"brief-{n}.txt").write_text(text, encoding="utf-8")
    one = pipeline.analyze(corpus)
    two = pipeline.analyze(corpus, workers=2, engine=engine)
    assert files_of(two) == files_of(one)


def double(n):
    return Done(bytes([2 * n]), ((bytes([n]) * 32, bytes([2 * n])),))


def fail(n):
    raise UsageError(f"stuk {n} ging mis.")


def die(n):
    raise BrokenProcessPool("weg")


def test_results_come_in_order_and_are_kept(tmp_path):
    pieces = [Work(bytes([n]) * 32, double, (n,)) for n in range(1, 100)]
    with Shelf(tmp_path) as shelf:
        assert [v[0] for v in do(pieces, Here(), shelf, ahead=8)] == [2 * n for n in range(1, 100)]
    with Shelf(tmp_path) as shelf:
        assert [v[0] for v in do(pieces, Here(), shelf)] == [2 * n for n in range(1, 100)]
        assert shelf.hits == 99


def test_what_was_finished_before_a_fault_is_kept(tmp_path):
    pieces = [Work(bytes([n]) * 32, fail if n == 7 else double, (n,)) for n in range(1, 10)]
    with Shelf(tmp_path) as shelf, pytest.raises(UsageError, match="stuk 7"):
        list(do(pieces, Here(), shelf))
    with Shelf(tmp_path) as shelf:
        assert [shelf.has(bytes([n]) * 32) for n in range(1, 10)] == [True] * 6 + [False] * 3


def test_a_process_that_is_gone_is_said_to_be():
    with pytest.raises(UsageError, match="--workers"):
        list(do([Work(b"", die, (1,))], Here(), Shelf(None)))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"name": "slurm"}, "no such engine"),
        ({"workers": 0}, "expected 1 or more"),
        ({"scheduler": "tcp://node1:8786"}, "--engine dask"),
        ({"name": "dask", "scheduler": "tcp://127.0.0.1:1"}, "cannot be reached"),
    ],
)
def test_an_engine_that_cannot_be_had_is_refused(options, said, monkeypatch):
    monkeypatch.setattr(of_engines, "LONGEST_CALL", 1)
    with pytest.raises(UsageError, match=said), open_engine(**options):
        pass


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_no_text_ends_no_run(tmp_path, workers):
    """A name of bytes that are none of UTF-8, and half a character in a document's front matter."""
    (tmp_path / "voor.md").write_text(
        '---\ntitle: "Half \\ud800"\n---\nHet kabinet steunt boeren.\n'
    )
    named = os.fsencode(tmp_path) + b"/brief-\xe9.txt"
    with open(named, "w") as file:  # noqa: PTH123 - pathlib has no paths of bytes
        file.write("Het kabinet steunt boeren.\n")
    result = pipeline.analyze(tmp_path, workers=workers)
    assert list(result.tables["documents"]["source"]) == ["brief-\\udce9.txt"]
    assert [row.source for row in result.set_aside] == ["voor.md"]
    assert "lone surrogates" in result.set_aside[0].error


def test_a_long_document_is_parsed_in_parts_and_is_one(nlp):
    text = "\n\n".join(f"{OTHER}\nHet kabinet steunt {n} dorpen.\n" for n in range(30))
    document = document_from_text(text, "lang")
    whole, parts = (parse_document(nlp, document, STAGES, longest=n) for n in (10**6, 100))
    assert parts.text == whole.text
    assert parts._.units == whole._.units
    assert parts._.document is document
    found = [[(s.start_char, s.end_char) for s in doc.sents] for doc in (whole, parts)]
    assert found[0] == found[1]
    alike = sum(a.head.i == b.head.i and a.pos == b.pos for a, b in zip(whole, parts, strict=True))
    assert alike > 0.98 * len(whole)
    assert [e.text for e in parts.ents] == [e.text for e in whole.ents]


def overlapping(n):
    with RUNNING:
        count = len(SEEN)
        SEEN.append(n)
    time.sleep(0.01)
    return Done(bytes([len(SEEN) - count]))


def test_pieces_in_threads_of_one_process_wait_for_each_other():
    """As on workers of somebody's Dask cluster; the language model serves one thread."""
    pieces = [Work(b"", overlapping, (n,)) for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert list(do(pieces, pool, Shelf(None), ahead=8)) == [b"\x01"] * 8

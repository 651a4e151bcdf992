"""Which files are documents, and what they are called."""

from __future__ import annotations

import hashlib
import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ManifestError, UsageError
from pipeline.ingest import find_sources, read_documents
from pipeline.ingest.files.discover import _free_id
from pipeline.records import Document, SetAside


def filled(folder, *names):
    """Files whose words are their own names, so that no two are the same."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"De stad bouwt {name!r}.", encoding="utf-8")
    return folder


def ids(folder, **options):
    kept, aside = find_sources([folder], **options)
    assert aside == []
    return {source.name: source.document_id for source in kept}


def test_folder_is_searched_through_and_hidden_names_are_left_out(tmp_path):
    filled(
        tmp_path,
        *("b.txt", "a.md", "map/c.TXT", "map/dieper/d.txt"),
        *(".verborgen.txt", ".git/e.txt", "~$slot.docx", "map/.f/g.txt"),
        *("beeld.png", "manifest.toml.bak", "zonder"),
    )
    assert ids(tmp_path) == {"a.md": "a", "b.txt": "b", "map/c.TXT": "c", "map/dieper/d.txt": "d"}


@pytest.mark.parametrize(
    ("name", "document_id"),
    [
        ("brief.txt", "brief"),
        ("Brief (definitief) één.txt", "Brief--definitief--één"),
        (unicodedata.normalize("NFD", "één") + ".txt", "één"),
        ("rapport v1.2_eind-versie.txt", "rapport-v1.2_eind-versie"),
        ("de 'beste' \"brief\".txt", "de--beste---brief-"),
        ("feest 🎉.txt", "feest--"),
        ("twee\nregels.txt", "twee-regels"),
        ("a;b,c=1.txt", "a-b-c-1"),
        ("=SOM(A1).txt", "-SOM-A1-"),
    ],
)
def test_id_is_the_stem_with_what_is_odd_replaced(tmp_path, name, document_id):
    filled(tmp_path, name)
    assert ids(tmp_path) == {name: document_id}


def test_clash_ignoring_case_is_numbered_in_path_order(tmp_path):
    filled(tmp_path, "c/brief.txt", "a/Brief.txt", "b/BRIEF.md", "b/brief x.txt", "d/brief-x.txt")
    assert ids(tmp_path) == {
        "a/Brief.txt": "Brief",
        "b/BRIEF.md": "BRIEF-2",
        "b/brief x.txt": "brief-x",
        "c/brief.txt": "brief-3",
        "d/brief-x.txt": "brief-x-2",
    }


def test_number_that_is_taken_is_skipped(tmp_path):
    filled(tmp_path, "a/brief-2.txt", "b/brief.txt", "c/brief.txt")
    assert sorted(ids(tmp_path).values()) == ["brief", "brief-2", "brief-3"]


def test_order_of_sources_changes_nothing(tmp_path):
    folders = [filled(tmp_path / name, f"{name}.txt") for name in "ab"]
    filled(tmp_path, "b/een.txt", "a/een.txt", "een.txt")
    results = {
        tuple((s.path, s.document_id) for s in find_sources(list(order))[0])
        for order in itertools.permutations([*folders, tmp_path / "een.txt"])
    }
    assert len(results) == 1


@given(st.lists(st.text(min_size=1, max_size=4), max_size=8))
def test_ids_are_clean_and_never_clash(stems):
    taken: set[str] = set()
    for stem in stems:
        found = _free_id(stem, taken)
        assert found
        assert found.lower() not in taken
        assert all(c.isalnum() or c in "_.-" for c in found)
        assert unicodedata.is_normalized("NFC", found)
        taken.add(found.lower())


def test_sources_come_in_order_of_id(tmp_path):
    filled(tmp_path, "z/a.txt", "y/b.txt", "x/c.txt")
    assert [s.document_id for s in find_sources([tmp_path])[0]] == ["a", "b", "c"]


def test_same_file_named_twice_is_one_source(tmp_path):
    filled(tmp_path, "a.txt")
    kept, aside = find_sources([tmp_path, tmp_path / "a.txt", tmp_path / "." / "a.txt"])
    assert [s.document_id for s in kept] == ["a"]
    assert aside == []


def test_byte_identical_copy_is_set_aside_as_a_duplicate(tmp_path):
    for name in ("b.txt", "a.txt", "map/c.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("De stad bouwt.")
    kept, aside = find_sources([tmp_path])
    assert [s.name for s in kept] == ["a.txt"]
    assert [(a.source, a.stage, a.error) for a in aside] == [
        ("b.txt", "ingest", "duplicate: byte for byte the same as a.txt"),
        ("map/c.md", "ingest", "duplicate: byte for byte the same as a.txt"),
    ]


def test_manifest_names_the_document_and_the_copy_is_the_duplicate(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("De stad bouwt.")
    (tmp_path / "manifest.toml").write_text('[brief]\nfile = "b.txt"\n')
    kept, aside = find_sources([tmp_path])
    assert [(s.name, s.document_id) for s in kept] == [("b.txt", "brief")]
    assert [a.source for a in aside] == ["a.txt"]


def test_document_is_known_by_its_sha256_under_any_name(tmp_path):
    filled(tmp_path, "zomaar iets.txt")
    sha256 = hashlib.sha256((tmp_path / "zomaar iets.txt").read_bytes()).hexdigest()
    (tmp_path / "manifest.toml").write_text(f'[brief]\nsha256 = "{sha256}"\ntitle = "T"\n')
    ((source,), aside) = find_sources([tmp_path])
    assert aside == []
    assert source.document_id == "brief"
    assert source.entry is not None
    assert source.entry.title == "T"
    assert source.sha256 == sha256


def test_entry_with_a_file_is_known_by_its_sha256_when_it_moved(tmp_path):
    filled(tmp_path, "nieuw.txt")
    sha256 = hashlib.sha256((tmp_path / "nieuw.txt").read_bytes()).hexdigest()
    (tmp_path / "manifest.toml").write_text(f'[brief]\nfile = "oud.txt"\nsha256 = "{sha256}"\n')
    kept, aside = find_sources([tmp_path])
    assert [(s.name, s.document_id) for s in kept] == [("nieuw.txt", "brief")]
    assert aside == []


def test_id_of_an_entry_is_kept_free_for_it(tmp_path):
    filled(tmp_path, "brief.txt", "ander.txt")
    (tmp_path / "manifest.toml").write_text('[brief]\nfile = "ander.txt"\n')
    assert ids(tmp_path) == {"ander.txt": "brief", "brief.txt": "brief-2"}


def test_two_manifests_with_one_key_give_two_ids(tmp_path):
    for name in ("een", "twee"):
        filled(tmp_path / name, "a.txt")
        (tmp_path / name / "a.txt").write_text(f"De stad bouwt {name}.")
        (tmp_path / name / "manifest.toml").write_text('[brief]\nfile = "a.txt"\n')
    kept, _ = find_sources([tmp_path / "een", tmp_path / "twee"])
    assert [s.document_id for s in kept] == ["brief", "brief-2"]


def test_absent_file_of_a_manifest_is_said_and_absent_sha256_is_silent(tmp_path):
    filled(tmp_path, "a.txt")
    (tmp_path / "manifest.toml").write_text(
        f'[weg]\nfile = "weg.txt"\n\n[anders]\nsha256 = "{"0" * 64}"\n'
    )
    kept, aside = find_sources([tmp_path])
    assert [s.document_id for s in kept] == ["a"]
    assert [(a.source, a.stage) for a in aside] == [("weg.txt", "ingest")]
    assert "'weg'" in aside[0].error


def test_single_file_uses_the_manifest_beside_it_and_misses_no_other(tmp_path):
    filled(tmp_path, "a.txt", "b.txt")
    (tmp_path / "manifest.toml").write_text(
        '[brief]\nfile = "a.txt"\n\n[b]\nfile = "b.txt"\n\n[weg]\nfile = "weg.txt"\n'
    )
    kept, aside = find_sources([tmp_path / "a.txt"])
    assert [(s.name, s.document_id) for s in kept] == [("a.txt", "brief")]
    assert aside == []


def test_named_manifest_replaces_the_one_in_the_folder(tmp_path):
    filled(tmp_path, "a.txt")
    (tmp_path / "manifest.toml").write_text('[een]\nfile = "a.txt"\n')
    (tmp_path / "ander.toml").write_text('[twee]\nfile = "a.txt"\n')
    assert ids(tmp_path, manifest_path=tmp_path / "ander.toml") == {"a.txt": "twee"}


def test_what_cannot_work_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="no such file or folder"):
        find_sources([tmp_path / "weg"])
    with pytest.raises(UsageError, match="no document found"):
        find_sources([tmp_path])
    filled(tmp_path, "a.txt")
    with pytest.raises(ManifestError):
        find_sources([tmp_path], manifest_path=tmp_path / "weg.toml")


def test_documents_are_read_or_set_aside_one_by_one(tmp_path):
    filled(tmp_path, "goed.txt")
    (tmp_path / "leeg.txt").write_text(" \n")
    (tmp_path / "streep.txt").write_text("\ufeff")
    (tmp_path / "vals.txt").write_text("De stad bouwt.")
    (tmp_path / "manifest.toml").write_text(f'[vals]\nfile = "vals.txt"\nsha256 = "{"0" * 64}"\n')
    kept, _ = find_sources([tmp_path])
    read = {}
    for source, item in zip(kept, read_documents(kept), strict=True):
        assert isinstance(item, Document | SetAside)
        read[source.name] = item.document_id if isinstance(item, Document) else item.error
        assert isinstance(item, Document) or (item.stage, item.source) == ("ingest", source.name)
    assert read["goed.txt"] == "goed"
    assert read["leeg.txt"] == "is empty"
    assert read["streep.txt"] == "holds no words"
    assert "sha256" in read["vals.txt"]

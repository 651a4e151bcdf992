"""A manifest is read, or all that is wrong with it is said at once."""

from __future__ import annotations

import pytest

from pipeline.errors import ManifestError
from pipeline.ingest.files.manifest import Entry, load_manifest

SHA = "0123456789abcdef" * 4


def written(folder, text, encoding="utf-8"):
    path = folder / "manifest.toml"
    path.write_text(text, encoding=encoding)
    return path


def test_entries_keep_the_order_of_the_file(tmp_path):
    path = written(
        tmp_path,
        f"""
        [brief]
        file = "map/brief één.txt"
        title = "Brief"
        publisher = "Raad"
        date = 2025-04-10
        role = "response"
        responds_to = ["advies"]
        language = "nl"

        [advies]
        sha256 = "{SHA}"
        date = "2025"
        """,
    )
    manifest = load_manifest(path)
    assert manifest.folder == tmp_path
    assert manifest.entries == (
        Entry(
            document_id="brief",
            file="map/brief één.txt",
            title="Brief",
            publisher="Raad",
            date="2025-04-10",
            role="response",
            responds_to=("advies",),
            language="nl",
        ),
        Entry(document_id="advies", sha256=SHA, date="2025"),
    )


def test_empty_manifest_has_no_entries(tmp_path):
    assert load_manifest(written(tmp_path, "")).entries == ()


def test_byte_order_mark_is_no_mistake(tmp_path):
    path = written(tmp_path, '[brief]\nfile = "brief.txt"\n', "utf-8-sig")
    assert [entry.document_id for entry in load_manifest(path).entries] == ["brief"]


@pytest.mark.parametrize("date", ["2025", "2025-04", "2025-04-10", "2024-02-29"])
def test_iso_dates_are_taken_as_they_are(tmp_path, date):
    path = written(tmp_path, f'[b]\nfile = "b.txt"\ndate = "{date}"\n')
    assert load_manifest(path).entries[0].date == date


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ('[b]\nfile = "b.txt"\nrol = "advice"', "unknown key 'rol'"),
        ('[b]\nfile = "b.txt"\nrole = "reactie"', "role 'reactie' is unknown"),
        ('[b]\nfile = "b.txt"\ntitle = 3', "title is 3"),
        ('[b]\nfile = "b.txt"\nresponds_to = "a"', "responds_to is 'a'"),
        ('[b]\nfile = "b.txt"\nresponds_to = ["a"]', "responds_to names 'a'"),
        ('[b]\nfile = "b.txt"\ndate = "10-04-2025"', "date '10-04-2025'"),
        ('[b]\nfile = "b.txt"\ndate = "2025-02-31"', "date '2025-02-31'"),
        ('[b]\nfile = "b.txt"\ndate = "2025-13"', "date '2025-13'"),
        ('[b]\nfile = "b.txt"\ndate = "2025\\n"', "date '2025\\n'"),
        ('[b]\ntitle = "Brief"', "names no document"),
        ('[b]\nfile = "../b.txt"', "leaves the manifest's folder"),
        ('[b]\nfile = "/b.txt"', "leaves the manifest's folder"),
        ('[b]\nsha256 = "ABC"', "sha256 'ABC'"),
        ('["een brief"]\nfile = "b.txt"', "[een brief] is no document id"),
        ('["b\\n"]\nfile = "b.txt"', "is no document id"),
        ('b = "b.txt"', "'b' is no table"),
        ('[b]\nfile = "b.txt"\n[B]\nfile = "c.txt"', "differ in case only"),
        ('[b]\nfile = "b.txt"\n[c]\nfile = "b.txt"', "have the same file 'b.txt'"),
        (f'[b]\nsha256 = "{SHA}"\n[c]\nsha256 = "{SHA}"', "have the same sha256"),
        ("[b\n", "cannot be read as TOML"),
    ],
)
def test_mistake_is_named(tmp_path, table, fault):
    with pytest.raises(ManifestError) as error:
        load_manifest(written(tmp_path, table))
    assert fault in error.value.message
    assert str(tmp_path / "manifest.toml") in error.value.message
    assert error.value.hint


def test_all_mistakes_are_named_together(tmp_path):
    path = written(tmp_path, '[b]\nfile = "b.txt"\nrole = "x"\n\n[c]\ndate = "gisteren"\n')
    with pytest.raises(ManifestError) as error:
        load_manifest(path)
    for fault in ("[b] role 'x'", "[c] names no document", "[c] date 'gisteren'"):
        assert fault in error.value.message


def test_manifest_that_is_no_utf_8_or_is_not_there_is_a_mistake(tmp_path):
    with pytest.raises(ManifestError, match="cannot be read"):
        load_manifest(tmp_path / "manifest.toml")
    with pytest.raises(ManifestError, match="cannot be read"):
        load_manifest(written(tmp_path, '[b]\nfile = "één.txt"\n', "cp1252"))

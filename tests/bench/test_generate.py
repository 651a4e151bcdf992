"""Documents made for measuring: the same seed the same, each other than the rest, all readable."""

import tomllib

import pytest

from pipeline.bench.generate import EDITIONS, generate
from pipeline.errors import UsageError
from pipeline.ingest import find_sources, read_documents


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_same_seed_gives_the_same_bytes_and_another_others(tmp_path):
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        generate(6, tmp_path / name, seed=seed)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_more_documents_leave_the_first_as_they_were(tmp_path):
    generate(5, tmp_path / "few")
    generate(10, tmp_path / "more")
    few, more = contents(tmp_path / "few"), contents(tmp_path / "more")
    del few["manifest.toml"]
    assert few.items() <= more.items()


def test_no_two_documents_of_an_edition_are_alike(tmp_path):
    generate(4 * len(EDITIONS), tmp_path / "made")
    for edition in {name.split("-bewerking")[0] for name, _ in EDITIONS}:
        lines = [set(p.read_text().split("\n")) for p in (tmp_path / "made").glob(f"{edition}*")]
        assert len(lines) == 4
        shared = set.intersection(*lines)
        assert all(len(own - shared) > len(own) / 4 for own in lines)


def test_all_are_read_and_replies_name_their_paper(tmp_path):
    generate(10, tmp_path / "made")
    found, aside = find_sources([tmp_path / "made"], None)
    documents = {d.document_id: d for d in read_documents(found)}
    assert not aside
    assert len(documents) == 10
    replies = [d for d in documents.values() if d.role == "response"]
    assert [d.responds_to for d in replies] == [
        ("position-paper-mensenrechten-000001",),
        ("position-paper-mensenrechten-000006",),
    ]
    for reply in replies:
        assert documents[reply.responds_to[0]].date < reply.date
    manifest = tomllib.loads((tmp_path / "made" / "manifest.toml").read_text())
    assert len({entry["title"] for entry in manifest.values()}) == 10


def test_a_folder_in_use_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("van mij")
    with pytest.raises(UsageError, match="holds files"):
        generate(1, tmp_path)
    with pytest.raises(UsageError, match="0 documents"):
        generate(0, tmp_path / "new")

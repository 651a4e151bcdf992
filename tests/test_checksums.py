"""Trained models are those that were shipped, byte for byte, or they are not used."""

import shutil

import pytest

from pipeline import checksums
from pipeline.checksums import CHECKSUMS, LEARNED, verified
from pipeline.errors import ModelError
from pipeline.resources import resource
from pipeline.train.checksums import write_checksums


@pytest.fixture
def models(tmp_path, monkeypatch):
    """A small copy of the models folder in place of the shipped one."""
    for name in LEARNED:
        path = tmp_path / "models" / name
        if name == "language":
            path = path / "parser" / "model"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    monkeypatch.setattr(checksums, "resource", lambda name: tmp_path / name)
    write_checksums(models=tmp_path / "models")
    return tmp_path / "models"


@pytest.mark.parametrize("name", LEARNED)
def test_shipped_models_are_as_they_were_shipped(name):
    assert verified(resource("models") / name) == resource("models") / name


def test_every_learned_file_is_listed_and_nothing_else(models):
    listed = [line.split("  ")[1] for line in (models / "checksums.txt").read_text().splitlines()]
    assert listed == sorted(n.replace("language", "language/parser/model") for n in LEARNED)


@pytest.mark.parametrize("name", LEARNED)
def test_a_model_with_one_bit_changed_is_refused(models, name):
    file = models / name
    if file.is_dir():
        file = file / "parser" / "model"
    content = bytearray(file.read_bytes())
    content[0] ^= 1
    file.write_bytes(content)
    with pytest.raises(
        ModelError, match=r"found sha256 \w{12}…, expected sha256 \w{12}…"
    ) as caught:
        verified(models / name)
    assert file.name in caught.value.message
    assert "python -m pipeline.train.checksums" in caught.value.hint
    write_checksums(models=models)
    assert verified(models / name)


def test_a_file_too_many_or_too_few_is_refused(models):
    (models / "language" / "meta.json").write_text("{}")
    with pytest.raises(ModelError, match=r"meta\.json: found sha256 \w+…, expected no such file"):
        verified(models / "language")
    shutil.rmtree(models / "language")
    with pytest.raises(ModelError, match="found no such file, expected sha256"):
        verified(models / "language")
    (models / "themes" / "ander.skops").write_bytes(b"x")
    with pytest.raises(ModelError, match="expected no such file"):
        verified(models / "themes" / "ander.skops")
    with pytest.raises(ModelError, match="found no such file"):
        verified(models / "weg")


def test_training_one_model_vouches_for_no_other(models):
    (models / "stance" / "reader.npz").write_bytes(b"nieuw")
    (models / "themes" / "model.skops").write_bytes(b"anders")
    write_checksums(["stance"], models)
    assert verified(models / "stance" / "reader.npz")
    with pytest.raises(ModelError, match=r"themes/model\.skops"):
        verified(models / "themes" / "model.skops")


def test_without_the_list_no_model_is_used(models):
    (models / "checksums.txt").unlink()
    with pytest.raises(ModelError, match=r"checksums\.txt: cannot be read"):
        verified(models / "language")


def test_what_a_user_names_is_not_looked_at(models, tmp_path):
    own = tmp_path / "eigen"
    assert verified(own) == own


def test_a_damaged_model_ends_a_run_before_it_begins(models, monkeypatch):
    from pipeline import language

    (models / "language" / "parser" / "model").write_bytes(b"anders")
    monkeypatch.setattr(language, "resource", lambda name: models.parent / name)
    with pytest.raises(ModelError, match=CHECKSUMS):
        language.load_language_model()

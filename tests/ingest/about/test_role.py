"""Every turn of phrase that tells a role has sentences that it matches and that it must not."""

from __future__ import annotations

import pytest

from pipeline.ingest import document_from_text
from pipeline.ingest.about.role import _cues, _named, _part, _pattern

SPEECH = _cues()["speech"]


@pytest.mark.parametrize("cue", SPEECH, ids=lambda cue: cue["yes"][0][:40])
def test_turns_of_phrase_match_their_sentences_only(cue):
    pattern = _pattern(cue["pattern"])
    assert [text for text in cue["yes"] if not pattern.search(text)] == []
    assert [text for text in cue["no"] if pattern.search(text)] == []


@pytest.mark.parametrize("role", ["response", "advice", "policy"])
def test_a_document_is_what_it_is_called(role):
    cues = _cues()["names"][role]
    assert [text for text in cues["yes"] if _named(text) != role] == []
    assert [text for text in cues["no"] if _named(text) == role] == []


@pytest.mark.parametrize("part", ["answer_part", "advice_part"])
def test_parts_are_known_by_their_headings(part):
    cues = _cues()[part]
    assert [text for text in cues["yes"] if not _part(part).search(text)] == []
    assert [text for text in cues["no"] if _part(part).search(text)] == []


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Advies over de bestuurlijke reactie", "advice"),
        ("Reactie op het advies over de omgevingsvisie", "response"),
        ("Actieplan naar aanleiding van het advies", "policy"),
        ("De huren", None),
    ],
)
def test_of_several_names_the_first_counts(title, role):
    assert _named(title) == role


def test_a_reply_that_quotes_what_it_answers_is_no_advice():
    quoted = (
        "Kabinetsreactie op het advies Bouwen\n\n"
        "Aanbeveling 1: Bouw meer. De raad adviseert het kabinet te bouwen.\n\n"
        "Reactie van het kabinet: dit gebeurt al.\n"
    )
    assert document_from_text(quoted, "d").role == "response"

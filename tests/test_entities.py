"""The list of names: in order, without doubles, and found where it should be and nowhere else."""

import json
import re
from pathlib import Path

import pytest
import spacy

from pipeline.language import ENTITY_RULER, add_entities

LIST = Path(__file__).resolve().parent.parent / "models/entities.jsonl"
LABELS = {"ORG", "GPE", "LOC", "LAW", "PROGRAM"}
ROWS = [json.loads(line) for line in LIST.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def ruled():
    """A blank pipeline with the list: no model is needed to find names."""
    nlp = spacy.blank("nl")
    add_entities(nlp)
    return nlp


def test_list_is_large_sorted_and_without_doubles():
    keys = [
        (row["label"], row["id"], json.dumps(row["pattern"], ensure_ascii=False)) for row in ROWS
    ]
    assert len(ROWS) >= 600
    assert keys == sorted(keys)
    patterns = [pattern for *_, pattern in keys]
    assert len(set(patterns)) == len(patterns)


def test_every_row_has_a_known_label_a_plain_id_and_a_tidy_name():
    faults = [
        row
        for row in ROWS
        if set(row) != {"label", "id", "pattern"}
        or row["label"] not in LABELS
        or not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", row["id"])
        or (isinstance(row["pattern"], str) and " ".join(row["pattern"].split()) != row["pattern"])
    ]
    assert faults == []


def test_an_id_belongs_to_one_label():
    assert len({row["id"] for row in ROWS}) == len({(row["id"], row["label"]) for row in ROWS})


def test_every_name_is_found_as_itself(ruled):
    names = [row for row in ROWS if isinstance(row["pattern"], str)]
    missed = []
    for row in names:
        doc = ruled(f"Dit gaat over {row['pattern']} en meer.")
        found = [(entity.text, entity.label_, entity.ent_id_) for entity in doc.ents]
        if found != [(row["pattern"], row["label"], row["id"])]:
            missed.append((row["pattern"], found))
    assert missed == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Het waterschap Rijn en IJssel en het hoogheemraadschap van Delfland meten.",
            [
                ("waterschap Rijn en IJssel", "waterschap-rijn-en-ijssel"),
                ("hoogheemraadschap van Delfland", "hoogheemraadschap-van-delfland"),
            ],
        ),
        ("De gemeente Oldambt procedeert.", [("gemeente Oldambt", "gemeente")]),
        ("Rechtbank Overijssel oordeelde.", [("Rechtbank Overijssel", "rechtbank-overijssel")]),
        (
            "Zie richtlijn (EU) 2019/904 en verordening (EU) nr. 305/2011.",
            [
                ("richtlijn (EU) 2019/904", "richtlijn"),
                ("verordening (EU) nr. 305/2011", "verordening"),
            ],
        ),
        ("Zij zegt who en Who, de wto en de her.", []),
        ("De Turkse, Franse en Europese boeren protesteren.", []),
        ("Een gemeente moet de raad en de kamer informeren.", []),
        ("De EU-lidstaten en het VN-rapport blijven heel.", []),
    ],
)
def test_patterns_and_what_they_must_not_find(ruled, text, expected):
    assert [(entity.text, entity.ent_id_) for entity in ruled(text).ents] == expected


@pytest.mark.model
def test_documents_carry_names(nlp):
    assert ENTITY_RULER in nlp.pipe_names
    doc = nlp("De OESO en de Organisatie voor Economische Samenwerking en Ontwikkeling zijn één.")
    assert len({entity.ent_id_ for entity in doc.ents}) == 1
    assert len(doc.ents) == 2

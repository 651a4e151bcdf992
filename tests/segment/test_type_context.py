"""What stands around a claim says something of its type."""

import pytest

from pipeline.attributes import document_of
from pipeline.segment.type_context import describe_context

pytestmark = pytest.mark.model


def context(doc):
    actors = ["x"] * len(doc.spans["claims"])
    return describe_context(doc, document_of(doc), actors, "government")


def test_a_thing_called_the_speakers_own_once_is_theirs_everywhere(parse):
    doc = parse(
        "De proef loopt goed.\n\nDe markt groeit snel.\n\nOnze proef eindigt in mei.", "policy"
    )
    assert ["doer owned" in row for row in context(doc)] == [True, False, True]


def test_clauses_of_one_sentence_know_each_other_and_those_of_the_next_do_not(parse):
    doc = parse("De haven groeit en de visserij krimpt. Nederland steunt de vissers.", "policy")
    first, second, third = context(doc)
    assert "previous together=True" in second
    assert "previous together=False" in third
    assert "next in sentence=assertion" in first
    assert not any(name.startswith("next in sentence") for name in second)


def test_a_claim_alone_in_its_paragraph_has_no_others_there(parse):
    alone, one, other = context(
        parse("De haven groeit.\n\nDe visserij krimpt. Nederland steunt de vissers.", "policy")
    )
    assert not any(name.startswith("paragraph has") for name in alone)
    assert {name for name in one if name.startswith("paragraph ")} == {
        "paragraph has=commitment",
        "paragraph mostly=commitment",
    }
    assert "paragraph has=assertion" in other

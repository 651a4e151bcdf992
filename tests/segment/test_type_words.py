"""What the wording of a claim says of its type: words, pairs, word ends and forms."""

from itertools import pairwise

import spacy
from spacy.tokens import Doc

from pipeline.segment.type_words import describe_wording

DOC = Doc(
    spacy.blank("nl").vocab,
    words=["Een", "langere", "proef", "wordt", "onderzocht", "."],
    lemmas=["een", "lang", "proef", "worden", "onderzoeken", "."],
    pos=["DET", "ADJ", "NOUN", "AUX", "VERB", "PUNCT"],
    heads=[2, 2, 4, 4, 4, 4],
    deps=["det", "amod", "nsubj:pass", "aux:pass", "ROOT", "punct"],
    morphs=["", "Degree=Cmp", "Number=Sing", "VerbForm=Fin", "VerbForm=Part", ""],
)
FOUND = describe_wording(DOC[:], "government", "indefinite")


def of(*names):
    return {name for name in FOUND if name.startswith(names)}


def test_words_and_pairs_come_with_the_edges_of_the_claim():
    words = ["een", "langere", "proef", "wordt", "onderzocht", "."]
    assert of("says=") == {f"says={word}" for word in words}
    edged = ["^", *words, "$"]
    assert of("pair=") == {f"pair={a} {b}" for a, b in pairwise(edged)}


def test_ends_of_what_acts_and_of_adjectives_stand_for_words_never_seen():
    assert of("doer ends") == {"doer ends=ef", "doer ends=oef", "doer ends=roef"}
    assert of("doer begins") == {"doer begins=pro", "doer begins=proe"}
    assert of("adjective") == {
        "adjective begins=lan",
        "adjective ends=ere",
        "adjective ends=gere",
        "adjective ends=ngere",
    }


def test_forms_say_how_the_clause_is_built():
    assert of("helpers", "government|") == {
        "helpers=worden",
        "government|helpers=worden",
        "government|indefinite|helpers=worden",
        "government|indefinite|verbs=Part|worden",
        "government|article=een|Sing",
        "government|names=False",
    }
    assert of("Cmp", "Sup", "names", "doer has") == {"Cmp=True", "Sup=False", "names=0"}

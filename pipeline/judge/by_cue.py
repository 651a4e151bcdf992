"""Find stance cues and the acting party in every sentence: a spaCy component.

Reads sentence boundaries and, for who acts, the dependency parse; sets ``sent._.cues`` (`Cue`
records, offsets in the ``Doc``'s text) and ``sent._.acts``. (Not ``actor``: spaCy keeps
attributes by offsets, so a claim that fills its sentence would lose its own actor.)
"""

from __future__ import annotations

import re
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from pipeline.judge.cuebook import Cuebook, read_cuebook
from pipeline.judge.matching import find_cues
from pipeline.records import Cue
from pipeline.resources import resource

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "csubj"})
CLAUSAL = frozenset({"ccomp", "xcomp", "conj", "parataxis", "ROOT"})
WORD = re.compile(r"\w+(?:-\w+)*")
#: Words that open a sentence before its verb without being its subject.
NO_SUBJECT = re.compile(
    r"^(?:in|op|aan|met|bij|voor|van|uit|per|sinds|tot|door|om|via|naast|binnen|over|onder|na|"
    r"daarom|daarnaast|ook|wel|zo|hier\w*|daar\w*|dit|dat|deze|gelet|gezien|tijdens|volgens)$"
)
#: Where to look for a subject without a parse: before the verb, or just after it.
NEAR_START = 8


def guess_actor(text: str, book: Cuebook) -> str:
    """Say who acts, by the first words alone: ``government``, ``other`` or empty.

    >>> from pipeline.judge.cuebook import cuebook_from_mapping
    >>> book = cuebook_from_mapping({"groups": {"government": "kabinet"}})
    >>> guess_actor("Het kabinet breidt de regeling uit.", book)
    'government'
    >>> guess_actor("Gemeenten breiden de regeling uit.", book)
    'other'
    """
    words = [word.lower() for word in WORD.findall(text)[:NEAR_START]]
    if any(word in book.government for word in words):
        return "government"
    return "other" if words and not NO_SUBJECT.match(words[0]) else ""


def actor_from_parse(sentence: Span, book: Cuebook) -> str:
    """Say who acts in the main clause: ``government``, ``other`` or empty without a subject."""
    subject = _subject(sentence.root)
    if subject is None:
        return ""
    names = {
        subject.lower_,
        *(child.lower_ for child in subject.children if child.dep_ != "acl:relcl"),
    }
    return "government" if names & book.government else "other"


def _subject(root: Token) -> Token | None:
    for token in root.children:
        if token.dep_ in SUBJECTS:
            return token
    for child in root.children:  # 'Nederland zal zich blijven inzetten': subject of a lower verb
        if child.dep_ in CLAUSAL:
            for token in child.children:
                if token.dep_ in SUBJECTS:
                    return token
    return None


@Language.factory(
    "weerklank_cues",
    default_config={"cues": ""},
    requires=["doc.sents"],
    assigns=["span._.cues", "span._.acts"],
)
def create_cue_finder(nlp: Language, name: str, cues: str) -> CueFinder:
    """Create the component; ``cues`` is the path of a cue file in place of the shipped one."""
    path = Path(cues) if cues else resource("models/stance.toml")
    return CueFinder(read_cuebook(path), name=name)


class CueFinder:
    """Annotate every sentence with its stance cues and who acts."""

    def __init__(self, book: Cuebook, *, name: str = "weerklank_cues") -> None:
        self.book = book
        self.name = name
        for attribute, default in (("cues", ()), ("acts", "")):
            if not Span.has_extension(attribute):
                Span.set_extension(attribute, default=default)

    def __call__(self, doc: Doc) -> Doc:
        """Set the cues and the actor of every sentence."""
        for sentence in doc.sents:
            sentence._.cues = self.match(sentence)
            if doc.has_annotation("DEP"):
                sentence._.acts = actor_from_parse(sentence, self.book)
            else:
                sentence._.acts = guess_actor(sentence.text, self.book)
        return doc

    def match(self, sentence: Span) -> tuple[Cue, ...]:
        """Return the cues of a sentence, in order; offsets are those of the ``Doc``."""
        by = sentence.start_char
        return tuple(
            Cue(
                start=found.start + by,
                end=found.end + by,
                label=found.rule.name,
                negated=found.negated,
            )
            for found in find_cues(sentence.text, self.book)
        )

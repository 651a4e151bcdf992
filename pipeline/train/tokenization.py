"""Adapt spaCy's Dutch tokenizer to policy texts before anything is trained on its tokens.

The rules are stored with the model; nothing here is needed to load it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

#: Words that spaCy lists as abbreviations and that end many a sentence: 'Dat is het best.'
#: As one token with the full stop they hide the sentence's end.
_PLAIN = """
al app bel best bet bull cap dat doc form get hand herald hert it kon mand max me mon nl
not or pan pas pers red sir tom top ver vert vid vol volg
"""
PLAIN_WORDS = frozenset(_PLAIN.split())


def _is_emoticon(rule: str) -> bool:
    """Whether a special case joins signs: '):' in 'de bijlagen (zie onder):' is two tokens."""
    return len(rule) > 1 and any(sign in "():;=<>_|/\\^*" for sign in rule)


def _hides_sentence_end(rule: str) -> bool:
    """Whether a special case keeps a full stop on a plain word or an acronym ('de VN.')."""
    word = rule.removesuffix(".")
    if word == rule or "." in word or len(word) < 2:
        return False
    return word.lower() in PLAIN_WORDS or sum(sign.isupper() for sign in word) > 1


def adapt_tokenizer(nlp: Language) -> None:
    """Adapt the tokenizer of a Dutch pipeline in place.

    - ``programma’s``, ``ngo’s`` and ``zo’n`` stay whole, as with a straight apostrophe.
    - ``'30`` in ``de jaren '30`` stays whole; in ``'Ik kom'`` the quote comes off.
    - ``,,`` is a quotation mark wherever it stands.
    - Emoticons, plain words and acronyms are no special cases.
    """
    tokenizer: Any = nlp.tokenizer
    defaults = nlp.Defaults
    prefixes = [
        rf"{mark}(?!\d\d(?:\D|$))" if mark in ("'", "’", "\\'") else mark
        for mark in defaults.prefixes or ()
    ]
    infixes = [str(infix).replace("’", "") for infix in defaults.infixes or ()]
    infixes.append(r"(?<=\S),,(?=\S)")
    tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    tokenizer.suffix_search = compile_suffix_regex([r",,", *(defaults.suffixes or ())]).search
    tokenizer.rules = {
        rule: parts
        for rule, parts in tokenizer.rules.items()
        if not _is_emoticon(rule) and not _hides_sentence_end(rule)
    }


@registry.callbacks("weerklank_tokenizer.v1")
def create_tokenizer_callback() -> Callable[[Language], None]:
    """Create the callback that adapts the tokenizer before the training starts."""
    return adapt_tokenizer

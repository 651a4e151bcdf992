"""What a review sheet says for fields and values, in Dutch, and back: codes are read as well."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.records import CLAIM_TYPES, STANCES
from pipeline.report.labels import CLAIM_TYPE_LABELS, STANCE_LABELS
from pipeline.review.corrections import NONE

#: What the sheet calls the fields of a correction.
FIELD_LABELS = {
    "stance": "oordeel over aanbeveling",
    "ask_stance": "oordeel over vraag",
    "answer": "antwoord",
    "recommendation": "aanbeveling",
    "claim_type": "soort uitspraak",
    "themes": "thema's",
}
YES_LABEL, NONE_LABEL = "ja", "geen"
#: What a reviewer writes to say that what was found is right, and that there is nothing.
RIGHT, NOTHING = frozenset({"ok", "goed", YES_LABEL}), frozenset({NONE_LABEL, "nee", NONE})
#: Where one value ends and the next begins. A comma may also stand in a theme's label.
BETWEEN, COMMA = re.compile(r"[|;\n]"), re.compile(r",")
#: Matches the 'brief:120-480' of a passage; must not match 'brief'.
PASSAGE = re.compile(r"(.+):(\d+-\d+)")


def labels_of(field: str, themes: Mapping[str, str]) -> dict[str, str]:
    """Return the labels of a field's values by code; empty for passages.

    ``themes`` holds the label of each theme of the codebook. A verdict cannot be nothing; in the
    other fields 'geen' says that there is no claim, no recommendation, no answer or no theme.

    >>> labels_of("recommendation", {})
    {'yes': 'ja', 'none': 'geen'}
    """
    if field in ("stance", "ask_stance"):
        return {stance: STANCE_LABELS[stance] for stance in STANCES}
    own: dict[str, str] = {}
    if field == "claim_type":
        own = {claim_type: CLAIM_TYPE_LABELS[claim_type] for claim_type in CLAIM_TYPES}
    elif field == "recommendation":
        own = {"yes": YES_LABEL}
    elif field == "themes":
        own = dict(themes)
    return {**own, NONE: NONE_LABEL}


def shown(field: str, value: str, themes: Mapping[str, str], documents: Mapping[str, str]) -> str:
    """Return a correction's value as the sheet shows it.

    ``documents`` names documents by hash: a passage is shown with the name of its document.

    >>> shown("themes", "trade|climate", {"trade": "Handel"}, {})
    'Handel|climate'
    >>> shown("answer", f"{'a' * 64}:12-90", {}, {"a" * 64: "brief"})
    'brief:12-90'
    """
    labels = labels_of(field, themes)
    if field == "answer":
        places = (one.partition(":") for one in value.split("|"))
        labels |= {f"{sha}:{at}": f"{documents.get(sha, sha)}:{at}" for sha, _, at in places if at}
    return "|".join(labels.get(one, one) for one in value.split("|"))


def meant(field: str, text: str, themes: Mapping[str, str], hashes: Mapping[str, str]) -> str:
    """Return the value that a reviewer's words stand for, ``NONE`` for 'geen'.

    Labels and codes count alike, in any case; several stand between ``|``, ``;`` or commas, each
    once in the result. What is neither comes back as it stands, for `value_fault` to name.
    ``hashes`` gives a document's hash by its name.

    >>> meant("stance", "Niet  overgenomen ", {}, {}), meant("stance", "REJECTED", {}, {})
    ('rejected', 'rejected')
    >>> meant("themes", "handel, security", {"trade": "Handel", "security": "Veiligheid"}, {})
    'trade|security'
    >>> meant("claim_type", "nee", {}, {}), meant("stance", "misschien", {}, {})
    ('none', 'misschien')
    """
    codes = {plain(code): code for code in labels_of(field, themes)}
    codes |= {plain(label): code for code, label in labels_of(field, themes).items()}
    if NONE in codes:
        codes |= dict.fromkeys(NOTHING, NONE)

    def code_of(part: str) -> str | None:
        passage = PASSAGE.fullmatch(part.strip()) if field == "answer" else None
        if passage:
            return f"{hashes.get(passage[1].strip(), passage[1].strip())}:{passage[2]}"
        return codes.get(plain(part))

    found: list[str] = []
    for part in filter(str.strip, BETWEEN.split(text)):
        whole = code_of(part)
        pieces = [part] if whole is not None else list(filter(str.strip, COMMA.split(part)))
        found += [code_of(piece) or piece.strip() for piece in pieces]
    return "|".join(dict.fromkeys(found))


def field_meant(text: str) -> str:
    """Return the field that a label or a code names, in any case; else the text as it stands.

    >>> field_meant("Soort uitspraak"), field_meant("themes"), field_meant("kleur")
    ('claim_type', 'themes', 'kleur')
    """
    codes = {plain(label): code for code, label in FIELD_LABELS.items()}
    return codes.get(plain(text), plain(text) if plain(text) in FIELD_LABELS else text)


def plain(text: str) -> str:
    """Return words as they are compared: in lower case, single spaces, straight apostrophes."""
    return " ".join(text.replace("’", "'").split()).casefold()

"""Describe a claim by its wording: words and pairs of words, word ends and forms.

What the cues of ``models/claim_types.toml`` miss: words come as they stand, endings ('-lijk',
'-ing') and beginnings stand for words that were never seen, forms for how a clause is built.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from pipeline.segment.clauses import finite_verb, subject

#: Lengths of the ends and beginnings of words that are told apart.
ENDS, BEGINNINGS, ADJECTIVE_ENDS = (2, 3, 4, 5, 6), (3, 4, 5, 6), (3, 4, 5)
AUXILIARIES = frozenset({"aux", "aux:pass", "cop"})
MANY_NAMES = 3


def describe_wording(claim: Span, voice: str, who: str) -> set[str]:
    """Return what the words of a claim say, and how they are put together.

    Parameters
    ----------
    claim
        One claim of a parsed document.
    voice
        Who speaks: ``government`` or ``adviser``.
    who
        What kind of actor the claim has.
    """
    tokens = [token for token in claim if not token.is_space]
    words = [token.lower_ for token in tokens]
    pairs = zip(["^", *words], [*words, "$"], strict=True)
    return {
        *(f"says={word}" for word in words),
        *(f"pair={first} {second}" for first, second in pairs),
        *_affixes(claim, tokens),
        *_forms(claim, tokens, voice, who),
    }


def _affixes(claim: Span, tokens: list[Token]) -> Iterator[str]:
    """Yield how the main word, the word that acts and the adjectives begin and end."""
    for name, token in (("root", claim.root), ("doer", subject(claim.root))):
        if token is None:
            continue
        word = token.lower_
        yield from (f"{name} ends={word[-n:]}" for n in ENDS if len(word) > n)
        yield from (f"{name} begins={word[:n]}" for n in BEGINNINGS if len(word) > n)
    for token in tokens:
        if token.pos_ == "ADJ":
            yield f"adjective begins={token.lower_[:3]}"
            yield from (f"adjective ends={token.lower_[-n:]}" for n in ADJECTIVE_ENDS)


def _forms(claim: Span, tokens: list[Token], voice: str, who: str) -> Iterator[str]:
    """Yield how the clause is built: who acts in it, its verbs, names, degrees, first and last."""
    root = claim.root
    doer, verb = subject(root), finite_verb(root)
    if doer is not None:
        number = "".join(doer.morph.get("Number", []))
        article = next((t.lower_ for t in doer.children if t.dep_ == "det"), "-")
        yield from (f"doer number={number}", f"doer class={doer.pos_}", f"article={article}")
        yield f"{voice}|article={article}|{number}"
        if any(t.dep_ in {"acl", "acl:relcl"} for t in doer.subtree):
            yield "doer has clause"
    names = sum(token.pos_ == "PROPN" for token in tokens)
    yield from (f"names={min(MANY_NAMES, names)}", f"{voice}|names={names > 0}")
    for degree in ("Cmp", "Sup"):
        yield f"{degree}={any(degree in t.morph.get('Degree', []) for t in tokens)}"
    classes = [token.pos_ for token in tokens]
    yield from (f"begins with {' '.join(classes[:n])}" for n in (2, 3))
    yield f"ends with {' '.join(classes[-3:])}"
    form = "".join(root.morph.get("VerbForm", []))
    built = f"verbs={form}|{verb.lemma_.lower() if verb is not None else '-'}"
    helpers = sorted(t.lemma_.lower() for t in root.children if t.dep_ in AUXILIARIES)
    helped = f"helpers={' '.join(helpers)}"
    yield from (built, f"{voice}|{who}|{built}", helped, f"{voice}|{helped}")
    yield f"{voice}|{who}|{helped}"

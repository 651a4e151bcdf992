"""Say how what stands around a claim bears on its themes.

A claim that goes on with 'zij' or 'dit' is about what the claim before it was about (codebook
rule 2); a bullet under a heading may rely on the heading (rule 5), an answer on the
recommendation; a claim on policy at large takes over nothing (rule 4). Each of these is a feature
of a claim and a theme, made of how likely the claims around it are to have the theme; what the
features weigh is learnt (`pipeline.tag.weights`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

#: Words that stand for what was named before.
# fmt: off
POINTING = frozenset(
    (
        "dit", "dat", "deze", "die", "zij", "ze", "hij", "hem", "haar", "hen", "hun", "zulke",
        "zo'n", "dergelijke", "beide", "beiden", "er", "zo", "daarmee", "daarbij", "daarvoor",
        "daardoor", "daarover", "daarvan", "daartoe", "daarin", "daaraan", "daarop", "daartegen",
        "daaronder", "daarom", "hiermee", "hierbij", "hiervoor", "hierdoor", "hierover",
        "hiervan", "hiertoe", "hierin", "hieraan", "hierop", "hiertegen", "hieronder",
    )
)
#: Words before a pointing word that leave it at the start of its claim: 'Ook zij', 'Door deze'.
LEADING = frozenset(
    (
        "aan", "bij", "bovendien", "daarnaast", "door", "in", "met", "ook", "op", "sinds",
        "tegen", "tevens", "toch", "van", "verder", "voor", "wel", "zonder",
    )
)
# fmt: on
#: A claim that opens with one of these is the second half of what the claim before began: what it
#: is about was named there ('Zij verloren hun subsidie / en sloten hun deuren').
GOING_ON = frozenset({"doch", "en", "maar", "want"})
#: Pointing words that further on in a claim mostly are something else: 'de wet die', 'zegt dat'.
ONLY_AT_START = frozenset({"daarom", "dat", "die", "er", "zo"})
#: How far into a claim a pronoun still speaks for it.
POINTING_REACH = 8
#: What is left of a theme one claim on, within a section and over a heading; a claim with a theme
#: of its own takes half of the rest. Set by hand: the
#: learnt weights make up for what they are.
KEPT, KEPT_OVER_HEADING, KEPT_BESIDE_OTHER = 0.7, 0.2, 0.5
#: Claims that a share of claims is shrunk with: one other claim proves little, and of a whole
#: document less than of a paragraph.
FEW, FEW_OF_DOCUMENT = 2, 5
#: Shares of next to nothing are no shares.
LEAST = 0.05
#: Probabilities nearer to 0 or 1 than this tell nothing more.
CLIP = 0.005

FEATURES = (
    "own",
    "before",
    "before_pointing",
    "before_pronoun",
    "above",
    "after",
    "remembered",
    "remembered_bare",
    "remembered_pointing",
    "block",
    "block_bare",
    "section",
    "section_bare",
    "section_share_bare",
    "document",
    "document_share",
    "document_share_bare",
    "answered",
    "answered_bare",
    "heading",
    "heading_bare",
    "path_bare",
    "bare",
    "pointing",
    "general",
    "general_remembered",
    "other",
    "explicit",
    "explicit_bare",
)


@dataclass(frozen=True, slots=True)
class ClaimContext:
    """Where a claim stands and how it begins.

    ``recommendation`` is -1 outside any recommendation and its answer; ``words`` are the claim's
    first words, lower case; ``general`` says whether it holds a word of policy at large.
    """

    block: int
    section: str
    recommendation: int
    words: tuple[str, ...]
    general: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of the claims of one document, a row a claim and a column a theme.

    ``terms`` counts the terms found, ``model`` holds probabilities (NaN where the model does not
    know the theme), ``headings`` is 1 where the claim's own heading has a term, ``paths`` where
    any heading above it has one.
    """

    contexts: tuple[ClaimContext, ...]
    terms: Matrix
    model: Matrix
    headings: Matrix
    paths: Matrix


def points_back(words: Sequence[str]) -> tuple[str, bool]:
    """Return the word that points back, if any, and whether it opens the claim.

    A conjunction that opens a claim points back as a pronoun does.

    >>> points_back(("en", "sloten", "de", "deuren"))
    ('en', True)
    >>> points_back(("ook", "zij", "kregen", "steun"))
    ('zij', True)
    >>> points_back(("lokale", "groepen", "verliezen", "hun", "zaal"))
    ('hun', False)
    >>> points_back(("de", "wet", "die", "geldt"))
    ('', False)
    """
    if words and words[0] in GOING_ON:
        return words[0], True
    for n, word in enumerate(words[:2]):
        if word in POINTING and (n == 0 or words[0] in LEADING):
            return word, True
    for word in words[:POINTING_REACH]:
        if word in POINTING and word not in ONLY_AT_START:
            return word, False
    return "", False


def features(evidence: Evidence, scores: Matrix) -> NDArray[np.float64]:
    """Return an array of claims, themes and `FEATURES`.

    Parameters
    ----------
    evidence
        The claims of one document, in order.
    scores
        How likely each claim has each theme as far as is known, in 0..1: a row a claim.
    """
    contexts = evidence.contexts
    top = scores.max(axis=1, keepdims=True, initial=0.0)
    bare = 1 - top
    found = [points_back(context.words) for context in contexts]
    pointing = _column(opens for _, opens in found)
    pronoun = _column(bool(word) and not opens for word, opens in found)
    general = _column(context.general for context in contexts)
    blocks = [context.block for context in contexts]
    sections = [context.section for context in contexts]
    before, above, after = _neighbours(blocks, scores)
    remembered = _remembered(sections, scores)
    # What nothing else is known of speaks for itself: a text of one claim is all its own.
    whole = [0] * len(contexts)
    document = _share_of_others(scores, whole, scores, FEW_OF_DOCUMENT)
    explicit = _share_of_others(top, whole, top, FEW_OF_DOCUMENT)
    nothing = np.zeros_like(scores)
    section = _share_of_others(scores, sections, nothing)
    block = _share_of_others(scores, blocks, nothing)
    document_share = document / np.maximum(explicit, LEAST)
    section_share = section / np.maximum(_share_of_others(top, sections, nothing[:, :1]), 2 * LEAST)
    recommendations = [context.recommendation for context in contexts]
    answered = _share_of_others(scores, recommendations, nothing)
    answered = answered * _column(context.recommendation >= 0 for context in contexts)
    columns = (
        log_odds(scores),
        before,
        before * pointing,
        before * pronoun,
        above,
        after,
        remembered,
        remembered * bare,
        remembered * pointing,
        block,
        block * bare,
        section,
        section * bare,
        section_share * bare,
        document,
        document_share,
        document_share * bare,
        answered,
        answered * bare,
        evidence.headings,
        evidence.headings * bare,
        evidence.paths * bare,
        bare,
        pointing,
        general,
        general * bare * remembered,
        _highest_other(scores),
        explicit,
        explicit * bare,
    )
    return np.stack([np.broadcast_to(one, scores.shape) for one in columns], axis=-1)


def log_odds(probabilities: Matrix) -> Matrix:
    """Return the log-odds of probabilities, held within what `CLIP` leaves."""
    clipped = np.clip(probabilities, CLIP, 1 - CLIP)
    odds: Matrix = np.log(clipped / (1 - clipped))
    return odds


def _column(values: Iterable[bool]) -> Matrix:
    return np.array(list(values), dtype=np.float64).reshape(-1, 1)


def _neighbours(blocks: Sequence[int], scores: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Return the scores of the claim before, in this block and in one above, and of the next."""
    before, above, after = (np.zeros_like(scores) for _ in range(3))
    for n in range(1, len(blocks)):
        if blocks[n - 1] == blocks[n]:
            before[n] = scores[n - 1]
            after[n - 1] = scores[n]
        else:
            above[n] = scores[n - 1]
    return before, above, after


def _remembered(sections: Sequence[str], scores: Matrix) -> Matrix:
    """Return what the claims before leave behind, fading claim by claim."""
    result = np.zeros_like(scores)
    for n in range(1, len(sections)):
        kept = KEPT if sections[n - 1] == sections[n] else KEPT_OVER_HEADING
        kept *= 1 - KEPT_BESIDE_OTHER * scores[n - 1].max(initial=0.0)
        result[n] = np.maximum(scores[n - 1], kept * result[n - 1])
    return result


def _highest_other(scores: Matrix) -> Matrix:
    """Return for each claim and theme the highest score among the other themes."""
    if scores.shape[1] < 2:
        return np.zeros_like(scores)
    ranked = np.sort(scores, axis=1)
    best, second = ranked[:, -1:], ranked[:, -2:-1]
    first = np.arange(scores.shape[1]) == scores.argmax(axis=1)[:, None]
    return np.where(first, second, best)


def _share_of_others(
    scores: Matrix, keys: Sequence[Hashable], wider: Matrix, few: int = FEW
) -> Matrix:
    """Return the mean score of the other claims with the same key, with ``few`` of ``wider``."""
    groups: dict[Hashable, list[int]] = {}
    for n, key in enumerate(keys):
        groups.setdefault(key, []).append(n)
    share = np.zeros_like(scores)
    for rows in groups.values():
        others = scores[rows].sum(axis=0) - scores[rows]
        share[rows] = (others + few * wider[rows]) / (len(rows) - 1 + few)
    return share

"""Which document responds to which: declared, or because it names or quotes the advice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.align.advisers import (
    HEAD,
    advice_numbers,
    adviser_names,
    dates_in,
    folded_words,
    is_named,
)
from pipeline.records import Document, DocumentAnalysis

SHORTEST_TITLE = 4  # words: a shorter title proves nothing by turning up, unless quoted
LONG_TITLE = 6  # words: a shorter one must have its capital, or it is a phrase like any other
# Words that say what kind of paper it is: replies leave them out of the title.
KIND_OF_PAPER = re.compile(
    r"^(?:(?:advies|adviesrapport|rapport|position paper|manifest|brief|oproep|notitie|input voor|"
    r"briefadvies|eindrapport)\b\s*(?:over|inzake|van|:)?\s*)+",
    re.IGNORECASE,
)
# Matches "advies van", "adviesrapport"; must not match "adviseurs".
ADVICE_WORD = re.compile(
    r"(?:advies|advies\w{0,40}rapport|rapport|aanbevelingen|oproep|brief|position paper|suggesties|"
    r"\w{1,40}-advies|manifest)\b",
    re.IGNORECASE,
)
NEAR = 250  # characters within which a name, 'advies' and a date speak of one document
QUOTED = re.compile(r"[‘'“\"«„](?P<title>[^’'”\"»]{3,150})[’'”\"»]")


def could_answer(advice_date: str, response_date: str) -> bool:
    """Return whether a document of one date can answer one of another; unknown dates can.

    >>> could_answer("2026-04-16", "2025"), could_answer("2025-04-10", "2025")
    (False, True)
    """
    shared = min(len(advice_date), len(response_date))
    return not shared or response_date[:shared] >= advice_date[:shared]


def find_links(analyses: Sequence[DocumentAnalysis]) -> dict[str, tuple[str, ...]]:
    """Return, for every advice, the documents that respond to it, in order of id.

    A document responds when its manifest entry says so, when it quotes a recommendation, or when
    it names the advice: by its number as a Kamerstuk, by title, or by its adviser with its date or
    number. One that is older than the advice responds only when declared.
    """
    links: dict[str, set[str]] = {}
    by_id = {a.document.document_id: a.document for a in analyses}
    owner = {
        r.recommendation_id: a.document.document_id for a in analyses for r in a.recommendations
    }
    advices = [a.document for a in analyses if a.document.role in {"advice", "mixed"}]
    for analysis in analyses:
        document = analysis.document
        for target in document.responds_to:
            if target in by_id and target != document.document_id:
                links.setdefault(target, set()).add(document.document_id)
        for r in analysis.recommendations:
            if r.quoted_from:
                links.setdefault(owner[r.quoted_from], set()).add(document.document_id)
        if document.role not in {"response", "policy"}:
            continue
        words = folded_words(document.source)
        plain = " ".join(document.source.split())
        for advice in advices:
            if could_answer(advice.date, document.date) and (
                _names_paper(document, advice)
                or _names_title(document, words, plain, advice)
                or _names_adviser(document, words, advice, advices)
            ):
                links.setdefault(advice.document_id, set()).add(document.document_id)
    return {key: tuple(sorted(value)) for key, value in sorted(links.items())}


def _names_paper(response: Document, advice: Document) -> bool:
    """Whether a text refers to an advice by its number as a parliamentary paper."""
    return bool(advice.kamerstuk) and any(
        reference.identifier == advice.kamerstuk for reference in response.references
    )


def _titles(advice: Document) -> list[str]:
    """Return the title as replies may write it: whole, without its kind, without its subtitle."""
    whole = KIND_OF_PAPER.sub("", advice.title.strip())
    main = re.split(r"[:;.–—]\s", whole)[0]
    return [t for t in dict.fromkeys((advice.title, whole, main)) if folded_words(t).strip()]


def _names_title(response: Document, words: str, plain: str, advice: Document) -> bool:
    titles = _titles(advice)
    for title in titles:
        length = len(folded_words(title).split())
        if length >= LONG_TITLE and folded_words(title) in words:
            return True
        if length >= SHORTEST_TITLE and " ".join(title.split()) in plain:
            return True
    # A short title counts in quotation marks, with 'advies' or 'rapport' before it.
    called = {folded_words(title) for title in titles}
    if not any(title in words for title in called):
        return False
    return any(
        folded_words(match["title"]) in called
        and ADVICE_WORD.search(response.source, max(0, match.start() - NEAR), match.start())
        for match in QUOTED.finditer(response.source)
    )


def _names_adviser(
    response: Document, words: str, advice: Document, advices: Sequence[Document]
) -> bool:
    """Whether the adviser is named with its advice's date or number, or is the only one meant."""
    names = adviser_names(advice)
    if not any(name in response.source or folded_words(name) in words for name in names):
        return False
    numbers = advice_numbers(advice.source[:HEAD])
    stated: set[str] = set()
    close = False
    for match in ADVICE_WORD.finditer(response.source):
        around = response.source[max(0, match.start() - NEAR) : match.end() + NEAR]
        if not is_named(advice, around):
            continue
        dates = dates_in(around)
        if numbers & advice_numbers(around) or any(_same_date(advice.date, d) for d in dates):
            return True
        stated.update(dates)
        close = close or match.start() < HEAD
    # 'Reactie op het advies van de Onderwijsraad' without a date means the one advice we have.
    same = [a for a in advices if set(adviser_names(a)) & set(names)]
    return response.role == "response" and close and len(same) == 1 and not stated


def _same_date(advice_date: str, named: str) -> bool:
    """Whether a date that is named is the advice's, to the month at least."""
    shared = min(len(advice_date), len(named))
    return shared >= len("2025-04") and advice_date[:shared] == named[:shared]

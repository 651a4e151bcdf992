"""Hand-built records for the tests: no model, only words.

The text is laid out as the program does it, sentences end at full stops, and a lemma is a word in
lower case that is no function word.
"""

import re

from pipeline.ingest import document_from_text
from pipeline.offsets import fold
from pipeline.records import Ask, DocumentAnalysis, Recommendation, Sentence

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
        aan al als alle alleen bij daar daarom dan dat de deze die dit door een en er ervoor
        geen had heeft hen het hier hij hoe hun ik iedere in is je kan kunnen maar me meer men
        met mijn moet moeten na naar nee niet nog nu of om omdat ons onze ook op over te ten ter
        terug tot u uit uw van vanuit veel vele voor want waren was wat we wel werd wie wij
        wordt worden zal ze zelf zich zij zijn zo zodat zonder zou zullen ad
        """,
    )
)
SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\bAd\s\w\.)(?<!\bnr\.)(?<!\s\w\.)\s+(?=[A-Z'‘0-9])")
SKIPPED = {"heading", "footnote", "header", "footer", "page_number", "signature"}


def lemmas(text):
    words = re.findall(r"[^\W\d_]+(?:[-+][^\W\d_]+)*", text.lower())
    return tuple(w for w in words if w not in FUNCTION_WORDS)


def sentences_of(document):
    found = []
    for n, block in enumerate(document.blocks):
        if block.kind in SKIPPED or block.content_start >= block.end:
            continue
        folded = fold(document.source, block.content_start, block.end, document.furniture)
        at = 0
        for piece in SENTENCE_END.split(folded.text):
            at = folded.text.index(piece, at)
            start, end = folded.source_span(at, at + len(piece))
            at += len(piece)
            found.append(
                Sentence(
                    document_id=document.document_id,
                    start=start,
                    end=end,
                    text=piece,
                    block=n,
                    lemmas=lemmas(piece),
                )
            )
    return tuple(found)


def analysis(source, document_id="brief", *, recommendations=(), **known):
    """A document with its sentences, and with recommendations given by their words.

    Each is `(number, text)`, or `(number, text, answer)` where structure gives an answer; every
    sentence of a recommendation is an ask.
    """
    document = document_from_text(source.strip() + "\n", document_id, **known)
    sentences = sentences_of(document)
    found = []
    for n, (number, text, *answer) in enumerate(recommendations, start=1):
        start = document.source.index(text)
        recommendation_id = f"{document_id}-r{n:02d}"
        inside = [s for s in sentences if start <= s.start and s.end <= start + len(text)]
        asks = tuple(
            Ask(
                document_id=document_id,
                start=s.start,
                end=s.end,
                text=s.text,
                ask_id=f"{recommendation_id}-a{m}",
                recommendation_id=recommendation_id,
                text_resolved=s.text,
                lemmas=s.lemmas,
            )
            for m, s in enumerate(inside, start=1)
        )
        places = [(document.source.index(a), document.source.index(a) + len(a)) for a in answer]
        found.append(
            Recommendation(
                document_id=document_id,
                start=start,
                end=start + len(text),
                text=fold(document.source, start, start + len(text), document.furniture).text,
                recommendation_id=recommendation_id,
                number=number,
                asks=asks,
                answer=tuple(places),
                lemmas=lemmas(text),
            )
        )
    return DocumentAnalysis(document=document, recommendations=tuple(found), sentences=sentences)


def advice(*texts, document_id="advies", numbers=None, **known):
    """An advice whose recommendations are the given texts, numbered from 1 unless told."""
    numbers = numbers or [str(n) for n in range(1, len(texts) + 1)]
    source = "\n\n".join(
        f"{number}. {text}" if number else f"- {text}"
        for number, text in zip(numbers, texts, strict=True)
    )
    return analysis(
        source,
        document_id,
        recommendations=list(zip(numbers, texts, strict=True)),
        **{"role": "advice", "title": "Raad", **known},
    )


def shown(aligned):
    """Alignments in short: recommendation or ask, document, method, words."""
    return [
        (
            row.ask_id or row.recommendation_id,
            row.passage.document_id,
            row.method,
            row.passage.text,
        )
        for key in aligned.alignments
        for row in aligned.alignments[key]
    ]


def wholes(aligned):
    """The same for whole recommendations only, without the document."""
    return [
        (row.recommendation_id.rsplit("-", 1)[-1], row.method, row.passage.text)
        for key in aligned.alignments
        for row in aligned.alignments[key]
        if not row.ask_id
    ]

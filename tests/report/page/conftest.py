"""The page of the small corpus, of a hostile one and of a large one, and a browser to open them.

The browser is Debian's chromium, driven by Playwright; where either is missing, tests that need it
skip and say so.
"""

import os
import shutil
from dataclasses import replace

import pytest

from pipeline.codebook import load_codebook
from pipeline.records import (
    Alignment,
    Ask,
    Block,
    Claim,
    Document,
    DocumentAnalysis,
    Passage,
    Recommendation,
    SetAside,
    Theme,
    Verdict,
)
from pipeline.report.measured import Measured
from pipeline.report.page import About, build_page
from pipeline.resources import resource

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
STANCES = ("accepted", "existing_policy", "rejected", "noted", "no_response")
ATTACKS = (
    "<script>window.attacked = 1</script>",
    '"><img src=x onerror="window.attacked = 1">',
    "</style></script><svg onload='window.attacked = 1'>",
    "{{ 7 * 7 }} {% raw %} javascript:window.attacked=1",
)


@pytest.fixture(scope="session")
def about():
    return About(
        version="0.1.0",
        language_model={"name": "nl_weerklank", "version": "1", "sha256": "d" * 64},
        codebook=load_codebook(resource("models/codebook.toml")),
        measured=Measured(n_answers=100, accuracy=0.65, bands=((0.0, 0.4), (0.6, 0.8))),
    )


def page_of(corpus, about):
    return build_page(corpus.analyses, corpus.alignments, corpus.verdicts, corpus.set_aside, about)


@pytest.fixture
def page(corpus, about):
    return page_of(corpus, about).decode()


@pytest.fixture(scope="session")
def large(about):
    """Five hundred recommendations in ten advices, each with an answer in ten replies."""
    return build_page(*many(n_documents=10, n_recommendations=50), (), about)


@pytest.fixture(scope="session")
def hostile(about):
    """Script and markup wherever a document, its file name or its manifest can put them."""
    analyses, alignments, verdicts = many(n_documents=2, n_recommendations=4, said=ATTACKS)
    attack = "".join(ATTACKS)
    marked = [
        replace(
            a,
            document=replace(
                a.document, title=attack, publisher=attack, date=attack, format=attack
            ),
            recommendations=tuple(
                replace(r, number=attack, asks=tuple(replace(k, addressee=attack) for k in r.asks))
                for r in a.recommendations
            ),
        )
        for a in analyses
    ]
    reasoned = [replace(v, reason=attack) for v in verdicts]
    aside = [SetAside(source=attack, stage="ingest", error=attack, hint=attack)]
    return build_page(marked, alignments, reasoned, aside, about)


def many(n_documents, n_recommendations, said=("Steun de vrije pers.", "Meet dit elk jaar.")):
    """Advices and replies of plain sentences, with the records that stand at their offsets."""
    analyses, alignments, verdicts = [], [], []
    for d in range(n_documents):
        advice, reply = f"advies-{d}", f"reactie-{d}"
        asked, advised = _paragraphs(said, n_recommendations, f"Advies {d}")
        answered, replied = _paragraphs(
            ("Het kabinet deelt dit.", *said, "Een nieuwe wet komt er niet. " * 20),
            n_recommendations,
            f"Reactie {d}",
        )
        recommendations = []
        for n, ((start, end), (first, last)) in enumerate(zip(asked, answered, strict=True)):
            known = {"document_id": advice, "start": start, "end": end, "text": advised[start:end]}
            name = f"{advice}-r{n + 1:02}"
            ask = Ask(
                ask_id=f"{name}-a1",
                recommendation_id=name,
                text_resolved=known["text"],
                **known,
            )
            recommendations.append(
                Recommendation(
                    recommendation_id=name,
                    number=str(n + 1),
                    themes=("trade",),
                    asks=(ask,),
                    **known,
                )
            )
            stance = STANCES[n % len(STANCES)]
            evidence = Passage(
                document_id=reply, start=first, end=first + 20, text=replied[first : first + 20]
            )
            silent = stance == "no_response"
            for ask_id in ("", ask.ask_id):
                verdicts.append(
                    Verdict(
                        recommendation_id=name,
                        ask_id=ask_id,
                        stance=stance,
                        confidence=(n % 10) / 10,
                        reason="not_found" if silent else "model",
                        evidence=None if silent else evidence,
                        needs_review=n % 10 < 6,
                    )
                )
            if not silent:
                passage = Passage(
                    document_id=reply, start=first, end=last, text=replied[first:last].strip()
                )
                alignments.append(
                    Alignment(
                        recommendation_id=name,
                        ask_id="",
                        passage=passage,
                        method="reference",
                        score=0.9,
                    )
                )
        analyses += [
            _analysis(advice, advised, asked, "advice", recommendations),
            _analysis(reply, replied, answered, "response", ()),
        ]
    return analyses, alignments, verdicts


def _paragraphs(sentences, n, title):
    """Return the spans of n paragraphs of these sentences, and the text."""
    spans, text = [], ""
    for number in range(n):
        paragraph = " ".join(sentences).strip() + f" {title}, punt {number}."
        spans.append((len(text), len(text) + len(paragraph)))
        text += paragraph + "\n\n"
    return spans, text


def _analysis(document_id, source, spans, role, recommendations):
    blocks = tuple(
        Block(
            block_id=f"{document_id}-b{n:04}",
            start=start,
            end=end,
            kind="paragraph",
            content_start=start,
            page=n // 5 + 1,
        )
        for n, (start, end) in enumerate(spans, start=1)
    )
    claims = tuple(
        Claim(
            claim_id=f"{document_id}-c{n:04}",
            document_id=document_id,
            start=start,
            end=end,
            text=source[start:end],
            themes=(Theme(theme="trade", score=1.0, basis="term"),) if n % 2 else (),
        )
        for n, (start, end) in enumerate(spans, start=1)
    )
    document = Document(
        document_id=document_id,
        source=source,
        blocks=blocks,
        title=f"Over {document_id}",
        date="2025-01-01" if role == "advice" else "2025-03-02",
        role=role,
    )
    return DocumentAnalysis(
        document=document, claims=claims, recommendations=tuple(recommendations)
    )


@pytest.fixture(scope="session")
def chromium():
    api = pytest.importorskip(
        "playwright.sync_api",
        reason="no browser test: Playwright is not installed (pip: playwright)",
    )
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser test: none of {', '.join(BROWSERS)} is installed (apt: chromium)")
    # Chromium refuses its sandbox to root, which CI often is.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, tmp_path):
    """Open a page from disk; what it says on the console or asks for is in its ``noise``."""
    contexts = []

    def open_page(content, **options):
        path = tmp_path / f"report-{len(contexts)}.html"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        desktop = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
        context = chromium.new_context(**{**desktop, **options})
        context.set_default_timeout(60_000)  # milliseconds: a machine may be busy
        contexts.append(context)
        page = context.new_page()
        noise = []
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda request: noise.append(request.url))
        page.goto(path.as_uri())
        assert noise.pop(0) == path.as_uri()
        page.noise = noise
        return page

    yield open_page
    for context in contexts:
        context.close()

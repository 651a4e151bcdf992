"""What a web page says of itself in its head."""

from __future__ import annotations

import re
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from pipeline.ingest.about.fields import about_from_fields, kamerstuk_in
from pipeline.ingest.reading import About

# What follows a page's own title: the name of the site. Matches " | Rijksoverheid.nl",
# " - Tweede Kamer"; must not match "-beleid".
SITE = re.compile(r"(?<!\s)\s+[|–—-]\s+[^|–—]{1,60}$")


def about_page(page: LexborHTMLParser, *, has_heading: bool) -> About:
    """Return what the fields of a page's head say; its title counts where no heading does."""
    fields = [
        (
            node.attributes.get("name") or node.attributes.get("property") or "",
            node.attributes.get("content") or "",
        )
        for node in page.css("meta[content]")
    ]
    about = about_from_fields(fields)
    html = page.css_first("html")
    language = (html.attributes.get("lang") or "") if html is not None else ""
    title = page.css_first("title")
    canonical = page.css_first("link[rel=canonical]")
    address = (canonical.attributes.get("href") or "") if canonical is not None else ""
    if not about.title and title is not None and not has_heading:
        words = " ".join(title.text().split())
        about = replace(about, title=SITE.sub("", words))
    return replace(
        about,
        language=about.language or language[:2].lower(),
        kamerstuk=about.kamerstuk or kamerstuk_in(address),
    )

"""What a Word document says of itself in its properties."""

from __future__ import annotations

from pipeline.ingest.about.fields import MADE_UP, kamerstuk_in
from pipeline.ingest.markup.safe_xml import local_name
from pipeline.ingest.reading import About
from pipeline.ingest.word.package import Package


def about_document(package: Package) -> About:
    """Return what the properties say.

    Whoever typed the file is not its publisher, the day of saving not its date, and the language
    of the spelling checker not its own: these are left to be inferred.
    """
    values: dict[str, str] = {}
    for kind, part in package.related("").values():
        root = package.root(part) if kind.endswith("-properties") else None
        for element in root if root is not None else ():
            values.setdefault(local_name(element), " ".join((element.text or "").split()))
    title = values.get("title", "")
    return About(
        title="" if MADE_UP.match(title) else title,
        publisher=values.get("Company", ""),
        kamerstuk=kamerstuk_in(" ".join((title, values.get("identifier", "")))),
    )

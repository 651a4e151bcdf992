"""Load the Dutch language model and add the stages that work on one document at a time."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import ModelError
from pipeline.resources import resource

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "models/language"
# Everything the stages read from a parse; a model that lacks one of them cannot be used.
NEEDED = ("token.pos", "token.lemma", "token.dep", "doc.sents")


def load_language_model(name: str = "") -> Language:
    """Load a spaCy pipeline by package name or path; the one that ships with weerklank by default.

    Raises
    ------
    ModelError
        When it is not there, is not Dutch, or lacks what the stages need.
    """
    import spacy

    from pipeline.language_components import use_numpy_products

    path = resource(DEFAULT_MODEL) if not name else Path(name)
    try:
        nlp = spacy.load(path if path.is_dir() else name, exclude=["ner", "senter"])
    except OSError as error:
        raise ModelError(
            f"language model '{name or path}': not found as a package or a folder.",
            "Install it, give the path of a spaCy pipeline, or leave --language-model out.",
        ) from error
    except (ValueError, KeyError, ImportError) as error:
        raise ModelError(
            f"language model '{name or path}': cannot be loaded: {error}",
            "It may be damaged or made for another version of spaCy; install it anew.",
        ) from error
    use_numpy_products(nlp)
    provided = {value for meta in map(nlp.get_pipe_meta, nlp.pipe_names) for value in meta.assigns}
    missing = [value for value in NEEDED if value not in provided | _implied(nlp)]
    if nlp.lang != "nl" or missing:
        what = f"lacks {', '.join(missing)}" if missing else f"is for '{nlp.lang}'"
        raise ModelError(
            f"language model '{name or path}': {what}; expected a Dutch pipeline with "
            "parts of speech, lemmas, dependencies and sentence boundaries.",
            "Use nl_core_news_sm or larger, or the model that ships with weerklank.",
        )
    return nlp


def _implied(nlp: Language) -> set[str]:
    """Return what components provide without saying so in their metadata."""
    provided = set()
    if "parser" in nlp.pipe_names:
        provided |= {"token.dep", "doc.sents"}
    if {"morphologizer", "tagger"} & set(nlp.pipe_names):
        provided.add("token.pos")
    return provided


def model_record(nlp: Language) -> dict[str, str]:
    """Return name, version and a hash of a loaded model's files, for ``run.json``."""
    digest = hashlib.sha256()
    folder = Path(nlp.path)
    files = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    for path in sorted(files):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return {
        "name": f"{nlp.meta['lang']}_{nlp.meta['name']}",
        "version": nlp.meta["version"],
        "sha256": digest.hexdigest(),
    }

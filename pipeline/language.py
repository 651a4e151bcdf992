"""Load the Dutch language model and add the stages that work on one document at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.checksums import verified
from pipeline.errors import ModelError
from pipeline.resources import resource
from pipeline.sentences import ABBREVIATIONS

if TYPE_CHECKING:
    from spacy.language import Language

DEFAULT_MODEL = "models/language"
ENTITIES = "models/entities.jsonl"
ENTITY_RULER = "weerklank_entities"
GUARD = "weerklank_sentence_guard"
# Names come from our own list, sentences from the parser.
NOT_LOADED = ["ner", "senter"]
# One sentence that a usable model analyses in full, whatever it makes of it.
PROBE = "De minister moet de regels vereenvoudigen en Nederland steunt lokale kranten."
# What the stages read, under spaCy's names.
ANNOTATIONS = {
    "POS": "parts of speech",
    "LEMMA": "lemmas",
    "DEP": "dependencies",
    "SENT_START": "sentence boundaries",
}
# Universal Dependencies as the Dutch treebanks have them: without these no clause is found. Rarer
# relations that the stages look for ('csubj', 'parataxis', 'obl:agent') may be lacking.
RELATIONS = frozenset(
    {"ROOT", "acl:relcl", "advcl", "aux", "aux:pass", "cc", "ccomp", "conj", "cop", "mark"}
    | {"nmod", "nsubj", "nsubj:pass", "obj", "obl", "punct", "xcomp"}
)


def load_language_model(name: str = "") -> Language:
    """Load a spaCy pipeline by package name or path; the one that ships with weerklank by default.

    To a model without an entity ruler one is added, in front, with the institutions, places,
    laws and programmes of ``models/entities.jsonl``: they stand in ``doc.ents``, with a label
    (``ORG``, ``GPE``, ``LOC``, ``LAW``, ``PROGRAM``) and, in ``ent_id_``, one name for all the
    forms of a thing. Names that a model has learned (``ner``) are not loaded. To a model
    without our sentence guard it is added before the parser.

    Raises
    ------
    ModelError
        When it is not there, is not Dutch, or lacks what the stages need; when the shipped one is
        not as it was shipped.
    """
    import spacy

    from pipeline.language_components import use_numpy_products

    folder = verified(model_folder(name))
    label = f"language model '{name or folder}'"
    try:
        nlp = spacy.load(folder, exclude=NOT_LOADED)
    except OSError as error:
        raise _not_found(label) from error
    except (ValueError, KeyError, ImportError) as error:
        raise ModelError(
            f"{label}: cannot be loaded: {error}",
            "It may be damaged or made for another version of spaCy; install it anew.",
        ) from error
    use_numpy_products(nlp)
    faults = list(_faults(nlp))
    if faults:
        raise ModelError(
            f"{label}: {'; '.join(faults)}. Expected a Dutch pipeline with parts of speech, "
            "morphology, lemmas and Universal Dependencies; this one has "
            f"{', '.join(nlp.pipe_names) or 'no components'}.",
            "Use nl_core_news_sm or larger, or the model that ships with weerklank.",
        )
    if not _of_factory(nlp, GUARD):
        nlp.add_pipe(GUARD, before=_of_factory(nlp, "parser", "beam_parser")[0])
    if not _of_factory(nlp, "entity_ruler", "span_ruler"):
        add_entities(nlp)
    return nlp


def model_folder(name: str = "") -> Path:
    """Return where the files of a spaCy pipeline lie, named by package or path; nothing is loaded.

    Raises
    ------
    ModelError
        When it is not there.
    """
    if not name:
        return resource(DEFAULT_MODEL)
    if Path(name).is_dir():
        return Path(name)
    try:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise ImportError(name)
        package = Path(spec.origin).parent
        meta = json.loads((package / "meta.json").read_text("utf-8"))
        return package / f"{meta['lang']}_{meta['name']}-{meta['version']}"
    except (ImportError, OSError, ValueError, KeyError) as error:
        raise _not_found(f"language model '{name}'") from error


def _not_found(label: str) -> ModelError:
    return ModelError(
        f"{label}: not found as a package or a folder.",
        "Install it, give the path of a spaCy pipeline, or leave --language-model out.",
    )


def add_entities(nlp: Language, path: Path | None = None) -> None:
    """Add an entity ruler with a list of names, by default ``models/entities.jsonl``, in front.

    In front, since a component that learns names keeps those that are there already, and since
    reading the list runs everything before the ruler on every name.
    """
    import srsly  # type: ignore[import-untyped]

    ruler = nlp.add_pipe("entity_ruler", name=ENTITY_RULER, first=True)
    ruler.add_patterns(list(srsly.read_jsonl(path or resource(ENTITIES))))  # type: ignore[attr-defined]


def _of_factory(nlp: Language, *factories: str) -> list[str]:
    """Return the components that one of these factories made, whatever they are called."""
    return [name for name in nlp.pipe_names if nlp.get_pipe_meta(name).factory in factories]


def _faults(nlp: Language) -> Iterator[str]:
    """Say what a pipeline lacks of what the stages read."""
    if nlp.lang != "nl":
        yield f"is for '{nlp.lang}'"
    try:
        doc = nlp(PROBE)
    except Exception as error:
        # Whatever somebody's component raises, the user has to hear which model it was.
        yield f"fails on a plain sentence: {error}"
        return
    lacking = [what for name, what in ANNOTATIONS.items() if not doc.has_annotation(name)]
    if lacking:
        yield f"gives no {', no '.join(lacking)}"
    parsers = _of_factory(nlp, "parser", "beam_parser")
    if not parsers:
        yield "has no parser"
    for name in parsers:
        missing = sorted(RELATIONS - set(nlp.get_pipe(name).labels))  # type: ignore[attr-defined]
        if missing:
            yield f"its {name} does not know the relations {', '.join(missing)}"
    # A verb is finite by its features ('VerbForm=Fin') or its Alpino tag ('WW|pv|…').
    labels = [
        label
        for name in _of_factory(nlp, "morphologizer", "tagger")
        for label in nlp.get_pipe(name).labels  # type: ignore[attr-defined]
    ]
    if not any("VerbForm=Fin" in label or label.startswith("WW|pv") for label in labels):
        yield "does not tell finite verbs (feature VerbForm=Fin or tag WW|pv)"


def model_record(name: str = "") -> dict[str, str]:
    """Return name, version and a hash of a model, for ``run.json``; nothing is loaded.

    The hash is over its files and our lists of names and abbreviations, which parse with it.

    Raises
    ------
    ModelError
        When it is not there.
    """
    digest = hashlib.sha256()
    folder = model_folder(name)
    files = (p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    named = [(path.relative_to(folder).as_posix(), path) for path in sorted(files)]
    for file, path in (*named, *((file, resource(file)) for file in (ENTITIES, ABBREVIATIONS))):
        digest.update(file.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        return {
            "name": f"{meta['lang']}_{meta['name']}",
            "version": meta["version"],
            "sha256": digest.hexdigest(),
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _not_found(f"language model '{name or folder}'") from error

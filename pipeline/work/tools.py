"""What pieces of work need in hand: models, rules, the codebook. Loaded once a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.align import NO_EMBEDDINGS, embedder_record, load_meaning
from pipeline.judge import Judge
from pipeline.language import load_language_model, model_record
from pipeline.resources import resource
from pipeline.stages import add_stages
from pipeline.store import encode, fingerprint

if TYPE_CHECKING:
    from spacy.language import Language

    from pipeline.align import Meaning


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user chose that bears on results; small, since it travels with every piece of work.

    ``codebook`` is its file and ``codebook_sha256`` its hash, so that a file which is edited
    between two runs is read again; ``language_model`` is a package or path, empty for the shipped
    one; ``embeddings`` is what `pipeline.align.choose_embeddings` returned.
    """

    codebook: str
    codebook_sha256: str
    language_model: str = ""
    embeddings: str = NO_EMBEDDINGS


class Tools:
    """Loads what is needed when it is needed, and keeps it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def nlp(self) -> Language:
        """The language model with the per-document stages."""
        nlp = load_language_model(self.settings.language_model)
        return add_stages(nlp, Path(self.settings.codebook), reads=self.with_readers)

    @property
    def with_readers(self) -> bool:
        """Whether tuned transformers read documents and answers."""
        return self.settings.embeddings != NO_EMBEDDINGS

    @cached_property
    def judge(self) -> Judge:
        """The stance models."""
        return Judge(resource("models"), with_reader=self.with_readers)

    def load(self) -> None:
        """Load the models now rather than with the first document."""
        _ = self.nlp, self.judge

    @property
    def meaning(self) -> Meaning | None:
        """What reads replies beyond their words; None without embeddings."""
        return load_meaning(self.settings.embeddings)

    @cached_property
    def of_parse(self) -> bytes:
        """The hash of all that a parse and a reading depend on, beside the file."""
        model = model_record(self.settings.language_model)["sha256"]
        chosen = model, embedder_record(self.settings.embeddings)
        return sha256(fingerprint() + encode(chosen)).digest()

    @cached_property
    def of_analysis(self) -> bytes:
        """The hash of all that a document's analysis depends on, beside the file."""
        return sha256(self.of_parse + self.settings.codebook_sha256.encode()).digest()

    @cached_property
    def of_answers(self) -> bytes:
        """The hash of all that alignments and verdicts depend on, beside the analyses."""
        return sha256(fingerprint() + encode(embedder_record(self.settings.embeddings))).digest()


@lru_cache(maxsize=1)
def tools_of(settings: Settings) -> Tools:
    """Return this process's tools for some settings."""
    return Tools(settings)

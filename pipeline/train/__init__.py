"""The workshop, beside the line: what trains the models that the stages use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.resources import resource

__all__ = ["train_model"]

#: Folders of our own papers from which types are learned. Themes learn from the first two: with all
#: five they are no better on papers held out (models/themes/README.md).
LABELLED = ("tune", "broad", "weigh", "further", "more")


def train_model(
    what: str, data: Path | None = None, out: Path | None = None, config: Path | None = None
) -> dict[str, Any]:
    """Retrain one model from its recorded configuration; return its figures.

    Parameters
    ----------
    what
        ``language``, ``themes``, ``reading``, ``stance``, ``alignment``, ``pages``,
        ``claim_types`` or ``letters``.
    data
        The treebank's folder for the language model; in place of the shipped texts for the others.
    out
        The folder that the model replaces, whole or not at all; by default the shipped model's, and
        then its checksums are written anew.
    config
        Training configuration of the language model in place of the shipped one.

    Raises
    ------
    UsageError
        When the data is not there.
    """
    figures = _train(what, data, out or resource(f"models/{what}"), config)
    if out is None:
        from pipeline.train.checksums import write_checksums

        write_checksums([what])
    return figures


def _train(what: str, data: Path | None, out: Path, config: Path | None) -> dict[str, Any]:
    if what == "language":
        from pipeline.train.language import train_language_model

        if data is None:
            raise UsageError(
                "train language: no treebank named.", "Give its folder: --data ../shared/treebank."
            )
        return train_language_model(data, out, config=config or resource("models/language.cfg"))
    if what == "themes":
        from pipeline.train.themes import train_theme_model

        if data is not None:
            return train_theme_model(data, out)
        folders = [*_development("tune", "broad"), resource("corpus")]
        return train_theme_model(
            resource("models/themes/train.jsonl"),
            out,
            labelled=[(folder, folder / "gold") for folder in folders],
        )
    if what == "alignment":
        from pipeline.train.alignment import train_alignment

        if data is not None:
            return train_alignment([data], out)
        own = _development("tune", "answers")
        return train_alignment(own, out, also_linked=_development("broad", "weigh"))
    if what == "pages":
        from pipeline.train.page_reading import train_page_reader

        return train_page_reader(
            [data] if data else _development("tune", "answers", "broad"),
            [_development("weigh", "further", "more"), _development("mixed", "hard")],
            resource("models/stance/reader.npz"),
            out,
        )
    if what == "letters":
        from pipeline.train.letters import train_letter_model

        return train_letter_model(data or resource("models/letters/letters.toml"), out)
    if what == "claim_types":
        from pipeline.train.claim_types import train_type_model

        # The editions are few and nearest to what ministries write: they count twice.
        shipped = dict.fromkeys(_development(*LABELLED), 1.0) | {resource("corpus"): 2.0}
        return train_type_model({data: 1.0} if data is not None else shipped, out)
    if what == "reading":
        from pipeline.train.reading import train_document_reader

        return train_document_reader(
            [data]
            if data
            else [resource("corpus"), *_development("answers", *LABELLED, "mixed", "general")],
            _development("hard")[0],
            resource("models/reading/hints.json"),
            out,
        )
    from pipeline.train.stance import train_stance_model

    return train_stance_model(data or resource("models/stance/passages.jsonl"), out)


def _development(*names: str) -> list[Path]:
    """Return folders of our own labelled papers."""
    return [resource(f"models/development/{name}") for name in names]

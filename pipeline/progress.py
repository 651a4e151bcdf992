"""Show how far a run is: a live bar in a terminal, one plain line a stage where it is piped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
)
from rich.text import Text

STAGES = {
    "ingest": "documenten zoeken",
    "load": "modellen laden",
    "segment and tag": "lezen, knippen en labelen",
    "align": "antwoorden zoeken",
    "judge": "oordelen",
    "report": "tabellen en verslag maken",
}


class StageProgress(Protocol):
    """Whoever wants to know how far a run is."""

    def begin(self, stage: str, total: int | None = None) -> None:
        """Take note that a stage begins, and how many documents it will do if that is known."""

    def advance(self, n_documents: int = 1) -> None:
        """Take note that the stage has done more documents."""


def stopwatch(
    seconds: dict[str, float], progress: StageProgress | None = None
) -> Callable[..., AbstractContextManager[None]]:
    """Return what to run a stage in: ``with begin(stage, total):`` fills in its ``seconds``."""

    @contextmanager
    def begin(stage: str, total: int | None = None) -> Iterator[None]:
        if progress is not None:
            progress.begin(stage, total)
        started = time.perf_counter()
        yield
        seconds[stage] = round(time.perf_counter() - started, 3)

    return begin


class RunProgress:
    """Progress of one run on standard error; use it as a context manager.

    `begin` and `advance` are what `pipeline.analyze` calls. In a terminal every stage has a line
    with a bar, documents done and time left; elsewhere each stage is one line of text.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True, highlight=False)
        self._live = Progress(
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            _Documents(),
            _Seconds(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._stage: TaskID | None = None

    def __enter__(self) -> RunProgress:
        """Start the live display."""
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the display as it is; a stage that failed stays unfinished."""
        if kind is None:
            self._finish()
        self._live.stop()

    def begin(self, stage: str, total: int | None = None) -> None:
        """Say that a stage begins, and how many documents it has to do if that is known."""
        words = STAGES[stage]
        self._finish()
        if self._console.is_terminal:
            self._stage = self._live.add_task(words, total=total, counted=total is not None)
        else:
            self._console.print(words, markup=False)

    def advance(self, n_documents: int = 1) -> None:
        """Say that the stage has done more documents."""
        if self._stage is not None:
            self._live.advance(self._stage, n_documents)

    def _finish(self) -> None:
        """Fill the bar of the stage that is over."""
        if self._stage is not None:
            task = self._live.tasks[self._live.task_ids.index(self._stage)]
            total = task.total if task.total is not None else 1
            self._live.update(self._stage, total=total, completed=total)


class _Documents(ProgressColumn):
    """How many documents a stage has done, of those that it is known to do."""

    def render(self, task: Task) -> Text:
        if not task.fields["counted"]:
            return Text("")
        return Text(f"{task.completed:.0f} van {task.total:.0f} documenten")


class _Seconds(ProgressColumn):
    """The seconds that a stage took; while it runs those that are left, once they can be told."""

    def render(self, task: Task) -> Text:
        if task.finished:
            return Text(f"{task.finished_time or 0:.0f} s", style="dim")
        left = task.time_remaining
        return Text("" if left is None else f"nog {left:.0f} s")

import io
import re

import pytest
from rich.console import Console

from pipeline.progress import STAGES, RunProgress


def console(*, terminal):
    return Console(file=io.StringIO(), force_terminal=terminal, width=100, highlight=False)


def run(shown):
    with RunProgress(shown) as progress:
        progress.begin("ingest")
        progress.begin("segment and tag", 3)
        progress.advance()
        progress.advance(2)
        progress.begin("align")
    return shown.file.getvalue()


def test_piped_every_stage_is_one_plain_line():
    assert run(console(terminal=False)) == (
        f"{STAGES['ingest']}\n{STAGES['segment and tag']}\n{STAGES['align']}\n"
    )


def test_in_a_terminal_documents_are_counted_with_time_and_bar():
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", run(console(terminal=True)))

    assert re.search(rf"✓ {STAGES['segment and tag']} ━+ 3/3 0:00:\d\d nog 0:00:00", text)


def test_stage_that_failed_is_not_shown_as_done():
    shown = console(terminal=True)
    with pytest.raises(OSError, match="vol"), RunProgress(shown) as progress:
        progress.begin("segment and tag", 3)
        progress.advance()
        raise OSError("vol")

    assert "1/3" in shown.file.getvalue()
    assert "3/3" not in shown.file.getvalue()

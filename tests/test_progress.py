import io
import re
import time

import pytest
from rich.console import Console

from pipeline.progress import STAGES, RunProgress, stopwatch


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

    assert re.search(rf"✓ {STAGES['segment and tag']} ━+ 3 van 3 documenten \d+ s", text)
    assert re.search(rf"✓ {STAGES['align']} +━+ +\d+ s", text)


def test_time_left_is_told_once_it_is_known():
    shown = console(terminal=True)
    with RunProgress(shown) as progress:
        progress.begin("segment and tag", 10)
        for _ in range(3):
            time.sleep(0.15)
            progress.advance()
        time.sleep(0.2)
        text = shown.file.getvalue()

    assert re.search(r"3 van 10 documenten nog \d+ s", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text))


def test_stage_that_failed_is_not_shown_as_done():
    shown = console(terminal=True)
    with pytest.raises(OSError, match="vol"), RunProgress(shown) as progress:
        progress.begin("segment and tag", 3)
        progress.advance()
        raise OSError("vol")

    assert "1 van 3 documenten" in shown.file.getvalue()
    assert "3 van 3 documenten" not in shown.file.getvalue()


def test_stopwatch_tells_stages_in_order_and_their_seconds():
    shown = console(terminal=False)
    seconds = {}
    with RunProgress(shown) as progress:
        begin = stopwatch(seconds, progress)
        with begin("ingest"):
            time.sleep(0.02)
        with begin("align", 3):
            pass

    assert list(seconds) == ["ingest", "align"]
    assert seconds["ingest"] >= 0.02
    assert shown.file.getvalue() == f"{STAGES['ingest']}\n{STAGES['align']}\n"

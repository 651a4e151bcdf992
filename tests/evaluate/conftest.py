import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

from pipeline.evaluate.found import COLUMNS
from pipeline.evaluate.gold import Coder, Gold

SHARED = Path(__file__).resolve().parents[3] / "shared"
Tables = dict[str, pd.DataFrame]

STRETCHES = [("advies", 0, 15), ("advies", 16, 29), ("advies", 30, 44), ("advies", 45, 63)]


def table(name: str, rows: list[tuple]) -> pd.DataFrame:
    if name == "claim_themes":
        rows = [(*row, 0.9, "term", "")[:5] if len(row) == 2 else row for row in rows]
    return pd.DataFrame(rows, columns=list(COLUMNS[name]))


@pytest.fixture
def make_tables() -> Callable[..., Tables]:
    """Tables of a run from rows in the order of `COLUMNS`; what is not given is empty."""

    def make(**rows: list[tuple]) -> Tables:
        return {name: table(name, rows.get(name, [])) for name in COLUMNS}

    return make


@pytest.fixture
def write_gold(tmp_path: Path) -> Callable[..., Path]:
    """A gold folder from codings ``(is_claim, claim_type, themes)`` of the four stretches."""

    def write(
        a: list[tuple[int, str, str]] | None = None,
        b: list[tuple[int, str, str]] | None = None,
        recommendations: object = None,
    ) -> Path:
        for coder, codings in (("a", a or [(0, "", "")] * 4), ("b", b)):
            if codings is None:
                continue
            lines = ["document_id,start,end,is_claim,claim_type,themes"]
            lines += [
                ",".join(map(str, (*stretch, *coding)))
                for stretch, coding in zip(STRETCHES, codings, strict=True)
            ]
            path = tmp_path / f"coder_{coder}.csv"
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if recommendations is not None:
            path = tmp_path / "recommendations.json"
            path.write_text(json.dumps(recommendations), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def tables_of_coder() -> Callable[[Gold, Coder], Tables]:
    """The tables of a run that says exactly what one coder says."""

    def tables(gold: Gold, coder: Coder) -> Tables:
        rows: dict[str, list[tuple]] = {name: [] for name in COLUMNS}
        for index, stretch in enumerate(gold.stretches):
            coding = stretch.codings[coder]
            if coding.is_claim:
                place = (stretch.document_id, stretch.start, stretch.end)
                rows["claims"].append((f"c{index}", *place, coding.claim_type))
                rows["claim_themes"] += [(f"c{index}", theme) for theme in sorted(coding.themes)]
        for index, item in enumerate(gold.recommendations):
            name, judgement = f"r{index}", item.judgements[coder]
            rows["recommendations"].append((name, item.document_id, item.start, item.end, ""))
            answered = judgement.stance not in ("", "no_response")
            response = item.response_document_id
            if answered:
                rows["alignment"] += [(name, "", response, *span) for span in item.response]
            verdicts = [("", judgement.stance)]
            for number, ask in enumerate(judgement.asks, start=1):
                rows["asks"].append((f"{name}-a{number}", name, ask.start, ask.end))
                verdicts.append((f"{name}-a{number}", ask.stance))
            for ask_id, stance in verdicts:
                evidence: tuple = ("", None, None)
                if stance not in ("", "no_response"):
                    start = item.response[0][0]
                    evidence = (response, start, start + 5)
                rows["stance"].append((name, ask_id, stance, *evidence))
        return {name: table(name, listed) for name, listed in rows.items()}

    return tables


@pytest.fixture(scope="session")
def shared_gold_folder() -> Path:
    folder = SHARED / "gold"
    if not (folder / "coder_a.csv").is_file():
        pytest.skip(f"{folder} is absent: the real gold annotations stand beside the project")
    return folder


@pytest.fixture(scope="session")
def shared_sources() -> Mapping[str, str]:
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip(f"{folder} is absent: the real documents stand beside the project")
    return {
        path.stem: path.read_bytes().decode("utf-8-sig") for path in sorted(folder.glob("*.txt"))
    }

"""No text can make a regular expression of ours take more than time in proportion to its length."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import pipeline
from pipeline.ingest.about import role
from pipeline.ingest.references import laws

PACKAGE = Path(pipeline.__file__).parent
# What one kind of sign or a few in turn, thousands of times over, finds out: where a pattern can
# begin everywhere, go on to the end and then fail.
SIGNS = [
    *("a", "A", "é", "1", " ", "\n", "\t", ".", ",", "-", "(", ")", "[", "<", '"', "'", "’", "*"),
    *("•", "_", "|", "/", ":", "&", "a ", "A ", "1 ", "a.", "1.", "a-", "a, ", ". ", "a\n", " \n"),
    *("Aa ", "<a ", "a=", "> ", "- a\n", "1. a\n", "a@", "www.a", "a/", "Xi ", "[a](", "1-", "a'"),
]
# Used with ``fullmatch`` or ``match`` alone, which a search for its name does not show.
ANCHORED = {"SINGLY_QUOTED", "WHOLLY_QUOTED", "match", "fullmatch"}
FEW, MANY = (20, 25, 30, 35), 3200  # characters; the first show what grows by the power
AT_ONCE = 0.1  # seconds for the few
LONG = 0.004  # seconds for the many: what takes less takes seconds for a long book in one line
PROPORTION = 8  # four times the text: 4 times as long in proportion, 16 times with its square


def held(value: object, depth: int = 0) -> Iterator[re.Pattern]:
    """Yield the patterns that a value holds, itself or in what it contains."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4:
        if isinstance(value, Mapping):
            value = list(value.values())
        elif dataclasses.is_dataclass(value) and not isinstance(value, type):
            value = [getattr(value, field.name) for field in dataclasses.fields(value)]
        if isinstance(value, list | tuple | set | frozenset):
            for inner in value:
                yield from held(inner, depth + 1)


def written(path: Path) -> Iterator[tuple[re.Pattern, str]]:
    """Yield the patterns that stand as they are in calls, as ``re.sub("…", …)``, and which call."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr != "compile"
            and isinstance(node.args[0], ast.Constant)
        ):
            yield re.compile(node.args[0].value), node.func.attr


def listed(table: Mapping[str, Any]) -> Iterator[list[str]]:
    """Yield the lists of patterns in a table of them."""
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from listed(value)
        elif key == "patterns":
            yield value


def modules() -> Iterator[str]:
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not module.name.startswith("pipeline.train"):  # reads what we give it
            yield module.name


def patterns() -> dict[re.Pattern, set[str]]:
    """Every pattern of the package that reads input, and where it is, by module and name."""
    found: dict[re.Pattern, set[str]] = defaultdict(set)
    for name in modules():
        module = importlib.import_module(name)
        path = Path(module.__file__ or "")
        for key, value in vars(module).items():
            members = vars(value) if isinstance(value, type) else {key: value}
            for inner, member in members.items():
                for pattern in held(member):
                    found[pattern].add(f"{name}:{inner}")
        for pattern, method in written(path):
            found[pattern].add(f"{name}:{method}")
    for cues in listed(role._cues()):
        found[role._pattern(*cues)].add("role:_cues")
    for pattern in held(laws._names()):
        found[pattern].add("laws:_names")
    return found


def uses() -> dict[str, set[str]]:
    """By module and name the methods that the package calls on a pattern of it."""
    found: dict[str, set[str]] = {}
    call = re.compile(
        r"\b([A-Z][A-Z_0-9]*)\.(match|fullmatch|search|finditer|findall|split|subn?)\b"
    )
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        here = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        home = {
            alias.name: node.module
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for name, method in call.findall(text):
            module = home.get(name) or here.removesuffix(".__init__")
            found.setdefault(f"{module}:{name}", set()).add(method)
    return found


def seconds(pattern: re.Pattern, unit: str, length: int, *, anchored: bool) -> float:
    text = unit * (length // len(unit)) + "!"
    subject = text.encode() if isinstance(pattern.pattern, bytes) else text
    began = time.process_time()
    if anchored:
        pattern.match(subject)
    else:
        for _ in pattern.finditer(subject):
            pass
    return time.process_time() - began


def explodes(pattern: re.Pattern, unit: str, *, anchored: bool) -> bool:
    """Whether a text of this unit takes more than in proportion to its length."""
    if any(seconds(pattern, unit, length, anchored=anchored) > AT_ONCE for length in FEW):
        return True
    if seconds(pattern, unit, MANY, anchored=anchored) < LONG:
        return False
    # What else the machine had to do is no fault of the pattern: the least of three counts.
    short, long = (
        min(seconds(pattern, unit, length, anchored=anchored) for _ in range(3))
        for length in (MANY // 4, MANY)
    )
    return long > LONG and long > PROPORTION * short


def units(pattern: re.Pattern) -> list[str]:
    source = (
        pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    )
    words = sorted(set(re.findall(r"[A-Za-zà-ÿ]{3,}", source)), key=lambda w: (-len(w), w))[:4]
    return [*SIGNS, *(f"{word} " for word in words)]


@pytest.mark.parametrize("pattern", [r"(a|aa)+$", r"\w+x", r"a\w*\d", r"(?:a+)+$"])
def test_what_explodes_is_seen(pattern):
    assert any(explodes(re.compile(pattern), unit, anchored=False) for unit in SIGNS)


def test_no_text_drives_a_pattern_beyond_its_length():
    used = uses()
    found = patterns()
    assert len(found) > 300
    slow = []
    for pattern, places in found.items():
        names = {place.rpartition(":")[2] for place in places}
        methods = set().union(*(used.get(place, set()) for place in places))
        anchored = names <= ANCHORED or (methods and methods <= {"match", "fullmatch"})
        hits = [u for u in units(pattern) if explodes(pattern, u, anchored=bool(anchored))]
        if hits:
            slow.append((sorted(places), hits[:3]))
    assert slow == []

"""Read the stance cues of ``models/stance.toml``, check them and compile their phrases.

The notation of a phrase is explained at the head of that file. A phrase compiles to parts that
must all occur in one clause, in any order; a part is a row of items.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pipeline.errors import CodebookError

READINGS = frozenset(
    [
        "accepted",
        "existing_policy",
        "partially_accepted",
        "rejected",
        "noted",
        "sympathy",
        "contrast",
        "limit",
        "new",
        "keep",
        "end",
        "cut",
        "forwarded",
        "postponed",
    ]
)
STRENGTHS = ("weak", "strong", "overall")
CUE_KEYS = frozenset(
    ["label", "stance", "strength", "negated", "over", "phrases", "examples", "counterexamples"]
)
REQUIRED = ("label", "stance", "strength", "phrases", "examples", "counterexamples")
CLASSES = frozenset({"#year", "#month", "#number", "#date"})
GAPS = {"..": (6, False), "...": (15, True)}
#: Stands for the words of a phrase that needs none in particular.
ANY = ""
# Matches "neem|neemt", "bezuinig*", ".|,|$"; must not match "(met|aan)|is".
ITEM = re.compile(r"^[^\s()<>&*]+\*?(\|[^\s()<>&*]+\*?)*$")


@dataclass(frozen=True, slots=True)
class Item:
    """One token: any of ``words``, or beginning with one of ``prefixes``, or of a class."""

    words: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    classes: frozenset[str] = frozenset()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to ``longest`` tokens between two items, over commas or not."""

    longest: int
    commas: bool


@dataclass(frozen=True, slots=True)
class Separable:
    """A separable verb: split ('neemt ... over'), whole ('overneemt') or 'over te nemen'."""

    particle: str
    finite: frozenset[str]
    whole: frozenset[str]


Element = Item | Gap | Separable
Part = tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class CueRule:
    """One cue: what it says, how strongly, and the phrases that show it."""

    name: str
    label: str
    stance: str
    strength: str
    phrases: tuple[tuple[Part, ...], ...]
    negated: str | None = None
    over: frozenset[str] = frozenset()
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cuebook:
    """All cues by name, in the order of the file, and what counts as a negation."""

    rules: Mapping[str, CueRule]
    negators: frozenset[str]
    pseudo: tuple[tuple[str, ...], ...]
    government: frozenset[str]
    version: int = 1

    def phrases_among(self, words: frozenset[str]) -> Iterator[tuple[CueRule, tuple[Part, ...]]]:
        """Yield, in the order of the file, the phrases that a clause with these words may hold.

        Most phrases need a word that is not there; trying them all takes longer than a parse.
        """
        found = {n for word in words for n in self._by_word.get(word, ())}
        for n in sorted(found.union(self._by_word[ANY])):
            rule, parts, needed = self._phrases[n]
            if all(words & one for one in needed):
                yield rule, parts

    @cached_property
    def _phrases(self) -> list[tuple[CueRule, tuple[Part, ...], list[frozenset[str]]]]:
        return [
            (rule, parts, list(_needed(parts)))
            for rule in self.rules.values()
            for parts in rule.phrases
        ]

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """Phrases, by number, under the words of which they need one that few others need."""
        common = Counter(
            word for _, _, needed in self._phrases for words in needed for word in words
        )

        def rarest(needed: Collection[frozenset[str]]) -> Collection[str]:
            return min(needed, key=lambda one: sum(common[w] for w in one)) if needed else (ANY,)

        index: dict[str, list[int]] = {ANY: []}
        for n, (_, _, needed) in enumerate(self._phrases):
            for word in rarest(needed):
                index.setdefault(word, []).append(n)
        return index


def _needed(parts: tuple[Part, ...]) -> Iterator[frozenset[str]]:
    """Yield sets of words of each of which a clause must hold one for a phrase to be there."""
    for element in (element for part in parts for element in part):
        if isinstance(element, Separable):
            yield frozenset({*element.whole, *element.finite})
        elif (
            isinstance(element, Item)
            and not element.optional
            and not element.prefixes
            and not element.classes
            and not element.words & {"^", "$"}
        ):
            yield frozenset(element.words)


def _may_be_absent(element: Element | None) -> bool:
    return isinstance(element, Item) and element.optional


class _Compiler:
    """Compiles phrases against the groups and verb forms of one file; gathers the faults."""

    def __init__(self, groups: Mapping[str, str], forms: Mapping[str, str]) -> None:
        self.groups = {name: frozenset(words.split()) for name, words in groups.items()}
        self.finite: dict[str, frozenset[str]] = {}
        self.participle: dict[str, frozenset[str]] = {}
        for verb, written in forms.items():
            finite, _, participle = written.partition("/")
            self.finite[verb] = frozenset(finite.split())
            self.participle[verb] = frozenset(participle.split() or finite.split())
        self.faults: list[str] = []

    def phrase(self, written: str, where: str) -> tuple[Part, ...]:
        """Compile one phrase; a fault is noted and leaves a part out."""
        if written != " ".join(written.split()) or not written:
            self.faults.append(f"{where}: {written!r} has stray white space.")
        parts = []
        for part in written.split(" & "):
            elements = [self.element(item, where) for item in part.split()]
            if (elements and isinstance(elements[0], Gap)) or isinstance(elements[-1], Gap):
                self.faults.append(f"{where}: {part!r} begins or ends with a gap.")
            if len(elements) > 1 and _may_be_absent(elements[0]) and isinstance(elements[1], Gap):
                self.faults.append(f"{where}: {part!r} begins with what may be absent, and a gap.")
            parts.append(tuple(element for element in elements if element is not None))
        return tuple(parts)

    def element(self, item: str, where: str) -> Element | None:
        """Compile one item."""
        if item in GAPS:
            return Gap(*GAPS[item])
        if item.startswith("<") and item.endswith(">"):
            return self.verb(item[1:-1], where)
        optional = item.startswith("(") and item.endswith(")")
        bare = item[1:-1] if optional else item
        if not ITEM.match(bare):
            self.faults.append(f"{where}: {item!r} is no item.")
            return None
        words: set[str] = set()
        prefixes: list[str] = []
        classes: set[str] = set()
        for word in bare.split("|"):
            if word.startswith("%"):
                if word[1:] not in self.groups:
                    self.faults.append(f"{where}: group {word!r} is not in [groups].")
                words |= self.groups.get(word[1:], frozenset())
            elif word.startswith("#"):
                if word not in CLASSES:
                    self.faults.append(f"{where}: {word!r} is not one of {sorted(CLASSES)}.")
                classes.add(word)
            elif word.endswith("*"):
                prefixes.append(word[:-1])
            else:
                if word != word.lower():
                    self.faults.append(f"{where}: {word!r} must be in lower case.")
                words.add(word)
        return Item(frozenset(words), tuple(prefixes), frozenset(classes), optional)

    def verb(self, written: str, where: str) -> Element | None:
        """Compile ``<nemen>``, ``<bezien|verkennen>`` or ``<over+nemen>``."""
        particle, _, base = written.rpartition("+")
        verbs = base.split("|")
        unknown = [verb for verb in verbs if verb not in self.finite]
        # 'beschikbaar stellen' and 'vrij maken' use known verbs; others must be listed.
        if unknown:
            self.faults.append(f"{where}: {', '.join(unknown)} not in [forms].")
            return None
        finite = frozenset().union(*(self.finite[verb] for verb in verbs))
        participle = frozenset().union(*(self.participle[verb] for verb in verbs))
        if not particle:
            return Item(finite | participle)
        whole = frozenset(particle + form for form in finite | participle)
        return Separable(particle, finite, whole)


def read_cuebook(path: Path) -> Cuebook:
    """Read the cues and check the whole file.

    Raises
    ------
    CodebookError
        With all faults of the file together: unknown keys, readings or groups, doubled phrases,
        stray white space, phrases that cannot be compiled.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CodebookError(
            f"{path}: no such file, expected the stance cues.", "Restore models/stance.toml."
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(f"{path.name}: {error}.", "Mend the TOML.") from error
    return cuebook_from_mapping(raw, path.name)


def cuebook_from_mapping(raw: Mapping[str, Any], name: str = "stance.toml") -> Cuebook:
    """Build a cuebook from parsed TOML; raise ``CodebookError`` with all faults together."""
    unknown = sorted(set(raw) - {"version", "groups", "forms", "negation", "cue"})
    compiler = _Compiler(raw.get("groups", {}), raw.get("forms", {}))
    faults = compiler.faults
    faults += [f"{name}: table {table!r} is unknown." for table in unknown]
    entries: Mapping[str, Mapping[str, Any]] = raw.get("cue", {})
    seen: dict[str, str] = {}
    rules: dict[str, CueRule] = {}
    for cue, entry in entries.items():
        where = f"{name}, cue {cue!r}"
        faults += [f"{where}: key {key!r} is unknown." for key in sorted(set(entry) - CUE_KEYS)]
        missing = [key for key in REQUIRED if not entry.get(key)]
        if missing:
            faults.append(f"{where}: {', '.join(missing)} missing or empty.")
            continue
        for key in ("stance", "negated"):
            if entry.get(key, "noted") not in READINGS:
                faults.append(f"{where}: {key} {entry[key]!r} is not one of {sorted(READINGS)}.")
        if entry["strength"] not in STRENGTHS:
            faults.append(f"{where}: strength {entry['strength']!r} is not one of {STRENGTHS}.")
        faults += [
            f"{where}: 'over' names {other!r}, which is no cue."
            for other in entry.get("over", ())
            if other not in entries
        ]
        for phrase in entry["phrases"]:
            if phrase in seen:
                faults.append(
                    f"{where}: {phrase!r} stands in {seen[phrase]!r} too. Keep it in one."
                )
            seen[phrase] = cue
        rules[cue] = CueRule(
            name=cue,
            label=entry["label"],
            stance=entry["stance"],
            strength=entry["strength"],
            phrases=tuple(compiler.phrase(phrase, where) for phrase in entry["phrases"]),
            negated=entry.get("negated"),
            over=frozenset(entry.get("over", ())),
            examples=tuple(entry["examples"]),
            counterexamples=tuple(entry["counterexamples"]),
        )
    if faults:
        raise CodebookError("\n".join(faults), "Mend the cue file.")
    negation = raw.get("negation", {})
    return Cuebook(
        rules=rules,
        negators=frozenset(negation.get("negators", "").split()),
        pseudo=tuple(tuple(phrase.split()) for phrase in negation.get("pseudo", ())),
        government=compiler.groups.get("government", frozenset()),
        version=int(raw.get("version", 1)),
    )

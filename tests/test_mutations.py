"""Two hundred broken copies of the real data: each is reported, at the right place, and nothing crashes."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from aigraph.loader import check_folder, data_folder

COPIES = 10


@dataclass(frozen=True)
class Mutant:
    """A broken file: its text, the lines (1-based, both included) that it may be reported on, what it names."""

    file: str
    data: bytes
    first: int
    last: int
    names: str = ""


class Mutator:
    """Breaks one file of the data in one place, chosen by a seeded generator."""

    def __init__(self, rows: dict[str, list[str]], rng: random.Random) -> None:
        self.rows, self.rng = rows, rng

    # what a file is made of

    def records(self, file: str) -> list[tuple[int, int]]:
        """First row and row after the last of each record."""
        rows = self.rows[file]
        starts = [i for i, row in enumerate(rows) if row.startswith("  - id: ")]
        ends = [*starts[1:], len(rows)]
        return [(a, next(i for i in range(b, a, -1) if rows[i - 1].strip())) for a, b in zip(starts, ends, strict=True)]

    def around(self, file: str, row: int) -> tuple[int, int]:
        """The record that a row belongs to."""
        return next((a, b) for a, b in self.records(file) if a <= row < b)

    def pick(self, pattern: str, files: tuple[str, ...]) -> tuple[str, int, re.Match[str]]:
        """A random row of a record in which a pattern is found."""
        found = [(f, i, m) for f in files for a, b in self.records(f) for i in range(a, b) if (m := re.search(pattern, self.rows[f][i]))]
        return self.rng.choice(found)

    def block(self, file: str, row: int) -> int:
        """The row after a field and all that is nested in it."""
        rows, depth = self.rows[file], len(self.rows[file][row]) - len(self.rows[file][row].lstrip())
        end = row + 1
        while end < len(rows) and rows[end].startswith(" " * (depth + 1)):
            end += 1
        return end

    def write(self, file: str, row: int, end: int, new: list[str], names: str = "") -> Mutant:
        """Replace rows; the mutant may be reported anywhere in the record around them."""
        rows = self.rows[file]
        a, b = self.around(file, row)
        text = "\n".join([*rows[:row], *new, *rows[end:]])
        return Mutant(file, text.encode(), a + 1, b + len(new) - (end - row), names)

    def exchange(self, found: tuple[str, int, re.Match[str]], word: str) -> Mutant:
        """Put another word in the place of the pattern's group; it must be reported on that very row."""
        file, i, match = found
        row = self.rows[file][i]
        new = row[: match.start(1)] + word + row[match.end(1) :]
        text = "\n".join([*self.rows[file][:i], new, *self.rows[file][i + 1 :]])
        return Mutant(file, text.encode(), i + 1, i + 1)

    def misspelt(self, word: str) -> str:
        at = self.rng.randrange(1, len(word))
        return word[:at] + "qx" + word[at:]

    # the kinds

    def misspelt_key(self) -> Mutant:
        found = self.pick(r"^    ([a-z_]+):", ALL)
        return self.exchange(found, self.misspelt(found[2][1]))

    def misspelt_entity(self) -> Mutant:
        found = self.pick(r"\{role: [a-z-]+, entity: ([a-z0-9-]+)", EVENTS)
        return self.exchange(found, self.misspelt(found[2][1]))

    def misspelt_event(self) -> Mutant:
        found = self.pick(r"\{rel: [a-z-]+, event: ([a-z0-9-]+)\}", EVENTS)
        return self.exchange(found, self.misspelt(found[2][1]))

    def misspelt_source(self) -> Mutant:
        found = self.pick(r"- \{source: ([a-z0-9-]+)", EVENTS)
        return self.exchange(found, self.misspelt(found[2][1]))

    def bad_date(self) -> Mutant:
        bad = self.rng.choice(
            ["2023-13", "2023-02-30", "02/03/2023", "Feb 2023", "2023-1-5", "{}", "[2023]", "2024/2023", "yes", "20230105"]
        )
        return self.exchange(self.pick(r"^    (?:date|published): (.*)$", ALL), bad)

    def unknown_role(self) -> Mutant:
        found = self.pick(r"- \{role: ([a-z-]+)", EVENTS)
        return self.exchange(found, self.misspelt(found[2][1]))

    def unknown_type(self) -> Mutant:
        found = self.pick(r"^    (?:type|kind): ([a-z-]+)", ALL)
        return self.exchange(found, self.misspelt(found[2][1]))

    def unknown_office(self) -> Mutant:
        found = self.pick(r"\boffice: ([a-z-]+)", EVENTS)
        return self.exchange(found, self.misspelt(found[2][1]))

    def unknown_status(self) -> Mutant:
        found = self.pick(r"^    status: ([a-z]+)", EVENTS)
        return self.exchange(found, self.misspelt(found[2][1]))

    def wrong_indentation(self) -> Mutant:
        file, i, _ = self.pick(r"^    [a-z]+:", ALL)
        row = self.rows[file][i]
        return self.write(file, i, i + 1, [row[1:] if self.rng.random() < 0.5 else " " + row])

    def duplicate_key(self) -> Mutant:
        file, i, _ = self.pick(r"^    [a-z]+: [^|>]", ALL)
        row = self.rows[file][i]
        return self.write(file, i, i + 1, [row, row])

    def binary_junk(self) -> Mutant:
        file, i, _ = self.pick(r"\S", ALL)
        rows = [row.encode() for row in self.rows[file]]
        at = self.rng.randrange(len(rows[i]) + 1)
        rows[i] = rows[i][:at] + bytes([0, 0xFF, 0xFE, self.rng.randrange(128, 256)]) + rows[i][at:]
        return Mutant(file, b"\n".join(rows), i + 1, i + 1)

    def lost_source(self) -> Mutant:
        return self.lost("sources.yaml", r"\bsource: {}\b", EVENTS)

    def lost_entity(self) -> Mutant:
        return self.lost("entities.yaml", r"\bentity: {}[,}}]", EVENTS)

    def lost(self, file: str, used: str, users: tuple[str, ...]) -> Mutant:
        """Delete a record that others point at."""
        text = "\n".join("\n".join(self.rows[f]) for f in users)
        candidates = [(a, b, self.rows[file][a].split()[-1]) for a, b in self.records(file)]
        self.rng.shuffle(candidates)
        a, b, name = next(c for c in candidates if re.search(used.format(re.escape(c[2])), text))
        rows = self.rows[file]
        return Mutant(file, "\n".join([*rows[:a], *rows[b:]]).encode(), 0, 0, repr(name))

    def lost_field(self) -> Mutant:
        required = "date|type|summary|status|participants|sources|name|publisher|lang|kind"
        file, i, _ = self.pick(rf"^    ({required}):", ALL)
        return self.write(file, i, self.block(file, i), [])

    def unclosed(self) -> Mutant:
        file, i, _ = self.pick(r"""["\]}]$""", ALL)
        return self.write(file, i, i + 1, [self.rows[file][i][:-1]])

    def unopened(self) -> Mutant:
        file, i, _ = self.pick(r"[\]}]$", ALL)
        return self.write(file, i, i + 1, [self.rows[file][i] + self.rng.choice("]}")])

    def tab(self) -> Mutant:
        file, i, _ = self.pick(r"^    [a-z]+:", ALL)
        return self.write(file, i, i + 1, ["\t" + self.rows[file][i].lstrip()])

    def duplicate_id(self) -> Mutant:
        found = self.pick(r"^  - id: (.+)$", ALL)
        other = self.rng.choice([r.split()[-1] for r in self.rows[found[0]] if r.startswith("  - id: ") and r.split()[-1] != found[2][1]])
        mutant = self.exchange(found, other)
        return Mutant(mutant.file, mutant.data, mutant.first, mutant.last, repr(other))

    def no_sources(self) -> Mutant:
        file, i, _ = self.pick(r"^    sources:", EVENTS)
        return self.write(file, i, self.block(file, i), ["    sources: []"])

    def cut_short(self) -> Mutant:
        file = self.rng.choice(ALL)
        a, b = self.rng.choice(self.records(file))
        row = self.rng.randrange(a, min(a + 3, b))
        cut = max(5, self.rng.randrange(len(self.rows[file][row])))
        return Mutant(file, "\n".join([*self.rows[file][:row], self.rows[file][row][:cut]]).encode(), a + 1, row + 2)


ALL = ("entities.yaml", "events.yaml", "sources.yaml")
EVENTS = ("events.yaml",)
KINDS: tuple[Callable[[Mutator], Mutant], ...] = (
    Mutator.misspelt_key, Mutator.misspelt_entity, Mutator.misspelt_event, Mutator.misspelt_source, Mutator.bad_date,
    Mutator.unknown_role, Mutator.unknown_type, Mutator.unknown_office, Mutator.unknown_status, Mutator.wrong_indentation,
    Mutator.duplicate_key, Mutator.binary_junk, Mutator.lost_source, Mutator.lost_entity, Mutator.lost_field, Mutator.unclosed,
    Mutator.unopened, Mutator.tab, Mutator.duplicate_id, Mutator.no_sources, Mutator.cut_short,
)  # fmt: skip


@pytest.fixture(scope="module")
def rows() -> dict[str, list[str]]:
    """The lines of the real data."""
    return {f: (Path(data_folder()) / f).read_text(encoding="utf-8").split("\n") for f in ALL}


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)
def test_mutants_are_reported_where_they_are(kind: Callable[[Mutator], Mutant], rows: dict[str, list[str]], tmp_path: Path) -> None:
    for seed in range(COPIES):
        mutant = kind(Mutator(rows, random.Random(f"{kind.__name__} {seed}")))
        for file in ALL:
            shutil.copyfile(Path(data_folder()) / file, tmp_path / file)
        (tmp_path / mutant.file).write_bytes(mutant.data)
        dataset, problems = check_folder(tmp_path)
        errors = [p for p in problems if p.severity == "error"]
        assert dataset is None
        assert errors
        lines = {p.position.line for p in errors if p.position.file == mutant.file}
        hit = any(mutant.first <= line <= mutant.last for line in lines)
        named = bool(mutant.names) and any(mutant.names in p.message for p in errors)
        assert hit or named, (seed, mutant.file, mutant.first, mutant.last, [str(p) for p in errors[:5]])


def test_mutants_are_the_same_in_every_run(rows: dict[str, list[str]]) -> None:
    for kind in KINDS:
        assert kind(Mutator(rows, random.Random(7))) == kind(Mutator(rows, random.Random(7)))


def test_the_data_themselves_have_no_error() -> None:
    dataset, problems = check_folder(data_folder())
    assert dataset is not None
    assert [str(p) for p in problems if p.severity == "error"] == []

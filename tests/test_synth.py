"""`aigraph synth`: the real saga's shape at any size, in order, and the same each time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import aigraph
from aigraph import synth as package
from aigraph.canonical import canonical_text
from aigraph.claims import mentioned
from aigraph.dataset import WrongQuestion
from aigraph.loader import check_folder
from aigraph.ontology import (
    AMOUNT_KINDS,
    EVENT_TYPES,
    LINKS,
    MANNERS,
    MEMBER,
    OFFICES,
    ON_LEAVE,
    SOURCE_KINDS,
    STATUSES,
    Changes,
    Closes,
    Opens,
)  # fmt: skip
from aigraph.parquet import Package
from aigraph.records import Entity, Event, Source
from aigraph.synth import MOST, header, records, synth
from aigraph.synth.names import name_of, slug
from aigraph.synth.shape import CASTING, ENDS, HABITS, MANNER_SHARES, OFFICE_SHARES, PER, RELS, SHAPES, STATUS, SUMS, days_of, popular
from aigraph.synth.shape import SOURCE_KINDS as DRAWN_KINDS
from aigraph.tables import TABLES

if TYPE_CHECKING:
    from conftest import Cli

HERE = Path()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic saga of 2,000 events, written out."""
    out = tmp_path_factory.mktemp("synth") / "saga"
    synth(HERE, 2_000, str(out), seed=7)
    return out


@pytest.fixture(scope="module")
def saga(folder: Path) -> aigraph.Saga:
    return aigraph.load(folder)


@pytest.fixture(scope="module")
def many() -> list[Event]:
    """The events of a larger one, never written."""
    return [r for r in records(5_000, 3) if isinstance(r, Event)]


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


# --- the same each time ---------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_bytes_in_any_process(tmp_path: Path) -> None:
    """Whatever order the process gives to sets; another seed makes another saga of the same size."""
    made = {}
    for name, seed, hashing in (("a", 5, "1"), ("b", 5, "2"), ("c", 6, "1")):
        words = ["-m", "aigraph", "synth", "150", str(tmp_path / name), "--seed", str(seed)]
        env = {**os.environ, "PYTHONHASHSEED": hashing, "PYTHONPATH": str(Path(aigraph.__file__).parent.parent)}
        subprocess.run([sys.executable, *words], env=env, check=True, capture_output=True)
        made[name] = files_of(tmp_path / name)
    assert made["a"] == made["b"]
    assert all(made["a"][name] != made["c"][name] for name in made["a"])


def test_the_files_are_the_records_of_the_stream(saga: aigraph.Saga) -> None:
    made = list(records(2_000, 7))
    for kind, known in ((Entity, saga.dataset.entities), (Event, saga.dataset.events), (Source, saga.dataset.sources)):
        assert {r.id: r for r in made if isinstance(r, kind)} == dict(known.items())
    assert saga.dataset.header == header(2_000, 7)
    assert len(saga.dataset.events) == 2_000


def test_a_record_comes_before_the_first_event_that_names_it() -> None:
    entities: set[str] = set()
    sources: set[str] = set()
    events: set[str] = set()
    for record in records(1_500, 1):
        if isinstance(record, Event):
            assert set(mentioned(record)) <= entities
            assert {c.source for c in record.sources} <= sources
            assert {link.event for link in record.links} <= events
            events.add(record.id)
        else:
            known = entities if isinstance(record, Entity) else sources
            assert record.id not in known
            known.add(record.id)
    assert len(events) == 1_500


# --- in order -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "seed"), [(1, 0), (2, 3), (7, 4), (60, 1), (300, 5), (300, 6), (600, 2)])
def test_nothing_is_wrong_with_any(n: int, seed: int, tmp_path: Path) -> None:
    synth(HERE, n, str(tmp_path / "saga"), seed=seed)
    dataset, problems = check_folder(tmp_path / "saga")
    assert [p for p in problems if p.severity != "info"] == []
    assert dataset is not None
    assert len(dataset.events) == n
    for name, data in files_of(tmp_path / "saga").items():
        assert canonical_text(name, data).encode() == data


def test_nothing_is_wrong_with_a_larger_one(folder: Path) -> None:
    """Among 2,000 events there are all that can contradict each other: successions, second stints, suits that end."""
    _, problems = check_folder(folder)
    assert [p for p in problems if p.severity != "info"] == []
    assert {p.rule for p in problems} == {"unknown-start"}  # of some, as in the real saga, only the leaving is told


def test_a_section_goes_on_in_further_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "FULL", 40_000)
    synth(HERE, 300, str(tmp_path / "split"), seed=5)
    monkeypatch.undo()
    synth(HERE, 300, str(tmp_path / "whole"), seed=5)
    names = [*files_of(tmp_path / "split")]
    assert {"events.yaml", "events-0002.yaml", "sources.yaml", "sources-0002.yaml", "entities.yaml"} <= set(names)
    for name, data in files_of(tmp_path / "split").items():
        assert len(data) < 160_000
        assert canonical_text(name, data).encode() == data
    split, whole = aigraph.load(tmp_path / "split").dataset, aigraph.load(tmp_path / "whole").dataset
    assert list(split.events.items()) == list(whole.events.items())
    assert dict(split.sources) == dict(whole.sources)


def test_what_changes_somebodys_posts_comes_one_after_another(many: list[Event]) -> None:
    """However vague the dates are, nobody can have left before they came: the days that they may mean do not overlap."""
    changes: dict[str, list[Event]] = defaultdict(list)
    for event in many:
        effects = [e for e in EVENT_TYPES[event.type].effects if isinstance(e, Opens | Closes | Changes)]
        moving = {e.subject for e in effects if e.relation in (MEMBER, ON_LEAVE)}
        for person in {p.entity for p in event.participants if p.role in moving}:
            changes[person].append(event)
    pairs = [pair for events in changes.values() for pair in pairwise(events)]
    assert len(pairs) > 400
    assert any(not e.date.exact for pair in pairs for e in pair)
    assert all(a.date.hi < b.date.lo for a, b in pairs)


def test_no_two_events_look_alike(many: list[Event]) -> None:
    """Days pass between two events of one type whose titles name the same, and none is dated like a year's first day."""
    alike: dict[tuple[str, ...], list[Event]] = defaultdict(list)
    for event in many:
        alike[event.type, *sorted(event.entities()[:2])].append(event)
    pairs = [pair for events in alike.values() for pair in pairwise(events)]
    assert len(pairs) > 20
    assert all(b.date.lo > a.date.hi + 2 for a, b in pairs)
    assert not any(e.date.text.endswith("-01-01") for e in many if e.date.exact)


def test_names_are_all_different() -> None:
    for kind in ("person", "team", *PER):
        names = [name_of(kind, 123_456_789 + i) for i in range(10_000)]
        assert len({slug(en) for en, _ in names}) == len({ja for _, ja in names}) == 10_000


# --- the shape ------------------------------------------------------------------------------------


def vagueness(event: Event) -> str:
    """How a date is vague: ``month~``, ``interval``, …"""
    text = event.date.text
    mark = text[-1] if text[-1] in "~?" else ""
    return "interval" if "/" in text else ("year", "month", "day")[text.rstrip("~?").count("-")] + mark


def apart(a: Iterable[Any], b: Iterable[Any]) -> float:
    """The total variation distance of two samples: the share that would have to be something else."""
    ours, theirs = Counter(a), Counter(b)
    return sum(abs(ours[k] / ours.total() - theirs[k] / theirs.total()) for k in {*ours, *theirs}) / 2


@pytest.mark.parametrize(
    ("count", "near"),
    [
        (lambda e: e.type, 0.05),
        (vagueness, 0.04),
        (lambda e: len(e.participants), 0.12),
        (lambda e: len(e.sources), 0.04),
        (lambda e: e.status, 0.02),
        (lambda e: [k.rel for k in e.links], 0.12),
        (lambda e: len(e.threads), 0.10),
        (lambda e: len(e.accounts), 0.04),
        (lambda e: (bool(e.amounts), bool(e.metrics), bool(e.quote)), 0.08),
        (lambda e: any(c.claims for c in e.sources), 0.05),
        (lambda e: sorted(MANNERS.keys() & {e.attribute("manner")}), 0.03),
    ],
)
def test_shares_are_near_the_real_ones(real: aigraph.Saga, many: list[Event], count: Callable[[Event], Any], near: float) -> None:
    assert apart(map(str, map(count, real.dataset.events.values())), map(str, map(count, many))) < near


def test_means_are_near_the_real_ones(real: aigraph.Saga, many: list[Event]) -> None:
    ours, theirs = many, list(real.dataset.events.values())
    for field in ("participants", "sources", "links", "threads"):
        mean, wanted = (sum(len(getattr(e, field)) for e in events) / len(events) for events in (ours, theirs))
        assert mean == pytest.approx(wanted, rel=0.1), field


def test_the_table_of_types_is_what_was_counted(real: aigraph.Saga) -> None:
    """Every type of the ontology has its row, or no event in the real saga."""
    events = list(real.dataset.events.values())
    counts = Counter(e.type for e in events)
    assert set(SHAPES) == set(counts)
    for name, shape in SHAPES.items():
        assert shape.weight / 1000 == pytest.approx(counts[name] / len(events), abs=0.005), name
        for role, part in shape.parts.items() if counts[name] >= 40 else ():
            filled = Counter(p.role for e in events if e.type == name for p in e.participants)
            if not (name == "filing" and role in ("plaintiff", "defendant", "court")):  # their shares are those in a case
                assert part.mean == pytest.approx(filled[role] / counts[name], abs=0.25), (name, role)


def test_the_tables_speak_the_words_of_the_ontology() -> None:
    for name, shape in SHAPES.items():
        for role in shape.parts:
            known = EVENT_TYPES[name].role(role)
            assert known is not None, (name, role)
            assert set(CASTING[role].things) & set(known.types), (name, role)
        assert EVENT_TYPES[name].group in HABITS
    assert {k for h in HABITS.values() for k in h.kinds} | {k for kinds in SUMS.values() for k in kinds} <= set(AMOUNT_KINDS)
    assert set(SUMS) <= set(SHAPES)
    assert set(OFFICE_SHARES.things) - {None} == set(OFFICES)
    assert set(MANNER_SHARES.things) - {None} <= set(MANNERS)
    assert set(STATUS.things) == set(STATUSES)
    assert set(RELS.things) == set(LINKS) - {ENDS}
    assert {k for draw in DRAWN_KINDS.values() for k in draw.things} == set(SOURCE_KINDS)


def test_a_larger_saga_is_an_industry_and_not_a_denser_saga() -> None:
    """Ten times the events are in more than twice the years, and the largest organization has a smaller share of them."""

    def largest(n: int) -> float:
        events = [r for r in records(n, 2) if isinstance(r, Event)]
        return Counter(i for e in events for i in e.entities()).most_common(1)[0][1] / n

    assert largest(600) > 1.5 * largest(5_000)
    assert days_of(10_000) / days_of(1_000) == pytest.approx(10**0.2, rel=0.01)
    assert days_of(100_000) / 365.25 == pytest.approx(30, abs=1)
    assert [popular(100, i / 1000) for i in (0, 999)] == [0, 99]
    assert all(a <= b for a, b in pairwise(popular(1_000, i / 500) for i in range(500)))


# --- what is in it --------------------------------------------------------------------------------


def test_it_has_what_makes_the_real_saga_hard(saga: aigraph.Saga) -> None:
    dataset = saga.dataset
    events, sources = list(dataset.events.values()), list(dataset.sources.values())
    stays = Counter((s.subject, s.object) for s in dataset.tenures)
    assert sum(n > 1 for n in stays.values()) >= 5  # people who came back
    assert {"../", "~", "?", "/"} <= {mark for e in events for mark in ("../", "~", "?", "/") if mark in e.date.text}
    assert {c.partition(".")[0] for e in events for s in e.sources for c in s.claims} >= {
        "date",
        "summary",
        "amounts",
        "metrics",
        "participants",
    }
    assert any(len(e.accounts) == 3 for e in events)
    assert {"alleged", "disputed"} <= {e.status for e in events}
    assert any(p.interim for e in events for p in e.participants)
    assert any(s.copy_of for s in sources)
    assert any(s.voice for s in sources)
    assert any(s.author for s in sources)
    assert {"en", "ja"} <= {s.lang for s in sources}
    assert all(e.title.ja and e.summary.ja for e in events)
    assert {s.relation for s in dataset.stints} >= {"member", "office", "director", "founder", "litigates", "owns", "supplies", "presides"}


def test_offices_change_hands(saga: aigraph.Saga) -> None:
    """A single office has several holders one after another; some leave it to a named successor."""
    held = Counter((s.object, s.office) for s in saga.dataset.stints if s.office == "ceo")
    assert max(held.values()) >= 2
    named = [e for e in saga.dataset.events.values() if any(p.role == "predecessor" for p in e.participants)]
    assert len(named) >= 5
    for event in named:
        ended = [s for s in saga.dataset.stints if s.closed_by == event.id and s.office]
        assert {p.entity for p in event.participants if p.role == "predecessor"} <= {s.subject for s in ended}


def test_people_of_a_team_count_for_its_organization(saga: aigraph.Saga) -> None:
    in_teams = [
        s for s in saga.dataset.stints if s.object in saga.dataset.houses.teams and s.subject != s.object and s.relation != "part-of"
    ]
    assert len(in_teams) >= 10
    tenures = {(s.subject, s.object) for s in saga.dataset.tenures}
    assert {(s.subject, s.house) for s in in_teams} <= tenures


def test_suits_have_courts_and_some_end(saga: aigraph.Saga) -> None:
    rows = list(saga.cases())
    assert len(rows) >= 20
    assert all(row.courts and row.plaintiffs and row.defendants for row in rows)
    assert {str(row.open) for row in rows} >= {"no", "certain"}


def test_questions_have_answers(saga: aigraph.Saga) -> None:
    largest = Counter(s.object for s in saga.dataset.tenures).most_common(1)[0][0]
    japanese = saga.dataset.entities[largest].name.ja or ""
    assert len(list(saga.who_left(largest))) >= 5
    assert len(list(saga.on("2024-06-30").roster(japanese))) >= 5
    assert len(list(saga.retention(largest))) >= 5
    changes = Counter(row.change for row in saga.diff("2023-01-01", "2023-12-31"))
    assert changes["began"] > changes["ended"] >= 5
    assert len(list(saga.disputes())) >= 50
    assert len(list(saga.according_to(largest).timeline())) >= 3
    assert len(list(saga.known_by("2020-01-01").timeline())) < 2_000


# --- how it says no -------------------------------------------------------------------------------


def test_a_folder_with_something_in_it_is_left_alone(ask: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    said = ask(["synth", "5", str(tmp_path)])
    assert (said.code, said.out) == (2, "")
    assert "is there already" in said.err
    assert said.err.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["0", "out"], "has 1 to 5,000,000 events"),
        ([str(MOST + 1), "out"], "has 1 to 5,000,000 events"),
        (["many", "out"], "is a whole number"),
        (["5", " "], "no folder is given"),
        (["5", "file"], "is there already"),
        (["5", "file/out"], "cannot be"),
        (["5", "out", "--seed", "x"], "not a valid int"),
    ],
)
def test_wrong_questions_write_nothing(ask: Cli, words: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("")
    said = ask(["synth", *words])
    assert (said.code, said.out) == (2, "")
    assert why in said.err
    assert said.err.count("\n") == 1
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_an_empty_folder_is_filled(ask: Cli, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    said = ask(["synth", "20", str(tmp_path / "out"), "--seed", "2"])
    assert said.code == 0, said.err
    assert "20 events" in said.out
    assert [*files_of(tmp_path / "out")] == ["entities.yaml", "events.yaml", "sources.yaml"]
    assert ask(["check", "--data", str(tmp_path / "out")]).code == 0


def test_what_cannot_be_written_whole_is_not_written_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []

    def full(self: package.Files, section: str) -> None:
        written.append(section)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(package.Files, "flush", full)
    with pytest.raises(WrongQuestion, match="No space left on device"):
        synth(HERE, 50, str(tmp_path / "out"))
    assert written
    assert list(tmp_path.iterdir()) == []


# --- beyond YAML -----------------------------------------------------------------------------------


def test_a_large_one_is_the_same_saga_as_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its tables are in the order of a saga's, its stints are those of the core, and nothing else is left in the folder."""
    pytest.importorskip("ibis")
    synth(Path(), 400, str(tmp_path / "yaml"), seed=5)
    monkeypatch.setattr(package, "MOST_YAML", 100)
    report = synth(Path(), 400, str(tmp_path / "parquet"), seed=5)
    yaml, parquet = aigraph.load(tmp_path / "yaml").dataset, aigraph.load(tmp_path / "parquet").dataset
    assert Package(tmp_path / "parquet").derived
    assert yaml.header == parquet.header
    assert list(yaml.events.values()) == list(parquet.events.values())
    assert dict(yaml.entities) == dict(parquet.entities)
    assert dict(yaml.sources) == dict(parquet.sources)
    assert list(yaml.stints) == list(parquet.stints)
    assert yaml.houses == parquet.houses
    assert {p.name for p in (tmp_path / "parquet").iterdir()} == {*(f"{name}.parquet" for name in TABLES), "datapackage.json"}
    assert report.value["events"] == 400


def test_without_its_libraries_a_large_one_says_what_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aigraph.synth.lacking", list)
    with pytest.raises(WrongQuestion, match=r"pip install 'aigraph\[duckdb\]'"):
        synth(Path(), 100_001, str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()

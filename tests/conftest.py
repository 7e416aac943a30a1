"""Fixtures: small sagas written in the tests themselves.

A test with the fixture ``ledger`` has a ledger as its docstring: one event a line,

    2015-12-11 founding openai founder=ann founder=bob:ceo

which reads: date, type, the entity of the type's first organization role, then ``role=entity`` with
``:office`` (``:office!`` for interim, ``:office:words`` for a position). ``id=``, ``status=``, ``follows=``, ``published=`` and
``destination=`` … are said the same way. Entities are made up as the roles need them; a line
``team safety`` or ``case suit`` says what an entity is. The ledger is written out as real YAML and
loaded by the real loader.
"""

from __future__ import annotations

import os
import shlex
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import aigraph
from aigraph import cli
from aigraph.ontology import ENTITY_TYPES, EVENT_TYPES

FIXTURE_SAGA = Path(__file__).parent / "saga"
MAIN_ROLE = {
    t.id: next((r.id for r in t.roles if r.id in ("organization", "recipient", "target", "team", "case", "subject")), t.roles[0].id)
    for t in EVENT_TYPES.values()
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep snapshots of tests out of the user's cache folder, one folder for each test process."""
    base = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("AIGRAPH_CACHE", str(base))
    monkeypatch.delenv("AIGRAPH_DATA", raising=False)


@pytest.fixture(scope="session")
def real() -> aigraph.Saga:
    """The saga that comes with the package."""
    return aigraph.load()


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[[str], Path]:
    """Write files, given as one text with ``--- name`` lines between them, into a folder."""

    def write(text: str) -> Path:
        name = "events.yaml"
        files: dict[str, list[str]] = {}
        for line in textwrap.dedent(text).strip("\n").split("\n"):
            if line.startswith("--- "):
                name = line[4:].strip()
                files[name] = []
            else:
                files.setdefault(name, []).append(line)
        for name, lines in files.items():
            (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> aigraph.Saga:
    """The saga of the ledger in the test's docstring."""
    folder = tmp_path / "ledger"
    write_ledger(request.function.__doc__, folder)
    return aigraph.load(folder)


def write_ledger(text: str, folder: Path, as_of: str = "2026-06-30") -> Path:
    """Write a ledger as a data folder."""
    types: dict[str, str] = {}
    events = []
    sources = []
    for line in filter(None, (row.strip() for row in textwrap.dedent(text).splitlines())):
        first, *rest = line.split()
        if first in ENTITY_TYPES:
            types |= dict.fromkeys(rest, first)
        elif rest and rest[0] in EVENT_TYPES:
            event, source = _event(first, rest[0], rest[1:], len(events), types)
            events.append(event)
            sources.append(source)
    folder.mkdir(parents=True, exist_ok=True)
    entities = "".join(f"  - {{id: {i}, type: {t}, name: {{en: {i.title()}, ja: {i}}}}}\n" for i, t in sorted(types.items()))
    header = f"saga: {{name: {{en: Test, ja: 試験}}, as_of: {as_of}}}\n"
    (folder / "events.yaml").write_text(
        f"{header}entities:\n{entities}events:\n{''.join(events)}sources:\n{''.join(sources)}", encoding="utf-8"
    )
    return folder


SPECIAL = ("id", "status", "published", "voice", "claims", "manner", "kind")


def _event(date: str, kind: str, words: list[str], number: int, types: dict[str, str]) -> tuple[str, str]:
    said = {"id": f"e{number + 1}", "status": "reported"}
    participants: list[str] = []
    links: list[str] = []
    for word in words:
        role, equals, value = word.partition("=")
        if not equals:
            role, value = MAIN_ROLE[kind], word
        if role in SPECIAL:
            said[role] = value
        elif role in ("follows", "responds-to", "caused-by"):
            links.append(f"{{rel: {role}, event: {value}}}")
        else:
            participants.append(_participant(kind, role, value, types))
    attributes = f"    attributes: {{manner: {said['manner']}}}\n" if "manner" in said else ""
    claims = f", claims: {{{said['claims'].replace(':', ': ')}}}" if "claims" in said else ""
    text = (
        f"  - id: {said['id']}\n    date: {date}\n    type: {kind}\n    title: {{en: {kind} {number}, ja: 出来事}}\n"
        f"    summary: {{en: s, ja: s}}\n    status: {said['status']}\n    participants: [{', '.join(participants)}]\n{attributes}"
        f"    links: [{', '.join(links)}]\n    sources: [{{source: s{number + 1}, says: so{claims}}}]\n"
    )
    published = f", published: {said['published']}" if "published" in said else ""
    voice = f", voice: {said['voice']}" if "voice" in said else ""
    url = f"https://example.org/{number + 1}"
    source = f'  - {{id: s{number + 1}, publisher: Paper {number + 1}, lang: en, kind: {said.get("kind", "press")}, url: "{url}"{published}{voice}}}\n'
    return text, source


def _participant(kind: str, role: str, value: str, types: dict[str, str]) -> str:
    entity, _, office = value.partition(":")
    office, _, position = office.partition(":")
    known = EVENT_TYPES[kind].role(role)
    assert known is not None, f"{kind} has no role {role}"
    types.setdefault(entity, "person" if "person" in known.types else next(t for t in known.types))
    interim = ", interim: true" if office.endswith("!") else ""
    held = f", office: {office.removesuffix('!')}" if office else ""
    held += f", position: {position}" if position else ""
    return f"{{role: {role}, entity: {entity}{held}{interim}}}"


class Said(NamedTuple):
    code: int
    out: str
    err: str


Cli = Callable[..., Said]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    """Run a command line on the fixture saga in this process; a list is taken word by word."""
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AIGRAPH_DATA", str(FIXTURE_SAGA))

    def run(line: str | list[str]) -> Said:
        with pytest.raises(SystemExit) as end:
            cli.main(shlex.split(line) if isinstance(line, str) else line)
        out, err = capsys.readouterr()
        return Said(end.value.code if isinstance(end.value.code, int) else 0, out, err)

    return run


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="write what queries answer now as the goldens")


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are written rather than compared with."""
    return bool(request.config.getoption("--update-goldens")) and not os.environ.get("CI")

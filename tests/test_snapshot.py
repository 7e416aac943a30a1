"""The snapshot is only ever a copy: what it answers is what the YAML answers, whatever befalls it."""

from __future__ import annotations

import marshal
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import aigraph
from aigraph import shelf, snapshot
from aigraph.loader import data_folder

DATA = """\
saga: {name: {en: Test, ja: 試験}, as_of: 2026-06-30}
entities:
  - {id: ann, type: person, name: {en: Ann, ja: アン}, aliases: [Annie]}
  - {id: acme, type: company, name: {en: Acme, ja: アクメ}}
events:
  - id: joins
    date: 2020-03~
    type: appointment
    title: {en: Ann joins Acme, ja: 入社}
    summary: {en: She joins, ja: 入社した}
    status: reported
    participants:
      - {role: person, entity: ann, office: cto, position: head of it all}
      - {role: organization, entity: acme}
    attributes: {motto: {en: a, ja: b}, colour: red}
    sources:
      - {source: paper, says: so, claims: {date: 2020-04, amounts.bid: 1e3, participants.person: [ann]}}
sources:
  - {id: paper, publisher: Paper, lang: en, kind: press, url: "https://example.org/1"}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("AIGRAPH_CACHE", str(folder))
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small data folder."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "events.yaml").write_text(DATA, encoding="utf-8")
    return folder


def kept(cache: Path) -> list[Path]:
    """The files in the cache."""
    return sorted(cache.iterdir()) if cache.is_dir() else []


def answer(data: Path) -> list[object]:
    """What the saga answers: who is at Acme, the event, the names."""
    saga = aigraph.load(data)
    return [saga.roster("アクメ").to_dicts(), saga.timeline("Annie").to_dicts(), saga.career("ann").to_dicts()]


def was_read(monkeypatch: pytest.MonkeyPatch, data: Path) -> bool:
    """Whether a load makes do with the snapshot."""
    with monkeypatch.context() as patched:
        patched.setattr("aigraph.reader.build", lambda *a, **k: pytest.fail("the YAML is read"))
        try:
            aigraph.load(data)
        except pytest.fail.Exception:
            return False
    return True


def test_warm_equals_cold(cache: Path) -> None:
    cold = aigraph.load()
    assert [p.suffix for p in kept(cache)] == [".snapshot"]
    warm = aigraph.load()
    a, b = cold.dataset, warm.dataset
    assert a is not b
    assert a.header == b.header
    for section in ("entities", "events", "sources"):
        mine, theirs = getattr(a, section), getattr(b, section)
        assert list(mine) == list(theirs)
        assert dict(mine) == dict(theirs)
    assert list(a.stints) == list(b.stints)
    assert a.houses == b.houses
    for name in snapshot.NAMED:
        mine, theirs = getattr(a, name), getattr(b, name)
        assert {k: tuple(v) for k, v in mine.items()} == {k: tuple(v) for k, v in theirs.items()}, name
    for name in snapshot.ARRAYS:
        assert [list(part) for part in getattr(a, name)] == [list(part) for part in getattr(b, name)], name
    assert [list(part) for part in a.stints.bounds] == [list(part) for part in b.stints.bounds]
    assert list(a.names) == list(b.names)
    for name in ("OpenAI", "xAI", "Elon Musk"):
        assert cold.timeline(name).to_dicts() == warm.timeline(name).to_dicts()
    assert cold.who_left("xAI", founders=True).to_dicts() == warm.who_left("xAI", founders=True).to_dicts()
    assert cold.roster("OpenAI").to_dicts() == warm.roster("OpenAI").to_dicts()
    assert cold.disputes().to_dicts() == warm.disputes().to_dicts()
    assert cold.on("2023-11-18").stats().to_dicts() == warm.on("2023-11-18").stats().to_dicts()


def test_types_survive(cache: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cold = aigraph.load(data).dataset.events["joins"]
    assert was_read(monkeypatch, data)
    warm = aigraph.load(data).dataset.events["joins"]
    assert warm == cold
    assert [type(v) for v in warm.sources[0].claims.values()] == [str, float, tuple]
    assert [type(v).__name__ for v in warm.attributes.values()] == ["Text", "str"]


def test_any_changed_byte_changes_the_key() -> None:
    files = {"a.yaml": b"some: text\n", "b.yaml": b"other\n"}
    keys = {snapshot.key_of(files)}
    for name, content in files.items():
        for at in range(len(content)):
            keys.add(snapshot.key_of(files | {name: content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]}))
        keys |= {snapshot.key_of(files | {name: content + b" "}), snapshot.key_of(files | {name: content[:-1]})}
    keys |= {snapshot.key_of({"a.yaml": files["a.yaml"]}), snapshot.key_of({**files, "c.yaml": b""})}
    keys |= {snapshot.key_of({"c.yaml": files["a.yaml"], "b.yaml": files["b.yaml"]})}
    keys |= {snapshot.key_of({"a.yaml": files["a.yaml"] + files["b.yaml"], "b.yaml": b""})}
    assert len(keys) == 1 + 11 + 6 + 4 + 2 + 1 + 1


def test_changed_data_are_read_again(cache: Path, data: Path) -> None:
    before = answer(data)
    (data / "events.yaml").write_text(DATA.replace("2020-03~", "2020-05~"), encoding="utf-8")
    assert answer(data) != before
    (data / "events.yaml").write_text(DATA, encoding="utf-8")
    assert answer(data) == before


def test_a_snapshot_does_not_hide_new_errors(cache: Path, data: Path) -> None:
    answer(data)
    (data / "more.yaml").write_text("entities: [", encoding="utf-8")
    with pytest.raises(aigraph.DataError):
        aigraph.load(data)


def test_a_large_saga_is_read_again_when_a_file_has_another_size_or_time(cache: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its bytes are not read to find that nothing has changed."""
    from aigraph import loader

    monkeypatch.setattr(loader, "LARGE", 0)
    right = answer(data)
    (first,) = kept(cache)
    assert was_read(monkeypatch, data)
    file = next(data.glob("*.yaml"))
    os.utime(file, ns=(1, 1))
    assert answer(data) == right
    assert len(kept(cache)) == 2
    file.write_text(file.read_text("utf-8").replace("joins", "comes-in"), "utf-8")
    assert "comes-in" in aigraph.load(data).dataset.events
    assert first.exists()


# --- damage --------------------------------------------------------------------------------------


def test_a_damaged_snapshot_is_not_read(cache: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = answer(data)
    (path,) = kept(cache)
    whole = path.read_bytes()
    step = max(1, len(whole) // 60)
    damaged = [whole[:n] for n in (*range(0, 60, 3), *range(60, len(whole), step), len(whole) - 1)]
    damaged += [whole[:n] + bytes([whole[n] ^ 0x41]) + whole[n + 1 :] for n in (*range(60), *range(60, len(whole), step), len(whole) - 1)]
    damaged += [whole + b"x", whole + whole, b"", b"aigraph0" + whole[8:], b"\0" * len(whole), whole[8:], b"aigraph1" * 10]
    for content in damaged:
        path.write_bytes(content)
        assert snapshot.read(path.stem) is None
    for content in damaged[::20]:
        path.write_bytes(content)
        assert answer(data) == right
        assert path.read_bytes() == whole
    assert was_read(monkeypatch, data)


def test_a_snapshot_under_another_name_is_not_read(cache: Path, data: Path) -> None:
    answer(data)
    (path,) = kept(cache)
    other = "0" * len(path.stem)
    path.rename(cache / f"{other}.snapshot")
    assert snapshot.read(other) is None


def test_another_version_of_the_code_reads_the_yaml(cache: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = answer(data)
    assert was_read(monkeypatch, data)
    monkeypatch.setattr(snapshot, "_code_version", lambda: b"an older version")
    assert not was_read(monkeypatch, data)
    assert answer(data) == right
    assert len(kept(cache)) == 2


def test_every_module_that_makes_the_dataset_is_part_of_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "aigraph"
    shutil.copytree(Path(aigraph.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "data"))
    monkeypatch.setattr(snapshot, "__file__", str(package / "snapshot.py"))
    versions = {snapshot._code_version()}
    names = snapshot._CODE
    for name in names:
        with (package / f"{name}.py").open("a") as out:
            out.write("# changed\n")
        versions.add(snapshot._code_version())
    assert len(versions) == 1 + len(names)


class _Trap:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.path),)


def test_nothing_in_a_snapshot_is_executed(cache: Path, data: Path, tmp_path: Path) -> None:
    right = answer(data)
    (path,) = kept(cache)
    trap = tmp_path / "trap"
    code = compile(f"import os; os.mkdir({str(trap)!r})", "trap", "exec")
    for body in (pickle.dumps(_Trap(trap)), marshal.dumps(code), marshal.dumps((code,) * 7), marshal.dumps(({},) * 7)):
        for content in (body, shelf.MAGIC + body, shelf.MAGIC + b"\0" * 40 + body):
            path.write_bytes(content)
            assert answer(data) == right
    for value in (code, (code,) * 7, ({},) * 7, {"header": code}):
        with path.open("w+b") as file:
            signed = shelf.Writer(file, path.stem)
            signed.plain("header", value)
            signed.plain("houses", value)
            signed.finish()
        assert answer(data) == right
    assert not trap.exists()


# --- the folder ----------------------------------------------------------------------------------


def test_a_cache_folder_that_cannot_be(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("a file")
    (tmp_path / "loop").symlink_to("loop")
    for folder in ("file", "file/below", "loop", "n" * 300):
        monkeypatch.setenv("AIGRAPH_CACHE", str(tmp_path / folder))
        assert answer(data)[0]
    assert (tmp_path / "file").read_text() == "a file"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_cache_folder_that_may_not_be_written(cache: Path, data: Path) -> None:
    cache.mkdir(mode=0o500)
    assert answer(data)[0]
    assert kept(cache) == []


def test_a_full_disk(cache: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert answer(data)[0]
    assert kept(cache) == []


def test_a_folder_in_the_place_of_the_snapshot(cache: Path, data: Path) -> None:
    right = answer(data)
    (path,) = kept(cache)
    path.unlink()
    path.mkdir()
    assert answer(data) == right
    assert kept(cache) == [path]


def test_without_a_home(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("AIGRAPH_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert answer(data)[0]


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert snapshot.cache_folder() == os.environ["AIGRAPH_CACHE"]
    monkeypatch.delenv("AIGRAPH_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    assert snapshot.cache_folder() == str(tmp_path / "aigraph")


def test_old_snapshots_are_forgotten_and_fresh_ones_kept(cache: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(20):
        (data / "events.yaml").write_text(f"{DATA}# {n}\n", encoding="utf-8")
        aigraph.load(data)
        for age, path in enumerate(sorted(kept(cache), key=lambda p: p.stat().st_mtime, reverse=True)):
            os.utime(path, (1e9 - age - n, 1e9 - age - n) if age else None)
    assert len(kept(cache)) == 8
    assert was_read(monkeypatch, data)


def test_parts_that_a_killed_process_left_are_removed(cache: Path, data: Path) -> None:
    cache.mkdir()
    for name, age in (("old.1.part", 1e9), ("new.2.part", None)):
        (cache / name).write_bytes(b"half")
        os.utime(cache / name, None if age is None else (age, age))
    aigraph.load(data)
    assert [p.name for p in kept(cache) if p.suffix == ".part"] == ["new.2.part"]


def test_nothing_is_written_beside_the_data(cache: Path, data: Path) -> None:
    answer(data)
    answer(data)
    assert [p.name for p in data.iterdir()] == ["events.yaml"]
    assert [p.suffix for p in kept(cache)] == [".snapshot"]


# --- many processes ------------------------------------------------------------------------------

ASK = """
import sys, aigraph
saga = aigraph.load(sys.argv[1])
print([r.person for r in saga.who_left("xAI", founders=True)], len(saga.dataset.events))
"""


def ask(data: Path, env: dict[str, str], cwd: Path) -> subprocess.Popen[str]:
    """Start a process that asks a question."""
    return subprocess.Popen(
        [sys.executable, "-c", ASK, str(data)], env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_fifty_processes_at_once(cache: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(data_folder(), data)
    saga = aigraph.load(data)
    right = f"{[r.person for r in saga.who_left('xAI', founders=True)]} {len(saga.dataset.events)}\n"
    shutil.rmtree(cache)
    home = tmp_path / "home"
    home.mkdir()
    code = tmp_path / "code"  # a copy, so that nobody edits it while they run
    shutil.copytree(Path(aigraph.__file__).parent, code / "aigraph", ignore=shutil.ignore_patterns("__pycache__"))
    env = os.environ | {"PYTHONPATH": str(code), "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    running = [ask(data, env, home) for _ in range(50)]
    outcomes = []
    for process in running:
        try:
            outcomes.append((*process.communicate(timeout=120), process.returncode))
        finally:
            process.kill()
    assert set(outcomes) == {(right, "", 0)}
    assert [p.suffix for p in kept(cache)] == [".snapshot"]
    assert list(home.iterdir()) == []
    assert sorted(p.name for p in data.iterdir()) == sorted(p.name for p in Path(data_folder()).iterdir())

"""The wheel, installed by itself in a fresh environment, answers from anywhere and leaves nothing behind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

import aigraph
from aigraph.loader import data_folder

ROOT = Path(__file__).parent.parent
BUILT_FROM = ("pyproject.toml", "README.md", "LICENSE", "aigraph", "data")


def run(*words: str | Path, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program and wait for it."""
    return subprocess.run(list(map(str, words)), cwd=cwd, env=env, capture_output=True, text=True, timeout=300, check=False)


def files_in(folder: Path) -> dict[str, int]:
    """The files of a folder, with when they were last written."""
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the sources."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in BUILT_FROM:
        path = ROOT / name
        assert path.exists(), f"the wheel needs {name}"
        if path.is_dir():
            shutil.copytree(path, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source / name)
    isolated = ["--no-build-isolation"] if find_spec("hatchling") else []
    built = run(sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "-q", *isolated, "-w", out, cwd=source)
    if built.returncode and not isolated and ("No matching distribution" in built.stderr or "onnection" in built.stderr):
        pytest.skip("neither hatchling nor a network to get it from")
    assert built.returncode == 0, built.stderr
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; what it depends on is seen through a .pth file."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    packages = Path(paths["purelib"])
    installed = run(
        sys.executable, "-m", "pip", "--python", python_of(folder), "install", "--no-deps", "--no-index", "-q", wheel, cwd=folder
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    here = [p for p in (sysconfig.get_path("purelib"), sysconfig.get_path("platlib")) if p]
    (packages / "depends.pth").write_text("\n".join(dict.fromkeys(here)) + "\n")
    return folder


def python_of(environment: Path) -> Path:
    """The interpreter of an environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, dict[str, str]]:
    """An empty home, an empty folder to work in, and an environment in which the sources cannot be found."""
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    unwanted = ("PYTHONPATH", "AIGRAPH_DATA", "AIGRAPH_CACHE", "XDG_CACHE_HOME")
    env = {k: v for k, v in os.environ.items() if k not in unwanted}
    return home, work, env | {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "200"}


def ask(environment: Path, work: Path, env: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command."""
    return run(python_of(environment).parent / "aigraph", *words, cwd=work, env=env)


def test_the_wheel_holds_the_package_and_its_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        for name in ("events.yaml", "entities.yaml", "sources.yaml"):
            assert archive.read(f"aigraph/data/{name}") == (Path(data_folder()) / name).read_bytes()
    assert {"aigraph/__init__.py", "aigraph/cli.py", "aigraph/queries/__init__.py", "aigraph/data/LICENSE"} <= names
    tops = {n.split("/")[0] for n in names}
    assert tops == {"aigraph", f"aigraph-{aigraph.__version__}.dist-info"}


def test_it_answers_from_another_folder_and_leaves_nothing_behind(
    environment: Path, elsewhere: tuple[Path, Path, dict[str, str]], tmp_path: Path
) -> None:
    home, work, env = elsewhere
    installed = files_in(environment)
    for cache in (tmp_path / "cache", home / ".cache"):
        chosen = env | ({"AIGRAPH_CACHE": str(cache)} if cache.name == "cache" else {"XDG_CACHE_HOME": str(cache)})
        for _ in range(2):
            answered = ask(environment, work, chosen, "who-left", "xAI", "--founders", "-f", "json")
            assert (answered.returncode, answered.stderr) == (0, "")
            rows = json.loads(answered.stdout)
            assert [r["person"]["id"] for r in rows] == [r.person for r in aigraph.load().who_left("xAI", founders=True)]
        assert [Path(p).suffix for p in files_in(cache)] == [".snapshot"]
    assert all(p.startswith(".cache/aigraph/") for p in files_in(home))
    assert files_in(work) == {}
    assert files_in(environment) == installed


def test_it_is_the_installed_one_and_prints_a_table(
    environment: Path, elsewhere: tuple[Path, Path, dict[str, str]], tmp_path: Path
) -> None:
    _, work, env = elsewhere
    env |= {"AIGRAPH_CACHE": str(tmp_path / "cache")}
    found = run(python_of(environment), "-c", "import aigraph; print(aigraph.__file__)", cwd=work, env=env)
    assert Path(found.stdout.strip()).is_relative_to(environment)
    answered = ask(environment, work, env, "who-left", "xAI", "--founders")
    assert answered.returncode == 0
    assert "Igor Babuschkin" in answered.stdout


def test_it_answers_without_a_place_to_write(environment: Path, elsewhere: tuple[Path, Path, dict[str, str]], tmp_path: Path) -> None:
    home, work, env = elsewhere
    (tmp_path / "file").write_text("")
    answered = ask(environment, work, env | {"AIGRAPH_CACHE": str(tmp_path / "file")}, "stats", "-f", "json")
    assert (answered.returncode, answered.stderr) == (0, "")
    assert files_in(home) == {}


def test_its_data_are_in_order(environment: Path, elsewhere: tuple[Path, Path, dict[str, str]]) -> None:
    home, work, env = elsewhere
    checked = ask(environment, work, env, "check")
    assert ": error: " not in checked.stdout + checked.stderr
    assert files_in(home) == {}

"""The docs say what is so: their commands run, their output is what is printed, their tables are the ontology."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import aigraph
from aigraph.cli import main
from aigraph.registry import COMMANDS, PICTURES, TOOLS, WRITERS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def answer(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    return int(stopped.value.code or 0), capsys.readouterr().out


def split(command: str) -> list[str]:
    import shlex

    return shlex.split(command)[1:]


@pytest.mark.parametrize("block", re.findall(r"```console\n(.*?)```", README, re.S))
def test_console_blocks_print_what_they_show(block: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    command, _, shown = block.partition("\n")
    code, printed = answer(split(command.removeprefix("$ ")), capsys)
    assert code == 0
    assert [line.rstrip() for line in printed.splitlines()] == [line.rstrip() for line in shown.splitlines()]


@pytest.mark.parametrize("command", re.findall(r"`(aigraph [a-z][^`]*)`", README))
def test_commands_in_the_readme_run(command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code, printed = answer(split(command), capsys)
    assert (code, bool(printed.strip())) == (0, True)


def test_python_in_the_readme_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(code, "README.md", "exec"), {})


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"aigraph ([a-z][a-z-]+)", README))
    assert named <= {name.split()[0] for name in (*COMMANDS, *TOOLS, *WRITERS, *PICTURES)}


def test_the_pictures_of_the_readme_are_those_that_make_draws() -> None:
    shown = dict(re.findall(r"!\[([^]]*)\]\(([^)]+)\)", README))
    drawn = re.findall(r"aigraph plot .* --out (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert list(shown.values()) == drawn
    assert all(len(alt) > 40 for alt in shown)
    assert sorted(p.name for p in (ROOT / "docs" / "pictures").iterdir()) == sorted(Path(name).name for name in drawn)


def test_the_tables_of_the_data_model_are_the_ontology() -> None:
    done = subprocess.run([sys.executable, ROOT / "docs" / "generate.py", "--check"], check=False)
    assert done.returncode == 0, "run `python docs/generate.py`"


def test_the_example_of_the_data_model_is_a_saga(tmp_path: Path) -> None:
    example, _ = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8"), re.S)
    (tmp_path / "events.yaml").write_text(example, encoding="utf-8")
    dataset, problems = aigraph.check_folder(tmp_path)
    assert [p for p in problems if p.severity != "info"] == []
    assert dataset is not None
    assert [row.person for row in aigraph.load(tmp_path).who_left("Acme")] == ["ann-example"]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_the_data_have_one_version() -> None:
    """The header, the changelog's newest entry and the citation say the same."""
    version = aigraph.load(ROOT / "data").dataset.header.version
    newest = re.search(r"^## (\S+)", (ROOT / "data" / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    cited = re.search(r'^version: "(.+)"', (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.M)
    assert newest
    assert cited
    assert newest[1] == cited[1] == version


def test_the_way_in_for_others_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command of CONTRIBUTING.md prints the block that it shows."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```console\n(.*?)```", text, re.S)
    command, _, shown = block.partition("\n")
    monkeypatch.setenv("AIGRAPH_DATA", str(ROOT / "data"))
    code, printed = answer(split(command.removeprefix("$ ")), capsys)
    assert code == 0
    assert printed.replace(f"{ROOT}/", "").strip() == shown.strip()


def test_hooks_name_commands_that_are_there() -> None:
    import yaml

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [h["entry"].split()[1] for h in hooks] == ["check", "fmt"]
    local = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert {h["entry"].removeprefix("make ") for h in local} <= targets

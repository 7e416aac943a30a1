"""The examples run: scripts as they stand, the notebook cell by cell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted((ROOT / "examples").glob("*.py"))
EXPECTED = {
    "november_weekend": ["2023-11-18  chief executive: Mira Murati", "2023-11-29  chief executive: Sam Altman", "Bret Taylor"],
    "xai_exodus": ["Christian Szegedy", "certainly gone", "OpenAI"],
    "two_accounts_of_2017": ["According to Elon Musk:", "According to OpenAI:", "Side by side:"],
}


def test_every_script_has_its_expectations() -> None:
    assert {p.stem for p in SCRIPTS} == set(EXPECTED)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_a_script_runs_and_says_what_it_is_about(script: Path, tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if k != "AIGRAPH_DATA"} | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, encoding="utf-8", env=env, cwd=tmp_path, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for words in EXPECTED[script.stem]:
        assert words in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_notebook_runs_from_its_first_cell_to_its_last(monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.delenv("AIGRAPH_DATA", raising=False)
    notebook = nbformat.read(str(ROOT / "examples" / "tour.ipynb"), as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(ROOT / "examples")}}).execute()
    assert len(code) >= 12
    shown = [cell for cell in code if any(o.output_type in ("execute_result", "display_data") for o in cell.outputs)]
    assert len(shown) >= len(code) - 2, "each result is shown"
    kinds = {kind for cell in code for o in cell.outputs for kind in o.get("data", {})}
    assert "text/html" in kinds

"""The arrows: who may import whom, who knows which library, and what a quick answer does not load."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import aigraph
from aigraph.formats import FORMATS, INTAKES

PACKAGE = Path(aigraph.__file__).parent
LAYERS = (
    ("__init__", "dates", "formats", "ontology", "problems", "progress", "layout", "export.rdftext"),
    ("records", "registry", "yamltext", "arrays", "shelf"),
    ("stints", "shape", "schema", "claims", "adjacency", "spans"),
    ("dataset",),
    ("results", "tables"),
    ("parquet",),
    ("checks", "snapshot", "views", "elements"),
    ("reader", "assembly", "graph"),
    ("loader",),
    ("saga",),
    ("queries", "queries.chronology"),
    ("queries.figures", "queries.tenure", "queries.network", "queries.courts", "queries.relational"),
    ("queries.differences",),
    ("queries.doubt",),
    ("queries.cards", "queries.lookup", "queries.inventory", "queries.coverage"),
    ("engines.store",),
    ("engines.derivation", "engines.duckdb", "engines.spark"),
    ("engines.questions", "engines"),
    ("engines.answers",),
    ("render", "canonical", "plots"),
    ("tools",),
    ("synth.names", "synth.shape"),
    ("synth.world",),
    ("synth.scenes",),
    ("synth.chronicle",),
    ("synth.tabular",),
    ("synth", "curation", "prompts", "site", "site.build", "export", "intake", "export.rdfwords"),
    ("export.wording", "intake.candidates"),
    tuple(f"export.{m}" for m in sorted({f.module for f in FORMATS.values()})),
    tuple(f"intake.{m}" for m in sorted({i.module for i in INTAKES.values()})),
    ("site.serve", "mcp", "mcp.offer"),
    ("mcp.server",),
    ("mcp.serve",),
    ("cli",),
    ("__main__",),
)
"""From the ground up: a module imports only what stands in the layers before its own.

The package itself (``__init__``) stands at the ground: it imports a name when somebody first uses it.
"""
HEIGHT = {module: i for i, layer in enumerate(LAYERS) for module in layer}

KNOWS = {
    "yaml": {"yamltext"},
    "networkx": {"graph"},
    "rich": {"render", "cli"},
    "typer": {"cli"},
    "click": {"cli"},
    "pydantic": {"schema"},
    "pydantic_core": {"dates", "shape"},
    "numpy": {"arrays"},
    "pandas": {"results"},
    "altair": {"plots"},
    "vl_convert": {"plots"},
    "ibis": {"engines.duckdb", "engines.spark", "engines.derivation", "engines.questions", "engines.answers"},
    "pyspark": {"engines.spark"},
    "duckdb": {"queries.relational", "engines.duckdb", "synth.tabular"},
    "mcp": {"mcp.server"},
    "anyio": {"mcp.server"},
    "uvicorn": {"mcp.server"},
}
"""Library to the only modules that may import it."""


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def running(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that run: what stands under ``if TYPE_CHECKING`` is for the type checker only."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            for other in child.orelse:
                yield other
                yield from running(other)
        else:
            yield child
            yield from running(child)


def imports(module: str) -> Iterator[str]:
    """Dotted names that a module imports, at its top or inside its functions."""
    for node in running(MODULES[module]):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are written out"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(module: str) -> set[str]:
    """Modules of the package that a module imports."""
    found = set()
    for name in imports(module):
        if name.split(".")[0] == "aigraph":
            parts = name.split(".")[1:]
            found.add(next((m for n in (len(parts), len(parts) - 1) if n and (m := ".".join(parts[:n])) in MODULES), "__init__"))
    return found


def test_every_module_has_its_layer() -> None:
    assert set(MODULES) == set(HEIGHT)


@pytest.mark.parametrize("module", MODULES)
def test_arrows_point_one_way(module: str) -> None:
    upward = {other for other in own_imports(module) if HEIGHT[other] >= HEIGHT[module]}
    assert upward == set(), f"{module} must not import these"


def test_the_reader_of_imports_sees_what_it_should() -> None:
    """It reads modules and names, tops and functions, and not what is for the type checker only."""
    assert {"dates", "registry", "dataset", "views", "loader", "graph"} <= own_imports("saga")
    assert "queries.tenure" not in own_imports("saga")
    assert "networkx" not in set(imports("saga"))
    assert {"snapshot", "reader"} <= own_imports("loader")
    assert "yaml" in set(imports("yamltext"))


@pytest.mark.parametrize("library", KNOWS)
def test_one_place_knows_a_library(library: str) -> None:
    users = {module for module in MODULES for name in imports(module) if name.split(".")[0] == library}
    assert users <= KNOWS[library]


def test_modules_by_name_are_imported_in_two_places_only() -> None:
    assert {m for m in MODULES for name in imports(m) if name.startswith("importlib")} == {"__init__", "registry"}


def test_only_the_command_line_asks_what_day_it_is() -> None:
    clocks = {"today", "now", "utcnow"}
    asking = set()
    for module in MODULES:
        for node in running(MODULES[module]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks:
                asking.add(module)
    assert asking == {"cli"}


# --- what a quick answer loads -------------------------------------------------------------------


def run(words: list[str], cache: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    env = {k: v for k, v in os.environ.items() if k not in ("AIGRAPH_DATA", "COVERAGE_PROCESS_START")}
    env |= {"AIGRAPH_CACHE": str(cache), "PYTHONPATH": str(PACKAGE.parent), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *flags, "-m", "aigraph", *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder with the snapshot of the data that come with the package."""
    cache = tmp_path_factory.mktemp("warm")
    first = run(["who-left", "xAI", "--format", "json"], cache)
    assert (first.returncode, first.stderr) == (0, "")
    assert len(list(cache.glob("*.snapshot"))) == 1
    return cache


@pytest.mark.parametrize(
    ("form", "heavy"),
    [
        ("json", {"networkx", "pydantic", "pydantic_core", "yaml", "rich", "typer", "click", "pandas", "numpy", "jsonschema"}),
        ("csv", {"networkx", "pydantic", "pydantic_core", "yaml", "rich", "typer", "click", "pandas"}),
        ("table", {"networkx", "pydantic", "pydantic_core", "yaml", "typer", "click", "pandas"}),
    ],
)
def test_a_warm_answer_loads_no_heavy_library(form: str, heavy: set[str], warm: Path) -> None:
    done = run(["who-left", "xAI", "--format", form], warm, "-X", "importtime")
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert done.returncode == 0
    assert "Igor" in done.stdout
    assert "aigraph" in loaded
    assert loaded & heavy == set()


@pytest.mark.parametrize("form", ["json", "table"])
def test_a_warm_answer_is_the_cold_one(form: str, warm: Path, tmp_path: Path) -> None:
    words = ["who-left", "xAI", "--format", form]
    cold, quick = run(words, tmp_path), run(words, warm)
    assert (cold.returncode, cold.stderr, cold.stdout) == (quick.returncode, quick.stderr, quick.stdout)


def test_the_package_alone_loads_nothing_of_itself() -> None:
    """``import aigraph`` is a promise only; its names are imported when they are first used."""
    code = "import sys, aigraph; print(sorted(m for m in sys.modules if m.startswith('aigraph')))"
    env = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['aigraph']"

"""Exports for databases of graphs: LadybugDB loads them and answers; what Neo4j would read keeps to its forms.

Neo4j itself is no package of Python. Its script is held against the grammar of openCypher, and its literals are
evaluated by LadybugDB; its CSV files are read by their headings as ``neo4j-admin database import`` reads them.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ladybug
import pytest

import aigraph
from aigraph.elements import EDGES, KINDS, NODES, Element, elements_of
from aigraph.export.cypher import ROWS_AT_ONCE, label_of, type_of
from aigraph.ontology import ENTITY_TYPES, LINKS, RELATIONS

SMALL = Path(__file__).parent / "saga"

HOSTILE = r"""
    saga: {name: {en: "O'Saga\nRETURN 1; // \\", ja: "試験"}, as_of: 2024-06-30}
    entities:
      - {id: ann, type: person, name: {en: "Ann 'A'}) DETACH DELETE n; //", ja: "アン"}, aliases: ["it's", "a, b; [c] \"d\"", "ends in \\"]}
      - {id: lab, type: company, name: {en: Lab, ja: "研究所"}, note: {en: "two\nlines;\nMATCH (n) RETURN n;\n", ja: "タブ\tと😀"}}
      - {id: suit, type: case, name: {en: "\\u0027 \\' \\n ${x} `y`", ja: "訴訟"}}
    events:
      - id: founded
        date: 2020-02
        type: founding
        title: {en: "Lab", ja: "設立"}
        summary: {en: "said \"so, \"\"and\"\" so\",,", ja: "s"}
        status: reported
        participants: [{role: founder, entity: ann, office: ceo, position: "C'EO"}, {role: organization, entity: lab}]
        amounts: [{kind: valuation, value: 8.52e22, currency: USD, of: lab}, {kind: stake-percent, value: 12.5}]
        metrics: [{subject: lab, metric: users, value: "some 'few'"}, {subject: lab, metric: users, value: 3}]
        attributes: {reason: {en: "it's", ja: "理由"}}
        quote: {text: "'", lang: en, speaker: ann}
        sources: [{source: s, says: "'; DROP", claims: {date: 2020-03}}]
        accounts: [{voice: ann, tells: {en: "no, 'no'", ja: "いいえ"}, sources: [s]}]
        accept: [{rule: lone-account, reason: "only one side spoke"}]
      - id: left
        date: 2021-03-04
        type: departure
        title: {en: Ann leaves, ja: "退社"}
        summary: {en: s, ja: s}
        status: alleged
        participants: [{role: person, entity: ann}, {role: organization, entity: lab}]
        links: [{rel: ends, event: founded}, {rel: part-of, event: founded}]
        sources: [{source: s, says: "so"}]
    sources:
      - {id: s, publisher: "Paper & 'Co'", lang: en, kind: press, url: "https://example.org/?a='1'", voice: ann}
"""
"""Texts that would end a literal, a cell or a statement if they were written as they are."""


@pytest.fixture
def hostile(folder_of: Callable[[str], Path]) -> aigraph.Saga:
    return aigraph.load(folder_of(HOSTILE))


@pytest.fixture
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


def properties(element: Element) -> dict[str, Any]:
    """The properties of a node or edge as a database gives them: days as dates, many texts as a list."""
    said: dict[str, Any] = {"id": element.id}
    for p, value in zip(KINDS[element.kind].properties, element.values, strict=True):
        if value is not None and value != ():
            said[p.name] = dt.date.fromisoformat(value) if p.type == "date" else list(value) if p.type == "strings" else value
    return said


class Ladybug:
    """A LadybugDB in memory that has loaded an export."""

    def __init__(self, folder: Path | None = None) -> None:
        self.connection = ladybug.Connection(ladybug.Database(":memory:"))
        if folder is not None:
            here = Path.cwd()
            os.chdir(folder)
            try:
                for name in ("schema.cypher", "load.cypher"):
                    self.connection.execute(Path(name).read_text("utf-8"))
            finally:
                os.chdir(here)

    def ask(self, query: str, **parameters: Any) -> list[list[Any]]:
        answer = self.connection.execute(query, parameters)
        assert isinstance(answer, ladybug.QueryResult)
        return [list(row) for row in answer.get_all()]


@pytest.fixture(scope="module")
def database(real: aigraph.Saga, tmp_path_factory: pytest.TempPathFactory) -> Ladybug:
    """The real saga in LadybugDB."""
    folder = tmp_path_factory.mktemp("ladybug") / "saga"
    real.export("ladybug", str(folder))
    return Ladybug(folder)


# --- names ---------------------------------------------------------------------------------------


def test_labels_and_types_follow_from_the_ontology_by_rule() -> None:
    """No two words share a name, also where case does not matter, and each is a name of Cypher without quotes."""
    labels = [label_of(word) for word in (*NODES, *ENTITY_TYPES) if word != "entity"]
    words = list(dict.fromkeys(word for kind in EDGES for word in KINDS[kind].words))
    types = [type_of(word) for word in words]
    assert {*RELATIONS, *LINKS} < set(words)
    assert len({name.casefold() for name in (*labels, *types)}) == len(labels) + len(types)
    assert all(re.fullmatch(r"[A-Z][A-Za-z]*", label) for label in labels)
    assert all(re.fullmatch(r"[A-Z][A-Z_]*", name) for name in types)
    assert (label_of("case"), type_of("invested-in")) == ("Case", "INVESTED_IN")


# --- LadybugDB -----------------------------------------------------------------------------------


def test_ladybug_answers_who_left_as_the_saga_does(real: aigraph.Saga, database: Ladybug) -> None:
    found = database.ask(
        "MATCH (p:Entity)-[m:MEMBER]->() WHERE m.house = 'xai' AND m.end_text IS NOT NULL "
        "RETURN p.id, m.end_text, m.end_earliest, m.end_latest, m.manner, m.doubtful, m.closed_by"
    )
    left = [row.stint for row in real.who_left("xAI")]
    assert {tuple(row) for row in found} == {
        (s.subject, s.end.text, s.end.earliest and dt.date.fromordinal(s.e_lo), s.end.latest, s.manner, s.doubtful, s.closed_by)
        for s in left
        if s.end
    }
    assert len(found) == len(left) > 20


def test_ladybug_answers_who_was_chief_executive_on_a_day(real: aigraph.Saga, database: Ladybug) -> None:
    """The bounds of start and end say who certainly held the office, and who may have."""
    for day in ("2023-11-18", "2023-11-20", "2019-02-01", "2015-12-31"):
        found = database.ask(
            "MATCH (p:Entity)-[r:OFFICE]->(o:Entity) WHERE r.house = 'openai' AND r.office = 'ceo' "
            "AND (r.start_earliest IS NULL OR r.start_earliest <= $day) AND (r.end_latest IS NULL OR r.end_latest > $day) "
            "RETURN p.name_ja, r.interim, r.start_latest <= $day AND (r.end_text IS NULL OR coalesce(r.end_earliest > $day, false))",
            day=dt.date.fromisoformat(day),
        )
        held = real.on(day).speaking("ja").roster("OpenAI", office="ceo")
        names = real.dataset.entities
        assert sorted(found) == sorted([names[r.stint.subject].name.ja, r.stint.interim, r.verdict.value == "certain"] for r in held)
    murati = database.ask("MATCH (p {id: 'mira-murati'}) RETURN p.name, p.name_ja, p.type")
    assert murati == [["Mira Murati", "ミラ・ムラティ", "person"]]


def test_ladybug_knows_sums_sources_sides_and_what_followed(real: aigraph.Saga, database: Ladybug) -> None:
    events = real.dataset.events.values()
    valuations = database.ask(
        "MATCH (e:Event)-[:HAS_AMOUNT]->(a:Amount)-[:OF]->(o:Entity {id: 'xai'}) WHERE a.type = 'valuation' RETURN e.id, a.value, a.currency"
    )
    assert sorted(valuations) == sorted(
        [e.id, a.value, a.currency] for e in events for a in e.amounts if (a.kind, a.of) == ("valuation", "xai")
    )
    assert valuations
    fired = real.dataset.events["2023-11-17-altman-fired"]
    cited = database.ask("MATCH (e:Event {id: $id})-[c:CITES]->(s:Source) RETURN s.id, s.url, c.says", id=fired.id)
    assert sorted(cited) == sorted([s.id, s.url, c.says] for c, s in real.dataset.citations(fired))
    told = database.ask("MATCH (side:Entity)-[t:TELLS]->(e:Event) RETURN e.id, side.id, t.tells_ja, t.sources ORDER BY t.id LIMIT 20")
    accounts = {(e.id, a.voice): [a.tells.ja, list(a.sources)] for e in events for a in e.accounts}
    assert [accounts[event, side] for event, side, *_ in told] == [rest for _, _, *rest in told]
    after = database.ask("MATCH (e:Event)-[:FOLLOWS|CAUSED_BY|RESPONDS_TO]->(:Event {id: $id}) RETURN DISTINCT e.id", id=fired.id)
    links = {e.id for e in events for link in e.links if link.event == fired.id and link.rel in ("follows", "caused-by", "responds-to")}
    assert {row[0] for row in after} == links != set()
    parts = dict(database.ask("MATCH (a)-[r:PART_OF]->(b) RETURN label(a), count(*)"))
    assert parts["Event"] == sum(link.rel == "part-of" for e in events for link in e.links)
    assert parts["Entity"] == sum(s.relation == "part-of" for s in real.dataset.stints)


def test_ladybug_holds_every_node_and_edge(real: aigraph.Saga, database: Ladybug) -> None:
    nodes, edges = dict[str, int](), dict[str, int]()
    for element in elements_of(real, KINDS):
        counted, name = (edges, type_of(element.word)) if KINDS[element.kind].ends else (nodes, label_of(element.kind))
        counted[name] = counted.get(name, 0) + 1
    assert dict(database.ask("MATCH (n) RETURN label(n), count(*)")) == nodes
    assert dict(database.ask("MATCH ()-[r]->() RETURN label(r), count(*)")) == edges


def test_ladybug_gives_hostile_texts_back_as_they_are(hostile: aigraph.Saga, out: Path) -> None:
    hostile.export("ladybug", str(out / "db"))
    database = Ladybug(out / "db")
    for element in elements_of(hostile, KINDS):
        ends = KINDS[element.kind].ends
        name = type_of(element.word) if ends else label_of(element.kind)
        pattern = f"(:{label_of(ends[0])})-[x:`{name}`]->(:{label_of(ends[1])})" if ends else f"(x:`{name}`)"
        [[row]] = database.ask(f"MATCH {pattern} WHERE x.id = $id RETURN x", id=element.id)
        found = {key: value for key, value in row.items() if not key.startswith("_") and value is not None}
        assert found == properties(element)


def test_ladybug_loads_the_view_of_a_day(out: Path) -> None:
    """Only what holds on that day, with its verdict; the tables of all relations are there all the same."""
    saga = aigraph.load(SMALL).on("2021-05-12")
    saga.export("ladybug", str(out / "day"))
    database = Ladybug(out / "day")
    held = [s for s in saga.dataset.stints if saga.keeps(saga.connects(s))]
    assert database.ask("MATCH (:Entity)-[r]->(:Entity) RETURN count(r)") == [[len(held)]]
    verdicts = {row[0] for row in database.ask("MATCH (:Entity)-[r]->(:Entity) RETURN DISTINCT r.verdict")}
    assert verdicts == {saga.connects(s).value for s in held}
    assert 0 < len(held) < len(saga.dataset.stints)
    assert database.ask("MATCH ()-[r:PRESIDES]->() RETURN count(r)") == [[0]]


# --- the script ----------------------------------------------------------------------------------

STATEMENT = re.compile(
    r"CREATE (CONSTRAINT \w+ IF NOT EXISTS FOR \(n:\w+\) REQUIRE n\.id IS UNIQUE|INDEX \w+ IF NOT EXISTS FOR \(n:\w+\) ON \(n\.\w+\))"
    r"|UNWIND \[\n(?P<rows>(\{.*\},?\n)+)\] AS row\n"
    r"(MERGE \(n:(?P<label>\w+) \{id: row\.id\}\) SET n = row( SET n:(?P<more>\w+))?"
    r"|MATCH \(a:(?P<source>\w+) \{id: row\.a\}\) MATCH \(b:(?P<target>\w+) \{id: row\.b\}\)\n"
    r"MERGE \(a\)-\[r:(?P<type>\w+) \{id: row\.r\.id\}\]->\(b\) SET r = row\.r)"
)


def statements(saga: aigraph.Saga, path: Path) -> list[str]:
    """The statements of the script of a saga, without the comment at its head."""
    saga.export("cypher", str(path))
    comment, _, script = path.read_text("utf-8").partition("\n")
    assert comment.startswith("// ")
    assert script.endswith(";\n")
    return script.removesuffix(";\n").split(";\n")


def rows(script: list[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Every row of the script with its statement."""
    for statement in script:
        match = STATEMENT.fullmatch(statement)
        assert match, statement[:200]
        for row in (match["rows"] or "").rstrip("\n").split(",\n"):
            if row:
                yield match, row


def test_the_script_is_open_cypher(hostile: aigraph.Saga, out: Path) -> None:
    """Its statements parse by the grammar of openCypher, but for those of the schema, which are Neo4j's own."""
    from antlr4 import CommonTokenStream, InputStream
    from antlr4_cypher import CypherLexer, CypherParser

    def errors(statement: str) -> int:
        parser = CypherParser(CommonTokenStream(CypherLexer(InputStream(statement))))
        parser.removeErrorListeners()
        parser.script()
        found: int = parser.getNumberOfSyntaxErrors()
        return found

    script = [s for s in statements(hostile, out / "s.cypher") if not s.startswith("CREATE")]
    assert len(script) > 15
    assert [errors(s) for s in script] == [0] * len(script)
    assert errors(script[0].replace("MERGE (n", "MERGE n")) > 0


@pytest.mark.parametrize("which", ["hostile", "small"])
def test_every_row_of_the_script_means_its_node_or_edge(which: str, request: pytest.FixtureRequest, out: Path) -> None:
    """An engine of Cypher evaluates the literals: texts, days, numbers and lists come out as they went in."""
    saga = request.getfixturevalue("hostile") if which == "hostile" else aigraph.load(SMALL)
    engine = Ladybug()
    wanted = {(e.kind, e.id): e for e in elements_of(saga, KINDS)}
    by_label = {label_of(kind): kind for kind in NODES}
    seen = set()
    for match, row in rows(statements(saga, out / "s.cypher")):
        [[found]] = engine.ask(f"RETURN {row}")
        if match["label"]:
            kind, said = by_label[match["label"]], found
        else:
            said = found["r"]
            ends = by_label[match["source"]], by_label[match["target"]]
            kind = next(
                k for k in EDGES if KINDS[k].ends == ends and match["type"] in map(type_of, KINDS[k].words) and (k, said["id"]) in wanted
            )
        element = wanted[kind, said["id"]]
        assert said == properties(element)
        if not match["label"]:
            assert (found["a"], found["b"], match["type"]) == (element.source, element.target, type_of(element.word))
        elif kind == "entity":
            assert match["more"] == label_of(element.word)
        seen.add((kind, element.id))
    assert seen == set(wanted)


def test_the_script_makes_ids_unique_first_and_goes_in_batches(real: aigraph.Saga, out: Path) -> None:
    script = statements(real, out / "s.cypher")
    schema = [s for s in script if s.startswith("CREATE")]
    assert script[: len(schema)] == schema
    assert {s.split("(n:")[1].split(")")[0] for s in schema if "UNIQUE" in s} == {label_of(kind) for kind in NODES}
    many: dict[str, int] = {}
    for match, _ in rows(script):
        many[match[0]] = many.get(match[0], 0) + 1
    assert max(many.values()) == ROWS_AT_ONCE
    assert sum(many.values()) == sum(1 for _ in elements_of(real, KINDS))
    nodes = [STATEMENT.fullmatch(s)["label"] is not None for s in script[len(schema) :]]  # type: ignore[index]
    assert nodes == sorted(nodes, reverse=True), "relationships come after all nodes"


def test_the_comment_at_the_head_is_one_line(hostile: aigraph.Saga, out: Path) -> None:
    hostile.export("cypher", str(out / "s.cypher"))
    first, second, *_ = (out / "s.cypher").read_text("utf-8").split("\n")
    assert first.startswith("// O'Saga RETURN 1; // \\, version 0, as of 2024-06-30.")
    assert second.startswith("CREATE CONSTRAINT")


# --- Neo4j's bulk import -------------------------------------------------------------------------

READ: dict[str, Callable[[str], Any]] = {
    "": str, "string[]": lambda cell: cell.split("\x1f"), "boolean": {"true": True, "false": False}.__getitem__, "long": int,
    "double": float, "date": dt.date.fromisoformat,
}  # fmt: skip


def imported(folder: Path) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Read CSV files by their headings: nodes by space and id, with their labels, and relationships with type and ends."""
    nodes: dict[str, dict[str, Any]] = {}
    edges = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            headings, *lines = csv.reader(file, strict=True)
        for line in lines:
            said: dict[str, Any] = {}
            for heading, cell in zip(headings, line, strict=True):
                name, _, kind = heading.partition(":")
                if special := re.fullmatch(r"(ID|START_ID|END_ID)\((\w+)\)", kind):
                    said |= {special[1]: (special[2], cell)} | ({name: cell} if name else {})
                elif kind in ("LABEL", "TYPE"):
                    said[kind] = cell.split("\x1f") if kind == "LABEL" else cell
                elif cell:
                    said[name] = READ[kind](cell)
            if "ID" in said:
                space, id = said.pop("ID")
                assert nodes.setdefault(space, {}).setdefault(id, said) is said, f"{id} is there twice"
            else:
                edges.append(said)
    return nodes, edges


def test_neo4j_files_hold_every_node_and_edge_with_typed_values(hostile: aigraph.Saga, out: Path) -> None:
    hostile.export("neo4j", str(out / "db"))
    nodes, edges = imported(out / "db")
    found = {edge.pop("id"): edge for edge in edges}
    for element in elements_of(hostile, KINDS):
        ends = KINDS[element.kind].ends
        if ends is None:
            node = nodes[label_of(element.kind)].pop(element.id)
            assert node.pop("LABEL") == list(dict.fromkeys((label_of(element.kind), label_of(element.word))))
            assert node == properties(element)
        else:
            edge = found.pop(element.id) | {"id": element.id}
            assert edge.pop("TYPE") == type_of(element.word)
            assert edge.pop("START_ID") == (label_of(ends[0]), element.source)
            assert edge.pop("END_ID") == (label_of(ends[1]), element.target)
            assert edge == properties(element)
    assert not found
    assert not any(nodes.values())


def test_neo4j_files_tie_nodes_that_are_there_and_tell_who_left(real: aigraph.Saga, out: Path) -> None:
    real.export("neo4j", str(out / "db"))
    nodes, edges = imported(out / "db")
    assert all(id in nodes[space] for edge in edges for space, id in (edge["START_ID"], edge["END_ID"]))
    left = {(e["START_ID"][1], e["end_text"]) for e in edges if e["TYPE"] == "MEMBER" and e["house"] == "xai" and "end_text" in e}
    assert left == {(row.stint.subject, row.stint.end.text) for row in real.who_left("xAI")}


def test_the_import_script_names_every_file_once(out: Path) -> None:
    """It works from anywhere, and hands on a name for the database and further options."""
    aigraph.load(SMALL).export("neo4j", str(out / "my db"))

    def run(*words: str) -> list[str]:
        env = {**os.environ, "NEO4J_ADMIN": "echo"}
        done = subprocess.run(
            ["sh", str(out / "my db" / "import.sh"), *words], env=env, cwd="/", capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    words = run()
    assert words[:4] == ["database", "import", "full", "neo4j"]
    given = [word.split("=")[1] for word in words if word.startswith(("--nodes=", "--relationships="))]
    assert sorted(given) == sorted(path.name for path in (out / "my db").glob("*.csv"))
    assert run("sagas", "--overwrite-destination")[3:5] == ["sagas", "--overwrite-destination"]
    constraints = (out / "my db" / "constraints.cypher").read_text("utf-8").rstrip(";\n").split(";\n")
    assert all(STATEMENT.fullmatch(statement) for statement in constraints)


# --- all three -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["cypher", "neo4j", "ladybug"])
def test_the_same_saga_makes_the_same_bytes_and_says_what_it_leaves_out(form: str, hostile: aigraph.Saga, out: Path) -> None:
    reports = [hostile.export(form, str(out / name)) for name in ("one", "two")]
    assert reports[0].notes == (f"{form}: What curators accept of the findings of `aigraph check` is left out (1).",)
    one, two = (sorted(p for p in out.rglob("*") if p.is_file() and name in str(p) and "README" not in p.name) for name in ("/one", "/two"))
    assert [p.name.replace("one", "two") for p in one] == [p.name for p in two]
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]

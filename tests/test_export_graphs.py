"""Exports as graphs: NetworkX reads them, and finds in them what ``saga.graph()`` and the saga itself say."""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

import aigraph
from aigraph.canonical import block_of, files_of, plain_record
from aigraph.dataset import WrongQuestion
from aigraph.dates import POSSIBLE, holds_on
from aigraph.elements import EDGES, KINDS, NODES, elements_of
from aigraph.intake.nodelink import read

GEXF = "{http://gexf.net/1.3}"

HOSTILE = """
    --- saga.yaml
    saga: {name: {en: "A <saga> & \\"more\\"\\nof it", ja: "試験"}, as_of: 2024-06-30, threads: {t: {en: "T & <t>", ja: "筋"}}}
    entities:
      - {id: ann, type: person, name: {en: "Ann \\"A\\" <O'Hara> & Co ]]>", ja: "アン・オハラ"}, aliases: ["A, B; [C]", "back\\\\slash"]}
      - {id: lab, type: company, name: {en: Lab, ja: "研究所"}, note: {en: "two\\nlines, and a 😀", ja: "二行"}}
    events:
      - id: lab
        date: 2020-02
        type: founding
        title: {en: "Lab is founded; <b>'quoted'</b> \\\\u0027", ja: "設立"}
        summary: {en: "s", ja: "s"}
        status: reported
        participants: [{role: founder, entity: ann, office: ceo}, {role: organization, entity: lab}]
        threads: [t]
        sources: [{source: ann, says: "so"}]
      - id: left
        date: 2021-03-04
        type: departure
        title: {en: Ann leaves, ja: "退社"}
        summary: {en: s, ja: s}
        status: alleged
        participants: [{role: person, entity: ann}, {role: organization, entity: lab}]
        amounts: [{kind: salary, value: 1.5e6, currency: USD, of: ann}]
        attributes: {manner: fired, reason: {en: "a & b", ja: "理由"}}
        links: [{rel: follows, event: lab}]
        sources: [{source: ann, says: "so", claims: {date: 2021-03}}, {source: other, says: "and so"}]
    sources:
      - {id: ann, publisher: Paper, lang: en, kind: press, url: "https://example.org/?a=1&b=<2>", voice: ann}
      - {id: other, publisher: Book, author: Roe, title: "On &lt; and ]]>", lang: ja, kind: reference}
"""
"""Texts that mean something to XML, JSON and Cypher, and an entity, an event and a source of one id."""


def valued(attributes: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a node or edge that have a value, as a flat graph has them: many texts one a line."""
    flat = {name: "\n".join(value) if isinstance(value, tuple | list) else value for name, value in attributes.items()}
    return {name: value for name, value in flat.items() if value not in (None, "")}


def there_on(day: str, attributes: dict[str, Any]) -> bool:
    """Whether a node or edge is there on a day: always without spells, and an end that is open is the word None to NetworkX."""
    spells = attributes.get("spells", [("None", "None")])
    return any((start == "None" or start <= day) and (end == "None" or day <= end) for start, end in spells)


@pytest.fixture(scope="module")
def exported(real: aigraph.Saga, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Export the real saga to a form, once."""
    folder = tmp_path_factory.mktemp("graphs")

    def export(form: str) -> Path:
        path = folder / f"saga.{form}"
        if not path.exists():
            real.export(form, str(path))
        return path

    return export


@pytest.fixture(scope="module")
def graphml(exported: Callable[[str], Path]) -> Any:
    """What NetworkX reads of GraphML."""
    return nx.read_graphml(exported("graphml"), edge_key_type=str)


@pytest.fixture(scope="module")
def gexf(exported: Callable[[str], Path]) -> Any:
    """What NetworkX reads of GEXF."""
    return nx.read_gexf(exported("gexf"))


# --- one idea of nodes and edges -----------------------------------------------------------------


def test_every_element_is_of_the_words_and_properties_of_its_kind(real: aigraph.Saga) -> None:
    """Ids are unique in their kind, and every edge leads from and to a node that is there."""
    ids: dict[str, set[str]] = {kind: set() for kind in KINDS}
    edges = []
    for element in elements_of(real, KINDS):
        kind = KINDS[element.kind]
        assert element.word in kind.words
        assert len(element.values) == len(kind.properties)
        assert element.id not in ids[element.kind]
        ids[element.kind].add(element.id)
        edges += [element] if kind.ends else []
    assert all(ids.values()), "the real saga has elements of every kind"
    assert set(KINDS) == {*NODES, *EDGES}
    for edge in edges:
        source, target = KINDS[edge.kind].ends or ("", "")
        assert edge.source in ids[source]
        assert edge.target in ids[target]


# --- GraphML -------------------------------------------------------------------------------------


def test_graphml_is_the_graph_of_the_library(real: aigraph.Saga, graphml: Any) -> None:
    """Same nodes, same edges, every attribute of theirs; links between events come on top."""
    own, read_back = real.graph(), graphml
    assert (read_back.graph["name"], read_back.graph["as_of"]) == (own.graph["name"], own.graph["as_of"])
    assert set(read_back) == set(own)
    for node, attributes in own.nodes(data=True):
        assert valued(attributes).items() <= valued(read_back.nodes[node]).items()
    relations = {key: (a, b, valued(data)) for a, b, key, data in own.edges(keys=True, data=True) if "relation" in data}
    found = {key: (a, b, data) for a, b, key, data in read_back.edges(keys=True, data=True) if "relation" in data}
    assert {key: ends[:2] for key, ends in found.items()} == {key: ends[:2] for key, ends in relations.items()}
    for key, (_, _, data) in relations.items():
        assert data.items() <= valued(found[key][2]).items()
    roles = {(a, b, data["role"]) for a, b, data in own.edges(data=True) if "role" in data}
    assert {(a, b, data["role"]) for a, b, data in read_back.edges(data=True) if "role" in data} == roles
    links = {(e.id, link.event, link.rel) for e in real.dataset.events.values() for link in e.links}
    assert {(a, b, data["link"]) for a, b, data in read_back.edges(data=True) if "link" in data} == links


def test_graphml_has_types_both_names_and_the_addresses_of_sources(real: aigraph.Saga, graphml: Any) -> None:
    musk = graphml.nodes["elon-musk"]
    assert (musk["name"], musk["name_ja"], musk["label"], musk["kind"]) == ("Elon Musk", "イーロン・マスク", "Elon Musk", "entity")
    event = real.dataset.events["2023-11-17-altman-fired"]
    fired = graphml.nodes[event.id]
    assert fired["disputed"] is event.disputed
    assert fired["n"] == list(real.dataset.events).index(event.id)
    assert fired["sources"].split("\n") == [source.url for _, source in real.dataset.citations(event)]
    assert all(isinstance(data["doubtful"], bool) for _, _, data in graphml.edges(data=True) if "relation" in data)


def test_graphml_keys_say_what_they_mean_and_labels_speak_the_language(real: aigraph.Saga, tmp_path: Path) -> None:
    real.speaking("ja").export("graphml", str(tmp_path / "ja.graphml"))
    root = ET.parse(tmp_path / "ja.graphml").getroot()
    space = root.tag.removesuffix("graphml")
    keys = root.findall(f"{space}key")
    assert len({key.get("id") for key in keys}) == len(keys) > 40
    assert all(key.findtext(f"{space}desc") for key in keys)
    graph = nx.read_graphml(tmp_path / "ja.graphml", edge_key_type=str)
    assert graph.nodes["elon-musk"]["label"] == "イーロン・マスク"
    assert graph.nodes["elon-musk"]["name"] == "Elon Musk"
    assert {"取締役", "設立"} <= {data["label"] for _, _, data in graph.edges(data=True)}


@pytest.mark.parametrize("form", ["graphml", "json"])
def test_a_graph_of_a_day_is_that_of_the_library(form: str, real: aigraph.Saga, tmp_path: Path) -> None:
    """It has besides only the later events by which what held on that day ended."""
    view = real.on("2023-11-18")
    path = tmp_path / f"day.{form}"
    view.export(form, str(path))
    graph = (
        nx.read_graphml(path, edge_key_type=str)
        if form == "graphml"
        else nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges")
    )
    own = view.graph()
    relations = {(a, b, key): data["verdict"] for a, b, key, data in own.edges(keys=True, data=True) if "relation" in data}
    assert {(a, b, k): d["verdict"] for a, b, k, d in graph.edges(keys=True, data=True) if "relation" in d} == relations
    assert set(relations.values()) == {"certain", "possible"}
    kinds = ("entity", "event")
    more = {node for node, data in graph.nodes(data=True) if data["kind"] in kinds} - set(own)
    assert set(own) <= set(graph)
    assert more <= {s.closed_by for s in view.dataset.stints if view.keeps(view.connects(s))}


# --- GEXF ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2015-12-11", "2018-02-20", "2023-11-18", "2024-05-14", "2026-09-10"])
def test_a_day_of_the_dynamic_graph_is_that_day_of_the_saga(day: str, real: aigraph.Saga, gexf: Any) -> None:
    """The edges that are there on a day are the relations that may hold at its end, and the deeds of which it may be the day."""
    there = {data["id"] for _, _, data in gexf.edges(data=True) if "relation" in data and there_on(day, data)}
    ordinal = dt.date.fromisoformat(day).toordinal()
    expected, passing = set(), set()
    for n, s in enumerate(real.dataset.stints):
        held = holds_on(s.s_lo, s.s_hi, s.e_lo, s.e_hi, ordinal) >= POSSIBLE if s.lasting else s.s_lo <= ordinal <= s.s_hi
        if s.relation != "member" and held:
            expected.add(f"{s.relation}-{n}")
        if s.lasting and s.e_hi <= s.s_lo:  # begun and ended on one day, at the end of which it no longer held
            passing.add(f"{s.relation}-{n}")
    assert there - passing == expected
    assert len(expected) > 20


def test_spells_are_closed_intervals_and_say_whether_they_are_certain(gexf: Any) -> None:
    terms = [
        (a, data["spells"], data["certain"])
        for a, b, data in gexf.edges(data=True)
        if b == "openai" and data.get("office") == "ceo" and there_on("2023-11-18", data)
    ]
    assert terms == [("mira-murati", [("2023-11-17", "2023-11-18")], True)], "her last day is the one before her successor's first"
    left = next(d for _, b, d in gexf.edges(data=True) if b == "2024-04-kosic-leaves-xai")
    assert left["spells"] == [("2024-04-01", "2024-04-30")]
    assert left["certain"] is False
    assert gexf.nodes["2024-04-kosic-leaves-xai"]["spells"] == left["spells"]


def test_gexf_keeps_the_rules_of_its_form(exported: Callable[[str], Path]) -> None:
    """Parallel edges differ in kind; an edge is there only on days on which both its ends are; ends follow starts."""
    root = ET.parse(exported("gexf")).getroot()
    assert (root.tag, root.get("version")) == (f"{GEXF}gexf", "1.3")
    graph = root.find(f"{GEXF}graph")
    assert graph is not None
    assert [graph.get(a) for a in ("mode", "timeformat", "timerepresentation", "defaultedgetype")] == [
        "dynamic",
        "date",
        "interval",
        "directed",
    ]
    assert [child.tag.removeprefix(GEXF) for child in graph] == ["attributes", "attributes", "nodes", "edges"]
    titles = {a.get("class"): {x.get("id") for x in a} for a in graph.findall(f"{GEXF}attributes")}
    always = ("0001-01-01", "9999-12-31")

    def spell(element: ET.Element) -> tuple[str, str]:
        found = element.find(f"{GEXF}spells/{GEXF}spell")
        return always if found is None else (found.get("start", always[0]), found.get("end", always[1]))

    nodes = {node.get("id"): spell(node) for node in graph.iter(f"{GEXF}node")}
    edges = list(graph.iter(f"{GEXF}edge"))
    kinds = Counter((e.get("source"), e.get("target"), e.get("kind")) for e in edges)
    assert max(kinds.values()) == 1
    assert len({e.get("id") for e in edges}) == len(edges)
    for edge in edges:
        start, end = spell(edge)
        assert start <= end
        for node in (edge.get("source"), edge.get("target")):
            assert nodes[node][0] <= start
            assert end <= nodes[node][1]
    assert {v.get("for") for e in edges for v in e.iter(f"{GEXF}attvalue")} <= titles["edge"]
    assert {v.get("for") for e in graph.iter(f"{GEXF}node") for v in e.iter(f"{GEXF}attvalue")} <= titles["node"]


def test_a_deed_has_its_day_and_a_pair_may_have_several_spells(ledger: aigraph.Saga, tmp_path: Path) -> None:
    """
    2015-12-11 founding openai founder=ann
    2018 departure openai person=ann
    2020-06-01 appointment openai person=ann
    """
    ledger.export("gexf", str(tmp_path / "g.gexf"))
    graph = nx.read_gexf(tmp_path / "g.gexf")
    spells = {data["relation"]: data["spells"] for _, _, data in graph.edges(data=True) if "relation" in data}
    assert spells["founder"] == [("2015-12-11", "2015-12-11")]
    staff = sorted(data["spells"][0] for _, _, data in graph.edges(data=True) if data.get("relation") == "staff")
    assert staff == [("2015-12-11", "2018-12-30"), ("2020-06-01", "None")], "she had left by the end of 2018, and has not left since"
    assert graph.nodes["ann"]["spells"] == [("2015-12-11", "None")]


# --- texts that are markup elsewhere -------------------------------------------------------------


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
def test_texts_come_back_as_they_are(form: str, folder_of: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Also where an entity, an event and a source go by one id."""
    saga = aigraph.load(folder_of(HOSTILE))
    path = tmp_path_factory.mktemp("out") / f"g.{form}"
    saga.export(form, str(path))
    if form == "json":
        graph = nx.node_link_graph(json.loads(path.read_text("utf-8")), edges="edges")
    else:
        graph = nx.read_graphml(path, edge_key_type=str) if form == "graphml" else nx.read_gexf(path)
    nodes = {"ann", "lab", "event:lab", "left"} | ({"source:ann", "source:other"} if form == "json" else set())
    assert set(graph) == nodes
    assert graph.nodes["ann"]["name"] == 'Ann "A" <O\'Hara> & Co ]]>'
    assert graph.nodes["lab"]["note"] == "two\nlines, and a 😀"
    assert graph.nodes["event:lab"]["name"] == "Lab is founded; <b>'quoted'</b> \\u0027"
    aliases = graph.nodes["ann"]["aliases"]
    assert (aliases if form == "json" else aliases.split("\n")) == ["A, B; [C]", "back\\slash"]
    if form != "json":
        assert graph.nodes["event:lab"]["sources"] == "https://example.org/?a=1&b=<2>"
        assert graph.nodes["left"]["sources"] == "https://example.org/?a=1&b=<2>\nother", "a source without an address has its id"
        assert graph.nodes["left"]["amounts"] == "salary 1500000 USD ann"
    assert {(a, b) for a, b, data in graph.edges(data=True) if data.get("role") == "founder"} == {("ann", "event:lab")}


@pytest.mark.parametrize("form", ["graphml", "gexf", "json"])
def test_the_same_saga_makes_the_same_bytes(form: str, folder_of: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, out = folder_of(HOSTILE), tmp_path_factory.mktemp("out")
    for name in ("one", "two"):
        aigraph.load(folder).export(form, str(out / name))
    assert (out / "one").read_bytes() == (out / "two").read_bytes()


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_what_a_flat_graph_leaves_out_is_said(
    form: str, folder_of: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    report = aigraph.load(folder_of(HOSTILE)).export(form, str(tmp_path_factory.mktemp("out") / "g"))
    said = " ".join(report.notes)
    for words in ("(3 citations)", "differs from an event are left out (1)", "Tenures (1)"):
        assert words in said
    assert ("Links between events are no edges" in said) == (form == "gexf")


# --- JSON and the way back -----------------------------------------------------------------------


def test_json_is_the_graph_of_the_library_with_its_sources(real: aigraph.Saga, exported: Callable[[str], Path]) -> None:
    written = json.loads(exported("json").read_text("utf-8"))
    graph, own = nx.node_link_graph(written, edges="edges"), real.graph()
    assert graph.is_directed()
    assert graph.is_multigraph()
    assert {n for n, data in graph.nodes(data=True) if data["kind"] != "source"} == set(own)
    for node, attributes in own.nodes(data=True):
        assert valued(attributes).items() <= valued(graph.nodes[node]).items()
    for a, b, key, data in own.edges(keys=True, data=True):
        if "relation" in data:
            assert valued(data).items() <= valued(graph.edges[a, b, key]).items()
    fired = graph.out_edges("2023-11-17-altman-fired", data=True)
    cited = {target: data["says"] for _, target, data in fired if data["kind"] == "citation"}
    assert cited == {f"source:{c.source}": c.says for c in real.dataset.events["2023-11-17-altman-fired"].sources}


def test_what_json_carries_is_the_data_to_the_byte(exported: Callable[[str], Path], real: aigraph.Saga) -> None:
    found = read(exported("json"))
    again = dict(files_of(found.header, {"events": found.events, "entities": found.entities, "sources": found.sources}))
    data = Path(aigraph.__file__).parent.parent / "data"
    for name in ("entities.yaml", "events.yaml", "sources.yaml"):
        assert again[name] == (data / name).read_bytes()
    assert found.remarks == ()


def test_a_view_comes_back_as_a_saga_of_its_own(real: aigraph.Saga, tmp_path: Path) -> None:
    view = real.according_to("Elon Musk").during("2018", "2019")
    view.export("json", str(tmp_path / "view.json"))
    found = read(tmp_path / "view.json")
    assert found.remarks == ("what was exported is a view of its saga: according to Elon Musk, in a window",)
    events = {e["id"] for e in found.events}
    assert {e.id for e in view.dataset.events.values() if view.told(e)} <= events < set(real.dataset.events)
    assert all(link["event"] in events for e in found.events for link in e.get("links", ()))
    retold = view.dataset.events
    assert [block_of("events", e) for e in found.events if not retold[e["id"]].links] == [
        block_of("events", plain_record(retold[e["id"]])) for e in found.events if not retold[e["id"]].links
    ]


NODE = '{"id": "ann", "kind": "entity", "record": {"id": "ann", "type": "person", "name": {"en": "Ann"}}}'
GRAPH = '{"format_version": 1, "graph": {"record": {"name": {"en": "S"}, "as_of": "2024"}}, "nodes": [%s]}'


def test_truth_and_nothing_are_read_as_a_curator_would_write_them(tmp_path: Path) -> None:
    (tmp_path / "g.json").write_text(GRAPH % NODE.replace('"type"', '"wikidata": null, "x": true, "type"'), encoding="utf-8")
    assert read(tmp_path / "g.json").entities == [{"id": "ann", "x": "true", "type": "person", "name": {"en": "Ann"}}]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no JSON in UTF-8"),
        ('{"format_version": 1', "line 1 column 21"),
        (b'{"format_version": "\xff"}', "is no JSON in UTF-8"),
        (GRAPH % NODE.replace('"person"', "NaN"), "NaN is no number of JSON"),
        ("[" * 100_000, "is no JSON"),
        ("[]", "has no format_version: give a file that `aigraph export json` wrote"),
        ('{"directed": true, "nodes": [], "edges": []}', "has no format_version"),
        ('{"format_version": 2}', "is of format_version 2, and 1 is read"),
        ('{"format_version": 1, "graph": {}, "nodes": 3}', "nodes is no list"),
        ('{"format_version": 1, "graph": {}, "nodes": []}', "graph has no record"),
        (GRAPH % f"{NODE}, 7", "nodes[1] has no record"),
        (GRAPH % f'{NODE}, {{"id": "b", "kind": "entity"}}', "nodes[1] has no record"),
        (GRAPH % NODE.replace("entity", "thing"), "nodes[0].kind is 'thing', not entity, source or event"),
        (GRAPH % NODE.replace('"Ann"', "[null]"), "nodes[0].record.name.en[0] is None, which is no value of a record"),
        (GRAPH % NODE.replace('"Ann"', '"\\ud800"'), "nodes[0].record.name.en is '\\ud800'"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_one_line(text: str | bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "g.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(WrongQuestion) as error:
        read(path)
    assert said in str(error.value)
    assert str(error.value).startswith(str(path))
    assert "\n" not in str(error.value)

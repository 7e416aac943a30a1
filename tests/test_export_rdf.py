"""RDF: read by rdflib, asked in SPARQL, held against its shapes by pySHACL."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib import PROV, RDF, RDFS, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.plugins.sparql import prepareQuery

import aigraph
import aigraph.export
from aigraph.dates import CERTAIN
from aigraph.export import rdfwords
from aigraph.export.rdftext import iri, local, number, said
from aigraph.ontology import ENTITY_TYPES, OFFICE, OFFICES, RELATIONS, SOURCE_KINDS

if TYPE_CHECKING:
    from rdflib.term import Node

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")

SMALL = Path(__file__).parent / "saga"
SHAPES = Path(aigraph.export.__file__).with_name("shapes.ttl")
FORMS = ("ttl", "jsonld", "nq")

AI, SCHEMA, XSD = Namespace("urn:aigraph:term:"), Namespace("https://schema.org/"), Namespace("http://www.w3.org/2001/XMLSchema#")
ENTITY, EVENT, SOURCE, VERDICT = (Namespace(f"urn:aigraph:{kind}:") for kind in ("entity", "event", "source", "verdict"))
WD = "http://www.wikidata.org/"
P, PS, PQ, PR, WDT = (Namespace(f"{WD}prop/{kind}") for kind in ("", "statement/", "qualifier/", "reference/", "direct/"))
EDTF = URIRef("http://id.loc.gov/datatypes/edtf/EDTF")
WIKIBASE = Namespace("http://wikiba.se/ontology#")
PREFIXES = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in rdfwords.PREFIXES.items())


def written(saga: aigraph.Saga, form: str, folder: Path) -> Path:
    """The file that an export leaves."""
    out = folder / f"saga.{form}"
    saga.export(form, str(out))
    return out


def read(file: Path) -> Graph:
    """What a file says, whatever graph it is said in."""
    dataset = Dataset(default_union=True)
    dataset.parse(file, format={"ttl": "turtle", "jsonld": "json-ld", "nq": "nquads"}[file.suffix[1:]])
    graph = Graph()
    for subject, property_, value, _ in dataset.quads():
        graph.add((subject, property_, value))
    return graph


def graph_of(saga: aigraph.Saga, folder: Path) -> Graph:
    return Graph().parse(written(saga, "ttl", folder))


def plain(terms: Iterable[Node | None], space: Namespace = ENTITY) -> list[str]:
    """The ids in our own names."""
    return sorted(str(t).removeprefix(str(space)) for t in terms)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(aigraph.load(SMALL), tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def real_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real")


@pytest.fixture(scope="module")
def whole(real: aigraph.Saga, real_folder: Path) -> Graph:
    """The graph of the data that come with the package."""
    return graph_of(real, real_folder)


# --- the three forms are one graph ---------------------------------------------------------------


def test_the_three_forms_say_the_same(small: Graph, tmp_path: Path) -> None:
    saga = aigraph.load(SMALL)
    for form in FORMS:
        again = read(written(saga, form, tmp_path))
        assert set(again) == set(small), form
    assert len(small) > 2_000
    assert not any(isinstance(term, BNode) for triple in small for term in triple), "without blank nodes the same graph is the same set"


def test_the_three_forms_of_the_real_saga_have_the_same_triples(real: aigraph.Saga, whole: Graph, real_folder: Path) -> None:
    assert set(read(written(real, "jsonld", real_folder))) == set(whole)
    lines = written(real, "nq", real_folder).read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) == len(lines) == len(whole)
    readme = (real_folder / "saga.nq.README.md").read_text(encoding="utf-8")
    assert f"- {len(whole):,} triples\n" in readme
    assert f"- {len(real.dataset.events):,} events\n- {len(real.dataset.stints):,} stints\n" in readme
    assert len(list(whole.subjects(RDF.type, AI.Stint))) == len(real.dataset.stints)
    assert len(list(whole.subjects(AI.status))) == len(real.dataset.events)
    assert len(list(whole.subjects(RDF.type, WIKIBASE.Reference))) == len(real.dataset.sources)


def test_in_nquads_each_event_is_a_graph_of_what_it_says(tmp_path: Path) -> None:
    saga = aigraph.load(SMALL)
    dataset = Dataset()
    dataset.parse(written(saga, "nq", tmp_path), format="nquads")
    named = {str(g.identifier) for g in dataset.graphs() if len(g)}
    derived = "urn:aigraph:dataset:stints"
    assert named == {str(dataset.default_graph.identifier), derived, *(f"{EVENT}{e}" for e in saga.dataset.events)}
    founding = dataset.graph(EVENT["2016-03-01-orrery-founded"])
    assert plain(founding.objects(None, PROV.entity), SOURCE) == ["ledger-2016-03-02", "moreau-complaint-2022", "orrery-launch-2016"]
    assert {str(s).split(":")[3] for s in founding.subjects()} == {"2016-03-01-orrery-founded"}
    assert {str(s).split(":")[2] for s in dataset.graph(URIRef(derived)).subjects()} == {"entity", "stint"}


def test_jsonld_has_its_context_in_it_and_a_node_on_each_line(tmp_path: Path) -> None:
    first, *lines, last = written(aigraph.load(SMALL), "jsonld", tmp_path).read_text(encoding="utf-8").splitlines()
    assert last == "]}"
    context = json.loads(first.removesuffix(",") + "}")["@context"]
    assert context["schema"] == "https://schema.org/"
    assert all(isinstance(v, str) or list(v) == ["@type"] for v in context.values()), "nothing is fetched from elsewhere"
    nodes = [json.loads(line.removesuffix(",")) for line in lines[1:]]
    (ada,) = (n for n in nodes if n["@id"] == "entity:ada-quill" and "@type" in n)
    assert ada["@type"] == ["schema:Person", "entity-type:person"]
    assert ada["schema:name"] == [{"@value": "Ada Quill", "@language": "en"}, {"@value": "エイダ・クイル", "@language": "ja"}]


def test_the_same_data_make_the_same_bytes(tmp_path: Path) -> None:
    for form in FORMS:
        assert written(aigraph.load(SMALL), form, tmp_path).read_bytes() == written(aigraph.load(SMALL), form, tmp_path).read_bytes()


# --- who held what on a day ----------------------------------------------------------------------

HOLDERS = prepareQuery(f"""{PREFIXES}
SELECT ?who ?surely WHERE {{
  ?stint aigraph:house ?house ; aigraph:office ?office ; aigraph:relation ?relation ; aigraph:subject ?who .
  FILTER (?relation != relation:member)
  OPTIONAL {{ ?stint pq:P1319 ?startLo }} OPTIONAL {{ ?stint pq:P8555 ?startHi }}
  OPTIONAL {{ ?stint pq:P8554 ?endLo }} OPTIONAL {{ ?stint pq:P1326 ?endHi }}
  FILTER ((!BOUND(?startLo) || ?startLo <= ?day) && (!BOUND(?endHi) || ?day < ?endHi))
  BIND (COALESCE(?startHi <= ?day && ?day < ?endLo, false) AS ?surely)
}}
""")
"""Who possibly held an office at an organization on a day, and whether surely, from the bounds alone."""


def holders(graph: Graph, house: str, office: str, day: str) -> list[tuple[str, str]]:
    """Ask the graph, in SPARQL."""
    bindings = {"house": ENTITY[house], "office": URIRef(f"urn:aigraph:office:{office}"), "day": Literal(day, datatype=XSD.date)}
    found = graph.query(HOLDERS, initBindings=bindings)
    return sorted((str(who).removeprefix(str(ENTITY)), "certain" if surely else "possible") for who, surely in found)


def roster(saga: aigraph.Saga, house: str, office: str, day: str) -> list[tuple[str, str]]:
    """Ask the saga."""
    return sorted((row.person, str(row.verdict)) for row in saga.on(day).roster(house, office=office))


@pytest.mark.parametrize(
    ("house", "office", "day"),
    [
        ("openai", "ceo", "2023-11-16"),
        ("openai", "ceo", "2023-11-18"),
        ("openai", "ceo", "2023-11-20"),
        ("openai", "ceo", "2023-11-22"),
        ("openai", "chair", "2023-11-16"),
        ("openai", "director", "2023-11-17"),
        ("openai", "director", "2023-11-18"),
        ("openai", "chief-scientist", "2024-05-13"),
        ("openai", "cto", "2022-06-01"),
        ("xai", "cfo", "2025-07-15"),
        ("xai", "general-counsel", "2025-08-06"),
        ("tesla", "ceo", "2008-06-01"),
    ],
)
def test_sparql_and_the_roster_agree(real: aigraph.Saga, whole: Graph, house: str, office: str, day: str) -> None:
    found = holders(whole, house, office, day)
    assert found == roster(real, house, office, day)
    assert found


def test_who_was_chief_executive_the_day_after(whole: Graph) -> None:
    """Of three in five days, in the terms of Wikidata alone: the answer is the company's, and has references."""
    found = whole.query(
        PREFIXES
        + """SELECT ?name ?url WHERE {
          entity:openai p:P169 ?stint .
          ?stint ps:P169 ?who ; pq:P8555 ?startHi ; pq:P8554 ?endLo ; prov:wasDerivedFrom/pr:P854 ?url .
          ?who schema:name ?name FILTER (LANG(?name) = "en")
          FILTER (?startHi <= "2023-11-18"^^xsd:date && "2023-11-18"^^xsd:date < ?endLo)
        }"""
    )
    rows = list(found)
    assert {str(name) for name, _ in rows} == {"Mira Murati"}
    assert all(isinstance(url, URIRef) and url.startswith("https://") for _, url in rows)


VAGUE = """
    2010-03 appointment acme person=ann:ceo
    2012~ departure acme person=ann:ceo
    2013-05-01/2013-06-10 appointment acme person=bob:ceo
    2014-02-03 appointment acme person=eve:ceo predecessor=bob
    2011-02 appointment acme person=cid:director
    ../2015-07 departure acme person=dan:cfo
    2014-01-05 appointment acme person=flo:cto status=alleged
    2015-03-01 appointment acme person=gus:head:research
    2015-09-09 appointment acme person=hal:head:sales
    2016? departure acme person=hal
"""


def test_bounds_tell_certain_from_possible(ledger: aigraph.Saga, tmp_path: Path) -> None:
    graph = graph_of(ledger, tmp_path)
    days = [(dt.date(2010, 1, 1) + dt.timedelta(days=n)).isoformat() for n in range(60, 2600, 190)]
    days += ["2010-03-01", "2010-03-31", "2013-06-10", "2014-02-03", "2026-06-30", "2026-07-01"]
    answers = Counter[str]()
    for office in ("ceo", "director", "cfo", "cto", "head"):
        for day in days:
            found = holders(graph, "acme", office, day)
            assert found == roster(ledger, "acme", office, day), (office, day)
            answers.update(verdict for _, verdict in found)
    assert min(answers["certain"], answers["possible"]) > 10


test_bounds_tell_certain_from_possible.__doc__ = VAGUE

# --- statements ----------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["small", "whole"])
def test_no_statement_is_without_a_reference(which: str, request: pytest.FixtureRequest) -> None:
    bare = "ASK { ?stint a wikibase:Statement . FILTER NOT EXISTS { ?stint prov:wasDerivedFrom/a wikibase:Reference } }"
    assert not request.getfixturevalue(which).query(PREFIXES + bare)


def test_every_statement_hangs_between_two_entities(small: Graph) -> None:
    """By a property to it and the same one, or its pendant of our own, on from it."""
    stints = set(small.subjects(RDF.type, WIKIBASE.Statement))
    for stint in stints:
        to = {str(p).removeprefix(str(P)).removeprefix("urn:aigraph:relation-p:") for p in small.predicates(None, stint)}
        on = {str(p).removeprefix(str(PS)).removeprefix("urn:aigraph:relation-ps:") for p in small.predicates(stint)}
        assert to
        assert to <= on
    assert len(stints) == len(aigraph.load(SMALL).dataset.stints)


def test_a_statement_rests_on_its_events_and_their_sources(small: Graph) -> None:
    """Moreau's board seat opened with the founding and closed with her leaving: it has the sources of both."""
    seats = [s for s in small.objects(ENTITY.orrery, P.P3320) if small.value(s, PS.P3320) == ENTITY["ines-moreau"]]
    (seat,) = seats
    assert small.value(seat, AI.openedBy) == EVENT["2016-03-01-orrery-founded"]
    assert small.value(seat, AI.closedBy) == EVENT["2018-06-20-moreau-leaves-board"]
    both = {s for e in (AI.openedBy, AI.closedBy) for s in small.objects(small.value(seat, e), PROV.wasDerivedFrom)}
    assert set(small.objects(seat, PROV.wasDerivedFrom)) == both
    assert {SOURCE["orrery-blog-2018"], SOURCE["moreau-complaint-2022"], SOURCE["orrery-launch-2016"]} <= both
    assert small.value(seat, PQ.P580) == Literal("2016-03-01", datatype=XSD.date)
    assert small.value(seat, PQ.P582) == small.value(seat, PQ.P1326) == Literal("2018-06-20", datatype=XSD.date)


def test_dates_keep_their_text_and_say_their_bounds(small: Graph) -> None:
    cfo = next(
        s
        for s in small.subjects(AI.office, URIRef("urn:aigraph:office:cfo"))
        if (s, AI.relation, URIRef("urn:aigraph:relation:office")) in small
    )
    since = small.value(cfo, PQ.P580)
    assert (str(since), since.datatype) == ("2018-04~", EDTF)
    assert [str(small.value(cfo, p)) for p in (PQ.P1319, PQ.P8555)] == ["2018-03-01", "2018-05-31"]
    assert {small.value(cfo, p).datatype for p in (PQ.P1319, PQ.P8555)} == {XSD.date}
    event = EVENT["2021-08-okafor-leaves"]
    assert small.value(event, SCHEMA.startDate) == Literal("2021-08?", datatype=EDTF)
    assert (str(small.value(event, AI.earliest)), str(small.value(event, AI.latest))) == ("2021-08-01", "2021-08-31")
    assert small.value(event, AI.doubtful).value is True


def test_what_is_typed_as_edtf_is_edtf(ledger: aigraph.Saga, whole: Graph, tmp_path: Path) -> None:
    """
    2020/.. appointment acme person=ann from=bolt
    2021 departure acme person=ann destination=core
    """
    graph = graph_of(ledger, tmp_path)
    (there,) = [s for s in graph.objects(ENTITY.ann, P.P1416) if graph.value(s, PS.P1416) == ENTITY.bolt]
    assert (graph.value(there, PQ.P580), graph.value(there, PQ.P582)) == (None, None), "nothing is known of either"
    texts = {str(t) for g in (graph, whole) for t in g.objects() if isinstance(t, Literal) and t.datatype == EDTF}
    assert {"2020/..", "2021", "2018-02~"} & texts
    assert all(aigraph.parse_date(text) for text in texts)
    days = {t for t in whole.objects() if isinstance(t, Literal) and t.datatype == XSD.date}
    assert days
    assert all(isinstance(t.value, dt.date) for t in days)


def test_a_deed_has_a_day_and_no_end(small: Graph) -> None:
    deeds = list(small.objects(ENTITY.orrery, P.P112))
    assert plain(small.value(s, PS.P112) for s in deeds) == ["ada-quill", "bram-okafor", "ines-moreau"]
    for deed in deeds:
        assert small.value(deed, PQ.P585) == small.value(deed, PQ.P1319) == small.value(deed, PQ.P1326)
        assert all(small.value(deed, p) is None for p in (PQ.P580, PQ.P582, PQ.P8554, PQ.P8555))


def test_a_suit_has_both_its_sides(small: Graph) -> None:
    case = ENTITY["moreau-v-orrery"]
    assert {small.value(s, PS.P1620) for s in small.objects(case, P.P1620)} == {ENTITY["ines-moreau"]}
    assert plain(small.value(s, PS.P1591) for s in small.objects(case, P.P1591)) == ["ada-quill", "orrery"]
    assert plain(small.value(s, PS.P1594) for s in small.objects(case, P.P1594)) == ["petra-lund"]


def test_a_suit_without_a_case_is_told_in_our_own_words(ledger: aigraph.Saga, tmp_path: Path) -> None:
    """
    2020-01-01 lawsuit plaintiff=acme defendant=bolt
    """
    graph = graph_of(ledger, tmp_path)
    (stint,) = graph.objects(ENTITY.acme, URIRef("urn:aigraph:relation-p:litigates"))
    assert graph.value(stint, URIRef("urn:aigraph:relation-ps:litigates")) == ENTITY.bolt
    assert not list(graph.triples((None, P.P1591, None)))


def test_only_what_certainly_holds_stands_as_a_direct_triple(ledger: aigraph.Saga, tmp_path: Path) -> None:
    """
    2015-01-01 founding acme founder=ann:ceo
    2015-02-01 appointment acme person=bob
    2016-02-01 departure acme person=bob
    2017-01-01 appointment acme person=cid:director
    2018/.. departure acme person=cid:director
    2018-01-01 appointment acme person=dan status=alleged
    2019? appointment acme person=eve
    2019-03-01 appointment acme person=fay:cto
    2019-03-01 appointment acme person=fay:head:research
    """
    graph = graph_of(ledger, tmp_path)

    def direct(graph: Graph) -> list[tuple[str, str, str]]:
        spaces = (str(WDT), "urn:aigraph:relation:")
        return sorted(
            (*plain([s]), str(p).rpartition("/")[2], *plain([o])) for s, p, o in graph if str(p).startswith(spaces)
        )  # fmt: skip

    assert direct(graph) == [
        ("acme", "P112", "ann"), ("acme", "P169", "ann"), ("acme", "P2828", "fay"),
        ("ann", "P1416", "acme"), ("fay", "P108", "acme"), ("fay", "P1416", "acme"),
    ]  # fmt: skip
    assert ("bob", "P108", "acme") in direct(graph_of(ledger.on("2015-06-01"), tmp_path))
    assert direct(graph_of(ledger.during("2015-01-01", "2020-01-01"), tmp_path)) == [], "a window has no state"


def test_direct_triples_of_the_real_saga_are_what_the_saga_is_sure_of(real: aigraph.Saga, whole: Graph) -> None:
    sure = set()
    for stint in real.dataset.stints:
        if real.holds(stint) is CERTAIN and not stint.doubtful:
            for way in rdfwords.ways_of(stint.relation, stint.office, stint.case is not None):
                if way.direct.startswith("wdt:"):
                    sure.add((ENTITY[getattr(stint, way.source)], WDT[way.direct[4:]], ENTITY[getattr(stint, way.target)]))
    assert {t for t in whole if str(t[1]).startswith(str(WDT))} == sure
    assert (ENTITY.openai, WDT.P169, ENTITY["sam-altman"]) in sure
    assert (ENTITY.openai, WDT.P169, ENTITY["mira-murati"]) not in sure


# --- where it is from, and who differs -----------------------------------------------------------


def test_a_source_that_differs_says_so_itself(small: Graph) -> None:
    """Moreau's complaint has two founders, and the winter before."""
    rows = small.query(
        PREFIXES
        + """SELECT ?field ?value ?instead WHERE {
          event:2016-03-01-orrery-founded prov:qualifiedDerivation ?citation .
          ?citation prov:entity source:moreau-complaint-2022 ; aigraph:claims ?claim .
          ?claim a aigraph:Claim ; aigraph:field ?field ; rdf:value ?value ; prov:wasDerivedFrom source:moreau-complaint-2022 ;
                 prov:wasAttributedTo entity:ines-moreau .
          OPTIONAL { ?claim aigraph:insteadOf ?instead }
        }"""
    )
    said_ = {(str(field), value, instead) for field, value, instead in rows}
    day, winter = Literal("2016-03-01", datatype=XSD.date), Literal("2015-12", datatype=EDTF)
    assert ("date", winter, day) in said_
    assert {v for f, v, _ in said_ if f == "participants.founder"} == {ENTITY["ines-moreau"], ENTITY["ada-quill"]}
    assert {i for f, _, i in said_ if f == "participants.founder"} == {ENTITY["ines-moreau"], ENTITY["ada-quill"], ENTITY["bram-okafor"]}
    (sum_,) = (c for c in small.subjects(AI.field, Literal("amounts.donation")))
    assert (small.value(sum_, RDF.value), small.value(sum_, AI.insteadOf)) == (Literal(12500000), Literal(10000000))


def test_each_side_tells_it_its_own_way(small: Graph) -> None:
    told = {
        plain([small.value(account, PROV.wasAttributedTo)])[0]: str(small.value(account, SCHEMA.text, any=True))
        for account in small.objects(EVENT["2018-06-20-moreau-leaves-board"], SCHEMA.subjectOf)
        if (account, RDF.type, SCHEMA.Claim) in small
    }
    assert set(told) == {"ines-moreau", "orrery"}
    account = next(a for a in small.subjects(RDF.type, SCHEMA.Claim) if small.value(a, PROV.wasAttributedTo) == ENTITY["ines-moreau"])
    assert set(small.objects(account, SCHEMA.text)) == {
        Literal("The other two voted her out.", lang="en"),
        Literal("ほかの2人が投票で追い出したとした。", lang="ja"),
    }
    assert small.value(account, PROV.wasDerivedFrom) == SOURCE["moreau-complaint-2022"]


def test_first_hand_sources_are_told_apart(small: Graph) -> None:
    founding = EVENT["2016-03-01-orrery-founded"]
    assert plain(small.objects(founding, PROV.hadPrimarySource), SOURCE) == ["moreau-complaint-2022", "orrery-launch-2016"]
    assert set(small.objects(founding, PROV.hadPrimarySource)) < set(small.objects(founding, PROV.wasDerivedFrom))


def test_what_is_alleged_is_attributed_to_who_alleges_it(ledger: aigraph.Saga, tmp_path: Path) -> None:
    """
    company rival
    2019-01-01 appointment acme person=ann
    2020-05-01 departure acme person=ann status=alleged voice=rival
    """
    graph = graph_of(ledger, tmp_path)
    assert graph.value(EVENT.e2, PROV.wasAttributedTo) == ENTITY.rival
    assert graph.value(EVENT.e1, PROV.wasAttributedTo) is None
    assert str(graph.value(EVENT.e2, AI.status)).endswith(":alleged")
    resting = set(graph.subjects(AI.closedBy, EVENT.e2))
    assert len(resting) == 2, "her post and her tenure"
    for stint in resting:
        assert graph.value(stint, PROV.wasAttributedTo) == ENTITY.rival
        assert graph.value(stint, AI.doubtful).value is True


# --- vocabularies --------------------------------------------------------------------------------


def test_every_relation_and_office_has_its_properties() -> None:
    """Those of Wikidata, or else our own, named after the relation."""
    assert set(rdfwords.OF_RELATION) <= set(RELATIONS)
    assert set(rdfwords.OF_OFFICE) <= {o.id for o in OFFICES.values() if o.relation == OFFICE}
    assert set(rdfwords.CLASSES) <= set(ENTITY_TYPES)
    assert set(rdfwords.SOURCE_CLASSES) <= set(SOURCE_KINDS)
    for relation in RELATIONS:
        for office in (None, *OFFICES):
            for way in rdfwords.ways_of(relation, office, has_case=False):
                assert {way.source, way.target} == {"subject", "object"}
                word = way.direct.partition(":")[2]
                assert (way.direct, way.to, way.on) in (
                    (f"wdt:{word}", f"p:{word}", f"ps:{word}"),
                    (f"relation:{relation}", f"relation-p:{relation}", f"relation-ps:{relation}"),
                )
    own = {r for r in RELATIONS if rdfwords.ways_of(r, None, has_case=True)[0].direct.startswith("relation:")}
    assert own == {"observer", "advises", "on-leave", "backs", "lends-to", "arm-of", "supplies", "investigates", "regulates", "released"}


PERSON, ORGANIZATION, AGENT = (
    {"person"},
    {"company", "nonprofit", "fund", "university", "team", "publication", "government", "court", "project", "other"},
    set(ENTITY_TYPES),
)
WORKS = {"product", "document", "project", "publication", "facility"}
LEADS = {
    "P169": (ORGANIZATION, PERSON), "P488": (ORGANIZATION, PERSON), "P1789": (ORGANIZATION, PERSON), "P2828": (ORGANIZATION, PERSON),
    "P3320": (ORGANIZATION, PERSON), "P108": (PERSON, ORGANIZATION), "P1416": (PERSON, ORGANIZATION), "P112": (ORGANIZATION, AGENT),
    "P1951": (ORGANIZATION, AGENT), "P8324": (ORGANIZATION, AGENT), "P127": (ORGANIZATION, AGENT), "P361": (ORGANIZATION, ORGANIZATION),
    "P2652": (AGENT, AGENT), "P1620": ({"case"}, AGENT), "P1591": ({"case"}, AGENT), "P1594": ({"case"}, PERSON), "P170": (WORKS, AGENT),
}  # fmt: skip
"""From what to what each property of Wikidata leads, as its page there says."""


def test_properties_of_wikidata_lead_the_right_way(whole: Graph) -> None:
    types = {s: str(o).rpartition(":")[2] for s, o in whole.subject_objects(RDF.type) if str(o).startswith("urn:aigraph:entity-type:")}
    seen: dict[str, tuple[set[str], set[str]]] = {}
    for one, to, stint in whole:
        if str(to).startswith(str(P)) and isinstance(stint, URIRef) and str(stint).startswith("urn:aigraph:stint:"):
            word = str(to).removeprefix(str(P))
            ends = seen.setdefault(word, (set(), set()))
            ends[0].add(types[one])
            ends[1].add(types[whole.value(stint, PS[word])])
    assert set(seen) == set(LEADS), "every property is used, and known"
    for word, (sources, targets) in seen.items():
        assert sources <= LEADS[word][0], word
        assert targets <= LEADS[word][1], word
    owners = {(whole.value(s, AI.subject), whole.value(s, AI.object)) for s in whole.objects(None, P.P127)}
    assert all((o, P.P127, None) in whole for _, o in owners), "what is owned is owned by its owner"


def test_every_word_is_one_of_its_vocabulary(whole: Graph, small: Graph) -> None:
    """Of schema.org, PROV-O, RDF and RDFS rdflib has lists."""
    from rdflib.namespace import SDO

    terms = {t for triple in (*whole, *small) for t in (triple[1], triple[2] if triple[1] == RDF.type else triple[1])}
    for vocabulary in (SDO, PROV, RDF, RDFS):
        used = {t for t in terms if str(t).startswith(str(vocabulary))}
        assert used, vocabulary
        assert all(t in vocabulary for t in used), [t for t in used if t not in vocabulary]
    assert {t for t in terms if str(t).startswith(str(WIKIBASE))} == {WIKIBASE.Statement, WIKIBASE.Reference}
    wikidata = {str(t).rpartition("/")[2] for t in terms if str(t).startswith(WD)}
    assert wikidata <= set(rdfwords.wikidata_words())
    others = {str(t) for t in terms if not str(t).startswith((str(SDO), str(PROV), str(RDF), str(RDFS), str(WIKIBASE), WD, rdfwords.BASE))}
    assert others == set()


def test_our_own_words_are_all_described_and_all_used(whole: Graph) -> None:
    spaces = (
        "term",
        "entity-type",
        "event-type",
        "role",
        "link",
        "relation",
        "office",
        "status",
        "verdict",
        "manner",
        "source-kind",
        "amount-kind",
    )
    described = {s for s, _ in whole.subject_objects(RDFS.comment)} | {s for s, _ in whole.subject_objects(RDFS.label)}
    used = {t for triple in whole for t in triple if str(t).startswith(tuple(f"{rdfwords.BASE}{space}:" for space in spaces))}
    assert used <= described
    told = {t for s, p, o in whole if s not in described for t in (p, o)}
    unused = {URIRef(f"{AI}{term[8:]}") for term in rdfwords.OWN} - told - set(whole.objects(None, RDF.type))
    assert unused <= {AI.participant, AI.view, AI.interim, AI.case}, "roles are participant's subproperties; a view says so itself"
    office = URIRef("urn:aigraph:office:ceo")
    assert set(whole.objects(office, RDFS.label)) == {Literal("chief executive", lang="en"), Literal("CEO", lang="ja")}


def test_an_entity_known_to_wikidata_is_the_same_there(small: Graph) -> None:
    assert small.value(ENTITY.orrery, SCHEMA.sameAs) == URIRef(f"{WD}entity/Q00000001")
    assert (ENTITY.orrery, RDF.type, SCHEMA.NGO) in small
    assert (ENTITY["ada-quill"], RDF.type, SCHEMA.Person) in small
    assert Literal("The Orrery") in set(small.objects(ENTITY.orrery, SCHEMA.alternateName))


# --- shapes --------------------------------------------------------------------------------------


def fits(graph: Graph, shapes: Path = SHAPES) -> bool:
    import pyshacl

    conforms, _, text = pyshacl.validate(graph, shacl_graph=str(shapes))
    return bool(conforms) and "Conforms: True" in text


@pytest.mark.parametrize("which", ["small", "whole"])
def test_the_graph_fits_the_shapes_beside_it(which: str, request: pytest.FixtureRequest) -> None:
    assert fits(request.getfixturevalue(which))


def test_the_shapes_are_put_beside_the_graph(tmp_path: Path) -> None:
    written(aigraph.load(SMALL), "ttl", tmp_path)
    assert (tmp_path / "saga.ttl.shapes.ttl").read_bytes() == SHAPES.read_bytes()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["saga.ttl", "saga.ttl.README.md", "saga.ttl.shapes.ttl"]


def without(subject: Node | None, property_: Node | None, value: Node | None) -> Callable[[Graph], object]:
    return lambda graph: graph.remove((subject, property_, value))


def instead(property_: Node, value: Node) -> Callable[[Graph], object]:
    """One statement or event with another value."""

    def change(graph: Graph) -> None:
        subject = min(graph.subjects(property_))
        graph.set((subject, property_, value))

    return change


MUTATIONS: dict[str, Callable[[Graph], object]] = {
    "a reference that is none": instead(PROV.wasDerivedFrom, ENTITY.orrery),
    "statements without references": without(None, PROV.wasDerivedFrom, None),
    "a verdict in words": instead(AI.verdict, Literal("certain")),
    "an end before its start": instead(PQ.P1326, Literal("1990-01-01", datatype=XSD.date)),
    "a start that is no date": instead(PQ.P580, Literal("spring")),
    "a statement about nobody": instead(AI.subject, ENTITY.nobody),
    "a source that says nothing": without(None, AI.says, None),
    "an event without a date": without(EVENT["2018-02-14-orrery-lp"], SCHEMA.startDate, None),
    "an account by nobody": without(None, PROV.wasAttributedTo, None),
    "a name twice in English": lambda graph: graph.add((EVENT["2018-02-14-orrery-lp"], SCHEMA.name, Literal("Again", lang="en"))),
    "a claim without a value": without(None, RDF.value, None),
    "a status that is none": instead(AI.status, URIRef("urn:aigraph:status:rumoured")),
    "a sum in words": instead(SCHEMA.value, Literal("much", lang="en")),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_graph_that_was_tampered_with_does_not_fit(mutation: str, small: Graph) -> None:
    changed = Graph()
    for triple in small:
        changed.add(triple)
    MUTATIONS[mutation](changed)
    assert set(changed) != set(small)
    assert not fits(changed)


# --- text that is not trusted --------------------------------------------------------------------

NASTY = [
    'a "quote" and \\ a backslash \\" and \\u0041',
    "> . <urn:x> <urn:y> <urn:z> .",
    "one line\nanother\tline",
    '"""@en ; schema:name "x',
    "潮騒 𠮷 é ​ ‮ # not a comment",
    "{@value: [1, 2]} %41 ${x}",
]


def test_text_survives_whatever_is_in_it(folder_of: Callable[[str], Path], tmp_path: Path) -> None:
    url = 'https://x.example/a>b"c<d>\\^`{|}?q=%3E&é'
    text = {f"t{i}": json.dumps(t, ensure_ascii=False) for i, t in enumerate(NASTY)}
    folder = folder_of(f"""
        saga:
          name: {{en: {text["t0"]}, ja: {text["t4"]}}}
          as_of: 2026-01-01
          threads: {{"a b.": {{en: {text["t1"]}}}, "糸:1": {{en: {text["t2"]}}}}}
        entities:
          - {{id: ann, type: person, name: {{en: {text["t3"]}, ja: {text["t4"]}}}, aliases: [{", ".join(text.values())}], wikidata: {text["t1"]}}}
          - {{id: acme, type: company, name: {{en: Acme}}}}
        sources:
          - {{id: s, publisher: {text["t0"]}, lang: {text["t1"]}, kind: press, url: {json.dumps(url)}, title: {text["t5"]}, author: {text["t3"]}}}
        events:
          - id: e
            date: 2020-01-01
            type: appointment
            title: {{en: {text["t1"]}, ja: {text["t2"]}}}
            summary: {{en: {text["t2"]}, ja: {text["t3"]}}}
            status: reported
            participants: [{{role: person, entity: ann, office: ceo, position: {text["t0"]}}}, {{role: organization, entity: acme}}]
            metrics: [{{subject: acme, metric: {text["t5"]}, value: {text["t1"]}, unit: {text["t0"]}}}]
            amounts: [{{kind: cost, value: 0.1, currency: {text["t0"]}}}, {{kind: loss, value: 12345678901234567890, currency: USD}}]
            attributes: {{"we ird": {text["t3"]}}}
            threads: ["a b.", "糸:1"]
            quote: {{text: {text["t3"]}, lang: en, speaker: ann}}
            sources: [{{source: s, says: {text["t2"]}, claims: {{summary: {text["t1"]}}}}}]
        """)
    saga = aigraph.load(folder)
    graphs = {form: read(written(saga, form, tmp_path)) for form in FORMS}
    assert set(graphs["ttl"]) == set(graphs["jsonld"]) == set(graphs["nq"])
    graph = graphs["nq"]
    assert {str(o) for o in graph.objects(ENTITY.ann, SCHEMA.alternateName)} == set(NASTY)
    assert set(graph.objects(EVENT.e, SCHEMA.name)) == {Literal(NASTY[1], lang="en"), Literal(NASTY[2], lang="ja")}
    assert str(graph.value(SOURCE.s, SCHEMA.url)) == url
    assert graph.value(SOURCE.s, PR.P854) == URIRef("https://x.example/a%3Eb%22c%3Cd%3E%5C%5E%60%7B%7C%7D?q=%3E&é")
    assert graph.value(SOURCE.s, SCHEMA.name) == Literal(NASTY[5]), "no language tag is made of what is none"
    assert {str(o) for o in graph.objects(EVENT.e, SCHEMA.superEvent)} == {
        "urn:aigraph:thread:a%20b%2E",
        "urn:aigraph:thread:%E7%B3%B8%3A1",
    }
    values = {str(v): v.datatype for v in graph.objects(None, SCHEMA.value) if v.datatype not in (None, XSD.string)}
    assert values == {"0.1": XSD.decimal, "12345678901234567890": XSD.integer}
    assert not any("urn:x" in term or "urn:y" in term for triple in graph for term in triple if isinstance(term, URIRef))
    nodes = {s for s in graph.subjects() if str(s).startswith("urn:aigraph:event:")}
    assert nodes == {EVENT.e}


def test_terms_are_what_the_grammars_take() -> None:
    keys = ["plain-1", "a.b.", "x~y", "a:b", "é 漢", "50%", "", "<>"]
    names = {key: local(key) for key in keys}
    turtle = "@prefix k: <urn:k:> .\n" + "".join(f"k:{name} k:is k:there .\n" for name in names.values())
    found = {str(s) for s in Graph().parse(data=turtle, format="turtle").subjects()}
    assert found == {f"urn:k:{name}" for name in names.values()}
    assert len(found) == len(keys)
    assert iri("https://x.example/a b\n>") == "https://x.example/a%20b%0A%3E"
    assert [said("x", lang).lang for lang in ("en", "zh-Hant", "en_US", "", "x y")] == ["en", "zh-Hant", "", "", ""]
    assert [number(n).text for n in (3, -2.5, 1e22, 1e-7)] == ["3", "-2.5", "10000000000000000000000", "0.0000001"]


# --- views ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "narrow",
    [
        lambda s: s.on("2018-05-01"),
        lambda s: s.during("2017-01-01", "2021-05-12"),
        lambda s: s.known_by("2022-07-01"),
        lambda s: s.according_to("ines-moreau"),
        lambda s: s.on("2021-05").certain(),
    ],
)
def test_a_view_is_a_graph_of_its_own_that_fits_the_shapes(
    narrow: Callable[[aigraph.Saga], aigraph.Saga], small: Graph, tmp_path: Path
) -> None:
    view = narrow(aigraph.load(SMALL))
    graph = graph_of(view, tmp_path)
    assert fits(graph)
    assert 0 < len(list(graph.subjects(AI.status))) < len(list(small.subjects(AI.status)))
    assert list(graph.objects(URIRef("urn:aigraph:dataset:saga"), AI.view))
    held = Counter(str(v) for v in graph.objects(None, AI.verdict))
    kept = [s for s in view.dataset.stints if view.keeps(view.connects(s))]
    assert held == Counter(f"{VERDICT}{view.holds(s).value}" for s in kept)

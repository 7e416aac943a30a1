"""FollowTheMoney: what is exported, read and asked by the library of that name and by its command."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import aigraph
from aigraph.dates import parse_date
from aigraph.export.ftm import CURATED, DOCUMENTS, EDGES, ENTITIES, LANGUAGES, OFFICE_EDGES, UNKNOWN_LINK, dataset_of, edge_of, prefix_of
from aigraph.ontology import ENTITY_TYPES, OFFICES, RELATIONS, SOURCE_KINDS

if TYPE_CHECKING:
    from followthemoney.schema import Schema

pytest.importorskip("followthemoney", reason="one of its libraries (PyICU) is built from source: `pip install --group ftm`")

from followthemoney import StatementEntity, ValueEntity, model
from followthemoney.dataset import Dataset
from followthemoney.statement import Statement, read_path_statements
from followthemoney.types import registry

HERE = Path(__file__).parent
FTM = Path(sys.executable).with_name("ftm")


class Export:
    """What an export holds, as the library reads it."""

    def __init__(self, saga: aigraph.Saga, folder: Path) -> None:
        self.saga, self.folder = saga, folder
        self.lost = saga.export("ftm", str(folder)).value["lost"]
        self.lines = [json.loads(line) for line in (folder / "entities.ftm.json").read_text(encoding="utf-8").splitlines()]
        self.entities = {e.id: e for e in (ValueEntity.from_dict(dict(line)) for line in self.lines) if e.id}
        self.told: dict[str, list[Statement]] = defaultdict(list)
        for statement in read_path_statements(folder / "statements.ftm.json", "json"):
            self.told[statement.canonical_id].append(statement)

    def of(self, *schemata: str) -> Iterator[ValueEntity]:
        return (e for e in self.entities.values() if e.schema.name in schemata)

    def edges(self, schema: str, subject: str, object: str) -> list[ValueEntity]:
        """The intervals of a schema between two of our entities."""
        ends = [f"aigraph-entity-{subject}"], [f"aigraph-entity-{object}"]
        return [e for e in self.of(schema) if (e.get(str(e.schema.edge_source)), e.get(str(e.schema.edge_target))) == ends]

    def sayers(self, entity: str, prop: str, value: str) -> set[str]:
        """The data sets that say that an entity has a value."""
        return {s.dataset for s in self.told[entity] if (s.prop, s.value) == (prop, value)}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Export:
    return Export(aigraph.load(HERE / "saga"), tmp_path_factory.mktemp("ftm") / "small")


@pytest.fixture(scope="module")
def whole(real: aigraph.Saga, tmp_path_factory: pytest.TempPathFactory) -> Export:
    """The export of the real saga."""
    return Export(real, tmp_path_factory.mktemp("ftm") / "whole")


# --- the tables ------------------------------------------------------------------------------------


def schema_of(name: str) -> Schema:
    schema = model.get(name)
    assert schema is not None, f"FollowTheMoney has no schema {name}"
    assert not schema.abstract
    return schema


def test_every_type_of_entity_and_kind_of_source_has_a_schema() -> None:
    assert set(ENTITIES) == set(ENTITY_TYPES)
    assert set(DOCUMENTS) == set(SOURCE_KINDS)
    for name in ENTITIES.values():
        assert {"name", "alias", "wikidataId", "keywords", "notes"} <= set(schema_of(name).properties)
    for name in DOCUMENTS.values():
        assert schema_of(name).is_a("Document")
        assert {"title", "author", "publisher", "sourceUrl", "publishedAt", "language", "keywords"} <= set(schema_of(name).properties)
    assert {"name", "summary", "date", "involved", "notes", "description", "keywords", "recordId", "proof", "sourceUrl"} <= set(
        schema_of("Event").properties
    )
    assert set(LANGUAGES.values()) <= set(registry.language.LANGUAGES)


@pytest.mark.parametrize("relation", RELATIONS.values(), ids=lambda r: r.id)
def test_every_relation_has_an_edge_that_takes_its_sides(relation: Any) -> None:
    """For whatever types the ontology allows, and every office that is this relation."""
    offices = [None, *(o.id for o in OFFICES.values() if o.relation == relation.id)]
    for subject, object, office in product(relation.subject, relation.object, offices):
        edge = edge_of(relation.id, office, subject, object)
        schema = schema_of(edge.schema)
        for prop, types in ((edge.subject, ENTITIES[subject]), (edge.object, ENTITIES[object])):
            range = schema.properties[prop].range
            assert range is not None
            assert schema_of(types).is_a(range.name), f"{edge.schema}.{prop} takes no {types}"
        assert {edge.subject, edge.object} == {schema.edge_source, schema.edge_target}
        needed = {edge.role, edge.status, "startDate", "endDate", "date", "description", "recordId", "proof", "sourceUrl"}
        assert needed | ({"amount", "currency"} if edge.sum else set()) <= set(schema.properties)


def test_what_is_mapped_is_there() -> None:
    assert set(EDGES) <= set(RELATIONS)
    assert set(OFFICE_EDGES) <= set(OFFICES)
    assert all(UNKNOWN_LINK not in edges for edges in EDGES.values()), "it is what is left"


def test_posts_are_what_followthemoney_calls_them() -> None:
    def called(relation: str, office: str | None, object: str = "nonprofit") -> str:
        return edge_of(relation, office, "person", object).schema

    assert [called("director", "director"), called("office", "chair"), called("office", "ceo"), called("staff", None), called("member", None)] == [
        "Directorship", "Directorship", "Employment", "Employment", "Membership",
    ]  # fmt: skip
    assert called("owns", None, "company") == "Ownership"
    assert called("owns", None, "nonprofit") == "Control", "what cannot be owned is controlled"
    assert called("member", None, "project") == "ProjectParticipant"
    assert called("supplies", None) == "UnknownLink"


# --- everything is valid, and nothing is lost in reading -------------------------------------------


@cache
def cleaned(kind: Any, form: str | None, value: str) -> str | None:
    """A value as FollowTheMoney takes it in."""
    text: str | None = kind.clean(value, format=form)
    return text


@pytest.mark.parametrize("name", ["small", "whole"])
def test_every_value_is_valid_and_stays_as_it_is(name: str, request: pytest.FixtureRequest) -> None:
    export: Export = request.getfixturevalue(name)
    for line in export.lines:
        schema = schema_of(line["schema"])
        schema.validate(line)
        assert not set(schema.required) - set(line["properties"]), line["id"]
        for prop, values in line["properties"].items():
            kind = schema.properties[prop]
            assert [cleaned(kind.type, kind.format, v) for v in values] == values
            assert all(len(v) <= kind.type.max_length for v in values)
            for value in values if kind.range else ():
                assert export.entities[value].schema.is_a(kind.range), f"{line['id']}.{prop}"
    assert len(export.entities) == len(export.lines)


@pytest.mark.parametrize("name", ["small", "whole"])
def test_the_statements_are_the_entities_taken_apart(name: str, request: pytest.FixtureRequest) -> None:
    export: Export = request.getfixturevalue(name)
    statements = [s for told in export.told.values() for s in told]
    assert [s.id for s in statements] == [s.generate_key() for s in statements], "ids are FollowTheMoney's own"
    assert len({s.id for s in statements}) == len(statements)
    for line in export.lines:
        told = export.told[line["id"]]
        again = StatementEntity.from_statements(Dataset.make({"name": CURATED}), told)
        assert (again.id, again.schema.name) == (line["id"], line["schema"])
        assert {p: set(v) for p, v in again.properties.items()} == {p: set(v) for p, v in line["properties"].items()}
        assert again.datasets == set(line["datasets"]) == {s.dataset for s in told}
    assert all(Dataset.make({"name": d}).name == d for d in {s.dataset for s in statements})


def test_every_source_of_every_event_is_found_again(whole: Export) -> None:
    for event in whole.saga.dataset.events.values():
        ident = f"aigraph-event-{event.id}"
        proofs = whole.entities[ident].get("proof")
        for citation in event.sources:
            source, by = whole.saga.dataset.sources[citation.source], dataset_of(citation.source)
            document = f"aigraph-source-{source.id}"
            assert document in proofs
            assert whole.sayers(ident, "proof", document) == {by}
            assert whole.entities[document].get("publisher") == [source.publisher]
            if source.url:
                assert whole.entities[document].get("sourceUrl") == [registry.url.clean(source.url)]
        said = {s.dataset for s in whole.told[ident]}
        assert said == {CURATED, *(dataset_of(c.source) for c in event.sources)}


def test_what_a_source_says_and_claims_is_its_own_statement(small: Export) -> None:
    event = "aigraph-event-2018-06-20-moreau-leaves-board"
    assert small.sayers(event, "date", "2018-06-20") == {"orrery_blog_2018", "ledger_2018_06_21"}
    assert small.sayers(event, "date", "2018-06-18") == {"moreau_complaint_2022"}
    assert small.sayers(event, "notes", "manner: resigned") == {"orrery_blog_2018", "ledger_2018_06_21"}
    assert small.sayers(event, "notes", "manner: pushed out") == {"moreau_complaint_2022"}
    assert small.sayers(event, "notes", "voted out by the other two") == {"moreau_complaint_2022"}
    assert small.sayers(event, "notes", "Orrery: She stepped down of her own accord.") == {"orrery_blog_2018"}
    assert small.sayers(event, "name", "Moreau leaves the board of Orrery") == {CURATED}
    founding = "aigraph-event-2016-03-01-orrery-founded"
    assert small.sayers(founding, "involved", "aigraph-entity-bram-okafor") == {"orrery_launch_2016", "ledger_2016_03_02"}
    assert "moreau_complaint_2022" in small.sayers(founding, "involved", "aigraph-entity-ada-quill")
    gift = "aigraph-event-2016-06-moreau-donates"
    assert small.sayers(gift, "notes", "donation: 12500000 USD") == {"moreau_complaint_2022"}


def test_a_relation_is_told_by_those_who_do_not_differ_on_it(small: Export) -> None:
    """Moreau's complaint names other founders and another day: it tells of neither the curator's founders nor that end of her seat."""
    (seat,) = small.edges("Directorship", "ines-moreau", "orrery")
    assert (seat.get("startDate"), seat.get("endDate")) == (["2016-03-01"], ["2018-06-20"])
    assert small.sayers(str(seat.id), "startDate", "2016-03-01") == {"orrery_launch_2016", "ledger_2016_03_02"}
    assert small.sayers(str(seat.id), "endDate", "2018-06-20") == {"orrery_blog_2018", "ledger_2018_06_21"}
    assert "manner: resigned" in seat.get("description")
    assert set(seat.get("recordId")) == {"2016-03-01-orrery-founded", "2018-06-20-moreau-leaves-board"}
    assert "moreau_complaint_2022" in seat.datasets, "it tells of the events all the same"


def test_names_are_in_both_languages(small: Export) -> None:
    told = {(s.prop, s.value, s.lang) for s in small.told["aigraph-entity-chiyo-tanabe"]}
    assert {("name", "Chiyo Tanabe", "eng"), ("name", "田辺千代", "jpn"), ("alias", "Tanabe Chiyo", None)} <= told
    assert small.entities["aigraph-entity-orrery"].get("wikidataId") == ["Q00000001"]
    assert small.entities["aigraph-entity-orrery"].get("keywords") == ["nonprofit"]


def test_a_gift_is_a_payment_and_a_case_has_parties(small: Export) -> None:
    (payment,) = small.edges("Payment", "ines-moreau", "orrery")
    assert (payment.get("amount"), payment.get("currency"), payment.get("date")) == (["10000000"], ["USD"], ["2016-06"])
    parties = {
        (p.get("party")[0], p.get("role")[0]) for p in small.of("CourtCaseParty") if p.get("case") == ["aigraph-entity-moreau-v-orrery"]
    }
    assert {("aigraph-entity-ines-moreau", "plaintiff"), ("aigraph-entity-orrery", "defendant")} <= parties


# --- what FollowTheMoney cannot say is said otherwise ----------------------------------------------


@pytest.mark.parametrize(
    ("text", "prefix", "whole"),
    [
        ("2018-02-20", "2018-02-20", True),
        ("2018-02", "2018-02", True),
        ("2018", "2018", True),
        ("2018-02-20T10:00:00Z", "2018-02-20", True),
        ("2018-XX", "2018", True),
        ("2018-02?", "2018-02", False),
        ("2018-02-10~", "2018-02", False),
        ("2018-02~", "2018", False),
        ("2018~", None, False),
        ("201X", None, False),
        ("2018-02-01/2018-02-10", "2018-02", False),
        ("2017-12/2018-01", None, False),
        ("../2018", None, False),
        ("2018/..", None, False),
        ("0800", None, False),
    ],
)
def test_a_date_is_written_as_far_as_it_is_certain(text: str, prefix: str | None, whole: bool) -> None:
    assert prefix_of(parse_date(text)) == (prefix, whole)
    if prefix:
        date, written = parse_date(text), parse_date(prefix)
        assert registry.date.clean(prefix) == prefix
        assert written.lo <= date.lo <= date.hi <= written.hi


@pytest.mark.parametrize("name", ["small", "whole"])
def test_no_date_of_an_event_is_wrong_or_lost(name: str, request: pytest.FixtureRequest) -> None:
    export: Export = request.getfixturevalue(name)
    for event in export.saga.dataset.events.values():
        entity = export.entities[f"aigraph-event-{event.id}"]
        prefix, said_all = prefix_of(event.date)
        assert (prefix in entity.get("date")) if prefix else True
        assert (f"date: {event.date.text}" in entity.get("description")) is not said_all
    assert any(" dates are vaguer than a date can be here" in sentence for sentence in export.lost)


def test_verdict_and_doubt_are_not_lost(small: Export) -> None:
    gone = small.edges("Membership", "bram-okafor", "orrery")[0]
    assert set(gone.get("status")) == {"holds: no", "doubtful"}, "he left in August, says one who is not sure"
    assert "endDate: 2021-08?" in gone.get("description")
    (ada,) = (e for e in small.edges("Employment", "ada-quill", "orrery") if "2021-05-16" in e.get("startDate"))
    assert ada.get("status") == ["holds: certain"]


def test_a_view_is_exported_as_it_is_seen(small: Export, tmp_path: Path) -> None:
    seen = Export(small.saga.on("2021-05-12").speaking("ja"), tmp_path / "view")
    offices = {e.get("employee")[0]: e.get("role") for e in seen.of("Employment") if e.get("employer") == ["aigraph-entity-orrery"]}
    assert "aigraph-entity-ada-quill" not in offices
    assert {"chief executive", "CEO", "interim", "interim chief executive"} == set(offices["aigraph-entity-chiyo-tanabe"]) | {"interim"}
    assert "経緯" not in str(seen.lost)
    assert any("原告: イネス・モロー" in n for e in Export(small.saga.speaking("ja"), tmp_path / "ja").of("Event") for n in e.get("notes"))
    side = Export(small.saga.according_to("Ines Moreau"), tmp_path / "side")
    assert {s.dataset for e in side.of("Event") for s in side.told[str(e.id)]} == {CURATED, "moreau_complaint_2022"}


def test_same_data_same_bytes(small: Export, tmp_path: Path) -> None:
    small.saga.export("ftm", str(tmp_path / "again"))
    for name in ("entities.ftm.json", "statements.ftm.json"):
        assert (tmp_path / "again" / name).read_bytes() == (small.folder / name).read_bytes()


def test_texts_are_written_as_followthemoney_keeps_them(folder_of: Callable[[str], Path], tmp_path: Path) -> None:
    folder = folder_of(r"""
        saga: {name: {en: S, ja: S}, as_of: 2024-01-01}
        entities:
          - {id: ann, type: person, name: {en: "\"Ann  <b>O'Neil\"", ja: "ア ン"}, aliases: ["Ann O’Neil", "e\u0301\u200b"]}
          - {id: org, type: other, name: {en: "Org \\ \"x\" {}", ja: "組"}}
        sources:
          - {id: s, publisher: "P,\n\"Q\"", lang: tlh, kind: press, url: "https://example.org"}
          - {id: t, publisher: P, lang: en, kind: court, author: A, title: T}
        events:
          - id: e
            date: 2020-01
            type: appointment
            title: {en: "'Ann' joins\tOrg'", ja: "入社"}
            summary: {en: "a\nb \u2028 c", ja: "あ"}
            status: alleged
            participants: [{role: person, entity: ann, position: "head \"of\" x"}, {role: organization, entity: org}]
            sources: [{source: s, says: "  so\u00ad "}, {source: t, says: "so"}]
        """)
    export = Export(aigraph.load(folder), tmp_path / "out")
    for line in export.lines:
        schema = schema_of(line["schema"])
        for prop, values in line["properties"].items():
            assert [schema.properties[prop].type.clean(v) for v in values] == values
    assert export.entities["aigraph-entity-ann"].get("name") == ["Ann <b>O'Neil", "ア ン"]
    assert export.entities["aigraph-source-s"].get("sourceUrl") == ["https://example.org/"]
    assert {s.dataset for s in export.told["aigraph-event-e"] if s.value == "so"} == {"s", "t"}
    assert "1 sources are in a language that has no code here." in export.lost
    (post,) = export.edges("Employment", "ann", "org")
    assert (post.get("status"), post.get("startDate")) == (["holds: certain", "doubtful"], ["2020-01"])


# --- questions, asked there ------------------------------------------------------------------------


def test_who_held_a_directorship_at_openai_in_november_2023(whole: Export) -> None:
    """The board that fired Altman, he and Brockman themselves, and those who came on the 29th.

    A seat without a date began or ended at a time too vague for one, or has not ended, as its status says.
    """
    found = set()
    for seat in whole.of("Directorship"):
        if "holds: no" in seat.get("status") and not seat.get("endDate"):
            continue
        started, ended = (seat.get("startDate") or ["1001"])[0], (seat.get("endDate") or ["2999"])[0]
        if seat.get("organization") == ["aigraph-entity-openai"] and started <= "2023-11-30" and ended >= "2023-11":
            found |= {whole.entities[d].caption for d in seat.get("director")}
    assert found >= {
        "Sam Altman",
        "Greg Brockman",
        "Ilya Sutskever",
        "Adam D'Angelo",
        "Helen Toner",
        "Tasha McCauley",
        "Bret Taylor",
        "Larry Summers",
    }
    roster = whole.saga.during("2023-11-01", "2023-11-30")
    ours = {s.stint.subject for office in ("director", "chair", "co-chair") for s in roster.roster("OpenAI", office=office)}
    assert found == {whole.saga.dataset.entities[i].name.en for i in ours}


@pytest.mark.skipif(not FTM.exists(), reason="the command comes with followthemoney")
def test_the_command_of_followthemoney_reads_both_files(small: Export, tmp_path: Path) -> None:
    def run(*words: object) -> dict[str, Any]:
        out = tmp_path / "out.json"
        done = subprocess.run([str(FTM), *map(str, words), "-o", str(out)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return {line["id"]: line for line in map(json.loads, out.read_text(encoding="utf-8").splitlines())}

    mine = {line["id"]: {p: sorted(v) for p, v in line["properties"].items()} for line in small.lines}
    valid = run("validate", "-i", small.folder / "entities.ftm.json")
    assert {i: {p: sorted(v) for p, v in e["properties"].items()} for i, e in valid.items()} == mine
    made = run("aggregate-statements", "-f", "json", "-i", small.folder / "statements.ftm.json")
    assert {i: {p: sorted(v) for p, v in e["properties"].items()} for i, e in made.items()} == mine

"""Others' data: a Wikidata dump and FollowTheMoney become candidates, and `aigraph keep` takes from them what is chosen."""

from __future__ import annotations

import bz2
import copy
import gzip
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import aigraph
from aigraph.cli import main
from aigraph.curation import KNOWN_AS, keep
from aigraph.intake import import_data
from aigraph.intake.candidates import office_named
from aigraph.intake.ftm import POSTS as FTM_POSTS
from aigraph.intake.ftm import TYPES as FTM_TYPES
from aigraph.intake.ftm import read as read_ftm
from aigraph.intake.wikidata import OFFICES_HELD, POSTS, TYPES, read
from aigraph.loader import load_dataset
from aigraph.ontology import DIRECTOR, ENTITY_TYPES, MEMBER, OFFICES
from aigraph.tools import check, fmt

HERE = Path(__file__).parent
Json = dict[str, Any]

SAGA = """
    --- entities.yaml
    entities:

      - id: elon-musk
        type: person
        name: {en: Elon Musk, ja: "イーロン・マスク"}

      # whom everybody knows
      - id: sam-altman
        type: person
        name: {en: Sam Altman, ja: "サム・アルトマン"}
        wikidata: Q7407093

      - id: openai
        type: nonprofit
        name: {en: OpenAI, ja: OpenAI}
        wikidata: Q21708200
    --- events.yaml
    saga:
      name: {en: Small, ja: "小"}
      as_of: 2023-12-31

    events:

      - id: 2019-03-11-altman-ceo
        date: 2019-03-11
        type: appointment
        title:
          en: Altman becomes CEO
          ja: "アルトマンがCEOに"
        summary:
          en: So he did.
          ja: "就任した。"
        status: reported  # not more than that
        participants:
          - {role: person, entity: sam-altman, office: ceo}
          - {role: organization, entity: openai}
        sources:
          - {source: techcrunch-2019-03-08, says: CEO}
    --- sources.yaml
    sources:

      - id: techcrunch-2019-03-08
        publisher: TechCrunch
        lang: en
        kind: press
        url: "https://techcrunch.com/2019/03/08/y-combinator-president-sam-altman-is-stepping-down-amid-a-series-of-changes-at-the-accelerator/"
        published: 2019-03-11
"""
"""What the curator has: Altman and OpenAI with their ids in Wikidata, Musk without."""

OPENAI = """
{"type": "item", "id": "Q21708200",
 "labels": {"en": {"language": "en", "value": "OpenAI"}, "ja": {"language": "ja", "value": "OpenAI"}},
 "descriptions": {"en": {"language": "en", "value": "artificial intelligence research organization"}},
 "aliases": {"en": [{"language": "en", "value": "OpenAI, Inc."}]},
 "claims": {
  "P31": [{"mainsnak": {"snaktype": "value", "property": "P31", "hash": "a1", "datavalue": {"value": {"entity-type": "item", "numeric-id": 163740, "id": "Q163740"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}, "type": "statement", "id": "Q21708200$1", "rank": "normal"}],
  "P571": [{"mainsnak": {"snaktype": "value", "property": "P571", "hash": "a2", "datavalue": {"value": {"time": "+2015-12-11T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 11, "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}, "type": "time"}, "datatype": "time"}, "type": "statement", "id": "Q21708200$2", "rank": "normal",
   "references": [{"hash": "b1", "snaks": {"P854": [{"snaktype": "value", "property": "P854", "hash": "c1", "datavalue": {"value": "https://openai.com/blog/introducing-openai/", "type": "string"}, "datatype": "url"}]}, "snaks-order": ["P854"]}]}],
  "P112": [
   {"mainsnak": {"snaktype": "value", "property": "P112", "hash": "a3", "datavalue": {"value": {"entity-type": "item", "numeric-id": 317521, "id": "Q317521"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}, "type": "statement", "id": "Q21708200$3", "rank": "normal"},
   {"mainsnak": {"snaktype": "value", "property": "P112", "hash": "a4", "datavalue": {"value": {"entity-type": "item", "numeric-id": 7407093, "id": "Q7407093"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}, "type": "statement", "id": "Q21708200$4", "rank": "normal"}],
  "P169": [
   {"mainsnak": {"snaktype": "value", "property": "P169", "hash": "a5", "datavalue": {"value": {"entity-type": "item", "numeric-id": 7407093, "id": "Q7407093"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}, "type": "statement", "id": "Q21708200$5", "rank": "preferred",
    "qualifiers": {"P580": [{"snaktype": "value", "property": "P580", "hash": "d1", "datavalue": {"value": {"time": "+2019-03-00T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 10, "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}, "type": "time"}, "datatype": "time"}],
                   "P582": [{"snaktype": "novalue", "property": "P582", "hash": "d2", "datatype": "time"}]},
    "qualifiers-order": ["P580", "P582"],
    "references": [{"hash": "b2", "snaks": {
      "P854": [{"snaktype": "value", "property": "P854", "hash": "c2", "datavalue": {"value": "https://techcrunch.com/2019/03/08/y-combinator-president-sam-altman-is-stepping-down-amid-a-series-of-changes-at-the-accelerator/", "type": "string"}, "datatype": "url"}],
      "P813": [{"snaktype": "value", "property": "P813", "hash": "c3", "datavalue": {"value": {"time": "+2024-02-03T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 11, "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}, "type": "time"}, "datatype": "time"}]},
     "snaks-order": ["P854", "P813"]}]},
   {"mainsnak": {"snaktype": "value", "property": "P169", "hash": "a6", "datavalue": {"value": {"entity-type": "item", "numeric-id": 317521, "id": "Q317521"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}, "type": "statement", "id": "Q21708200$6", "rank": "deprecated"}],
  "P488": [{"mainsnak": {"snaktype": "value", "property": "P488", "hash": "a7", "datavalue": {"value": {"entity-type": "item", "numeric-id": 4961288, "id": "Q4961288"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}, "type": "statement", "id": "Q21708200$7", "rank": "normal",
    "qualifiers": {"P580": [{"snaktype": "value", "property": "P580", "hash": "d3", "datavalue": {"value": {"time": "+2023-11-29T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 11, "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}, "type": "time"}, "datatype": "time"}]},
    "qualifiers-order": ["P580"],
    "references": [{"hash": "b3", "snaks": {
      "P248": [{"snaktype": "value", "property": "P248", "hash": "c4", "datavalue": {"value": {"entity-type": "item", "numeric-id": 130879, "id": "Q130879"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}],
      "P1476": [{"snaktype": "value", "property": "P1476", "hash": "c5", "datavalue": {"value": {"text": "Microsoft to join OpenAI's board", "language": "en"}, "type": "monolingualtext"}, "datatype": "monolingualtext"}],
      "P577": [{"snaktype": "value", "property": "P577", "hash": "c6", "datavalue": {"value": {"time": "+2023-11-30T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 11, "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}, "type": "time"}, "datatype": "time"}]},
     "snaks-order": ["P248", "P1476", "P577"]}]}]},
 "sitelinks": {}, "lastrevid": 2100000000, "modified": "2024-05-01T08:00:00Z"}
"""
ALTMAN = """
{"type": "item", "id": "Q7407093",
 "labels": {"mul": {"language": "mul", "value": "Sam Altman"}},
 "descriptions": [], "aliases": [],
 "claims": {
  "P31": [{"mainsnak": {"snaktype": "value", "property": "P31", "hash": "e1", "datavalue": {"value": {"entity-type": "item", "numeric-id": 5, "id": "Q5"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}, "type": "statement", "id": "Q7407093$1", "rank": "normal"}],
  "P39": [{"mainsnak": {"snaktype": "value", "property": "P39", "hash": "e2", "datavalue": {"value": {"entity-type": "item", "numeric-id": 30461, "id": "Q30461"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}, "type": "statement", "id": "Q7407093$2", "rank": "normal",
    "qualifiers": {"P642": [{"snaktype": "value", "property": "P642", "hash": "f1", "datavalue": {"value": {"entity-type": "item", "numeric-id": 2616400, "id": "Q2616400"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}],
                   "P580": [{"snaktype": "value", "property": "P580", "hash": "f2", "datavalue": {"value": {"time": "+2014-00-00T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 9, "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}, "type": "time"}, "datatype": "time"}],
                   "P582": [{"snaktype": "value", "property": "P582", "hash": "f3", "datavalue": {"value": {"time": "+2019-03-00T00:00:00Z", "timezone": 0, "before": 0, "after": 0, "precision": 10, "calendarmodel": "http://www.wikidata.org/entity/Q1985727"}, "type": "time"}, "datatype": "time"}],
                   "P1480": [{"snaktype": "value", "property": "P1480", "hash": "f4", "datavalue": {"value": {"entity-type": "item", "numeric-id": 5727902, "id": "Q5727902"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}]},
    "qualifiers-order": ["P642", "P580", "P582", "P1480"],
    "references": [{"hash": "b4", "snaks": {"P143": [{"snaktype": "value", "property": "P143", "hash": "c7", "datavalue": {"value": {"entity-type": "item", "numeric-id": 328, "id": "Q328"}, "type": "wikibase-entityid"}, "datatype": "wikibase-item"}]}, "snaks-order": ["P143"]}]}]},
 "sitelinks": {}, "lastrevid": 2100000001, "modified": "2024-04-01T08:00:00Z"}
"""
OTHERS = (
    '{"type": "item", "id": "Q317521", "labels": {"en": {"language": "en", "value": "Elon Musk"}}, "aliases": {}, "claims": []}',
    '{"type": "item", "id": "Q4961288", "labels": {"en": {"language": "en", "value": "Bret Taylor"}, "ja": {"language": "ja", "value": "ブレット・テイラー"}}, "claims": {}}',
    '{"type": "item", "id": "Q130879", "labels": {"en": {"language": "en", "value": "Reuters"}}, "claims": {}}',
    '{"type": "item", "id": "Q30461", "labels": {"en": {"language": "en", "value": "president"}, "ja": {"language": "ja", "value": "社長"}}, "claims": {}}',
    '{"type": "property", "id": "P39", "labels": {"en": {"language": "en", "value": "position held"}}, "claims": {}}',
)
"""Items that the others name, and a property, as dumps have them; Y Combinator (Q2616400) is not among them."""
ITEMS: list[Json] = [json.loads(text) for text in (OPENAI, ALTMAN, *OTHERS)]


def dump(items: list[Json]) -> str:
    """Items as the dumps of Wikidata have them: one array, an item a line."""
    return "[\n" + ",\n".join(json.dumps(item) for item in items) + "\n]\n"


@pytest.fixture
def saga(folder_of: Callable[[str], Path]) -> Path:
    """The curator's folder, in canonical form."""
    folder = folder_of(SAGA)
    assert not fmt(folder, only_check=True).failed
    return folder


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("place")


Import = Callable[..., aigraph.Saga]


@pytest.fixture
def wikidata(saga: Path, place: Path) -> Import:
    """Import items for the curator's saga, and load the candidates, which have no errors."""

    def run(items: list[Json]) -> aigraph.Saga:
        (place / "dump.json").write_text(dump(items), encoding="utf-8")
        return loaded(import_data(saga, "wikidata", str(place / "dump.json"), str(place / "out")), place / "out")

    return run


def loaded(report: Any, folder: Path) -> aigraph.Saga:
    assert not report.failed, report.lines
    assert [p for p in check(folder).value if p["severity"] == "error"] == []
    assert not fmt(folder, only_check=True).failed
    candidates = aigraph.load(folder)
    candidates.dataset.remarks = report.notes
    return candidates


def remarks(candidates: aigraph.Saga) -> list[str]:
    said: tuple[str, ...] = candidates.dataset.remarks
    return list(said)


def left_out(candidates: aigraph.Saga) -> set[str]:
    return {r.removeprefix("left out: ") for r in remarks(candidates) if r.startswith("left out: ")}


def claim(value: str, rank: str = "normal", references: list[Json] | None = None, **qualifiers: Any) -> Json:
    """A statement as in the items above; a qualifier is a (time, precision) or an item."""
    statement: Json = {"mainsnak": snak(value), "type": "statement", "rank": rank}
    if qualifiers:
        statement["qualifiers"] = {p: [snak(v)] for p, v in qualifiers.items()}
    return statement | ({"references": references} if references else {})


def snak(value: Any, calendar: str = "Q1985727") -> Json:
    if isinstance(value, tuple):
        time, precision = value
        model = f"http://www.wikidata.org/entity/{calendar}"
        told: Json = {
            "value": {"time": time, "timezone": 0, "before": 0, "after": 0, "precision": precision, "calendarmodel": model},
            "type": "time",
        }
    elif value.startswith("http"):
        told = {"value": value, "type": "string"}
    else:
        told = {"value": {"entity-type": "item", "numeric-id": int(value[1:]), "id": value}, "type": "wikibase-entityid"}
    return {"snaktype": "value", "property": "P0", "datavalue": told}


def item(ident: str, label: str, **claims: list[Json]) -> Json:
    return {"type": "item", "id": ident, "labels": {"en": {"language": "en", "value": label}}, "aliases": [], "claims": claims or []}


# --- the tables ------------------------------------------------------------------------------------


def test_types_and_offices_are_those_of_the_ontology() -> None:
    assert {*TYPES.values(), *FTM_TYPES.values()} <= set(ENTITY_TYPES)
    offices = {*OFFICES_HELD.values(), *(h.office for h in POSTS.values()), *(s.office for s in FTM_POSTS.values())} - {None}
    assert offices <= set(OFFICES)


@pytest.mark.parametrize("office", OFFICES.values(), ids=lambda o: o.id)
def test_an_office_is_known_by_its_names(office: Any) -> None:
    assert {office_named(w) for w in (office.id, office.label.en.upper(), office.label.ja)} == {office.id}
    assert office_named("chief executive officer") == "ceo"
    assert office_named("Chairperson") == "chair"
    assert office_named("emperor") is None


# --- Wikidata, from dump to saga -------------------------------------------------------------------


def test_a_dump_becomes_a_saga_of_candidates(wikidata: Import) -> None:
    candidates = wikidata(ITEMS)
    rows = [(e.id, e.date.text, e.type, e.status, e.attribute(KNOWN_AS)) for e in candidates.dataset.events.values()]
    assert rows == [
        ("2014-sam-altman-becomes-president-at-q2616400", "2014~", "appointment", "reported", None),
        ("2015-12-11-openai-is-founded", "2015-12-11", "founding", "reported", None),
        ("2019-03-sam-altman-ends-as-president-at", "2019-03~", "departure", "reported", None),
        ("2019-03-sam-altman-becomes-chief-executive-at", "2019-03", "appointment", "reported", "2019-03-11-altman-ceo"),
        ("2023-11-29-bret-taylor-becomes-chair-of-the", "2023-11-29", "appointment", "reported", None),
    ]
    assert {e.id: (e.type, e.wikidata) for e in candidates.dataset.entities.values()} == {
        "bret-taylor": ("person", "Q4961288"),
        "elon-musk-q317521": ("person", "Q317521"),
        "openai": ("nonprofit", "Q21708200"),
        "q2616400": ("other", "Q2616400"),
        "sam-altman": ("person", "Q7407093"),
    }
    founders = candidates.who_founded("OpenAI")
    assert {s.stint.subject for s in founders} == {"elon-musk-q317521", "sam-altman"}
    (seat,) = candidates.on("2024-01-01").roster("OpenAI", office="chair")
    assert seat.stint.subject == "bret-taylor"
    assert candidates.dataset.events["2023-11-29-bret-taylor-becomes-chair-of-the"].title.ja == "ブレット・テイラーがOpenAIの会長に就任"
    assert str(candidates.dataset.header.as_of) == "2024-05-01", "the latest day in the dump, by no clock"


def test_what_was_not_taken_over_is_said(wikidata: Import) -> None:
    candidates = wikidata(ITEMS)
    assert remarks(candidates) == [
        "not in the file, and therefore called by their ids: Q2616400",
        "elon-musk-q317521 bears a name of elon-musk, and is not taken for it: write `wikidata: Q317521` there if it is",
        "2 entities are the saga's own, by their identifiers",
        f"the saga knows 1 of 5 events: their attribute `{KNOWN_AS}` says as which",
        "left out: records that are no items, or of items that are missing (1)",
        "left out: statements of rank deprecated (1)",
    ]


def test_each_statement_keeps_its_references(wikidata: Import) -> None:
    """A page by its address, a work by its item; what only comes from Wikipedia, or from nowhere, is Wikidata's own word."""
    candidates = wikidata(ITEMS)

    def cited(event: str) -> list[tuple[str, str, str | None, str | None, str]]:
        sources = [candidates.dataset.sources[c.source] for c in candidates.dataset.events[event].sources]
        return [(s.id, s.publisher, s.url, s.published and s.published.text, s.kind) for s in sources]

    assert [c[0] for c in cited("2019-03-sam-altman-becomes-chief-executive-at")] == ["techcrunch-2019-03-08"], (
        "the curator's, by its address"
    )
    assert cited("2023-11-29-bret-taylor-becomes-chair-of-the") == [
        ("reuters-2023-11-30", "Reuters", "https://www.wikidata.org/wiki/Q130879", "2023-11-30", "reference")
    ]
    assert cited("2015-12-11-openai-is-founded") == [
        ("openai-com", "openai.com", "https://openai.com/blog/introducing-openai/", None, "reference")
    ]
    assert [c[1:3] for c in cited("2014-sam-altman-becomes-president-at-q2616400")] == [
        ("Wikidata", "https://www.wikidata.org/wiki/Q7407093")
    ]
    (said,) = candidates.dataset.events["2014-sam-altman-becomes-president-at-q2616400"].sources
    assert said.says == "position held (P39): president, at Q2616400, from 2014~, until 2019-03~"


def test_every_form_of_a_dump_is_read_alike(saga: Path, place: Path) -> None:
    """An array and lines, an answer of the API as it comes or printed for people, an item by itself, packed or not."""
    answer = {"entities": {i["id"]: i for i in ITEMS}, "success": 1}
    forms: dict[str, bytes] = {
        "array.json": dump(ITEMS).encode(),
        "lines.json": "\n".join(json.dumps(i) for i in ITEMS).encode(),
        "answer.json": json.dumps(answer).encode(),
        "printed.json": json.dumps(answer, indent=2).encode(),
        "list.json": json.dumps(ITEMS, indent=1).encode(),
        "bom.json": b"\xef\xbb\xbf" + dump(ITEMS).encode(),
        "dump.json.gz": gzip.compress(dump(ITEMS).encode()),
        "dump.json.bz2": bz2.compress(dump(ITEMS).encode()),
    }
    made = set()
    for name, data in forms.items():
        (place / name).write_bytes(data)
        assert not import_data(saga, "wikidata", str(place / name), str(place / f"{name}.out")).failed
        text = "".join((place / f"{name}.out" / f"{part}.yaml").read_text(encoding="utf-8") for part in ("entities", "events", "sources"))
        made.add(text.replace(name, "NAME"))
    assert len(made) == 1


@pytest.mark.parametrize(
    ("time", "precision", "edtf"),
    [
        ("+2019-03-11T00:00:00Z", 11, "2019-03-11"),
        ("+2019-03-11T00:00:00Z", 10, "2019-03"),
        ("+2019-03-00T00:00:00Z", 10, "2019-03"),
        ("+2019-03-11T00:00:00Z", 9, "2019"),
        ("+2019-00-00T00:00:00Z", 9, "2019"),
        ("+2010-00-00T00:00:00Z", 8, None),
        ("+2000-00-00T00:00:00Z", 7, None),
        ("-0400-00-00T00:00:00Z", 9, None),
        ("+12019-00-00T00:00:00Z", 9, None),
        ("+2019-02-31T00:00:00Z", 11, None),
        ("yesterday", 11, None),
    ],
)
@pytest.mark.parametrize("circa", [False, True])
def test_a_time_is_as_exact_as_it_is_stated(wikidata: Import, time: str, precision: int, edtf: str | None, circa: bool) -> None:
    vague = {"P1480": "Q5727902"} if circa else {}
    told = [claim("Q7407093", P580=(time, precision), **vague), claim("Q4961288", P580=("+2001-00-00T00:00:00Z", 9))]
    candidates = wikidata([item("Q21708200", "OpenAI", P488=told)])
    found = [e.date.text for e in candidates.dataset.events.values() if "sam-altman" in e.entities()]
    assert found == ([edtf + ("~" if circa else "")] if edtf else [])
    assert bool(edtf) or "posts without a date that can be taken over (1)" in left_out(candidates)


def test_another_calendar_is_not_taken_for_ours(wikidata: Import) -> None:
    told = claim("Q1", P580=("+1917-10-25T00:00:00Z", 11))
    told["qualifiers"]["P580"] = [snak(("+1917-10-25T00:00:00Z", 11), "Q1985786")]
    candidates = wikidata([item("Q2", "Firm", P169=[told, claim("Q3", P580=("+1920-00-00T00:00:00Z", 9))])])
    assert {"dates in another calendar than the Gregorian (1)", "posts without a date that can be taken over (1)"} <= left_out(candidates)


def test_a_point_in_time_is_a_day_by_which_the_post_had_begun(wikidata: Import) -> None:
    candidates = wikidata([item("Q5000", "Ann", P108=[claim("Q6000", P585=("+2019-03-00T00:00:00Z", 10))])])
    assert [(e.type, e.date.text) for e in candidates.dataset.events.values()] == [("appointment", "../2019-03")]


def test_an_end_without_a_beginning_is_a_departure(wikidata: Import) -> None:
    candidates = wikidata([item("Q21708200", "OpenAI", P3320=[claim("Q7407093", P582=("+2023-11-17T00:00:00Z", 11))])])
    (event,) = candidates.dataset.events.values()
    assert (event.type, event.date.text, event.participants[0].office) == ("departure", "2023-11-17", "director")


def test_what_the_same_is_told_twice_is_one_candidate_with_both_sources(wikidata: Import) -> None:
    """A chief executive on the item of the company, and the same as a position held on the item of the person."""
    start = ("+2016-05-01T00:00:00Z", 11)
    page = [{"snaks": {"P854": [snak("https://example.org/ceo")]}}]
    firm = item("Q6000", "Firm", P169=[claim("Q5000", P580=start)], P31=[claim("Q783794")])
    ann = item("Q5000", "Ann", P39=[claim("Q484876", references=page, P108="Q6000", P580=start)])
    (event,) = wikidata([firm, ann]).dataset.events.values()
    assert {c.source for c in event.sources} == {"wikidata-q6000", "example-org-ceo"}


def test_a_post_goes_on_when_another_one_ends(wikidata: Import) -> None:
    """Leaving without an office would end every post there: not while one of them goes on."""
    on = {"P580": ("+2015-00-00T00:00:00Z", 9)}
    firm = item(
        "Q6000", "Firm", P169=[claim("Q5000", P580=("+2017-00-00T00:00:00Z", 9)), claim("Q5001", P582=("+2016-00-00T00:00:00Z", 9))]
    )
    ann = item("Q5000", "Ann", P108=[claim("Q6000", P582=("+2018-00-00T00:00:00Z", 9), **on)])
    bob = item("Q5001", "Bob", P108=[claim("Q6000", P582=("+2016-00-00T00:00:00Z", 9), **on)])
    candidates = wikidata([firm, ann, bob])
    assert "ends of employments while another post there goes on: leaving would end both (1)" in left_out(candidates)
    assert [s.stint.subject for s in candidates.on("2019").roster("Firm", office="ceo")] == ["ann"]
    assert [s.stint.subject for s in candidates.who_left("Firm")] == ["bob"]
    assert [e.type for e in candidates.dataset.events.values() if "bob" in e.entities()] == ["appointment", "departure"]


def test_what_contradicts_itself_or_the_saga_is_left_out_with_the_reason(saga: Path, wikidata: Import) -> None:
    """An end before its beginning, and a founding of what the curator has as a person."""
    ends_first = [claim("Q5002", P580=("+2019-01-02T00:00:00Z", 11), P582=("+2018-01-02T00:00:00Z", 11))]
    shop = item(
        "Q6001", "Shop", P169=ends_first, P488=[claim("Q5002", P580=("+2018-00-00T00:00:00Z", 9), P582=("+2018-01-02T00:00:00Z", 11))]
    )
    founded = item("Q7407093", "Sam Altman", P112=[claim("Q5003", P585=("+1985-04-22T00:00:00Z", 11))])
    candidates = wikidata([shop, founded, item("Q5002", "Cy")])
    assert [(e.type, e.date.text) for e in candidates.dataset.events.values()] == [("appointment", "2018"), ("departure", "2018-01-02")]
    assert left_out(candidates) == {
        "1985-04-22-sam-altman-is-founded: sam-altman, of type person, cannot be the organization in the type founding",
        "posts that end before they begin (1)",
    }


def test_what_an_item_is(wikidata: Import) -> None:
    """By its class; else a person if it holds a post or founds, and stands nowhere as an organization."""
    year = {"P580": ("+2018-00-00T00:00:00Z", 9)}
    firm = item(
        "Q6000",
        "Firm",
        P31=[claim("Q999"), claim("Q3918", rank="deprecated")],
        P488=[claim("Q6001", **year)],
        P169=[claim("Q5000", **year)],
    )
    holding = item("Q6001", "Holding", P488=[claim("Q5001", **year)])
    school = item("Q6002", "School", P31=[claim("Q875538")], P488=[claim("Q5001", **year)])
    candidates = wikidata([firm, holding, school, item("Q5000", "Ann", P31=[claim("Q5")]), item("Q5001", "Bob")])
    assert {e.id: e.type for e in candidates.dataset.entities.values()} == {
        "ann": "person", "bob": "person", "firm": "other", "holding": "other", "school": "university",
    }  # fmt: skip


def test_labels_are_texts_that_nobody_trusts(wikidata: Import) -> None:
    ann = item("Q5000", "", P108=[claim("Q6000", P580=("+2015-00-00T00:00:00Z", 9)), claim("Q6001", P580=("+2016-00-00T00:00:00Z", 9))])
    ann["labels"] = {"ja": {"language": "ja", "value": "安\u0000"}, "de": {"language": "de", "value": "An\ud800na"}}
    firm, other = item("Q6000", '{person}: "yes" # no\u2028\n- x'), item("Q6001", "Same")
    third = item("Q6003", "Same", P488=[claim("Q5000", P580=("+2017-00-00T00:00:00Z", 9))])
    candidates = wikidata([ann, firm, other, third])
    names = {e.wikidata: (e.id, e.name.en) for e in candidates.dataset.entities.values()}
    assert names == {
        "Q5000": ("q5000", "安"),
        "Q6000": ("person-yes-no-x", '{person}: "yes" # no - x'),
        "Q6001": ("same-q6001", "Same"),
        "Q6003": ("same-q6003", "Same"),
    }


BAD: dict[str, tuple[bytes, str]] = {
    "no json": (b'{"id": "Q1"}\n{"id" "Q2"}\n', r"in:2: is no JSON: Expecting ':' delimiter at column 7"),
    "a text": (b"hello\n", "in:1: is no JSON"),
    "no entity": (b'{"id": "Q1"}\n{"x": 1}\n', "in:2: is no entity of Wikidata: it has no id"),
    "a number": (b"1\n", "in:1: is no entity"),
    "latin 1": ('{"id": "Q1"}\n"é"'.encode("latin-1"), "in:2: is no text in UTF-8"),
    "too deep": (b"[" * 100_000 + b"\n", "in:1: is no JSON that can be read"),
    "nothing": (b"", "says nothing that becomes a candidate"),
    "nothing of use": (b'{"id": "Q1", "claims": {"P31": 7, "P39": [7, {"mainsnak": 7}]}}\n', "says nothing that becomes a candidate"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_cannot_be_read_is_said_in_one_line(saga: Path, place: Path, name: str) -> None:
    data, said = BAD[name]
    (place / "in").write_bytes(data)
    with pytest.raises(aigraph.WrongQuestion, match=said):
        import_data(saga, "wikidata", str(place / "in"), str(place / "out"))
    assert not (place / "out").exists()


@pytest.mark.parametrize("ending", ["gz", "bz2"])
def test_a_damaged_archive_is_said(saga: Path, place: Path, ending: str) -> None:
    whole = (gzip if ending == "gz" else bz2).compress(dump(ITEMS).encode())
    for data in (whole[:-20], b"no archive"):
        (place / f"in.{ending}").write_bytes(data)
        with pytest.raises(aigraph.WrongQuestion, match=r"cannot be unpacked"):
            import_data(saga, "wikidata", str(place / f"in.{ending}"), str(place / "out"))
    with pytest.raises(aigraph.WrongQuestion, match="is no file"):
        import_data(saga, "wikidata", str(saga), str(place / "out"))


# --- keeping ---------------------------------------------------------------------------------------


def lines_of(folder: Path) -> dict[str, list[str]]:
    return {p.name: p.read_text(encoding="utf-8").split("\n") for p in sorted(folder.glob("*.yaml"))}


def aigraph_says(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main([str(w) for w in words])
    said = capsys.readouterr()
    return int(str(stopped.value.code or 0)), said.out, said.err


def test_from_the_dump_to_the_saga(saga: Path, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On the command line, from beginning to end: import, look, check, keep, check."""
    (place / "dump.json").write_text(dump(ITEMS), encoding="utf-8")
    code, said, notes = aigraph_says(capsys, "import", "wikidata", place / "dump.json", place / "out", "--data", saga)
    assert (code, said) == (0, f"{place / 'out'}: 5 entities, 5 events, 4 sources\n")
    assert "aigraph: left out: statements of rank deprecated (1)\n" in notes
    assert "Bret Taylor becomes chair" in aigraph_says(capsys, "timeline", "--data", place / "out", "-f", "json")[1]
    before, warned = lines_of(saga), {p["message"] for p in check(saga).value}
    code, said, notes = aigraph_says(capsys, "keep", place / "out", "bret-taylor", "openai-is-founded", "--data", saga)
    assert code == 0, notes
    assert "  - id: 2023-11-29-bret-taylor-becomes-chair-of-the" in said
    for name, lines in lines_of(saga).items():
        rest = iter(lines)
        assert all(line in rest for line in before[name]), f"{name}: what was there stays, comments and all, in order"
    assert {p["message"] for p in check(saga).value} - warned == {"elon-musk-q317521: the name has no Japanese"}
    assert not fmt(saga, only_check=True).failed
    kept = aigraph.load(saga)
    assert set(kept.dataset.entities) == {"bret-taylor", "elon-musk", "elon-musk-q317521", "openai", "sam-altman"}
    assert set(kept.dataset.sources) == {"openai-com", "reuters-2023-11-30", "techcrunch-2019-03-08"}
    assert [s.stint.subject for s in kept.roster("OpenAI", office="chair")] == ["bret-taylor"]
    code, said, notes = aigraph_says(capsys, "keep", place / "out", "bret-taylor", "--data", saga)
    assert (code, said) == (2, "")
    assert notes.endswith(
        "2023-11-29-bret-taylor-becomes-chair-of-the is in the saga already, as 2023-11-29-bret-taylor-becomes-chair-of-the\n"
    )


def test_a_candidate_that_is_known_is_kept_only_with_a_word(wikidata: Import, saga: Path, place: Path) -> None:
    wikidata(ITEMS)
    report = keep(saga, str(place / "out"), ("chief-executive",))
    assert report.notes == (
        "2019-03-sam-altman-becomes-chief-executive-at may be what 2019-03-11-altman-ceo tells; if it is, keep one of the two",
    )
    event = aigraph.load(saga).dataset.events["2019-03-sam-altman-becomes-chief-executive-at"]
    assert (event.attributes, [c.source for c in event.sources]) == ({}, ["techcrunch-2019-03-08"])
    assert {p["rule"] for p in report.value["missing"]} == {"near-duplicate"}


def test_once_kept_a_candidate_is_known(wikidata: Import, saga: Path, place: Path) -> None:
    wikidata(ITEMS)
    keep(saga, str(place / "out"), ("bret-taylor", "president-at-q2616400"))
    shutil.rmtree(place / "out")
    again = wikidata(ITEMS)
    known = {e.id: e.attribute(KNOWN_AS) for e in again.dataset.events.values()}
    assert known["2023-11-29-bret-taylor-becomes-chair-of-the"] == "2023-11-29-bret-taylor-becomes-chair-of-the"
    assert known["2014-sam-altman-becomes-president-at-q2616400"] == "2014-sam-altman-becomes-president-at-q2616400"
    assert known["2015-12-11-openai-is-founded"] is None


def test_a_dry_run_and_a_mistake_write_nothing(wikidata: Import, saga: Path, place: Path) -> None:
    wikidata(ITEMS)
    before = lines_of(saga)
    assert keep(saga, str(place / "out"), ("bret-taylor",), dry_run=True).value["written"] is False
    for chosen, said in (((), "name the events to keep"), (("sam-altman",), "is part of 3 events"), (("nobody",), "is no event")):
        with pytest.raises(aigraph.WrongQuestion, match=said):
            keep(saga, str(place / "out"), chosen)
    with pytest.raises(aigraph.DataError, match="is not a folder"):
        keep(saga, str(place / "nowhere"), ("bret-taylor",))
    assert lines_of(saga) == before


def test_all_are_kept_or_none(saga: Path, wikidata: Import, place: Path) -> None:
    """What is in order among the candidates may not be so in the saga, where meanwhile OpenAI is a product."""
    wikidata(ITEMS)
    entities = saga / "entities.yaml"
    entities.write_text(entities.read_text(encoding="utf-8").replace("type: nonprofit", "type: product"), encoding="utf-8")
    events = saga / "events.yaml"
    events.write_text(events.read_text(encoding="utf-8").replace("role: organization", "role: about").replace("type: appointment", "type: statement")
                      .replace("{role: person, entity: sam-altman, office: ceo}", "{role: speaker, entity: sam-altman}"), encoding="utf-8")  # fmt: skip
    before = lines_of(saga)
    report = keep(saga, str(place / "out"), ("president-at-q2616400", "bret-taylor"))
    assert report.failed
    assert report.lines[-1] == "nothing was written"
    assert "openai, of type product, cannot be the organization" in " ".join(report.lines)
    assert lines_of(saga) == before


def test_another_saga_is_taken_from_as_well(place: Path, folder_of: Callable[[str], Path]) -> None:
    """Ids that are taken by others get a number; links and threads that lead nowhere are left behind, and that is said."""
    theirs = Path(shutil.copytree(HERE / "saga", place / "theirs"))
    ours = folder_of("""
        saga:
          name: {en: Ours, ja: "私達"}
          as_of: 2024-06-30
          threads:
            the-suit: {en: Suit, ja: "訴訟"}

        entities:

          - id: ines-moreau
            type: company
            name: {en: Ines Moreau Ltd, ja: "イネス・モロー社"}

          - id: the-orrery
            type: nonprofit
            name: {en: The Orrery, ja: "オーラリー"}
            wikidata: Q00000001

        events:

          - id: 2016-06-moreau-donates
            date: 2016
            type: statement
            title:
              en: A company speaks
              ja: "会社の発言"
            summary:
              en: So.
              ja: "そう。"
            status: reported
            participants:
              - {role: speaker, entity: ines-moreau}
              - {role: about, entity: the-orrery}
            sources:
              - {source: ledger-2018-06-21, says: so}

        sources:

          - id: ledger-2018-06-21
            publisher: Another Ledger
            lang: en
            kind: press
            url: "https://example.com/another"
        """)
    assert not fmt(ours, only_check=True).failed
    report = keep(ours, str(theirs), ("2016-06-moreau-donates", "northgate-observer"))
    assert not report.failed, report.lines
    kept = aigraph.load(ours).dataset
    gift, seat = kept.events["2016-06-moreau-donates-2"], kept.events["2020-04-02-northgate-observer"]
    assert [p.entity for p in gift.participants] == ["ines-moreau-2", "the-orrery"]
    assert (gift.threads, [c.source for c in gift.sources], dict(gift.sources[1].claims)) == (
        ("the-suit",), ["ledger-2018-06-21-2", "moreau-complaint-2022"], {"amounts.donation": 12500000},
    )  # fmt: skip
    assert kept.sources["moreau-complaint-2022"].voice == "ines-moreau-2"
    assert (seat.links, seat.threads) == ((), ())
    assert report.notes == (
        "2016-06-moreau-donates: threads money left behind: not in the saga",
        "2020-04-02-northgate-observer: links to 2020-04-02-orrery-lp-round left behind: not in the saga",
        "2020-04-02-northgate-observer: threads money left behind: not in the saga",
    )
    assert not keep(ours, str(theirs), ("2018-02-14-orrery-lp",)).failed
    assert keep(ours, str(theirs), ("2018-06-20-moreau-leaves-board",)).notes == (), "what an earlier keeping brought is known"
    later = aigraph.load(ours).dataset
    assert set(later.entities) == {*kept.entities, "orrery-lp"}
    assert [k.event for k in later.events["2018-06-20-moreau-leaves-board"].links] == ["2018-02-14-orrery-lp"]
    with pytest.raises(aigraph.WrongQuestion, match="has claims about ines-moreau, who is ines-moreau-2 in the saga"):
        keep(ours, str(theirs), ("orrery-founded",))


# --- FollowTheMoney --------------------------------------------------------------------------------


def told_seats(saga: aigraph.Saga) -> set[tuple[str, str, str | None, str | None, str | None]]:
    """Board seats and offices: who, where, which, from, until."""
    return {
        (s.subject, s.object, s.office, s.start and s.start.text, s.end and s.end.text)
        for s in saga.dataset.stints if s.office and s.relation != MEMBER
    }  # fmt: skip


@pytest.mark.parametrize("file", ["entities", "statements"])
@pytest.mark.parametrize("known", [True, False])
def test_what_we_exported_comes_back(saga: Path, place: Path, file: str, known: bool) -> None:
    """The same people, organizations, seats and offices with the same dates, whether the curator has them or somebody else."""
    fixture = aigraph.load(HERE / "saga")
    fixture.export("ftm", str(place / "ftm"))
    curator = HERE / "saga" if known else saga
    again = loaded(import_data(curator, "ftm", str(place / "ftm" / f"{file}.ftm.json"), str(place / "again")), place / "again")
    assert told_seats(again) == told_seats(fixture)
    assert len(told_seats(fixture)) > 10
    assert any(office == DIRECTOR for _, _, office, _, _ in told_seats(again))
    who = {e.id: (e.type, e.name, e.wikidata) for e in again.dataset.entities.values()}
    assert who == {i: (e.type, e.name, e.wikidata) for i, e in fixture.dataset.entities.items() if i in who}
    posted = {i for s in fixture.dataset.stints if s.relation == MEMBER for i in (s.subject, s.object)}
    assert posted <= set(who)
    assert {s.stint.subject for s in again.who_founded("Orrery")} == {"ada-quill", "bram-okafor", "ines-moreau"}
    pages = {s.url: (s.publisher, s.title, s.published, s.kind) for s in again.dataset.sources.values() if s.url}
    assert pages
    assert pages == {s.url: (s.publisher, s.title, s.published, s.kind) for s in fixture.dataset.sources.values() if s.url in pages}
    as_known = {e.attribute(KNOWN_AS) for e in again.dataset.events.values()}
    assert ("2018-06-20-moreau-leaves-board" in as_known) is known
    assert known or as_known == {None}


def test_a_statement_keeps_its_sources_apart(saga: Path, place: Path) -> None:
    """In statements the end of Moreau's seat is told by two papers, and not by the complaint that dates it otherwise."""
    aigraph.load(HERE / "saga").export("ftm", str(place / "ftm"))
    again = loaded(import_data(HERE / "saga", "ftm", str(place / "ftm" / "statements.ftm.json"), str(place / "again")), place / "again")
    (end,) = (e for e in again.dataset.events.values() if e.attribute(KNOWN_AS) == "2018-06-20-moreau-leaves-board")
    assert {c.source for c in end.sources} == {"orrery-blog-2018", "ledger-2018-06-21"}


FOREIGN = """
{"id": "NK-1", "caption": "Jane Roe", "schema": "Person", "properties": {"name": ["ジェーン・ロー", "Jane Roe"], "alias": ["J. Roe"], "wikidataId": ["Q7407093"]}, "datasets": ["gb_coh_psc"], "referents": []}
{"id": "co-2", "schema": "Company", "properties": {"name": ["Roe Rockets Ltd"], "incorporationDate": ["2010-05"], "sourceUrl": ["https://register.example.org/co-2"]}, "datasets": ["gb_coh_psc"]}
{"id": "org-3", "schema": "Organization", "properties": {"name": ["Roe Foundation"]}, "datasets": ["gb_coh_psc"]}
{"id": "d-1", "schema": "Directorship", "properties": {"director": ["NK-1"], "organization": ["co-2"], "startDate": ["2012-01-31T00:00:00"], "endDate": ["2015"], "role": ["Non-executive director"], "sourceUrl": ["https://register.example.org/d-1"], "publisher": ["Register"]}, "datasets": ["gb_coh_psc"]}
{"id": "d-2", "schema": "Directorship", "properties": {"director": ["NK-1"], "organization": ["org-3"], "startDate": ["2013", "2013-06"], "role": ["Chairperson"]}, "datasets": ["gb_coh_psc"]}
{"id": "m-1", "schema": "Membership", "properties": {"member": ["NK-9"], "organization": ["org-3"], "startDate": ["2014-02", "2015-03"]}, "datasets": ["gb_coh_psc"]}
{"id": "o-1", "schema": "Ownership", "properties": {"owner": ["NK-1"], "asset": ["co-2"], "startDate": ["2011"], "endDate": ["2016"]}, "datasets": ["gb_coh_psc"]}
{"id": "o-2", "schema": "Ownership", "properties": {"owner": ["org-3"], "asset": ["co-2"], "startDate": ["2012"], "role": ["investor"]}, "datasets": ["gb_coh_psc"]}
{"id": "e-1", "schema": "Employment", "properties": {"employee": ["NK-1"], "employer": ["co-2"], "role": ["CEO"]}}
{"id": "p-1", "schema": "Occupancy", "properties": {"holder": ["NK-1"], "post": ["q-1"]}}
{"id": "s-1", "schema": "Sanction", "properties": {"entity": ["NK-1"]}}
"""


def test_others_data_become_candidates(saga: Path, place: Path) -> None:
    (place / "in.json").write_text(FOREIGN.lstrip(), encoding="utf-8")
    found = loaded(import_data(saga, "ftm", str(place / "in.json"), str(place / "out")), place / "out")
    told = [(e.date.text, e.type, *(f"{p.role}={p.entity}:{p.office}" for p in e.participants)) for e in found.dataset.events.values()]
    assert told == [
        ("2010-05", "founding", "organization=roe-rockets-ltd:None"),
        ("2011", "acquisition", "acquirer=sam-altman:None", "target=roe-rockets-ltd:None"),
        ("2012", "funding", "investor=roe-foundation:None", "recipient=roe-rockets-ltd:None"),
        ("2012-01-31", "appointment", "person=sam-altman:director", "organization=roe-rockets-ltd:None"),
        ("2013-06", "appointment", "person=sam-altman:chair", "organization=roe-foundation:None"),
        ("2015", "departure", "person=sam-altman:director", "organization=roe-rockets-ltd:None"),
    ]
    seat = next(e for e in found.dataset.events.values() if e.date.text == "2012-01-31")
    assert seat.participants[0].position == "Non-executive director"
    (page,) = (found.dataset.sources[c.source] for c in seat.sources)
    assert (page.publisher, page.url, page.kind) == ("Register", "https://register.example.org/d-1", "reference")
    (own,) = (found.dataset.sources[c.source] for e in found.dataset.events.values() if e.date.text == "2013-06" for c in e.sources)
    assert (own.publisher, own.author, own.title, own.url) == ("gb_coh_psc", "gb_coh_psc", "FollowTheMoney data set gb_coh_psc", None)
    assert left_out(found) == {
        "Employments without a date (1)",
        "ends of Ownerships (1)",
        "memberships of organizations in others (1)",
        "what the schema Occupancy says, which is not read here (1)",
        "what the schema Sanction says, which is not read here (1)",
    }
    assert "not in the file, and therefore called by its id: NK-9" in remarks(found)
    assert str(found.dataset.header.as_of) == "2015-12-31"


STATED = """
{"canonical_id": "NK-1", "entity_id": "a-1", "prop": "name", "schema": "LegalEntity", "value": "Ann", "dataset": "a", "lang": null, "external": false, "id": "1"}
{"canonical_id": "NK-1", "entity_id": "b-1", "prop": "name", "schema": "Person", "value": "アン", "dataset": "b", "lang": "jpn", "id": "2"}
{"entity_id": "f", "prop": "name", "schema": "Company", "value": "Firm", "dataset": "a"}
{"entity_id": "e", "prop": "id", "schema": "Employment", "value": "e", "dataset": "a"}
{"entity_id": "e", "prop": "employee", "schema": "Employment", "value": "b-1", "dataset": "a"}
{"entity_id": "e", "prop": "employer", "schema": "Employment", "value": "f", "dataset": "a"}
{"entity_id": "e", "prop": "startDate", "schema": "Employment", "value": "2010-03", "dataset": "a"}
{"entity_id": "e", "prop": "startDate", "schema": "Employment", "value": "2011", "dataset": "b"}
{"entity_id": "e", "prop": "endDate", "schema": "Employment", "value": "2015", "dataset": "b"}
"""


def test_statements_are_put_together_and_their_datasets_kept_apart(saga: Path, place: Path) -> None:
    (place / "in.json").write_text(STATED.lstrip(), encoding="utf-8")
    found = loaded(import_data(saga, "ftm", str(place / "in.json"), str(place / "out")), place / "out")
    events = [(e.type, e.date.text, {found.dataset.sources[c.source].publisher for c in e.sources}) for e in found.dataset.events.values()]
    assert events == [("appointment", "2010-03-01/2011-12-31", {"a", "b"}), ("departure", "2015", {"b"})]
    (ann,) = (e for e in found.dataset.entities.values() if e.type == "person")
    assert (ann.name.en, ann.name.ja) == ("Ann", "アン")
    assert "single dates, where several differ: the event is dated between them (1)" in left_out(found)


BAD_FTM = {
    "no json": ('{"id": "a"', r"in:1: is no JSON"),
    "no schema": ('{"id": "a", "properties": {}}', r"in:1: is no entity and no statement of FollowTheMoney: it has no 'schema'"),
    "no id": ('{"schema": "Person"}', "it has no 'id'"),
    "an array": ("[]", "a field is of another kind"),
    "values": ('{"id": "a", "schema": "Person", "properties": {"name": 7}}', "a field is of another kind"),
    "properties": ('{"id": "a", "schema": "Person", "properties": ["name"]}', "a field is of another kind"),
    "no data set": ('\n{"entity_id": "a", "prop": "name", "schema": "Person", "value": "x"}', "in:2: .* it has no 'dataset'"),
    "nothing": ('{"id": "a", "schema": "Person", "properties": {"name": ["A"]}}', "says nothing that becomes a candidate"),
}


@pytest.mark.parametrize("name", BAD_FTM)
def test_a_line_that_is_no_entity_is_said(saga: Path, place: Path, name: str) -> None:
    text, said = BAD_FTM[name]
    (place / "in").write_text(text, encoding="utf-8")
    with pytest.raises(aigraph.WrongQuestion, match=said):
        import_data(saga, "ftm", str(place / "in"), str(place / "out"))


def broken(value: Any) -> Iterator[Any]:
    """Every value with one part of it replaced by what does not belong there."""
    yield from (7, "x", [], {})
    if isinstance(value, dict):
        for key in value:
            for part in broken(value[key]):
                yield {**value, key: part}
    if isinstance(value, list) and value:
        for part in broken(value[0]):
            yield [part, *value[1:]]


def test_whatever_is_broken_in_an_item_is_an_answer_or_one_line(saga: Path, place: Path) -> None:
    """Hundreds of dumps, each with one value of another kind: candidates, or one line that says why not."""
    small = copy.deepcopy(ITEMS[0])
    small["claims"] = {p: small["claims"][p][:1] for p in ("P571", "P112", "P169")}
    rest = [i for i in ITEMS[1:] if i["id"] != "Q7407093"]
    path = place / "in.json"
    dataset, answers = load_dataset(saga), []
    for odd in broken(small):
        path.write_text(dump([odd, *rest]), encoding="utf-8")
        try:
            answers.append("\n".join(e["title"]["en"] for e in read(path, dataset).events))
        except aigraph.WrongQuestion as error:
            answers.append(f"no: {error}")
    assert len(answers) > 500
    assert all("\n" not in a for a in answers if a.startswith("no: "))
    assert any(a.startswith("no: ") for a in answers)
    assert len(set(answers)) > 5, "what is broken is missed, and nothing else"


def test_whatever_is_broken_in_a_line_is_an_answer_or_one_line(saga: Path, place: Path) -> None:
    """The same with FollowTheMoney: each line with each of its values of another kind."""
    path, dataset, answers = place / "in.json", load_dataset(saga), []
    foreign, stated = FOREIGN.strip().split("\n"), STATED.strip().split("\n")
    for n, line in enumerate(lines := [*foreign[:2], foreign[3], foreign[6], *stated[:3], *stated[4:7]]):
        for odd in broken(json.loads(line)):
            path.write_text("\n".join([*lines[:n], json.dumps(odd), *lines[n + 1 :]]), encoding="utf-8")
            try:
                answers.append(str(len(read_ftm(path, dataset).events)))
            except aigraph.WrongQuestion as error:
                answers.append(str(error))
    assert len(answers) > 400
    assert all(a.isdigit() or (a.startswith(str(path)) and "\n" not in a) for a in answers)
    assert len(set(answers)) > 15, "what is broken is missed or said, each in its place"

"""The ontology: it refuses broken tables, speaks both languages, and is the only place that names things."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import aigraph
from aigraph import ontology as o
from aigraph.ontology import Changes, Closes, EndsAll, EventType, Label, Marks, Office, Opens, Relation, Role, Succeeds
from aigraph.schema import EVENT, STINT, file_schema

SOURCES = sorted(p for p in Path(aigraph.__file__).parent.rglob("*.py") if p.name != "ontology.py")
WORD = Label("word", "言葉")
PERSON, ORG, ANY = Role("person", ("person",)), Role("organization", ("company",)), Role("party", ("person", "company"))


# --- the self-check ------------------------------------------------------------------------------


def broken_type(*roles: Role, effects: tuple[o.Effect, ...] = ()) -> EventType:
    return EventType("broken", WORD, "people", WORD, roles, effects)


BROKEN_TYPES = {
    "no relation 'befriends'": broken_type(PERSON, ORG, effects=(Opens("befriends", "person", "organization"),)),
    "effect on unknown roles ['organization']": broken_type(PERSON, effects=(Opens("staff", "person", "organization"),)),
    "effect on unknown roles ['about']": broken_type(PERSON, effects=(Opens("owns", "person", "about"),)),
    "effect on unknown roles ['predecessor']": broken_type(
        PERSON, ORG, effects=(Succeeds("member", "person", "organization", "predecessor"),)
    ),
    "effect on unknown roles ['person']": broken_type(ORG, effects=(EndsAll("person"),)),
    "founder is instant or it lasts": broken_type(PERSON, ORG, effects=(Opens("founder", "person", "organization"),)),
    "backs is instant or it lasts": broken_type(PERSON, ORG, effects=(Closes("backs", "person", "organization"),)),
    "staff is instant or it lasts": broken_type(PERSON, ORG, effects=(Marks("staff", "person", "organization"),)),
    "owns has a direction": broken_type(ANY, effects=(Opens("owns", "party", "party"),)),
    "organization cannot be in staff": broken_type(PERSON, ORG, effects=(Changes("staff", "organization", "person"),)),
    "a role is listed twice": broken_type(PERSON, PERSON),
    "role 'jester' has no wording": broken_type(Role("jester", ("person",))),
    "role person: unknown entity types": broken_type(Role("person", ("robot",))),
}


@pytest.mark.parametrize("complaint", BROKEN_TYPES)
def test_refuses_a_broken_event_type(complaint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(o.EVENT_TYPES, "broken", BROKEN_TYPES[complaint])
    with pytest.raises(ValueError, match=re.escape(complaint)):
        o._self_check()


@pytest.mark.parametrize(
    ("table", "row", "complaint"),
    [
        (o.OFFICES, Office("broken", WORD, relation="throne"), "office broken: no relation 'throne'"),
        (o.RELATIONS, Relation("broken", WORD, WORD, ("robot",), ("company",)), "relation broken: no entity types ['robot']"),
        (o.RELATIONS, Relation("broken", WORD, WORD, ("person",), ("moon",)), "relation broken: no entity types ['moon']"),
        (o.RELATIONS, Relation("broken", WORD, WORD, ("person",), ("team",), house=("crew",)), "relation broken: no entity types ['crew']"),
        (o.ROLES, WORD, "roles without an event type: ['broken']"),
    ],
)
def test_refuses_a_broken_row(table: dict[str, Any], row: object, complaint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(table, "broken", row)
    with pytest.raises(ValueError, match=re.escape(complaint)):
        o._self_check()


def test_a_sound_row_is_all_that_a_new_type_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    both = (Opens("staff", "person", "organization"), Opens("partner", "party", "party"), EndsAll("person"))
    monkeypatch.setitem(o.EVENT_TYPES, "broken", broken_type(PERSON, ORG, ANY, effects=both))
    o._self_check()


# --- the tables ----------------------------------------------------------------------------------


def labels() -> Iterator[tuple[str, Label]]:
    for table in (o.ENTITY_TYPES, o.ROLES, o.STATUSES, o.LINKS, o.SOURCE_KINDS, o.MANNERS, o.AMOUNT_KINDS):
        yield from table.items()
    for relation in o.RELATIONS.values():
        yield from ((f"{relation.id} {side}", label) for side, label in (("label", relation.label), ("inverse", relation.inverse)))
        if relation.noun:
            yield f"{relation.id} noun", relation.noun
    yield from ((office.id, office.label) for office in o.OFFICES.values())
    for kind in o.EVENT_TYPES.values():
        yield from ((kind.id, kind.label), (f"{kind.id} doc", kind.doc))


def test_everything_has_a_word_in_both_languages() -> None:
    for name, label in labels():
        assert label.en.strip(), name
        assert label.ja.strip(), name
        assert label.en.isascii(), name
        assert not label.ja.isascii() or re.fullmatch("[A-Z]+", label.ja), name
        assert (label.say("en"), label.say("ja")) == (label.en, label.ja)


def test_rows_stand_under_their_own_ids() -> None:
    for table in (o.RELATIONS, o.OFFICES, o.EVENT_TYPES):
        assert {key: row.id for key, row in table.items()} == {key: key for key in table}
    ids = [*o.ENTITY_TYPES, *o.RELATIONS, *o.OFFICES, *o.EVENT_TYPES, *o.ROLES, *o.STATUSES, *o.LINKS, *o.SOURCE_KINDS, *o.MANNERS]
    assert [i for i in ids if not re.fullmatch(r"[a-z]+(-[a-z]+)*", i)] == []


@pytest.mark.parametrize("kind", o.EVENT_TYPES.values(), ids=lambda k: k.id)
def test_effects_join_roles_of_their_own_type(kind: EventType) -> None:
    own = {r.id for r in kind.roles}
    for effect in kind.effects:
        assert set(o.roles_of_effect(effect)) <= own
        named = isinstance(effect, Changes | Succeeds) or (isinstance(effect, Opens | Closes) and not effect.implied)
        if named and not isinstance(effect, EndsAll) and effect.relation == o.MEMBER and not getattr(effect, "plain", False):
            role = kind.role(effect.subject)
            assert role is not None
            assert role.offices, f"{kind.id}: a member by {effect.subject} may name an office"


def test_small_vocabularies_fit_their_tables() -> None:
    assert set(o.ORDERING_LINKS) <= set(o.LINKS)
    assert set(o.STATUSES) >= o.DOUBTFUL_STATUSES
    assert set(o.SOURCE_KINDS) >= o.CONFIRMING_KINDS
    assert {r.scope for r in o.RELATIONS.values() if r.scope} <= set(o.ROLES)
    assert set(o.GOES_TO) <= set(o.EVENT_TYPES)
    assert set(o.GOES_TO.values()) <= set(o.ROLES)
    assert list(o.OFFICE_RANK) == list(o.OFFICES)


def test_plans_offers_and_announcements_change_nothing() -> None:
    assert {kind: o.EVENT_TYPES[kind].effects for kind in ("plan", "offer", "announcement")} == dict.fromkeys(
        ("plan", "offer", "announcement"), ()
    )


# --- what is generated from it -------------------------------------------------------------------


def words_of(schema: Any) -> list[str]:
    """The words that a field is limited to, null aside."""
    return next(s["enum"] for s in (schema, *schema.get("anyOf", ())) if "enum" in s)


def test_file_schemas_hold_every_word() -> None:
    events, entities, sources = (file_schema(s)["$defs"] for s in ("events", "entities", "sources"))
    participant = events["Participant"]["properties"]
    assert words_of(events["Event"]["properties"]["type"]) == list(o.EVENT_TYPES)
    assert words_of(events["Event"]["properties"]["status"]) == list(o.STATUSES)
    assert words_of(participant["office"]) == list(o.OFFICES)
    assert words_of(participant["role"]) == list(o.ROLES)
    assert words_of(events["Link"]["properties"]["rel"]) == list(o.LINKS)
    assert words_of(events["Amount"]["properties"]["kind"]) == list(o.AMOUNT_KINDS)
    assert words_of(entities["Entity"]["properties"]["type"]) == list(o.ENTITY_TYPES)
    assert words_of(sources["Source"]["properties"]["kind"]) == list(o.SOURCE_KINDS)
    assert [rule["if"]["properties"]["type"]["const"] for rule in events["Event"]["allOf"]] == list(o.EVENT_TYPES)


def test_output_schemas_hold_every_word() -> None:
    assert words_of(EVENT["properties"]["type"]) == list(o.EVENT_TYPES)
    assert words_of(STINT["properties"]["office"]) == list(o.OFFICES)
    assert words_of(STINT["properties"]["relation"]) == list(o.RELATIONS)


# --- nothing else names them ---------------------------------------------------------------------

NAMES = frozenset({*o.EVENT_TYPES, *o.ROLES, *o.RELATIONS, *o.OFFICES})
OTHER_WORDS = {
    "about": "what a thread is about, a field of its JSON",
    "author": "a field of sources, in their JSON",
    "case": "a command, and its field in JSON",
    "court": "a type of entity, and a kind of source",
    "facility": "a type of entity",
    "house": "a column of stints",
    "destination": "a field of stints in JSON",
    "from": "a field of hops and flows in JSON",
    "metric": "a field of metrics in JSON",
    "office": "a field of participants and stints, and a parameter",
    "organization": "a field of stints in JSON, and a parameter",
    "person": "a field of stints in JSON, and a parameter",
    "project": "a type of entity",
    "publication": "a type of entity",
    "speaker": "a field of quotes",
    "subject": "a field of metrics and of relations in JSON, and a parameter",
    "target": "where an export goes, and a column of links",
    "team": "a type of entity",
    "verdict": "how sure an answer is, in JSON",
}
"""Names that are also other words, and what they say elsewhere; a comparison with a record is never excused."""


TRANSLATORS = {
    "candidates.py": "which event a statement of others becomes",
    "ftm.py": "FollowTheMoney's words",
    "rdfwords.py": "Wikidata's and schema.org's words",
    "shape.py": "how often what happens in synthetic sagas",
    "wikidata.py": "Wikidata's items",
}
"""Modules that hold a table from the ontology's words to others, which a test of their own holds to the ontology."""


def literals(found: Callable[[ast.AST], Iterator[ast.AST]]) -> Iterator[tuple[str, str]]:
    """Where and what are the texts inside the nodes that are looked for, in all modules but the ontology."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for inner in found(node):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    yield f"{path.name}:{inner.lineno}", inner.value


def test_no_other_module_names_a_type_role_relation_or_office() -> None:
    found = literals(lambda node: iter([node]))
    named = {(place, text) for place, text in found if text in NAMES and place.partition(":")[0] not in TRANSLATORS}
    assert sorted((place, text) for place, text in named if text not in OTHER_WORDS) == []
    assert set(OTHER_WORDS) - {text for _, text in named} == set(), "no longer said anywhere: take it off the list"


def test_no_other_module_compares_a_record_with_a_name() -> None:
    """``e.type == "company"`` and the like; a constant of the ontology says what is meant."""

    def compared(node: ast.AST) -> Iterator[ast.AST]:
        if isinstance(node, ast.Compare):
            sides = (node.left, *node.comparators)
            if any(isinstance(s, ast.Attribute) and s.attr in ("type", "role", "relation", "office", "rel") for s in sides):
                for side in sides:
                    yield from ast.walk(side)

    assert [(place, text) for place, text in literals(compared) if text in NAMES | set(o.ENTITY_TYPES) | set(o.LINKS)] == []

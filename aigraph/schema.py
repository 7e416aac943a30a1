"""JSON Schemas: of what ``--format json`` prints, and of the YAML files that curators write.

The decision hidden here is the public contract of the output. Each command has one schema, versioned
as a whole by ``VERSION``; CSV columns are read off it, so that they are the same with and without
rows. The schemas of the data files are generated from the record classes and the ontology.
"""

from __future__ import annotations

from typing import Any

from aigraph.formats import FORMATS, INTAKES
from aigraph.ontology import (
    AMOUNT_KINDS,
    ENTITY_TYPES,
    EVENT_TYPES,
    LINKS,
    MANNER,
    MANNERS,
    OFFICES,
    RELATIONS,
    ROLES,
    SOURCE_KINDS,
    STATUSES,
)
from aigraph.records import SECTIONS

VERSION = 1
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def _null(schema: Schema) -> Schema:
    """Return the schema of a value that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


def _object(**properties: Schema) -> Schema:
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _one_of(words: Any) -> Schema:
    return {"enum": list(words)}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
TRUTH: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
VERDICT = _one_of(["certain", "possible", "no"])
ANYTHING: Schema = {"type": ["string", "number", "array", "null"]}
FREE: Schema = {"type": "object", "additionalProperties": True}

DATE = _object(text=TEXT, earliest=_null(DAY), latest=_null(DAY), doubtful=TRUTH)
REF = _object(id=TEXT, name=TEXT, type=_one_of(ENTITY_TYPES))
SOURCE = _object(id=TEXT, url=_null(TEXT), publisher=TEXT, title=_null(TEXT), published=_null(TEXT), lang=TEXT)
EVENT_REF = _object(id=TEXT, date=DATE, title=TEXT)


def _stint(subject: str, object: str) -> dict[str, Schema]:
    return {
        subject: REF, object: REF, "relation": _one_of(RELATIONS), "office": _null(_one_of(OFFICES)), "position": _null(TEXT),
        "interim": TRUTH, "start": DATE, "end": _null(DATE), "verdict": VERDICT, "doubtful": TRUTH,
        "manner": _null(_one_of(MANNERS)), "destination": _null(REF), "opened_by": _null(TEXT), "closed_by": _null(TEXT),
    }  # fmt: skip


STINT = _object(**_stint("person", "organization"))
RELATION_STINT = _object(**_stint("subject", "object"))
EVENT = _object(
    id=TEXT, date=DATE, type=_one_of(EVENT_TYPES), title=TEXT, summary=TEXT, status=_one_of(STATUSES),
    participants=_array(_object(role=_one_of(ROLES), entity=REF, office=_null(_one_of(OFFICES)), position=_null(TEXT), interim=TRUTH)),
    amounts=_array(_object(kind=_one_of(AMOUNT_KINDS), value=NUMBER, currency=_null(TEXT), of=_null(REF), note=_null(TEXT))),
    metrics=_array(_object(subject=REF, metric=TEXT, value={"type": ["number", "string"]}, unit=_null(TEXT), note=_null(TEXT))),
    attributes=FREE, links=_array(_object(rel=_one_of(LINKS), event=TEXT)), threads=_array(TEXT),
    quote=_null(_object(text=TEXT, lang=TEXT, speaker=_null(REF))),
    sources=_array(_object(**SOURCE["properties"], says=TEXT, claims=FREE)), accounts=_array(_object(voice=REF, tells=TEXT, sources=_array(TEXT))), disputed=TRUTH,
)  # fmt: skip
HOP = _object(
    **{"from": REF, "to": REF}, relation=_one_of(RELATIONS), start=_null(DATE), end=_null(DATE), verdict=VERDICT, event=_null(TEXT)
)
CASE_ROW = _object(
    case=REF, plaintiffs=_array(REF), defendants=_array(REF), courts=_array(REF), judges=_array(REF),
    filed=_null(DATE), open=VERDICT, docket=_array(TEXT),
)  # fmt: skip
REASON = _object(**RELATION_STINT["properties"], opening=_null(EVENT), closing=_null(EVENT))
POSITION = {"file": TEXT, "line": COUNT, "column": COUNT}
PROBLEM = _object(
    rule=TEXT, severity=_one_of(["error", "warning", "info"]), message=TEXT, hint=_null(TEXT), **POSITION,
    related=_array(_object(**POSITION, message=TEXT)),
)  # fmt: skip
CARD = {
    "oneOf": [
        _object(event=EVENT),
        _object(
            entity=_object(
                id=TEXT, name=TEXT, type=_one_of(ENTITY_TYPES), names=_object(en=TEXT, ja=_null(TEXT)), aliases=_array(TEXT),
                wikidata=_null(TEXT), note=_null(TEXT),
            ),
            relations=_array(RELATION_STINT), events=_array(EVENT_REF),
        ),
    ]
}  # fmt: skip

OUTPUTS: dict[str, Schema] = {
    "timeline": _array(EVENT),
    "show": CARD,
    **{name: _array(STINT) for name in ("who-left", "who-joined", "who-founded", "roster", "career")},
    "retention": _array(_object(
        date=DATE, people=_array(REF), change=_one_of(["joined", "left", "returned"]), remaining=_object(least=COUNT, most=COUNT, of=COUNT),
        event=_null(TEXT), doubtful=TRUTH,
    )),
    "flows": _array(_object(**{"from": REF, "to": REF}, least=COUNT, most=COUNT, moves=_array(_object(
        person=REF, left=_null(DATE), joined=_null(DATE), verdict=VERDICT, doubtful=TRUTH, left_by=_null(TEXT), joined_by=_null(TEXT),
    )))),
    "path": _array(_array(HOP)),
    "network": _array(RELATION_STINT),
    "diff": _object(began=_array(RELATION_STINT), ended=_array(RELATION_STINT)),
    "money": _array(_object(
        date=DATE, kind=_one_of(AMOUNT_KINDS), value=NUMBER, currency=_null(TEXT), note=_null(TEXT), event=TEXT, source_count=COUNT,
        disputed=TRUTH,
    )),
    "metrics": _array(_object(
        date=DATE, subject=REF, metric=TEXT, value={"type": ["number", "string"]}, unit=_null(TEXT), note=_null(TEXT), event=TEXT,
        source_count=COUNT, disputed=TRUTH,
    )),
    "cases": _array(CASE_ROW),
    "case": _object(**{**CASE_ROW["properties"], "docket": _array(EVENT)}),
    "chain": _array(_object(
        direction=_one_of(["before", "here", "after"]), depth=COUNT, rel=_null(_one_of(LINKS)), of=_null(TEXT), event=EVENT_REF,
    )),
    "why": _object(subject=REF, object=REF, day=DATE, verdict=VERDICT, doubtful=TRUTH, reasons=_array(REASON)),
    "disputes": _array(_object(event=TEXT, field=TEXT, values=_array(_object(value=ANYTHING, sources=_array(TEXT))))),
    "accounts": _array(_object(
        side=TRUTH, voice=_null(REF), tells=TEXT, claims=FREE, sources=_array(_object(**SOURCE["properties"], kind=_one_of(SOURCE_KINDS))),
    )),
    "search": _array(_object(kind=_one_of(["entity", "event"]), id=TEXT, name=TEXT, type=TEXT, date=_null(DATE))),
    "sources": _array(_object(
        **SOURCE["properties"], author=_null(TEXT), kind=_one_of(SOURCE_KINDS), voice=_null(REF), copy_of=_null(TEXT), events=COUNT,
    )),
    "threads": _array(_object(id=TEXT, name=TEXT, about=_null(TEXT), events=COUNT, first=_null(DATE), last=_null(DATE))),
    "audit": _array(_object(group=TEXT, name=TEXT, count=COUNT, of=COUNT, share=NUMBER, wanted=_null(NUMBER))),
    "stats": _array(_object(group=TEXT, name=TEXT, count=COUNT)),
    "types": _array(_object(
        type=_one_of(EVENT_TYPES), label=TEXT, group=TEXT, doc=TEXT,
        roles=_array(_object(role=_one_of(ROLES), label=TEXT, types=_array(_one_of(ENTITY_TYPES)), required=TRUTH, many=TRUTH, offices=TRUTH)),
        effects=_array(TEXT), count=COUNT, example=_null(TEXT),
    )),
    "check": _array(PROBLEM),
    **{
        name: _object(ids=_array(TEXT), files=_array(TEXT), written=TRUTH, missing=_array(PROBLEM)) for name in ("new event", "new entity", "keep")
    },
    "export": _object(format=_one_of(FORMATS), out=TEXT, files=_array(TEXT), lost=_array(TEXT)),
    "import": _object(format=_one_of(INTAKES), out=TEXT, files=_array(TEXT), entities=COUNT, events=COUNT, sources=COUNT, remarks=_array(TEXT)),
    "sql": _array(FREE),
    "synth": _object(folder=TEXT, files=_array(TEXT), entities=COUNT, events=COUNT, sources=COUNT, bytes=COUNT),
    "site build": _object(folder=TEXT, files=_array(TEXT), bytes=COUNT),
    "site serve": _object(url=TEXT),
    "mcp": _object(url=_null(TEXT)),
    "fmt": _array(_object(file=TEXT, changed=TRUTH)),
}  # fmt: skip


def output_schema(command: str) -> Schema:
    """Return the JSON Schema of what a command prints with ``--format json``."""
    return {"$schema": DIALECT, "title": f"aigraph {command}", "$comment": f"output version {VERSION}", **OUTPUTS[command]}


def csv_columns(command: str) -> list[str]:
    """Return the flat columns of a command's rows, as dotted names."""
    schema = OUTPUTS[command]
    if command == "diff":
        return ["change", *_flat(RELATION_STINT)]
    if command == "path":
        return ["path", "hop", *_flat(HOP)]
    if command == "show":
        return [f"event.{c}" for c in _flat(EVENT)] + [f"entity.{c}" for c in _flat(CARD["oneOf"][1]["properties"]["entity"])]
    if command == "case":
        return _flat(EVENT)
    return _flat(REASON if command == "why" else schema["items"])


def _flat(schema: Schema, prefix: str = "") -> list[str]:
    """Return dotted names of the leaves of an object; arrays and free objects are one leaf."""
    inner = next((s for s in schema.get("anyOf", ()) if s.get("type") == "object"), schema)
    if inner.get("type") != "object" or "properties" not in inner:
        return [prefix.removesuffix(".")]
    return [name for key, value in inner["properties"].items() for name in _flat(value, f"{prefix}{key}.")]


# --- the data files ------------------------------------------------------------------------------

_WORDS: dict[tuple[str, str], Any] = {
    ("Entity", "type"): ENTITY_TYPES, ("Event", "type"): EVENT_TYPES, ("Event", "status"): STATUSES,
    ("Participant", "role"): ROLES, ("Participant", "office"): OFFICES, ("Amount", "kind"): AMOUNT_KINDS,
    ("Link", "rel"): LINKS, ("Source", "kind"): SOURCE_KINDS,
}  # fmt: skip
FILES = {section: kind.__name__ for section, kind in SECTIONS.items()}


def file_schema(section: str) -> Schema:
    """Return the JSON Schema of ``data/SECTION.yaml``, for completion and errors in an editor."""
    from pydantic import TypeAdapter

    from aigraph import records

    schema = TypeAdapter(getattr(records, FILES[section])).json_schema(ref_template="#/$defs/{model}")
    definitions = schema.pop("$defs", {})
    definitions[FILES[section]] = schema
    header = TypeAdapter(records.Header).json_schema(ref_template="#/$defs/{model}")
    definitions |= header.pop("$defs", {})
    definitions["Header"] = header
    for (name, field_name), words in _WORDS.items():
        if name in definitions:
            _limit(definitions[name]["properties"][field_name], words)
    if section == "events":
        _describe_types(definitions["Event"])
    _allow_numbers(definitions)
    properties = {"saga": {"$ref": "#/$defs/Header"}, section: _array({"$ref": f"#/$defs/{FILES[section]}"})}
    return {"$schema": DIALECT, "title": f"aigraph {section}", "type": "object", "properties": properties, "$defs": definitions}


def _allow_numbers(schema: Any) -> None:
    """Allow numbers where text is: to an editor ``date: 2018`` is a number, and every scalar is read as text."""
    if isinstance(schema, list):
        for item in schema:
            _allow_numbers(item)
    elif isinstance(schema, dict):
        if schema.get("type") == "string" and "enum" not in schema:
            schema["type"] = ["string", "number"]
        for item in schema.values():
            _allow_numbers(item)


def _limit(field_schema: Schema, words: Any) -> None:
    """Limit a text field to the words of the ontology, with their meaning beside them."""
    target = next((s for s in field_schema.get("anyOf", ()) if s.get("type") == "string"), field_schema)
    target["enum"] = list(words)


def _describe_types(event: Schema) -> None:
    """Say per event type which roles its participants may have, and limit the manner of leaving."""
    event["properties"]["attributes"]["properties"] = {MANNER: {"enum": list(MANNERS)}}
    event["allOf"] = [
        {
            "if": {"properties": {"type": {"const": t.id}}},
            "then": {
                "properties": {"participants": {"items": {"properties": {"role": {"enum": [role for role in ROLES if t.role(role)]}}}}}
            },
        }
        for t in EVENT_TYPES.values()
    ]

"""From plain values to records: the record classes, read as a validation schema.

The decision hidden here is how values are validated: by pydantic's engine, to which the schema is given
as such. Building it through ``pydantic`` itself costs three times as much as the rest of validating a
whole saga, at every load of changed data. Errors come as the engine reports them.
"""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any

from pydantic_core import SchemaValidator, ValidationError, core_schema

from aigraph import records
from aigraph.dates import parse_date

_PLAIN: dict[str, Any] = {
    "str": core_schema.str_schema(),
    "bool": core_schema.bool_schema(),
    "Number": core_schema.union_schema([core_schema.int_schema(), core_schema.float_schema(allow_inf_nan=False)]),
    "Number | str": core_schema.union_schema(
        [core_schema.int_schema(strict=True), core_schema.float_schema(strict=True, allow_inf_nan=False), core_schema.str_schema()]
    ),
    "ClaimValue": core_schema.union_schema(
        [
            core_schema.int_schema(strict=True),
            core_schema.float_schema(strict=True),
            core_schema.str_schema(),
            core_schema.tuple_variable_schema(core_schema.str_schema()),
        ]
    ),
    "FuzzyDate": core_schema.no_info_plain_validator_function(parse_date),
}
_VALIDATORS: dict[type, SchemaValidator] = {}


def validate(kind: type, value: Any) -> Any:
    """Return the record of a class that plain values make.

    Raises:
        ValidationError: they do not; its ``errors()`` say where and why.
    """
    if kind not in _VALIDATORS:
        _VALIDATORS[kind] = SchemaValidator(_record_schema(kind))
    return _VALIDATORS[kind].validate_python(value)


def _record_schema(kind: type) -> Any:
    parts = []
    for f in fields(kind):
        schema = _schema(str(f.type))
        if f.default is not MISSING:
            schema = core_schema.with_default_schema(schema, default=f.default)
        elif f.default_factory is not MISSING:
            schema = core_schema.with_default_schema(schema, default_factory=f.default_factory)
        parts.append(core_schema.dataclass_field(f.name, schema))
    arguments = core_schema.dataclass_args_schema(kind.__name__, parts)
    config = core_schema.CoreConfig(extra_fields_behavior="forbid")
    return core_schema.dataclass_schema(kind, arguments, [f.name for f in fields(kind)], config=config, slots=True, frozen=True)


def _schema(annotation: str) -> Any:
    """Return the schema for an annotation as it is written in the record classes."""
    if annotation in _PLAIN:
        return _PLAIN[annotation]
    if annotation.endswith(" | None"):
        return core_schema.nullable_schema(_schema(annotation.removesuffix(" | None")))
    if annotation.startswith("tuple["):
        return core_schema.tuple_variable_schema(_schema(annotation[6:].removesuffix(", ...]")))
    if annotation.startswith("dict[str, "):
        inner = annotation[10:-1].split(" | ")
        choices = [_schema(a) for a in inner] if annotation[10:-1] not in _PLAIN else [_PLAIN[annotation[10:-1]]]
        value = choices[0] if len(choices) == 1 else core_schema.union_schema(choices)
        return core_schema.dict_schema(core_schema.str_schema(), value)
    return _record_schema(getattr(records, annotation))


__all__ = ["ValidationError", "validate"]

"""RDF as text: terms, and the three syntaxes that nodes are written in, one node after another.

The decision hidden here is how a term looks in a file. A name is kept in its short form, ``schema:name``,
which is what Turtle and JSON-LD write; N-Quads write it out. What JSON escapes in a string, and how, the
grammars of Turtle and N-Quads allow as well, so that one way of quoting serves all three.

Turtle, https://www.w3.org/TR/turtle/; N-Quads, https://www.w3.org/TR/n-quads/; JSON-LD 1.1,
https://www.w3.org/TR/json-ld11/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from json.encoder import encode_basestring as quoted
from typing import NamedTuple, TypeAlias
from urllib.parse import quote


class Name(str):
    """An IRI by prefix and local part, as ``schema:name``; both are such that Turtle takes them as they are."""

    __slots__ = ()


class Iri(str):
    """An IRI written out."""

    __slots__ = ()


class Literal(NamedTuple):
    """A text, with its language or its datatype where it has one."""

    text: str
    lang: str = ""
    type: Name | None = None


Term: TypeAlias = Name | Iri | Literal
Facts: TypeAlias = list[tuple[Name, Term]]


class Node(NamedTuple):
    """What is said of one subject: pairs of property and value, those of one property in a row; in which named graph."""

    subject: Name
    facts: Facts
    graph: Name | None = None


TYPE = Name("rdf:type")
INTEGER, DECIMAL, BOOLEAN, DAY = Name("xsd:integer"), Name("xsd:decimal"), Name("xsd:boolean"), Name("xsd:date")
YES, NO = Literal("true", type=BOOLEAN), Literal("false", type=BOOLEAN)
REFERENCE = "@id"
"""What the context of JSON-LD says of a property whose values are all IRIs."""

_NO_IRI = re.compile(r'[\x00-\x20<>"{}|\\^`]')
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_EXACT_DIGITS = 15
"""So many digits every reader of JSON keeps."""


def local(key: str) -> str:
    """Return an id as the local part of a name, what could mean something there percent-encoded."""
    if key.isascii() and key.replace("-", "").isalnum():
        return key
    return quote(key, safe="").replace(".", "%2E").replace("~", "%7E")


def iri(url: str) -> Iri:
    """Return an address as an IRI: the few characters that no IRI may hold are percent-encoded."""
    return Iri(_NO_IRI.sub(lambda found: f"%{ord(found[0]):02X}", url))


def said(text: str, lang: str) -> Literal:
    """Return a text in a language; one whose language is no language tag is a plain text."""
    return Literal(text, lang) if _LANGUAGE.fullmatch(lang) else Literal(text)


def number(value: int | float) -> Literal:
    """Return a number, exactly as it is written in decimal."""
    if isinstance(value, int):
        return Literal(str(value), type=INTEGER)
    from decimal import Decimal

    return Literal(format(Decimal(repr(value)), "f"), type=DECIMAL)


# --- Turtle --------------------------------------------------------------------------------------


def write_turtle(nodes: Iterable[Node], prefixes: Mapping[str, str], write: Callable[[str], object]) -> None:
    """Write nodes in Turtle: each a paragraph, a line for each property."""
    write("".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in prefixes.items()))
    for subject, facts, _ in nodes:
        lines = [f"\n{subject}"]
        before: Name | None = None
        for property_, term in facts:
            if property_ == before:
                lines.append(f", {_in_turtle(term)}")
            else:
                lines.append(f"{' ;' if before else ''}\n    {'a' if property_ is TYPE else property_} {_in_turtle(term)}")
                before = property_
        lines.append(" .\n")
        write("".join(lines))


def _in_turtle(term: Term) -> str:
    if isinstance(term, Name):
        return term
    if isinstance(term, Iri):
        return f"<{term}>"
    text, lang, datatype = term
    if datatype is None:
        return f"{quoted(text)}@{lang}" if lang else quoted(text)
    return text if datatype is INTEGER or datatype is BOOLEAN else f"{quoted(text)}^^{datatype}"


# --- N-Quads -------------------------------------------------------------------------------------


def write_nquads(nodes: Iterable[Node], prefixes: Mapping[str, str], write: Callable[[str], object]) -> None:
    """Write nodes in N-Quads: a line for each fact, with the graph that it is in."""

    def whole(name: Name) -> str:
        prefix, _, rest = name.partition(":")
        return f"<{prefixes[prefix]}{rest}>"

    def in_nquads(term: Term) -> str:
        if isinstance(term, Name):
            return whole(term)
        if isinstance(term, Iri):
            return f"<{term}>"
        text, lang, datatype = term
        if datatype is None:
            return f"{quoted(text)}@{lang}" if lang else quoted(text)
        return f"{quoted(text)}^^{fixed.get(datatype) or fixed.setdefault(datatype, whole(datatype))}"

    fixed: dict[Name, str] = {}
    for subject, facts, graph in nodes:
        start = whole(subject)
        end = f" {whole(graph)} .\n" if graph else " .\n"
        lines = []
        for property_, term in facts:
            middle = fixed.get(property_) or fixed.setdefault(property_, whole(property_))
            lines.append(f"{start} {middle} {in_nquads(term)}{end}")
        write("".join(lines))


# --- JSON-LD -------------------------------------------------------------------------------------


def write_jsonld(nodes: Iterable[Node], prefixes: Mapping[str, str], kinds: Mapping[Name, str], write: Callable[[str], object]) -> None:
    """Write nodes in JSON-LD: a context, then an array with a node on each line.

    ``kinds``: what the context says of the values of a property, a datatype or ``REFERENCE``, so that they are plain strings.
    """
    context: dict[str, object] = {**prefixes, **{name: {"@type": kind} for name, kind in kinds.items()}}
    write(f'{{"@context": {json.dumps(context, ensure_ascii=False)},\n"@graph": [')
    comma = "\n"
    for subject, facts, _ in nodes:
        values: dict[str, list[str]] = {}
        for property_, term in facts:
            if property_ is TYPE:
                values.setdefault("@type", []).append(f'"{term}"')
            else:
                values.setdefault(property_, []).append(_in_json(term, kinds.get(property_)))
        body = "".join(f', "{key}": {many[0] if len(many) == 1 else "[" + ", ".join(many) + "]"}' for key, many in values.items())
        write(f'{comma}{{"@id": "{subject}"{body}}}')
        comma = ",\n"
    write("\n]}\n")


def _in_json(term: Term, kind: str | None) -> str:
    if isinstance(term, str):
        return quoted(term) if kind == REFERENCE else f'{{"@id": {quoted(term)}}}'
    text, lang, datatype = term
    if lang:
        return f'{{"@value": {quoted(text)}, "@language": "{lang}"}}'
    if datatype is not None and kind is None and (datatype is BOOLEAN or (datatype is INTEGER and len(text) <= _EXACT_DIGITS)):
        return text
    if datatype == kind:
        return quoted(text)
    return f'{{"@value": {quoted(text)}, "@type": "{datatype}"}}' if datatype else f'{{"@value": {quoted(text)}}}'

"""The words of the RDF exports: names, the properties that relations are told with, and what our own words mean.

The decision hidden here is in whose words the saga is told to a machine that does not know us: schema.org
(https://schema.org/) for who and what there is, PROV-O (https://www.w3.org/TR/prov-o/) for where it is from,
Wikidata's properties for relations (https://www.mediawiki.org/wiki/Wikibase/Indexing/RDF_Dump_Format), EDTF for dates
(http://id.loc.gov/datatypes/edtf/EDTF). What none of them says has a word of our own: a URN, since we have no web
domain to name things in, made from the ontology's own id, and described in the graph itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from aigraph.export.rdftext import DAY, REFERENCE, TYPE, Literal, Name, Node, local
from aigraph.ontology import (
    AMOUNT_KINDS,
    DIRECTOR,
    ENTITY_TYPES,
    EVENT_TYPES,
    FOUNDER,
    LINKS,
    LITIGATES,
    MANNERS,
    MEMBER,
    OFFICE,
    OFFICES,
    PRESIDES,
    RELATIONS,
    ROLES,
    SOURCE_KINDS,
    STAFF,
    STATUSES,
    Label,
)
from aigraph.results import WORDS

BASE = "urn:aigraph:"
"""What all our own names begin with; then comes what kind of thing it is, and its id."""
_WIKIDATA = "http://www.wikidata.org/"
_KINDS = (
    "dataset", "thread", "entity", "source", "event", "participation", "amount", "figure", "attribute", "quote", "account", "citation",
    "claim", "stint", "entity-type", "event-type", "role", "link", "relation", "relation-p", "relation-ps", "office", "status", "verdict",
    "manner", "source-kind", "amount-kind",
)  # fmt: skip
PREFIXES: dict[str, str] = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "wikibase": "http://wikiba.se/ontology#",
    "wd": f"{_WIKIDATA}entity/",
    "wdt": f"{_WIKIDATA}prop/direct/",
    "p": f"{_WIKIDATA}prop/",
    "ps": f"{_WIKIDATA}prop/statement/",
    "pq": f"{_WIKIDATA}prop/qualifier/",
    "pr": f"{_WIKIDATA}prop/reference/",
    "aigraph": f"{BASE}term:",
    **{kind: f"{BASE}{kind}:" for kind in _KINDS},
}

# --- words of others -----------------------------------------------------------------------------

LABEL, COMMENT, SUBCLASS, SUBPROPERTY, SEE = (Name(f"rdfs:{t}") for t in ("label", "comment", "subClassOf", "subPropertyOf", "seeAlso"))
RDF_VALUE, EDTF = Name("rdf:value"), Name("edtf:EDTF")
NAME, ALIAS, SAME_AS, DESCRIPTION = (Name(f"schema:{t}") for t in ("name", "alternateName", "sameAs", "description"))
START_DATE, PLACE, THREAD, ABOUT_IT = (Name(f"schema:{t}") for t in ("startDate", "position", "superEvent", "subjectOf"))
VALUE, UNIT, CURRENCY, TEXT, CREATOR = (Name(f"schema:{t}") for t in ("value", "unitText", "currency", "text", "creator"))
URL, PUBLISHER, AUTHOR, LANGUAGE, PUBLISHED = (Name(f"schema:{t}") for t in ("url", "publisher", "author", "inLanguage", "datePublished"))
VERSION, LICENSE = Name("schema:version"), Name("schema:license")
DERIVED_FROM, PRIMARY_SOURCE, ATTRIBUTED_TO = (Name(f"prov:{t}") for t in ("wasDerivedFrom", "hadPrimarySource", "wasAttributedTo"))
DERIVATION, DERIVED_ENTITY = Name("prov:qualifiedDerivation"), Name("prov:entity")

QUALIFIERS = {
    "P39": "position held", "P580": "start time", "P582": "end time", "P585": "point in time", "P1319": "earliest date",
    "P8555": "latest start date", "P8554": "earliest end date", "P1326": "latest date",
}  # fmt: skip
IN_REFERENCES = {"P854": "reference URL", "P1476": "title", "P577": "publication date"}
HELD, SINCE, UNTIL, AT, START_LO, START_HI, END_LO, END_HI = (Name(f"pq:{p}") for p in QUALIFIERS)
REFERENCE_URL, REFERENCE_TITLE, REFERENCE_DATE = (Name(f"pr:{p}") for p in IN_REFERENCES)

CLASSES: dict[str, str] = {
    "person": "Person", "company": "Corporation", "nonprofit": "NGO", "fund": "Organization", "government": "GovernmentOrganization",
    "court": "GovernmentOrganization", "university": "CollegeOrUniversity", "team": "Organization", "publication": "Organization",
    "product": "Product", "project": "Project", "document": "CreativeWork", "facility": "Place",
}  # fmt: skip
"""Entity type to class of schema.org; any other is a ``Thing``."""
SOURCE_CLASSES: dict[str, str] = {
    "first-party": "WebPage", "press": "NewsArticle", "analysis": "Article", "blog": "BlogPosting", "reference": "WebPage",
}  # fmt: skip
"""Kind of source to class of schema.org; any other is a ``CreativeWork``."""


def class_of(entity_type: str) -> Name:
    """Return the class of schema.org of an entity type."""
    return Name(f"schema:{CLASSES.get(entity_type, 'Thing')}")


def source_class_of(kind: str) -> Name:
    """Return the class of schema.org of a kind of source."""
    return Name(f"schema:{SOURCE_CLASSES.get(kind, 'CreativeWork')}")


# --- relations -----------------------------------------------------------------------------------


class Property(NamedTuple):
    """A property of Wikidata: its id and label, and the sides of a relation that it leads from and to."""

    id: str
    label: str
    source: str
    target: str


_S, _O, _CASE = "subject", "object", "case"
EMPLOYER = Property("P108", "employer", _S, _O)
_OFFICER = Property("P2828", "corporate officer", _O, _S)

OF_RELATION: dict[str, tuple[Property, ...]] = {
    MEMBER: (Property("P1416", "affiliation", _S, _O),),
    STAFF: (EMPLOYER,),
    DIRECTOR: (Property("P3320", "board member", _O, _S),),
    FOUNDER: (Property("P112", "founded by", _O, _S),),
    "invested-in": (Property("P1951", "investor", _O, _S),),
    "donated-to": (Property("P8324", "funder", _O, _S),),
    "owns": (Property("P127", "owned by", _O, _S),),
    "part-of": (Property("P361", "part of", _S, _O),),
    "partner": (Property("P2652", "partnership with", _S, _O),),
    LITIGATES: (Property("P1620", "plaintiff", _CASE, _S), Property("P1591", "defendant", _CASE, _O)),
    PRESIDES: (Property("P1594", "judge", _O, _S),),
    "authored": (Property("P170", "creator", _O, _S),),
}
"""Relation to the properties that say the same. Any other relation has properties of our own, from subject to object."""

OF_OFFICE: dict[str, Property] = {
    "ceo": Property("P169", "chief executive officer", _O, _S),
    "chair": Property("P488", "chairperson", _O, _S),
    "co-chair": Property("P488", "chairperson", _O, _S),
    "coo": Property("P1789", "chief operating officer", _O, _S),
    **dict.fromkeys(
        (
            "president", "cto", "chief-scientist", "chief-research-officer", "cfo", "cpo", "general-counsel", "chief-strategy-officer",
            "chief-people-officer", "chief-revenue-officer", "chief-communications-officer", "chief-marketing-officer", "ciso",
            "chief-accounting-officer", "chief-economist", "chief-officer", "secretary", "treasurer",
        ),
        _OFFICER,
    ),
}  # fmt: skip
"""Office to the property that is holding it. Who holds any other is employed there, and the office is a qualifier (P39)."""


class Way(NamedTuple):
    """How a relation leads from one of its sides to another: directly, to a statement node, and on from there.

    ``names_office``: it does not say which office it is, so that the office is a qualifier.
    """

    direct: Name
    to: Name
    on: Name
    source: str
    target: str
    names_office: bool = False


@lru_cache(maxsize=1024)
def ways_of(relation: str, office: str | None, has_case: bool) -> tuple[Way, ...]:
    """Return the properties that a relation (in an office) is told with: Wikidata's, else our own."""
    found = (OF_OFFICE.get(office or "", EMPLOYER),) if relation == OFFICE else OF_RELATION.get(relation, ())
    if found and (has_case or all(p.source != _CASE for p in found)):
        general = relation == OFFICE and found[0] in (EMPLOYER, _OFFICER)
        return tuple(Way(Name(f"wdt:{p.id}"), Name(f"p:{p.id}"), Name(f"ps:{p.id}"), p.source, p.target, general) for p in found)
    own = local(relation)
    return (Way(Name(f"relation:{own}"), Name(f"relation-p:{own}"), Name(f"relation-ps:{own}"), _S, _O),)


def wikidata_words() -> dict[str, str]:
    """Return the properties of Wikidata that are used, with their labels."""
    used = (EMPLOYER, *(p for ps in OF_RELATION.values() for p in ps), *OF_OFFICE.values())
    return {**{p.id: p.label for p in used}, **QUALIFIERS, **IN_REFERENCES}


# --- our own words -------------------------------------------------------------------------------

OWN: dict[Name, str] = {}
"""Our own classes and properties, and what they mean."""


def _own(term: str, meaning: str) -> Name:
    name = Name(f"aigraph:{term}")
    OWN[name] = meaning
    return name


STINT = _own("Stint", "an interval of a relation between two entities, derived from events")
PARTICIPATION = _own("Participation", "what somebody is in an event, with the office that it is about")
CLAIM = _own("Claim", "a field of an event on which a source differs")
KIND_OF_RELATION = _own("Relation", "a kind of relation between two entities")
KIND_OF_OFFICE = _own("Office", "an office that somebody can hold")
KIND_OF_STATUS = _own("Status", "how sure an event is")
KIND_OF_VERDICT = _own("Verdict", "how surely something holds: certain, possible, no")
KIND_OF_MANNER = _own("Manner", "how somebody left")
KIND_OF_SOURCE = _own("SourceKind", "what a source is")
KIND_OF_AMOUNT = _own("AmountKind", "what a sum is")
RELATION = _own("relation", "the kind of relation")
SUBJECT = _own("subject", "who has the relation")
OBJECT = _own("object", "to whom or what")
HOUSE = _own("house", "the organization that it counts for, which for a team or legal arm is another one than the object")
CASE = _own("case", "the lawsuit that it belongs to")
OFFICE_HELD = _own("office", "the office that is held")
INTERIM = _own("interim", "held for the time being only")
POSITION = _own("position", "the post in the words of a source")
VERDICT = _own("verdict", "how surely the relation holds on the day of the view, else on the day up to which the data are closed")
DOUBTFUL = _own("doubtful", "whether it is, or rests on something, alleged, disputed or of doubtful date")
DISPUTED = _own("disputed", "whether sources or sides differ")
STATUS = _own("status", "how sure the event is")
MANNER = _own("manner", "how somebody left")
DESTINATION = _own("destination", "where somebody went")
OPENED_BY = _own("openedBy", "the event that began the relation")
CLOSED_BY = _own("closedBy", "the event that ended it")
EARLIEST = _own("earliest", "the first day that the date may mean; none where it is open")
LATEST = _own("latest", "the last day that the date may mean; none where it is open")
PARTICIPANT = _own("participant", "who or what takes part in the event; each role is such a property")
DETAIL = _own("participation", "a participant of whom more is said than the role")
ROLE = _own("role", "the property that says as what somebody takes part")
AMOUNT = _own("amount", "a sum of money, or a stake in percent")
FIGURE = _own("figure", "a dated figure that is not money")
ATTRIBUTE = _own("attribute", "what else the event says of itself")
OF = _own("of", "whose sum or figure it is")
KIND = _own("kind", "what the source or the sum is")
SAYS = _own("says", "what the source says of the event")
CLAIMS = _own("claims", "a field on which the source differs from the event")
FIELD = _own("field", "the name of the field, such as date or amounts.valuation")
INSTEAD_OF = _own("insteadOf", "the value that the event has")
COPY_OF = _own("copyOf", "whose text the source is a copy of")
AS_OF = _own("asOf", "the day up to which the data are closed")
VIEW = _own("view", "how the data were narrowed or retold")
GENERATOR = _own("generator", "what wrote the data in this form")

_FAMILIES: tuple[tuple[str, Mapping[str, Label], Name], ...] = (
    ("office", {o.id: o.label for o in OFFICES.values()}, KIND_OF_OFFICE),
    ("status", STATUSES, KIND_OF_STATUS),
    ("verdict", {word: WORDS[word] for word in ("certain", "possible", "no")}, KIND_OF_VERDICT),
    ("manner", MANNERS, KIND_OF_MANNER),
    ("source-kind", SOURCE_KINDS, KIND_OF_SOURCE),
    ("amount-kind", AMOUNT_KINDS, KIND_OF_AMOUNT),
)
_CLASS, _PROPERTY = Name("rdfs:Class"), Name("rdf:Property")


def vocabulary() -> Iterator[Node]:
    """Yield what our own words mean: the graph needs no other file to be read."""
    for term, meaning in OWN.items():
        yield Node(term, [(TYPE, _CLASS if term[len("aigraph:")].isupper() else _PROPERTY), (COMMENT, Literal(meaning, "en"))])
    for prefix, labels, kind in _FAMILIES:
        for word, label in labels.items():
            yield _word(prefix, word, label, kind)
    for word, label in ENTITY_TYPES.items():
        yield _word("entity-type", word, label, _CLASS, (SUBCLASS, class_of(word)))
    for event in EVENT_TYPES.values():
        yield _word("event-type", event.id, event.label, _CLASS, (SUBCLASS, Name("schema:Event")), (COMMENT, Literal(event.doc.en, "en")))
    for word, label in ROLES.items():
        yield _word("role", word, label, _PROPERTY, (SUBPROPERTY, PARTICIPANT))
    for word, label in LINKS.items():
        yield _word("link", word, label, _PROPERTY)
    for relation in RELATIONS.values():
        see = [(SEE, Name(f"wd:{p.id}")) for p in OF_RELATION.get(relation.id, ())]
        yield _word("relation", relation.id, relation.label, _PROPERTY, (TYPE, KIND_OF_RELATION), *see)


def _word(prefix: str, word: str, label: Label, kind: Name, *more: tuple[Name, Name | Literal]) -> Node:
    types = [fact for fact in more if fact[0] is TYPE]
    others = [fact for fact in more if fact[0] is not TYPE]
    name = Name(f"{prefix}:{local(word)}")
    return Node(name, [(TYPE, kind), *types, (LABEL, Literal(label.en, "en")), (LABEL, Literal(label.ja, "ja")), *others])


# --- what the context of JSON-LD says of properties ----------------------------------------------

_DAYS = (EARLIEST, LATEST, START_LO, START_HI, END_LO, END_HI)
_REFERENCES = (
    RELATION, SUBJECT, OBJECT, HOUSE, CASE, OFFICE_HELD, VERDICT, STATUS, MANNER, DESTINATION, OPENED_BY, CLOSED_BY, DETAIL, ROLE, AMOUNT,
    FIGURE, ATTRIBUTE, OF, KIND, CLAIMS, SAME_AS, THREAD, ABOUT_IT, CREATOR, DERIVED_FROM, PRIMARY_SOURCE, ATTRIBUTED_TO, DERIVATION,
    DERIVED_ENTITY, SUBCLASS, SUBPROPERTY, SEE, HELD, REFERENCE_URL,
)  # fmt: skip


def value_kinds() -> dict[Name, str]:
    """Return the properties whose values are all days, or all references, with the one or the other."""
    ways = [
        way for relation in RELATIONS for office in (None, *OFFICES) for case in (True, False) for way in ways_of(relation, office, case)
    ]
    families = (*(Name(f"role:{local(r)}") for r in ROLES), *(Name(f"link:{local(k)}") for k in LINKS), *(n for w in ways for n in w[:3]))
    references = dict.fromkeys((*_REFERENCES, *(Name(n) for n in families)), REFERENCE)
    return {**dict.fromkeys(_DAYS, str(DAY)), **references}

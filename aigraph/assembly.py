"""Assembly: a saga in Parquet becomes a dataset.

The decision hidden here is what is held on the way. Where the stints are there, nothing is: records go from
the tables to the snapshot one by one. Where they must be derived, or nothing can be kept, the records are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from aigraph import snapshot
from aigraph.dataset import Dataset, Lazy, Stints, canonical_order
from aigraph.ontology import EVENT_TYPES, RELATIONS, Opens
from aigraph.parquet import Package
from aigraph.records import Event
from aigraph.stints import Houses, derive, houses_of

_JOINING = {t.id for t in EVENT_TYPES.values() for e in t.effects if isinstance(e, Opens) and RELATIONS[e.relation].house}
"""Types of events that say what is part of what."""


def assemble(folder: str | os.PathLike[str], key: str) -> Dataset:
    """Return the dataset of a folder of Parquet, and keep it under a key where that can be.

    Raises:
        DataError: it cannot be read.
    """
    package = Package(folder)
    if package.derived:
        try:
            return _kept(package, key)
        except OSError:
            return _held(package)
    dataset = _held(package)
    snapshot.write(key, dataset)
    return dataset


def _kept(package: Package, key: str) -> Dataset:
    types: dict[str, str] = {}
    joining: list[Event] = []

    def entities() -> Iterator[Any]:
        for entity in package.records("entities"):
            types[entity.id] = entity.type
            yield entity

    def events() -> Iterator[Any]:
        for event in package.records("events"):
            if event.type in _JOINING:
                joining.append(event)
            yield event

    def houses() -> Houses:
        return houses_of(joining, types)

    records = {"entities": entities(), "events": events(), "sources": package.records("sources")}
    return snapshot.gather(key, package.header(), records, package.stints(), houses)


def _held(package: Package) -> Dataset:
    header, entities, sources = package.header(), Lazy.of(package.records("entities")), Lazy.of(package.records("sources"))
    events = canonical_order(package.records("events"))
    derived = derive(events, {e.id: e.type for e in entities.values()}, header.as_of.hi)
    return Dataset(header, entities, Lazy.of(events), sources, Stints.of(derived.stints), derived.houses)

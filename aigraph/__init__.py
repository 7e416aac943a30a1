"""aigraph: a knowledge graph and timeline of dated, sourced events that answers with its doubts.

    >>> import aigraph
    >>> saga = aigraph.load()
    >>> saga.on("2023-11-18").roster("OpenAI", office="ceo")

Names are imported when they are first used, so that the command line starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from aigraph.dataset import WrongQuestion as WrongQuestion
    from aigraph.dates import FuzzyDate as FuzzyDate
    from aigraph.dates import Verdict as Verdict
    from aigraph.dates import parse_date as parse_date
    from aigraph.loader import check_folder as check_folder
    from aigraph.problems import Problem as Problem
    from aigraph.records import DataError as DataError
    from aigraph.records import Entity as Entity
    from aigraph.records import Event as Event
    from aigraph.records import Source as Source
    from aigraph.results import Result as Result
    from aigraph.saga import Saga as Saga
    from aigraph.saga import load as load
    from aigraph.stints import Stint as Stint

_HOMES = {
    "FuzzyDate": "dates", "Verdict": "dates", "parse_date": "dates", "check_folder": "loader", "DataError": "records",
    "Entity": "records", "Event": "records", "Problem": "problems", "Source": "records", "Result": "results",
    "Saga": "saga", "WrongQuestion": "dataset", "load": "saga", "Stint": "stints",
}  # fmt: skip

__all__ = sorted([*_HOMES, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'aigraph' has no attribute {name!r}")
    return getattr(import_module(f"aigraph.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)

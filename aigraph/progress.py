"""Progress of long work: whoever does it tells how far it is, whoever watches shows it.

The decision hidden here is that the two need not know each other: the watcher is a context variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeAlias

Watcher: TypeAlias = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Have the work in this context tell a watcher how far it is."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def teller(what: str, total: int) -> Callable[[int], None] | None:
    """Return what to call with the amount done, or ``None`` where nobody watches."""
    watcher = _watcher.get()
    return None if watcher is None else lambda done: watcher(what, done, total)

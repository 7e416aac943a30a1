"""The shelf: what was put on it comes back, read whole or mapped, and a damaged one is refused."""

from __future__ import annotations

from array import array
from pathlib import Path

import pytest

from aigraph import shelf
from aigraph.shelf import Shelf, Writer

ROWS = [("ぞ", b"1"), ("a", b""), ("ab", b"22"), ("z", b"333"), ("", b"4"), ("B", b"5" * 5000)]


def filled(path: Path, key: str = "k") -> Path:
    with path.open("w+b") as file:
        writer = Writer(file, key)
        writer.plain("plain", {"a": (1, None, "ö")})
        writer.numbers("numbers", array("i", [3, -1, 2**31 - 1]))
        writer.numbers("none", array("i"))
        writer.run("run", [b"x", b"", b"yz"])
        writer.table("table", ROWS)
        writer.table("empty", [])
        writer.finish()
    return path


@pytest.mark.parametrize("whole", [True, False])
def test_what_was_put_on_it_comes_back(whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small files are read, large ones mapped: nobody sees which."""
    monkeypatch.setattr(shelf, "WHOLE", shelf.WHOLE if whole else 0)
    with filled(tmp_path / "s").open("rb") as file:
        found = Shelf(file, "k")
    assert type(found._data) is (bytes if whole else __import__("mmap").mmap)
    assert found.plain("plain") == {"a": (1, None, "ö")}
    assert list(found.numbers("numbers")) == [3, -1, 2**31 - 1]
    assert list(found.numbers("none")) == []
    assert [bytes(b) for b in found.run("run")] == [b"x", b"", b"yz"]
    table = found.table("table", bytes)
    assert list(table.items()) == ROWS
    assert dict(table) == dict(ROWS)
    assert list(table) == [key for key, _ in ROWS]
    assert [(table.place(k), table.key_at(i), table.value_at(i)) for i, (k, _) in enumerate(ROWS)] == [(i, *r) for i, r in enumerate(ROWS)]
    assert ("ab" in table, "abc" in table, "A" in table, 3 in table, table.get("nobody")) == (True, False, False, False, None)
    assert (len(table), len(found.table("empty", bytes)), found.table("empty", bytes).get("a")) == (6, 0, None)


@pytest.mark.parametrize("whole", [True, False])
def test_another_key_or_a_damaged_file_is_refused(whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large file, of which not every byte is read, what tells where things are and its size are sure."""
    monkeypatch.setattr(shelf, "WHOLE", shelf.WHOLE if whole else 0)
    path = filled(tmp_path / "s")
    data = path.read_bytes()
    place = int.from_bytes(data[40:48], "little")
    harmed = [data[:n] for n in range(0, len(data), 97)] + [data + b"x"]
    harmed += [data[:n] + bytes([data[n] ^ 1]) + data[n + 1 :] for n in range(48 if whole else place, len(data))]
    harmed += [data[:n] + bytes([data[n] ^ 1]) + data[n + 1 :] for n in range(48)]
    for content in harmed:
        path.write_bytes(content)
        with path.open("rb") as file, pytest.raises(ValueError, match=r"shelf|map an empty file"):
            Shelf(file, "k")
    with filled(path).open("rb") as file, pytest.raises(ValueError, match="damaged"):
        Shelf(file, "another")

"""The synthetic sagas that benchmarks share: one for each power of ten, made where it is not there yet.

    python benchmarks/sagas.py --work FOLDER 100000 1000000

``s3`` has 1,000 events. What has more than a million is copies of that, side by side, which have nothing in common:
as many organizations, people and events more, in houses of the same size.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from aigraph.records import HEADER
from aigraph.synth import synth
from aigraph.tables import STINTS, TABLES

SEED = 7
MILLION = 1_000_000


def place(work: Path, size: int) -> Path:
    """Return where the saga of so many events, a power of ten, is or will be."""
    return work / f"s{len(str(size)) - 1}"


def made(work: Path, size: int) -> Path:
    """Return the folder of a saga of so many events, a power of ten, which is made if it is not there."""
    folder = place(work, size)
    if not folder.is_dir():
        if size > MILLION:
            copied(made(work, MILLION), size // MILLION, folder)
        else:
            synth(work, size, str(folder), seed=SEED)
    return folder


def copied(folder: Path, many: int, target: Path) -> None:
    """Write several copies of a folder of Parquet into one, each with ids of its own."""
    import duckdb

    target.mkdir(parents=True)
    database = duckdb.connect()
    database.execute("SET preserve_insertion_order = false; SET memory_limit = '4GB'")
    (size,) = database.execute(f"SELECT count(*) FROM read_parquet('{folder}/events.parquet')").fetchone() or (0,)
    for table in TABLES.values():
        if table.name == STINTS:
            continue
        own = [c.name for c in table.columns if c.refers.endswith(".id") or c.name == "id"]
        renamed = [f'CASE WHEN "{c}" IS NOT NULL THEN k || \'.\' || "{c}" END AS "{c}"' for c in own]
        renamed += [f"n + k * {size} AS n"] if table.name == "events" else []
        select = f"r.* REPLACE ({', '.join(renamed)})" if renamed else "r.*"
        once = "WHERE k = 0" if table.of == HEADER else ""
        database.execute(
            f"COPY (SELECT {select} FROM read_parquet('{folder}/{table.name}.parquet') r, range({many}) AS copies(k) {once}) "
            f"TO '{target}/{table.name}.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )


def main() -> None:
    """Make those asked for."""
    parser = argparse.ArgumentParser(description="Make the synthetic sagas that benchmarks share.")
    parser.add_argument("sizes", type=int, nargs="+", metavar="N", help="powers of ten")
    parser.add_argument("--work", type=Path, required=True)
    said = parser.parse_args()
    for size in said.sizes:
        made(said.work, size)


if __name__ == "__main__":
    main()

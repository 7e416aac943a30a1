"""The synthetic sagas that benchmarks share: one for each power of ten, made where it is not there yet."""

from __future__ import annotations

from pathlib import Path

from aigraph.synth import synth

SEED = 7


def made(work: Path, size: int) -> Path:
    """Return the folder of a saga of so many events, a power of ten: ``s3`` has 1,000."""
    folder = work / f"s{len(str(size)) - 1}"
    if not folder.is_dir():
        synth(work, size, str(folder), seed=SEED)
    return folder

"""Reads weights from a safetensors file: numbers alone, nothing that runs."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
#: How long the header is, is written in the first bytes of the file.
LENGTH_BYTES = 8


def read_weights(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays by name, each left in the file until it is touched. Raises OSError; ValueError for another format."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(LENGTH_BYTES), "little")
        if length > path.stat().st_size:
            raise ValueError("the header is longer than the file")
        header = json.loads(file.read(length))
    begins = LENGTH_BYTES + length
    return {name: _array(path, begins, told) for name, told in header.items() if told.get("dtype") in TYPES}


def _array(path: Path, begins: int, told: dict[str, Any]) -> NDArray[Any]:
    """Mapped by itself, so that one that is copied or dropped leaves memory whatever becomes of the others."""
    place = begins + told["data_offsets"][0]
    return np.asarray(np.memmap(path, TYPES[told["dtype"]], "r", place, tuple(told["shape"])))

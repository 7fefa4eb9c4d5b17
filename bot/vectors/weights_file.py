"""Reads weights from a safetensors file: numbers alone, nothing that runs."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F16": np.dtype("<f2")}
#: Where the arrays begin is written in the first bytes of the file.
LENGTH_BYTES = 8


def read_weights(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays by name, left in the file until touched. Raises OSError, and ValueError for another format."""
    mapped: NDArray[np.uint8] = np.memmap(path, np.uint8, "r")
    begins = LENGTH_BYTES + int.from_bytes(mapped[:LENGTH_BYTES].tobytes(), "little")
    header = json.loads(mapped[LENGTH_BYTES:begins].tobytes())
    return {name: _array(mapped[begins:], told) for name, told in header.items() if told.get("dtype") in TYPES}


def _array(content: NDArray[np.uint8], told: dict[str, Any]) -> NDArray[Any]:
    first, last = told["data_offsets"]
    return np.frombuffer(content[first:last], TYPES[told["dtype"]]).reshape(told["shape"])

"""A model as one file: a line that names the format, a digest, a JSON header, arrays as they lie in memory."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.atomic_file import atomic_replacement
from bot.classifier.model_errors import ModelDamaged, ModelMissing, ModelOutdated, ModelUnusable

FORMAT = 2
MAGIC = b"parley bot model "
DIGEST = 32
#: More than any project needs: a header or file beyond is no model of ours.
MAX_HEADER_BYTES = 64 * 2**20
MAX_FILE_BYTES = 2**30
TYPES = ("int8", "uint8", "uint16", "int32", "uint32", "int64", "float16", "float32", "float64")

Arrays = Mapping[str, NDArray[Any]]


def write(path: Path, header: Mapping[str, Any], arrays: Arrays) -> None:
    """In one go: a reader, its owner alone, finds the old model or the new one."""
    body = _body(header, arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_replacement(path, private=True) as partial:
        partial.write_bytes(MAGIC + b"%d\n" % FORMAT + _digest(body) + body)


def _body(header: Mapping[str, Any], arrays: Arrays) -> bytes:
    listed = [[name, str(array.dtype), list(array.shape)] for name, array in arrays.items()]
    written = json.dumps({**header, "arrays": listed}, ensure_ascii=False, separators=(",", ":")).encode()
    parts = [len(written).to_bytes(8, "little"), written]
    parts += [np.ascontiguousarray(array).tobytes() for array in arrays.values()]
    return b"".join(parts)


def _digest(body: bytes | memoryview) -> bytes:
    return hashlib.sha256(body).digest()


def read(path: Path) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    """Header and arrays, exactly as written. Raises ModelUnusable."""
    content = memoryview(_content(path))
    begins = _check_format(path, bytes(content[:64]))
    digest, body = content[begins : begins + DIGEST], content[begins + DIGEST :]
    if bytes(digest) != _digest(body):
        raise ModelDamaged(path, "the model is damaged")
    header, at = _header(body)
    return header, _arrays(header.pop("arrays"), body[at:])


def is_up_to_date(model: Path, data_hash: str, vectors_name: str) -> bool:
    """False where it must be trained: no model, an unusable one, other data (`training_hash`), other vectors."""
    try:
        header = read_header(model)
    except ModelUnusable:
        return False
    return header.get("data") == data_hash and header.get("vectors") == vectors_name


def read_header(path: Path) -> dict[str, Any]:
    """The header alone, without a look at the rest. Raises ModelUnusable."""
    try:
        with path.open("rb") as file:
            begins = _check_format(path, file.read(64))
            file.seek(begins + DIGEST)
            length = int.from_bytes(file.read(8), "little")
            if length > MAX_HEADER_BYTES:
                raise ModelDamaged(path, "the model is damaged")
            header = json.loads(file.read(length))
    except FileNotFoundError:
        raise ModelMissing(path) from None
    except (OSError, ValueError) as error:
        raise ModelDamaged(path, f"the model cannot be read ({type(error).__name__})") from None
    if not isinstance(header, dict):
        raise ModelDamaged(path, "the model is damaged")
    return header


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ModelDamaged(path, "too large to be a model")
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelMissing(path) from None
    except OSError as error:
        raise ModelDamaged(path, f"the model cannot be read ({error.strerror})") from None


def _check_format(path: Path, beginning: bytes) -> int:
    """Where the format's line ends."""
    first, newline, _ = beginning.partition(b"\n")
    number = first.removeprefix(MAGIC)
    if not newline or number == first or not number.isdigit():
        raise ModelDamaged(path, "not a model of Parley's bot")
    if int(number) != FORMAT:
        raise ModelOutdated(path, int(number), FORMAT)
    return len(first) + 1


def _header(body: memoryview) -> tuple[dict[str, Any], int]:
    """The digest was right: all of this is as `write` wrote it."""
    end = 8 + int.from_bytes(body[:8], "little")
    header: dict[str, Any] = json.loads(bytes(body[8:end]))
    return header, end


def _arrays(listed: list[tuple[str, str, list[int]]], rest: memoryview) -> dict[str, NDArray[Any]]:
    arrays, at = {}, 0
    for name, kind, shape in listed:
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(rest, np.dtype(kind), count, at).reshape(shape).copy()
        at += arrays[name].nbytes
    return arrays

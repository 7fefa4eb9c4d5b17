"""Puts a new text in a file's place, so that whoever reads it meanwhile sees the old one or the new one."""

import os
import shutil
from pathlib import Path


def replace_file(path: Path, text: str) -> None:
    """Written beside and renamed; keeps the permissions, and what a link points to is replaced, not the link."""
    path = path.resolve()
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

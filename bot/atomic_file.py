"""Replaces a file in one go: who reads it meanwhile, or after a crash, finds the old content or the new, whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def atomic_replacement(path: Path, *, private: bool = False) -> Iterator[Path]:
    """Where to write the new content: a file beside `path`, which takes its place at the end.

    It has the old one's permissions; a `private` one, and its content from the first byte, is for its owner alone.

    When anything is raised, the old content stays, and nothing beside it. A link is replaced, not what it points to.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        if private:
            partial.touch(0o600)
        yield partial
        if path.exists() and not private:
            shutil.copymode(path, partial)
        make_durable(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def make_durable(path: Path) -> None:
    """The content is on the disk, and not only with the system."""
    with path.open("rb") as file:
        os.fsync(file.fileno())

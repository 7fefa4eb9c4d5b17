"""Tells whether files have changed since they were last looked at."""

from collections.abc import Iterable
from pathlib import Path

#: The path, the time of its last change in nanoseconds, its size.
FileState = tuple[str, int, int]


def file_states(paths: Iterable[Path]) -> tuple[FileState, ...]:
    """Compare them to know of a change; a file that is not there has a state too."""
    return tuple(_state(path) for path in paths)


def _state(path: Path) -> FileState:
    try:
        state = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), state.st_mtime_ns, state.st_size

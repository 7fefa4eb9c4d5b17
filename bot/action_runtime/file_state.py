"""Tells whether the files of a project's actions have changed."""

from pathlib import Path

#: The path, the time of its last change in nanoseconds, its size.
FileState = tuple[str, int, int]


def file_states(package: Path) -> tuple[FileState, ...]:
    """Of a package's modules, or of the one module; compare them to know of a change."""
    files = [package.with_suffix(".py"), *sorted(package.rglob("*.py"))]
    return tuple(_state(path) for path in files)


def _state(path: Path) -> FileState:
    try:
        state = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), state.st_mtime_ns, state.st_size

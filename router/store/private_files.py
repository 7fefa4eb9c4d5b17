"""Files for their owner alone: the database, its logs and its copies hold texts and numbers in the clear."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700
_ANYBODY_ELSE = 0o077


def make_folder(folder: Path) -> None:
    """A folder for its owner alone, and those that it lies in; one that is there stays as it is: it may be others' too.

    Raises OSError where it cannot be made.
    """
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)


def make_file(path: Path) -> None:
    """An empty file for its owner alone; one that is there stays as it is. Raises OSError where it cannot be made."""
    with suppress(FileExistsError):
        # Not opened again if it is there: to close it would end the locks that SQLite holds on it in this process.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE))


def tighten(path: Path) -> bool:
    """Take the rights of everybody but the owner away; False where that is somebody else's to do."""
    mode = path.stat().st_mode
    try:
        if mode & _ANYBODY_ELSE:
            path.chmod(mode & ~_ANYBODY_ELSE)
    except OSError:
        return False
    return True


@contextmanager
def partial_beside(target: Path) -> Iterator[Path]:
    """An empty file for its owner alone, to be filled and renamed to the target; nothing is left of one that is not.

    Raises OSError where it cannot be made.
    """
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    make_file(partial)
    try:
        yield partial
    finally:
        partial.unlink(missing_ok=True)

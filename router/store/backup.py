"""Copying a SQLite database while it is served, and putting a copy back.

What was on its way when the copy was made may have gone out since. So a restored database sends nothing of it blindly:
queued messages become unknown and are looked for, waiting texts are set aside for a human, and calls of business
systems are not made.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, update

from bot.atomic_file import make_durable
from router.message_status import MessageStatus
from router.store import call_queue, schema_version
from router.store.inbox import EventStatus
from router.store.private_files import partial_beside, tighten
from router.store.store_errors import StoreError
from router.store.tables import events, is_pending, is_under_way, messages


class BackupUnusable(StoreError):
    """The file is not a whole Parley database."""


def copy_to(source: Path, target: Path) -> None:
    """A consistent copy of the database at one moment.

    Raises FileExistsError rather than overwrite, BackupUnusable when there is nothing whole to copy.
    """
    with new_file(target) as partial:
        try:
            with closing(_open(source)) as connection:
                connection.execute("VACUUM INTO ?", (str(partial),))
        except sqlite3.Error as error:
            raise BackupUnusable(f"{source} could not be copied: {error}") from None
        require_whole(partial)


@contextmanager
def new_file(target: Path) -> Iterator[Path]:
    """A file to fill, for its owner alone, that gets its name when all went well, and of which else nothing is left.

    Raises FileExistsError rather than overwrite, BackupUnusable where it cannot be written.
    """
    if target.exists():
        raise FileExistsError(f"{target} is already there")
    try:
        with partial_beside(target) as partial:
            yield partial
            make_durable(partial)
            partial.rename(target)
    except OSError as error:
        raise BackupUnusable(f"{target} cannot be written: {error.strerror}") from None


def put_back(backup: Path, database: Path, now: datetime) -> Path | None:
    """Replace the database, which nobody may be serving; where the old one was moved to, if there was one.

    Raises BackupUnusable or SchemaOutdated, and then has changed nothing.
    """
    schema_version.require_known(require_whole(backup))
    try:
        with partial_beside(database) as partial:
            shutil.copyfile(backup, partial)
            make_durable(partial)
            moved = _move_aside(database, now)
            partial.rename(database)
    except OSError as error:
        raise BackupUnusable(f"{database} cannot be written: {error.strerror}") from None
    return moved


def require_whole(path: Path) -> str:
    """Raises BackupUnusable unless the file is an undamaged database with Parley's tables; their version."""
    try:
        with closing(_open(path)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone() if known else None
    except sqlite3.Error as error:
        raise BackupUnusable(f"{path} cannot be read as a database: {error}") from None
    if verdict != "ok" or version is None:
        raise BackupUnusable(f"{path} is damaged, or not a Parley database")
    return str(version[0])


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)


def doubt_what_was_under_way(connection: Connection, now: datetime) -> None:
    """After a restore: nothing that may have been sent since the copy is sent again blindly."""
    doubt = update(messages).where(is_under_way(messages), messages.c.status != MessageStatus.UNKNOWN)
    connection.execute(
        doubt.values(
            status=MessageStatus.UNKNOWN,
            error="restored from a backup",
            attempted_at=now,
            next_lookup_at=now,
            changed_at=now,
        )
    )
    call_queue.doubt_all(connection)
    aside = update(events).where(is_pending(events))
    connection.execute(aside.values(status=EventStatus.SET_ASIDE, error="restored from a backup"))


def _move_aside(database: Path, now: datetime) -> Path | None:
    if not database.exists():
        return None
    moved = _free_name(database.with_name(f"{database.name}.before-{now:%Y%m%d-%H%M%S}"))
    for suffix in ("-wal", "-shm", ""):
        part = Path(f"{database}{suffix}")
        if part.exists():
            tighten(part)
            part.rename(f"{moved}{suffix}")
    return moved


def _free_name(wanted: Path) -> Path:
    """Two restores within a second must not replace what the first one kept."""
    names = (wanted, *(wanted.with_name(f"{wanted.name}-{number}") for number in range(2, 100)))
    return next(name for name in names if not name.exists())

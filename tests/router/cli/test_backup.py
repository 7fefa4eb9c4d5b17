"""A copy of the database while it is served, and putting it back so that nothing is sent twice."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from router.message_status import MessageStatus
from router.store import message_rows, suppressions
from router.store.database import Database
from router.store.serving_lock import ServingLock
from router.store.tables import events
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import eventually, running
from tests.router.cli.commands import Shell
from tests.router.store.writing import CUSTOMER, NOW, message_written, text_arrives


def status(shell: Shell, public_id: str) -> str | None:
    database = Database.open(shell.database_url)
    fate = database.read_now(lambda connection: message_rows.fate(connection, public_id))
    database.close()
    return fate.message["status"] if fate else None


def test_a_backup_made_while_it_is_served_holds_what_was_said(shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with running(CLINIC, shell.database_url) as installation:
        phone = installation.phone()
        phone.text("hi")
        phone.hears("Reply 1 to book")
        shell.succeed("backup", str(copy))
        phone.text("1")
        phone.hears("Which day")
        after = installation.send(CUSTOMER, "after the backup")
        eventually(lambda: status(shell, after) == MessageStatus.DELIVERED)
    restored = shell.succeed("restore", "--yes", str(copy))
    assert "Restored. The old database is at " in restored
    moved = Path(restored.partition("The old database is at ")[2].splitlines()[0].rstrip("."))
    assert status(shell, after) is None
    assert status(Shell(f"sqlite:///{moved}"), after) == MessageStatus.DELIVERED
    with running(CLINIC, shell.database_url) as installation:
        phone = installation.phone("+12125550144")
        phone.text("hi")
        phone.hears("Reply 1 to book")


def test_what_was_under_way_is_looked_for_or_set_aside_and_never_sent_blindly(shell: Shell, tmp_path: Path) -> None:
    database = Database.open(shell.database_url)
    for standing in (MessageStatus.QUEUED, MessageStatus.SUBMITTING, MessageStatus.ACCEPTED):
        database.write_now(partial(message_written, public_id=standing, status=standing))
    database.write_now(text_arrives)
    database.write_now(lambda connection: suppressions.suppress(connection, CUSTOMER, "keyword", NOW))
    database.close()
    shell.succeed("backup", str(tmp_path / "copy.db"))
    shell.succeed("restore", "--yes", str(tmp_path / "copy.db"))
    assert [status(shell, each) for each in ("queued", "submitting", "accepted")] == ["unknown", "unknown", "accepted"]
    database = Database.open(shell.database_url)
    assert database.read_now(lambda connection: connection.execute(select(events.c.status)).scalars().all()) == [
        "set_aside"
    ]
    assert database.read_now(lambda connection: suppressions.is_suppressed(connection, CUSTOMER))
    database.close()
    assert "restored from a backup" in shell.succeed("deadletters", "list")


def test_a_backup_overwrites_nothing(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    ended = shell.run("backup", str(tmp_path / "precious"))
    assert (ended.exit_code, "already there" in ended.output) == (1, True)
    assert (tmp_path / "precious").read_text() == "precious"


def test_a_backup_of_nothing_is_a_sentence(tmp_path: Path) -> None:
    ended = Shell(f"sqlite:///{tmp_path}/nothing.db").run("backup", str(tmp_path / "copy.db"))
    assert (ended.exit_code, ended.output.startswith("Error: ")) == (1, True)
    assert not (tmp_path / "copy.db").exists()


def test_a_restored_database_is_asked_for_first(shell: Shell, tmp_path: Path) -> None:
    shell.succeed("backup", str(tmp_path / "copy.db"))
    assert shell.run("restore", str(tmp_path / "copy.db")).exit_code == 1


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda whole: b"not a database at all" * 100, id="another file"),
        pytest.param(lambda whole: whole[: len(whole) // 2], id="half a file"),
        pytest.param(lambda whole: whole[:8192] + b"\xff" * 16384 + whole[24576:], id="a file with a hole"),
        pytest.param(lambda whole: b"", id="an empty file"),
    ],
)
def test_a_damaged_file_is_refused_and_the_database_stays(
    shell: Shell, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    shell.succeed("send", CUSTOMER, "hello")
    copy = tmp_path / "copy.db"
    shell.succeed("backup", str(copy))
    whole = copy.read_bytes()
    copy.write_bytes(damage(whole))
    kept = (tmp_path / "parley.db").read_bytes()
    ended = shell.run("restore", "--yes", str(copy))
    assert (ended.exit_code, ended.output.startswith("Error: ")) == (1, True)
    assert (tmp_path / "parley.db").read_bytes() == kept
    copy.write_bytes(whole)
    shell.succeed("restore", "--yes", str(copy))


def test_a_backup_of_a_newer_version_is_refused_and_the_database_stays(shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    shell.succeed("backup", str(copy))
    newer = Database.open(f"sqlite:///{copy}", serving=False)
    newer.write_now(lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'"))
    newer.close()
    ended = shell.run("restore", "--yes", str(copy))
    assert (ended.exit_code, ended.output.startswith("Error: ")) == (1, True)
    shell.succeed("send", CUSTOMER, "hello")


def test_nothing_is_restored_under_a_serving_process(shell: Shell, tmp_path: Path) -> None:
    shell.succeed("backup", str(tmp_path / "copy.db"))
    lock = ServingLock.take(shell.database_url)
    ended = shell.run("restore", "--yes", str(tmp_path / "copy.db"))
    lock.release()
    assert (ended.exit_code, "already serves" in ended.output) == (1, True)
    shell.succeed("restore", "--yes", str(tmp_path / "copy.db"))

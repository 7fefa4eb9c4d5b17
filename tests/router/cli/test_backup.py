"""A copy of the database while it is served, and putting it back so that nothing is sent twice."""

import json
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from router.message_status import MessageStatus
from router.store import message_rows, suppressions
from router.store.backup import put_back
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


def test_backups_and_restored_copies_are_their_owners_alone(shell: Shell, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    before = os.umask(0o022)
    try:
        shell.succeed("backup", str(copy))
        copy.chmod(0o644)  # as an earlier version left it, or whoever fetched it
        (tmp_path / "parley.db").chmod(0o644)
        shell.succeed("restore", "--yes", str(copy))
        shell.succeed("backup", str(tmp_path / "second.db"))
    finally:
        os.umask(before)
    own = [path for path in tmp_path.iterdir() if path != copy]
    assert len(own) >= 3
    assert {path.name: oct(path.stat().st_mode)[-3:] for path in own} == {path.name: "600" for path in own}


def test_two_restores_within_a_second_keep_both_databases_that_were_there(shell: Shell, tmp_path: Path) -> None:
    copy, database = tmp_path / "copy.db", tmp_path / "parley.db"
    shell.succeed("backup", str(copy))
    kept = []
    for text in ("first", "second"):
        written = json.loads(shell.succeed("send", "--json", CUSTOMER, text))["id"]
        moved = put_back(copy, database, NOW)
        assert moved is not None
        kept.append((moved, written))
    assert [status(Shell(f"sqlite:///{moved}"), written) for moved, written in kept] == ["queued", "queued"]


def test_a_database_behind_a_link_is_restored_where_it_is(shell: Shell, tmp_path: Path) -> None:
    shell.succeed("backup", str(tmp_path / "copy.db"))
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(tmp_path / "parley.db")
    restored = Shell(f"sqlite:///{link}").succeed("restore", "--yes", str(tmp_path / "copy.db"))
    assert (link.is_symlink(), str(tmp_path / "parley.db.before-") in restored) == (True, True)


def test_a_backup_into_a_folder_that_is_not_there_is_a_sentence(shell: Shell, tmp_path: Path) -> None:
    ended = shell.run("backup", str(tmp_path / "nowhere" / "copy.db"))
    assert (ended.exit_code, "cannot be written: No such file or directory" in ended.output) == (1, True)


@pytest.fixture
def postgresql_tools(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that came with the server, before any that the machine has."""
    database = Database.open(postgresql_url)
    where = "SELECT setting FROM pg_config WHERE name = 'BINDIR'"
    folder = database.read_now(lambda connection: connection.exec_driver_sql(where).scalar_one())
    database.close()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("postgresql_tools")
def test_a_backup_of_postgresql_comes_back_and_is_its_owners_alone(postgresql_url: str, tmp_path: Path) -> None:
    shell, copy = Shell(postgresql_url), tmp_path / "copy.dump"
    kept = json.loads(shell.succeed("send", "--json", CUSTOMER, "hello"))["id"]
    shell.succeed("backup", str(copy))
    assert ([path.name for path in tmp_path.iterdir()], oct(copy.stat().st_mode)[-3:]) == (["copy.dump"], "600")
    later = json.loads(shell.succeed("send", "--json", CUSTOMER, "after the backup"))["id"]
    assert (shell.run("backup", str(copy)).exit_code, copy.stat().st_size > 0) == (1, True)
    shell.succeed("restore", "--yes", str(copy))
    assert (status(shell, kept), status(shell, later)) == (MessageStatus.UNKNOWN, None)


@pytest.mark.parametrize(
    "broken", ["exit 1", "for each; do case $each in --file=*) echo half > ${each#--file=};; esac; done; exit 1"]
)
def test_a_pg_dump_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    tools, backups = tmp_path / "bin", tmp_path / "backups"
    tools.mkdir()
    backups.mkdir()
    (tools / "pg_dump").write_text(f"#!/bin/sh\n{broken}\n")
    (tools / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    ended = Shell("postgresql+psycopg://127.0.0.1:9/none").run("backup", str(backups / "copy.dump"))
    assert (ended.exit_code, "pg_dump ended with 1" in ended.output) == (1, True)
    assert list(backups.iterdir()) == []


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

"""`parley serve` refuses to begin what it could not go on with, and says what to set."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from router.store import threads
from router.store.database import Database
from router.store.serving_lock import ServingLock
from tests.crash.process import ServedProcess
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import ACCOUNT_SID, AUTH_TOKEN
from tests.router.cli.commands import Shell
from tests.router.store.writing import CUSTOMER, LINE

COMPLETE = {
    "PARLEY_PUBLIC_URL": "https://sms.example.com",
    "PARLEY_SECRET_KEY": "k" * 32,
    "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
}


@pytest.fixture
def served(database_url: str) -> Iterator[str]:
    """Somebody else serves this database."""
    lock = ServingLock.take(database_url)
    yield database_url
    lock.release()


def test_an_environment_that_is_not_complete(shell: Shell) -> None:
    ended = shell.run("serve")
    assert ended.exit_code == 1
    for name in COMPLETE:
        assert f"{name} is not set" in ended.output


@pytest.mark.parametrize("command", ["serve", "dev"])
def test_a_second_one_on_one_database(served: str, command: str) -> None:
    ended = Shell(served).run(command, **COMPLETE)
    assert ended.exit_code == 1
    assert "already" in ended.output
    assert "PARLEY_DATABASE_URL" in ended.output


def test_a_second_one_under_another_name_of_the_same_sqlite_database(sqlite_url: str, tmp_path: Path) -> None:
    (tmp_path / "link.db").symlink_to(tmp_path / "parley.db")
    (tmp_path / "folder").symlink_to(tmp_path)
    lock = ServingLock.take(sqlite_url)
    for name in ("link.db", "folder/parley.db", "folder/folder/link.db"):
        ended = Shell(f"sqlite:///{tmp_path}/{name}").run("serve", **COMPLETE)
        assert (ended.exit_code, "already serves" in ended.output) == (1, True), name
    lock.release()


def test_a_sqlite_database_with_two_names_of_equal_right_is_served_by_neither(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "second.db").hardlink_to(tmp_path / "parley.db")
    for name in ("parley.db", "second.db"):
        ended = Shell(f"sqlite:///{tmp_path}/{name}").run("serve", **COMPLETE)
        assert (ended.exit_code, "hard links" in ended.output) == (1, True), name


def test_the_password_of_a_database_is_not_in_the_refusal(postgresql_url: str) -> None:
    lock = ServingLock.take(postgresql_url)
    with_password = make_url(postgresql_url).set(password="pass-phrase").render_as_string(hide_password=False)
    for command in ("serve", "dev"):
        ended = Shell(with_password).run(command, **COMPLETE)
        assert (ended.exit_code, "already" in ended.output, "pass-phrase" in ended.output) == (1, True, False)
    lock.release()


def test_a_database_without_tables(tmp_path: Path) -> None:
    ended = Shell(f"sqlite:///{tmp_path}/new.db").run("serve", **COMPLETE)
    assert (ended.exit_code, "parley db upgrade" in ended.output) == (1, True)


def test_tables_of_a_later_version(shell: Shell) -> None:
    database = Database.open(shell.database_url)
    database.write_now(lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'"))
    database.close()
    ended = shell.run("serve", **COMPLETE)
    assert (ended.exit_code, "does not know" in ended.output) == (1, True)


def test_a_flow_file_with_mistakes(shell: Shell, tmp_path: Path) -> None:
    flow_file = tmp_path / "bad.yaml"
    flow_file.write_text("parley: 1\n")
    ended = shell.run("serve", **COMPLETE, PARLEY_FLOWS=str(flow_file))
    assert ended.exit_code == 1
    assert "bad.yaml:1:1: " in ended.output


def test_a_flow_file_that_is_not_there(shell: Shell, tmp_path: Path) -> None:
    ended = shell.run("serve", **COMPLETE, PARLEY_FLOWS=str(tmp_path / "nothing.yaml"))
    assert ended.exit_code == 1
    assert "nothing.yaml" in ended.output


def test_a_start_that_fails_is_no_stop_that_was_asked_for_to_a_supervisor(shell: Shell) -> None:
    database = Database.open(shell.database_url)

    def refuse_to_take_over(connection: Connection) -> None:
        threads.claim(connection, CUSTOMER, LINE, "of a process that is gone", timedelta(seconds=15))
        connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE UPDATE ON threads BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )

    database.write_now(refuse_to_take_over)
    database.close()
    assert shell.run("serve", "--port", "0", **COMPLETE).exit_code not in (0, 2)


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--port", "x"], ["--nonsense"]])
def test_wrong_usage(shell: Shell, arguments: list[str]) -> None:
    assert shell.run("serve", *arguments, **COMPLETE).exit_code == 2


def test_one_process_serves_a_second_refuses_and_sigterm_ends_the_first_with_0(
    database_url: str, tmp_path: Path
) -> None:
    nobody = "http://127.0.0.1:9"
    first = ServedProcess(CLINIC, database_url, nobody, tmp_path / "serve.log")
    try:
        first.start()
        refused = Shell(database_url).run("serve", **COMPLETE)
        assert (refused.exit_code, "already serves" in refused.output) == (1, True)
        first.kill()
        first.start()  # the killed one's lock is gone with it
        assert first.stop() == 0
        first.start()
        assert first.stop() == 0
    finally:
        first.leave_nothing_running()

"""`parley serve` refuses to begin what it could not go on with, and says what to set."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from router.store.database import Database
from router.store.serving_lock import ServingLock
from tests.crash.process import ServedProcess
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import ACCOUNT_SID, AUTH_TOKEN
from tests.router.cli.commands import Shell

COMPLETE = {
    "PARLEY_PUBLIC_URL": "https://sms.example.com",
    "PARLEY_SECRET_KEY": "k" * 32,
    "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
}


@pytest.fixture
def served(shell: Shell) -> Iterator[None]:
    """Somebody else serves this database."""
    lock = ServingLock.take(shell.database_url)
    yield
    lock.release()


def test_an_environment_that_is_not_complete(shell: Shell) -> None:
    ended = shell.run("serve")
    assert ended.exit_code == 1
    for name in COMPLETE:
        assert f"{name} is not set" in ended.output


def test_a_second_one_on_one_sqlite_database(shell: Shell, served: None) -> None:
    ended = shell.run("serve", **COMPLETE)
    assert ended.exit_code == 1
    assert "another process already serves" in ended.output
    assert "set PARLEY_DATABASE_URL to a PostgreSQL database" in ended.output


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


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--port", "x"], ["--nonsense"]])
def test_wrong_usage(shell: Shell, arguments: list[str]) -> None:
    assert shell.run("serve", *arguments, **COMPLETE).exit_code == 2


def test_one_process_serves_a_second_refuses_and_sigterm_ends_the_first_with_0(sqlite_url: str, tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9"
    first = ServedProcess(CLINIC, sqlite_url, nobody, tmp_path / "serve.log")
    first.start()
    try:
        refused = Shell(sqlite_url).run("serve", **COMPLETE)
        assert (refused.exit_code, "already serves" in refused.output) == (1, True)
    finally:
        assert first.stop() == 0
    first.start()
    assert first.stop() == 0

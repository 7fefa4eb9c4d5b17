"""The small commands: help, version, send, dead letters, db."""

import json
from importlib import metadata
from pathlib import Path

import pytest
from sqlalchemy import Connection

from router.cli import COMMANDS
from router.store import inbox, message_rows, outbox, reconciliation_queries, suppressions
from router.store.database import Database
from tests.router.cli.commands import Shell
from tests.router.store.writing import CUSTOMER, LINE, NOW, message_written, text_arrives


def test_help_names_every_command(shell: Shell) -> None:
    assert all(name in shell.succeed("--help") for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(shell: Shell, name: str) -> None:
    assert "Usage: main " + name in shell.succeed(name, "--help")


def test_a_command_that_does_not_exist_is_wrong_usage(shell: Shell) -> None:
    assert shell.run("sned").exit_code == 2


def test_version(shell: Shell) -> None:
    assert shell.succeed("version") == f"parley {metadata.version('parley')}\n"


def test_send_writes_a_message_for_the_serving_process(shell_on_each_database: Shell) -> None:
    answer = json.loads(shell_on_each_database.succeed("send", CUSTOMER, "hello", "--json"))
    assert (answer["status"], answer["rule"]) == ("queued", None)
    database = Database.open(shell_on_each_database.database_url)
    fate = database.read_now(lambda connection: message_rows.fate(connection, answer["id"]))
    database.close()
    assert fate is not None
    assert (fate.message["sender"], fate.message["recipient"], fate.message["text"]) == (LINE, CUSTOMER, "hello")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        pytest.param(["2125550123", "hi"], 2, "international form", id="a number without its country"),
        pytest.param(["+1-212-555-0123", "hi"], 2, "international form", id="a number with dashes"),
        pytest.param(["+0125550123", "hi"], 2, "international form", id="a country that begins with 0"),
        pytest.param(["+15912705", "hi"], 2, "international form", id="a number without its area code"),
        pytest.param([CUSTOMER], 2, "TEXT", id="no text"),
        pytest.param([CUSTOMER, "hi", "--purpose", "spam"], 2, "purpose", id="a purpose that is none"),
        pytest.param([CUSTOMER, ""], 1, "refused by the rule empty", id="an empty text"),
        pytest.param([f"whatsapp:{CUSTOMER}", "hi"], 1, "whatsapp_window", id="WhatsApp to who never texted"),
    ],
)
def test_send_refuses(shell: Shell, arguments: list[str], exit_code: int, words: str) -> None:
    ended = shell.run("send", *arguments)
    assert ended.exit_code == exit_code
    assert words in ended.output


@pytest.fixture
def database(shell: Shell) -> Database:
    return Database.open(shell.database_url)


def test_send_to_who_said_stop_ends_with_1_and_names_the_rule(shell: Shell, database: Database) -> None:
    database.write_now(lambda connection: suppressions.suppress(connection, CUSTOMER, "keyword", NOW))
    ended = shell.run("send", CUSTOMER, "hello", "--json")
    answer = json.loads(ended.stdout)
    assert (ended.exit_code, answer["status"], answer["rule"]) == (1, "refused", "suppressed")
    database.close()


def set_two_aside(connection: Connection) -> tuple[str, str]:
    event_id = text_arrives(connection)
    assert event_id is not None
    inbox.set_aside(connection, event_id, "DecodeError: odd")
    message_id = message_written(connection, "m")
    outbox.take(connection, [message_id], "token", NOW)
    outbox.doubt(connection, message_id, "token", NOW, "time-out", NOW)
    (message,) = reconciliation_queries.due(connection, NOW, 1)
    reconciliation_queries.looked(connection, message, 2, None)
    return f"event-{event_id}", "message-m"


def test_dead_letters_are_listed_with_their_reasons(shell: Shell, database: Database) -> None:
    event, message = database.write_now(set_two_aside)
    assert [(each["id"], each["reason"]) for each in json.loads(shell.succeed("deadletters", "list", "--json"))] == [
        (event, "DecodeError: odd"),
        (message, "time-out"),
    ]
    assert [line.split()[0] for line in shell.succeed("deadletters", "list").splitlines()] == [event, message]
    database.close()


@pytest.mark.parametrize("word", ["retry", "discard"])
def test_a_humans_word_takes_a_dead_letter_off_the_list_once(shell: Shell, database: Database, word: str) -> None:
    for letter in database.write_now(set_two_aside):
        assert letter in shell.succeed("deadletters", word, letter)
        again = shell.run("deadletters", word, letter)
        assert (again.exit_code, "deadletters list" in again.output) == (1, True)
    assert json.loads(shell.succeed("deadletters", "list", "--json")) == []
    database.close()


@pytest.mark.parametrize("letter", ["event-", "event-x", "event-99", "message-nobody", "nonsense", "event-²"])
def test_nothing_of_that_name_waits(shell: Shell, letter: str) -> None:
    assert shell.run("deadletters", "retry", letter).exit_code == 1


def test_an_empty_database_is_refused_until_it_is_upgraded(tmp_path: Path) -> None:
    shell = Shell(f"sqlite:///{tmp_path}/new/parley.db")
    refused = shell.run("send", CUSTOMER, "hello")
    assert (refused.exit_code, "parley db upgrade" in refused.output) == (1, True)
    shell.succeed("db", "upgrade")
    shell.succeed("db", "upgrade")
    shell.succeed("send", CUSTOMER, "hello")


def test_a_newer_database_is_refused(shell: Shell, database: Database) -> None:
    database.write_now(lambda connection: connection.exec_driver_sql("UPDATE alembic_version SET version_num='9999'"))
    database.close()
    for command in (["send", CUSTOMER, "hello"], ["db", "upgrade"]):
        refused = shell.run(*command)
        assert refused.exit_code == 1
        assert "9999" in refused.output


def test_a_database_that_cannot_be_reached_is_a_sentence(shell: Shell) -> None:
    ended = shell.run("deadletters", "list", PARLEY_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert (ended.exit_code, ended.output.startswith("Error: ")) == (1, True)

"""`parley users …`."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from router.cli.users import users
from router.store import console_users as kept
from router.store import passwords
from router.store.console_users import Credentials
from router.store.database import Database
from tests.router.store.writing import two_of_one_name

Run = Callable[..., Result]


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("PARLEY_DATABASE_URL", sqlite_url)

    def run_users(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(users, words, input=typed)

    return run_users


def credentials(url: str, name: str) -> Credentials:
    database = Database.open(url, serving=False)
    known = database.read_now(lambda connection: kept.credentials(connection, name))
    database.close()
    assert known is not None
    return known


def test_a_user_is_added_with_a_password_from_a_pipe(run: Run, sqlite_url: str) -> None:
    result = run("add", "ana", "--password-stdin", typed="correct horse battery\n")
    assert (result.exit_code, result.stderr) == (0, "ana can log in.\n")
    assert passwords.fits("correct horse battery", credentials(sqlite_url, "ana").password_hash)


def test_a_made_up_password_is_all_that_goes_to_standard_output(run: Run, sqlite_url: str) -> None:
    result = run("add", "ana", "--generate")
    assert result.exit_code == 0
    assert passwords.fits(result.stdout.rstrip("\n"), credentials(sqlite_url, "ana").password_hash)


def test_a_new_password_replaces_the_old(run: Run, sqlite_url: str) -> None:
    run("add", "ana", "--generate")
    result = run("password", "ana", "--password-stdin", typed="another horse battery\n")
    assert result.exit_code == 0
    assert passwords.fits("another horse battery", credentials(sqlite_url, "ana").password_hash)


def test_users_are_listed_for_people_and_for_scripts(run: Run) -> None:
    run("add", "ana", "--generate")
    run("disable", "ana")
    assert run("list").stdout.startswith("ana  disabled  since ")
    [user] = json.loads(run("list", "--json").stdout)
    assert (user["name"], user["disabled"]) == ("ana", True)
    assert "password" not in json.dumps(user)


def test_an_empty_list_is_empty_on_standard_output(run: Run) -> None:
    assert run("list").stdout == ""
    assert json.loads(run("list", "--json").stdout) == []


def test_who_was_disabled_can_be_let_in_again(run: Run, sqlite_url: str) -> None:
    run("add", "ana", "--generate")
    assert run("disable", "ana").exit_code == 0
    assert credentials(sqlite_url, "ana").user.disabled
    assert run("enable", "ana").exit_code == 0
    assert not credentials(sqlite_url, "ana").user.disabled


def test_a_name_is_one_whatever_its_case(run: Run, sqlite_url: str) -> None:
    run("add", "Ana", "--generate")
    refused = run("add", "ana", "--generate")
    assert (refused.exit_code, "Ana is there already" in refused.stderr) == (1, True)
    assert run("disable", "ANA").stdout == "Ana is logged out and cannot log in.\n"
    assert run("enable", "ana").stdout == "Ana can log in again.\n"
    assert run("password", "ana", "--generate").stderr == "Ana has a new password.\n"


def test_two_who_were_there_before_names_were_one_whatever_their_case_are_named(run: Run, sqlite_url: str) -> None:
    database = Database.open(sqlite_url, serving=False)
    database.write_now(two_of_one_name)
    database.close()
    listed = run("list")
    assert listed.stdout.count("active") == 2
    assert "Ana and ana differ only in case: both can log in" in listed.stderr
    assert run("disable", "ana").stdout == "ana is logged out and cannot log in.\n"
    assert run("list").stderr == ""


@pytest.mark.parametrize(
    ("words", "typed", "exit_code", "complaint"),
    [
        (("add", "ana"), "", 2, "--password-stdin or --generate"),
        (("add", "ana", "--password-stdin"), "short\n", 2, "10 to 1024 characters"),
        (("add", "ana", "--password-stdin"), "", 2, "10 to 1024 characters"),
        (("add", "ana", "--password-stdin"), "Password2026!\n", 2, "one of the most common passwords"),
        (("password", "taken", "--password-stdin"), "taken-7654321\n", 2, 'the name and "parley" do not count'),
        (("add", "ana", "--password-stdin", "--generate"), "", 2, "exclude each other"),
        (("add", "  ", "--generate"), "", 2, "1 to 64 printable characters"),
        (("add", "a\x07", "--generate"), "", 2, "1 to 64 printable characters"),
        (("add", "taken", "--generate"), "", 1, "taken is there already"),
        (("disable", "nobody"), "", 1, "there is nobody called nobody"),
        (("enable", "nobody"), "", 1, "there is nobody called nobody"),
        (("password", "nobody", "--generate"), "", 1, "there is nobody called nobody"),
    ],
)
def test_a_mistake_is_explained(run: Run, words: tuple[str, ...], typed: str, exit_code: int, complaint: str) -> None:
    run("add", "taken", "--generate")
    result = run(*words, typed=typed)
    assert result.exit_code == exit_code
    assert complaint in result.stderr


def test_a_database_without_tables_is_explained(
    run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARLEY_DATABASE_URL", f"sqlite:///{tmp_path_factory.mktemp('empty')}/parley.db")
    result = run("list")
    assert result.exit_code == 1
    assert "parley db upgrade" in result.stderr

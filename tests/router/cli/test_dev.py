"""`parley dev` keeps to itself: its database, login and bot are never those of a Parley that serves customers."""

import shutil
from pathlib import Path

import pytest

from tests.dev_process import developing
from tests.journeys.conftest import CLINIC
from tests.router.cli.commands import Shell
from tests.router.cli.test_serve import COMPLETE
from tests.waiting import eventually

SHOP = Path(__file__).parents[2] / "journeys" / "shop"


def test_everything_that_it_keeps_is_in_a_folder_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(SHOP, tmp_path / "bot")
    with developing(CLINIC, tmp_path) as dev:
        eventually((tmp_path / "var/dev/bot.model").exists, "the bot is trained")
        dev.prints("database  sqlite:///var/dev/parley.db")
    assert {path.name for path in (tmp_path / "var").iterdir()} == {"dev"}
    assert oct((tmp_path / "var/dev").stat().st_mode)[-3:] == "700"


def test_a_database_made_for_customers_is_refused_and_stays_as_it_is(database_url: str) -> None:
    ended = Shell(database_url).run("dev")
    assert (ended.exit_code, "unset PARLEY_DATABASE_URL" in ended.output) == (1, True)
    assert "Nobody yet" in Shell(database_url).run("users", "list").output


def test_its_own_database_is_refused_by_serve_and_its_login_opens_nothing(tmp_path: Path) -> None:
    with developing(CLINIC, tmp_path):
        pass
    shell = Shell(f"sqlite:///{tmp_path}/var/dev/parley.db")
    assert shell.succeed("users", "list").startswith("dev  active")
    for _ in range(2):
        ended = shell.run("serve", **COMPLETE)
        assert (ended.exit_code, "was made by `parley dev`" in ended.output) == (1, True)
        shell.succeed("db", "upgrade")


@pytest.mark.parametrize("named", ["PARLEY_DATABASE_URL", "PARLEY_DATABASE_URL_FILE"])
def test_another_place_may_be_named(tmp_path: Path, named: str) -> None:
    url = f"sqlite:///{tmp_path}/elsewhere/mine.db"
    (tmp_path / "url").write_text(url)
    with developing(CLINIC, tmp_path, **{named: str(tmp_path / "url") if named.endswith("FILE") else url}) as dev:
        dev.prints(f"database  {url}")
    assert not (tmp_path / "var" / "dev" / "parley.db").exists()

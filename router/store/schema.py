"""Bringing the tables to this version, and refusing to serve on others."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from router.store.database import Database
from router.store.errors import SchemaOutdated

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Run every migration that this database lacks, in one transaction."""
    database.write_now(_upgrade)


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def require_current(database: Database) -> None:
    """Raise SchemaOutdated unless the tables are exactly this version's."""
    found, wanted = database.read_now(_revision), ScriptDirectory.from_config(_config()).get_current_head()
    if found != wanted:
        raise SchemaOutdated(
            f"the database is at schema {found or 'none'}, this version of Parley needs {wanted}: "
            "run `parley db upgrade` first"
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return config

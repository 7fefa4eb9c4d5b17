"""Bringing the tables to this version, and refusing to serve on others."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from router.store.database import Database
from router.store.store_errors import SchemaOutdated

#: The newest migration. Alembic knows it too, but costs a fifth of a second and ten megabytes to ask at each start.
CURRENT = "0005"
MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Run every migration that this database lacks, in one transaction."""
    database.write_now(upgrade_on)


def upgrade_on(connection: Connection) -> None:
    """As `upgrade`, within a transaction of the caller's. Raises SchemaOutdated for tables of a later version."""
    require_known(revision(connection))
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def require_current(database: Database) -> None:
    """Raise SchemaOutdated unless the tables are exactly this version's."""
    found = database.read_now(revision)
    require_known(found)
    if found != CURRENT:
        raise SchemaOutdated(
            f"the database is at schema {found or 'none'}, this version of Parley needs {CURRENT}: "
            "run `parley db upgrade` first"
        )


def require_known(found: str | None) -> None:
    """Raise SchemaOutdated when a later version of Parley made the tables: nothing here can change them back."""
    known = {path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("*.py")}
    if found is not None and found not in known:
        raise SchemaOutdated(
            f"the database is at schema {found}, which this version of Parley does not know: "
            "use the version that it was last served with, or a later one"
        )


def revision(connection: Connection) -> str | None:
    """The newest migration that the database has; None where there are no tables."""
    if not has_table(connection, "alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def has_table(connection: Connection, name: str) -> bool:
    return inspect(connection).has_table(name)

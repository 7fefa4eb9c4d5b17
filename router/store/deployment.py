"""Whose a database is: that of `parley dev`, or the customers'.

In the first lie a login whose password was printed, and messages that only the local Twilio was to get; in the second
lies what must reach nobody but real customers.
"""

from enum import StrEnum

from sqlalchemy import Connection, select, update

from router.store import schema_version
from router.store.database import Database
from router.store.store_errors import EnvironmentMismatch
from router.store.tables import deployment


class Environment(StrEnum):
    """As kept, in the one row of its table; the migrations say production."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


def upgrade_for_development(database: Database) -> None:
    """Bring the tables of `parley dev` to this version, or make them where there are none.

    Raises EnvironmentMismatch, and changes nothing, for tables that something else made; SchemaOutdated for later ones.
    """
    database.write_now(_upgrade_for_development)


def _upgrade_for_development(connection: Connection) -> None:
    is_new = schema_version.revision(connection) is None
    if not is_new and _environment(connection) is not Environment.DEVELOPMENT:
        raise EnvironmentMismatch(
            "this database was not made by `parley dev`, and may hold what customers wrote: unset PARLEY_DATABASE_URL, "
            "or name one there that does not exist yet"
        )
    schema_version.upgrade_on(connection)
    if is_new:
        connection.execute(update(deployment).values(environment=Environment.DEVELOPMENT))


def require_production(database: Database) -> None:
    """Raises EnvironmentMismatch for a database of `parley dev`; the tables must be this version's."""
    if database.read_now(_environment) is Environment.DEVELOPMENT:
        raise EnvironmentMismatch(
            "this database was made by `parley dev`, with a login that it printed and messages for the local Twilio: "
            "name another one with PARLEY_DATABASE_URL, and make its tables with `parley db upgrade`"
        )


def _environment(connection: Connection) -> Environment:
    """Tables of before it was kept may have served."""
    if not schema_version.has_table(connection, deployment.name):
        return Environment.PRODUCTION
    return Environment(connection.execute(select(deployment.c.environment)).scalar_one())

"""`parley dev` prints a console login: a new password at each start, kept nowhere but as its hash."""

import secrets
from datetime import UTC, datetime

from sqlalchemy import Connection

from router.store import console_users, passwords
from router.store.database import Database

NAME = "dev"


def renew_dev_login(database: Database) -> tuple[str, str]:
    """The name and password that now open the console."""
    password = secrets.token_urlsafe(9)
    password_hash, now = passwords.hashed(password), datetime.now(UTC)

    def renew(connection: Connection) -> None:
        if not console_users.set_password(connection, NAME, password_hash):
            console_users.add(connection, NAME, password_hash, now)

    database.write_now(renew)
    return NAME, password

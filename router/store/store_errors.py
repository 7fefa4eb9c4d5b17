"""What can go wrong with the store."""


class StoreError(Exception):
    """Root of the store's errors; `retryable` says whether the same work may be tried again."""

    retryable = False


class StorageUnavailable(StoreError):
    """The database could not be reached or could not keep what it was given: disk full, read-only, connection lost."""

    retryable = True


class SchemaOutdated(StoreError):
    """The database's tables are older or newer than this version of Parley."""


class AlreadyServed(StoreError):
    """Another process serves this database."""

    def __init__(self, database: str) -> None:
        super().__init__(
            f"another process already serves {database}: stop it first, or name another database with "
            "PARLEY_DATABASE_URL"
        )


class DatabaseLinked(StoreError):
    """The SQLite database has several names, and its logs belong to one of them."""


class EnvironmentMismatch(StoreError):
    """The database is that of `parley dev`, and somebody else's would be needed; or the other way round."""


class ClaimLost(StoreError):
    """The claim on a thread ran out or was taken over; whoever holds it now does the work."""

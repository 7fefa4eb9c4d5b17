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
    """Another process serves this SQLite database."""


class ClaimLost(StoreError):
    """The claim on a thread ran out or was taken over; whoever holds it now does the work."""

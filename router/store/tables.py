"""The tables. What must never be lost is here and nowhere else (DESIGN.md, 1)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from router.store.columns import Identity, Instant, Json

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("name", Text),
    Column("language", Text),
    Column("blocked", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Instant, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    Column("address", Text, primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
)

contact_attributes = Table(
    "contact_attributes",
    metadata,
    Column("contact_id", ForeignKey("contacts.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("value", Json, nullable=False),
    Column("set_at", Instant, nullable=False),
)

# One for each address of a person. It is lifted, never deleted: who said STOP and START, and when, can be shown.
suppressions = Table(
    "suppressions",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("address", Text, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("lifted_at", Instant),
)
Index(
    "uq_suppressions_active",
    suppressions.c.address,
    unique=True,
    sqlite_where=text("lifted_at IS NULL"),
    postgresql_where=text("lifted_at IS NULL"),
)

threads = Table(
    "threads",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("customer", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("last_text_at", Instant),
    # The claim: one hand at a time, by the database's clock.
    Column("claim_token", Text),
    Column("claimed_until", BigInteger),
    UniqueConstraint("customer", "line"),
)

# The inbox: everything that can happen to a conversation. `id` is the order of arrival.
events = Table(
    "events",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("status", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("provider_id", Text),
    Column("event", LargeBinary),
    Column("raw", LargeBinary),
    Column("received_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("retry_at", Instant),
    Column("error", Text),
    # What was found out for it, so that it is handled again with the same answers.
    Column("met", LargeBinary),
    # The rung of the ladder that took it.
    Column("rung", Text),
    UniqueConstraint("provider_id"),
)
Index(
    "ix_events_pending",
    events.c.customer,
    events.c.line,
    events.c.id,
    sqlite_where=text("status = 'pending'"),
    postgresql_where=text("status = 'pending'"),
)
_UNFINISHED = ("pending", "quarantined", "set_aside")
_UNFINISHED_SQL = text(f"status IN {_UNFINISHED}")
Index("ix_events_unfinished", events.c.status, sqlite_where=_UNFINISHED_SQL, postgresql_where=_UNFINISHED_SQL)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("team", Text),
    Column("agent", Text),
    Column("conversation", LargeBinary, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
Index("ix_conversations_thread_id_id", conversations.c.thread_id, conversations.c.id)
Index("ix_conversations_status_changed_at", conversations.c.status, conversations.c.changed_at)
# At most one open conversation per thread (DESIGN.md, 5).
Index(
    "uq_conversations_open",
    conversations.c.thread_id,
    unique=True,
    sqlite_where=text("status <> 'closed'"),
    postgresql_where=text("status <> 'closed'"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Identity, primary_key=True),
    # The name others know it by: it must not be reused when a backup is restored, so it is not the running number.
    Column("public_id", Text, nullable=False, unique=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id")),
    Column("direction", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("media", Json),
    # A message that the provider has on file, sent in place of the text.
    Column("template", Json),
    Column("purpose", Text),
    Column("agent", Text),
    Column("encoding", Text),
    Column("segments", Integer),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("answers_event_id", ForeignKey("events.id")),
    # The gate's last word: the rule's id, and until when it holds.
    Column("rule", Text),
    Column("not_before", Instant),
    # Submission.
    Column("provider_id", Text, unique=True),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("attempt_token", Text),
    Column("attempted_at", Instant),
    Column("lookups", Integer, nullable=False, server_default=text("0")),
    Column("resends", Integer, nullable=False, server_default=text("0")),
    Column("next_lookup_at", Instant),
    Column("error_code", Integer),
    Column("error_class", Text),
    Column("error", Text),
)
Index("ix_messages_thread_id_id", messages.c.thread_id, messages.c.id)
Index("ix_messages_conversation_id", messages.c.conversation_id)
_UNDER_WAY = ("queued", "held", "submitting", "unknown")
_UNDER_WAY_SQL = text(f"status IN {_UNDER_WAY}")
# Two, since SQLite takes the order of arrival from an index only if that begins with it.
Index("ix_messages_under_way_id", messages.c.id, sqlite_where=_UNDER_WAY_SQL, postgresql_where=_UNDER_WAY_SQL)
Index(
    "ix_messages_under_way",
    messages.c.thread_id,
    messages.c.id,
    messages.c.status,
    sqlite_where=_UNDER_WAY_SQL,
    postgresql_where=_UNDER_WAY_SQL,
)

_LOOKED_FOR = text("next_lookup_at IS NOT NULL")
Index(
    "ix_messages_next_lookup_at",
    messages.c.next_lookup_at,
    sqlite_where=_LOOKED_FOR,
    postgresql_where=_LOOKED_FOR,
)

# Every status callback, as it came; one whose message we do not know has no message.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), index=True),
    Column("provider_id", Text),
    Column("status", Text),
    Column("error_code", Integer),
    Column("error_class", Text),
    Column("source", Text, nullable=False),
    Column("raw", LargeBinary),
    Column("at", Instant, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False, server_default=text("'silence'")),
    # The wait, or the text of a burst, that it was started for.
    Column("wait", Integer, nullable=False),
    Column("after_seconds", Integer, nullable=False),
    # Starts when this message leaves; until then the timer has no due time.
    Column("starts_with_message_id", ForeignKey("messages.id"), index=True),
    Column("due_at", Instant, index=True),
)

# Calls that change something in a business system, from the step that asked for them to their answer; turns of the
# bot too, with BOT in the place of the method.
calls = Table(
    "calls",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("wait", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("idempotency_key", Text, nullable=False, unique=True),
    # Who makes it: the headers, which may hold secrets, are read there when it is made, and never kept.
    Column("flow", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("method", Text, nullable=False),
    Column("url", Text, nullable=False),
    # Forgotten once the call is over, and so is the address's query.
    Column("body", Json),
    Column("within_seconds", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    # Those that may have reached the business system.
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("attempt_token", Text),
    Column("attempted_at", Instant),
    Column("not_before", Instant),
    Column("give_up_at", Instant),
    Column("ended_at", Instant),
    Column("answer_status", Integer),
    Column("problem", Text),
)
_CALLS_UNDER_WAY = ("waiting", "calling")
_CALLS_UNDER_WAY_SQL = text(f"status IN {_CALLS_UNDER_WAY}")
Index("ix_calls_under_way", calls.c.id, sqlite_where=_CALLS_UNDER_WAY_SQL, postgresql_where=_CALLS_UNDER_WAY_SQL)

queue_entries = Table(
    "queue_entries",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False, index=True),
    Column("team", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("skill", Text),
    Column("summary", Json, nullable=False),
    Column("queued_at", Instant, nullable=False),
    # When its team should have answered.
    Column("answer_by", Instant),
    Column("taken_by", Text),
    Column("ended_at", Instant),
)

users = Table(
    "users",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    # The name whatever its case; null for one that was there before names had to differ in more than that.
    Column("folded_name", Text),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Instant, nullable=False),
)
Index("uq_users_folded_name", users.c.folded_name, unique=True)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    # Where it was begun, in short, for its user to recognize: "Firefox on Windows", and the client's address.
    Column("browser", Text),
    Column("address", Text),
)

readiness = Table(
    "readiness", metadata, Column("id", Integer, primary_key=True), Column("checked_at", Instant, nullable=False)
)

# One row: whose database this is (deployment.py).
deployment = Table(
    "deployment", metadata, Column("id", Integer, primary_key=True), Column("environment", Text, nullable=False)
)


# SQLite uses a partial index only where its condition stands in the query word for word, with literals.


def is_pending(table: FromClause) -> ColumnElement[bool]:
    """The condition of `ix_events_pending`."""
    return table.c.status == literal_column("'pending'")


def is_unfinished(table: FromClause) -> ColumnElement[bool]:
    """The condition of `ix_events_unfinished`: waits to be handled, or for a human."""
    return table.c.status.in_([literal_column(f"'{status}'") for status in _UNFINISHED])


def is_under_way(table: FromClause) -> ColumnElement[bool]:
    """The condition of `ix_messages_under_way`: not known to have reached the provider, and not given up."""
    return table.c.status.in_([literal_column(f"'{status}'") for status in _UNDER_WAY])


def is_call_under_way(table: FromClause) -> ColumnElement[bool]:
    """The condition of `ix_calls_under_way`: to be made, or being made."""
    return table.c.status.in_([literal_column(f"'{status}'") for status in _CALLS_UNDER_WAY])

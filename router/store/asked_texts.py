"""What the bot made of texts, kept with the events that asked for it."""

from collections.abc import Iterator
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, select

from flows.protocol.needs import Met, Understood
from router.store.tables import events

_DECODER = msgspec.json.Decoder(dict[str, Met])
_KEY = "understand "
_ASKED = (
    select(events.c.id, events.c.met, events.c.rung, events.c.received_at)
    .where(events.c.met.is_not(None), events.c.received_at >= bindparam("since"))
    .order_by(events.c.id.desc())
)


class AskedText(Struct, frozen=True):
    """A text that the bot was asked about."""

    text: str
    understood: Understood
    #: The rung of the ladder that took it; None: it is not handled yet.
    rung: str | None
    received_at: datetime


def asked_since(connection: Connection, since: datetime, most: int) -> list[AskedText]:
    """The latest texts that a bot was there to be asked about, the newest first."""
    texts: list[AskedText] = []
    for row in connection.execute(_ASKED, {"since": since}):
        for text, understood in _meanings(row.met):
            texts.append(AskedText(text, understood, row.rung, row.received_at))
        if len(texts) >= most:
            break
    return texts[:most]


def _meanings(met: bytes) -> Iterator[tuple[str, Understood]]:
    for key, answer in _DECODER.decode(met).items():
        if isinstance(answer, Understood) and (answer.intents or answer.out_of_scope):
            yield key.removeprefix(_KEY), answer

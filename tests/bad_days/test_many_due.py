"""After an hour's outage everything is due at once: each is done once, nothing is skipped."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, func, select, update

from flows.protocol.events import TextReceived
from router.app import utc_now
from router.store import inbox
from router.store.database import Database
from router.store.inbox import Arrival
from router.store.tables import timers
from tests.bad_days.emulator_dials import sent_by_us
from tests.bad_days.stored_messages import with_provider
from tests.journeys.conftest import CLINIC
from tests.journeys.installation import Installation, eventually, running

LINE = "+12125550101"
#: For ten thousand, on one core beside the provider that takes them.
WITHIN = 300


@pytest.mark.count(200, full=10_000)
def test_everything_due_after_an_outage_is_done_once(sqlite_url: str, count: int) -> None:
    """The texts came while nobody handled them; their nudges fell due before anybody looked."""
    _texts_arrive(sqlite_url, count)
    with running(CLINIC, sqlite_url) as installation:
        eventually(lambda: _started_timers(installation) == count, "all answered", within=WITHIN)
        installation.parley.database.write_now(_an_hour_ago)
        eventually(lambda: with_provider(installation) == 2 * count, "all nudged", within=WITHIN)
        assert _started_timers(installation) == 0
        bodies = [(message["to"], message["body"][:7]) for message in sent_by_us(installation)]
        assert len(set(bodies)) == 2 * count


def _texts_arrive(url: str, count: int) -> None:
    database = Database.open(url)

    def arrive(connection: Connection) -> None:
        for number in range(count):
            event = TextReceived(LINE, "hi")
            inbox.add(connection, Arrival(f"+1212{number:07}", LINE, event, utc_now() - timedelta(hours=1)))

    database.write_now(arrive)
    database.close()


def _an_hour_ago(connection: Connection) -> None:
    connection.execute(update(timers).values(due_at=utc_now() - timedelta(hours=1)))


def _started_timers(installation: Installation) -> int:
    query = select(func.count()).where(timers.c.due_at.is_not(None))
    return int(installation.read(lambda connection: connection.execute(query).scalar_one()))

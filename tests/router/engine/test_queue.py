"""A queued conversation knows when its team should have answered."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import flows
from router.store.database import Database
from router.store.tables import queue_entries
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import engine_of, handle
from tests.router.store.writing import NOW, text_arrives

FLOW_FILE = """
parley: 1
brand: {name: Harbour Dental}
senders: {"+12125550101": {flow: front_desk}}
hours: {clinic: {mon-fri: "09:00-17:00"}}
teams: {reception: TEAM}
flows:
  front_desk:
    start: welcome
    states:
      welcome: {escalate: reception}
"""
#: A Monday, at ten in the morning; the clinic is closed from five on.
OPEN, CLOSED = NOW, NOW + timedelta(hours=8)
A_QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("team", "now", "answer_by"),
    [
        pytest.param("{first_reply_within: 15m}", CLOSED, CLOSED + A_QUARTER, id="a team that is always there"),
        pytest.param("{hours: clinic, first_reply_within: 15m}", OPEN, OPEN + A_QUARTER, id="while it is open"),
        pytest.param(
            "{hours: clinic, first_reply_within: 15m}",
            CLOSED,
            CLOSED + timedelta(hours=15) + A_QUARTER,
            id="from its opening on",
        ),
        pytest.param("{hours: clinic}", OPEN, None, id="as long as it takes"),
    ],
)
def test_when_a_team_should_have_answered(
    sqlite: Database, tmp_path: Path, team: str, now: datetime, answer_by: datetime | None
) -> None:
    flow_file, clock = tmp_path / "queue.yaml", Clock(now)
    flow_file.write_text(FLOW_FILE.replace("TEAM", team))
    sqlite.write_now(text_arrives)
    handle(clock, engine_of(sqlite, flows.load(flow_file, {}), clock), database=sqlite)
    kept = sqlite.read_now(lambda connection: connection.execute(select(queue_entries.c.answer_by)).scalar_one())
    assert kept == answer_by

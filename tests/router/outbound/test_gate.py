"""The gate's rules: pure, in order, each with its id."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from flows import Service, load_text
from flows.protocol.effects import Purpose
from router.message_status import MessageStatus
from router.outbound.gate import (
    MAX_TEXT_LENGTH,
    RULES,
    WHATSAPP_WINDOW,
    Hold,
    Objection,
    OutboundCandidate,
    Refuse,
    Rule,
    Send,
    judge,
    judge_by,
)
from router.outbound.message_writer import Text, Written, find_recipient, write_message
from router.store import suppressions, threads
from router.store.database import Database
from tests.router.store.writing import CUSTOMER, LINE, NOW

FINE = OutboundCandidate(
    CUSTOMER,
    "hello",
    False,
    Purpose.TRANSACTIONAL,
    suppressed=False,
    consent_withdrawn=False,
    blocked=False,
    last_text_at=None,
)
SERVICE = load_text(
    """
parley: 1
brand: {name: Harbour Dental}
timezone: UTC
senders: {"+12125550101": {flow: front_desk}}
hours: {clinic: {mon-sun: 09:00-17:00}}
teams: {reception: {hours: clinic}}
flows: {front_desk: {start: hello, states: {hello: {say: Hello., end: true}}}}
""",
    "flows.yaml",
    {},
)
WHATSAPP = f"whatsapp:{CUSTOMER}"
A_MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        pytest.param({}, Send(), id="an ordinary text leaves"),
        pytest.param({"suppressed": True}, Refuse("suppressed"), id="who said STOP is not texted"),
        pytest.param(
            {"suppressed": True, "purpose": Purpose.AUTHENTICATION},
            Refuse("suppressed"),
            id="who said STOP gets no one-time code either",
        ),
        pytest.param(
            {"suppressed": True, "purpose": Purpose.COMPLIANCE}, Send(), id="the confirmation of STOP is exempt"
        ),
        pytest.param(
            {"consent_withdrawn": True, "purpose": Purpose.PROMOTIONAL},
            Refuse("consent"),
            id="START brings back no promotions",
        ),
        pytest.param({"consent_withdrawn": True}, Send(), id="START brings back what was asked for"),
        pytest.param({"purpose": Purpose.PROMOTIONAL}, Send(), id="a promotion to who never said STOP"),
        pytest.param(
            {"consent_withdrawn": True, "suppressed": True, "purpose": Purpose.PROMOTIONAL},
            Refuse("suppressed"),
            id="a promotion to who said STOP",
        ),
        pytest.param({"blocked": True}, Refuse("blocked"), id="who is blocked is not texted"),
        pytest.param(
            {"blocked": True, "purpose": Purpose.COMPLIANCE},
            Refuse("blocked"),
            id="a confirmation is not exempt from blocking",
        ),
        pytest.param({"suppressed": True, "blocked": True}, Refuse("suppressed"), id="the first rule that objects"),
        pytest.param({"text": ""}, Refuse("empty"), id="nothing to say"),
        pytest.param({"text": " \n\t"}, Refuse("empty"), id="only blanks to say"),
        pytest.param({"text": "", "has_media": True}, Send(), id="a picture needs no text"),
        pytest.param({"text": "x" * MAX_TEXT_LENGTH}, Send(), id="as long as it may be"),
        pytest.param({"text": "x" * (MAX_TEXT_LENGTH + 1)}, Refuse("too_long"), id="one character too long"),
        pytest.param({"text": "", "on_file": True}, Send(), id="a message on file needs no text"),
        pytest.param(
            {"recipient": WHATSAPP, "last_text_at": None, "on_file": True},
            Send(),
            id="a message on file opens WhatsApp",
        ),
        pytest.param(
            {"suppressed": True, "on_file": True}, Refuse("suppressed"), id="a message on file is no way around STOP"
        ),
        pytest.param({"last_text_at": NOW - timedelta(days=400)}, Send(), id="an SMS knows no window"),
        pytest.param(
            {"recipient": WHATSAPP, "last_text_at": NOW - WHATSAPP_WINDOW + A_MOMENT},
            Send(),
            id="WhatsApp within a day of the last text",
        ),
        pytest.param(
            {"recipient": WHATSAPP, "last_text_at": NOW - WHATSAPP_WINDOW},
            Refuse("whatsapp_window"),
            id="WhatsApp when the day is over",
        ),
        pytest.param(
            {"recipient": WHATSAPP, "last_text_at": None},
            Refuse("whatsapp_window"),
            id="WhatsApp to somebody who never texted",
        ),
    ],
)
def test_the_gate_says(changes: dict[str, Any], verdict: object) -> None:
    assert judge(replace(FINE, **changes), SERVICE, NOW) == verdict


def _by_night(_candidate: OutboundCandidate, service: Service, now: datetime) -> Objection | None:
    """A rule with a setting: nothing leaves while the team that the flow file names is away."""
    return None if service.is_open("reception", now) else now + A_MOMENT


def test_a_rule_with_a_setting_is_one_function_and_one_line_of_the_table() -> None:
    rules = (*RULES, Rule("by_night", "nobody is there by night", _by_night))
    by_day, by_night = NOW.replace(hour=12), NOW.replace(hour=3)
    assert judge_by(rules, FINE, SERVICE, by_day) == Send()
    assert judge_by(rules, FINE, SERVICE, by_night) == Hold("by_night", by_night + A_MOMENT)
    assert judge_by(rules, replace(FINE, blocked=True), SERVICE, by_night) == Refuse("blocked")


def test_every_rule_has_an_id_of_its_own_and_a_reason_for_agents() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.reason for rule in RULES)


def write(
    database: Database, text: str = "hello", customer: str = CUSTOMER, purpose: Purpose = Purpose.TRANSACTIONAL
) -> Written:
    def work(connection: Connection) -> Written:
        recipient = find_recipient(connection, threads.ensure(connection, customer, LINE))
        return write_message(connection, recipient, Text(text, purpose), SERVICE, lambda: "m", NOW)

    return database.write_now(work)


@pytest.mark.parametrize(
    ("customer", "text", "rule"),
    [
        pytest.param(CUSTOMER, "hello", "suppressed", id="STOP by SMS holds for SMS"),
        pytest.param(WHATSAPP, "hello", "suppressed", id="STOP by SMS holds for WhatsApp"),
        pytest.param("+12125550199", "", "empty", id="nobody else is suppressed"),
    ],
)
def test_what_is_refused_when_it_is_written_is_kept_with_its_rule(
    sqlite: Database, customer: str, text: str, rule: str
) -> None:
    sqlite.write_now(lambda connection: suppressions.suppress(connection, CUSTOMER, "keyword", NOW))
    written = write(sqlite, text, customer)
    assert (written.status, written.rule) == (MessageStatus.REFUSED, rule)


def test_what_passes_when_it_is_written_waits_to_be_sent(sqlite: Database) -> None:
    written = write(sqlite)
    assert (written.status, written.rule) == (MessageStatus.QUEUED, None)


def test_a_promotion_after_start_is_refused_when_it_is_written(sqlite: Database) -> None:
    sqlite.write_now(lambda connection: suppressions.suppress(connection, CUSTOMER, "keyword", NOW))
    sqlite.write_now(lambda connection: suppressions.lift(connection, CUSTOMER, NOW))
    written = write(sqlite, purpose=Purpose.PROMOTIONAL)
    assert (written.status, written.rule) == (MessageStatus.REFUSED, "consent")

"""A message whose fate is in doubt: proven by a callback or by the listing, sent once more, or left for a human."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from msgspec import Struct
from sqlalchemy import Connection, update

from router.message_status import MessageStatus
from router.outbound.delivery_recorder import settle
from router.outbound.message_reconciler import FOLLOW_UPS, MessageReconciler
from router.outbound.reconciliation_policy import BETWEEN_LISTINGS, JUST_RECEIVED
from router.providers.provider_contract import Accepted, DeliveryReport, ListedMessage, OutcomeUnknown
from router.store import dead_letters, message_rows, outbox
from router.store.database import Database
from router.store.message_rows import FIRST_FOLLOW_UP, Report
from router.store.outbox import ABANDONED_AFTER
from router.store.tables import messages as messages_table
from tests.router.clock import Clock
from tests.router.outbound.dispatcher_runs import dispatch, message_of
from tests.router.outbound.scripted_provider import ScriptedProvider, listed, sid
from tests.router.store.writing import NOW, message_written, text_arrives

S = MessageStatus
TEXT = "Which day suits you?"
FIRST_LISTING = timedelta(seconds=15)


class Desk(Struct, frozen=True):
    """A reconciler at work with its database, provider and clock."""

    database: Database
    provider: ScriptedProvider
    clock: Clock

    def sweep(self) -> bool:
        """Ask once about everything that is due; whether a message was queued again."""
        rings: list[bool] = []
        reconciler = MessageReconciler(self.database, self.provider, self.clock, lambda: rings.append(True))
        asyncio.run(reconciler.sweep())
        return bool(rings)

    def dispatch(self) -> None:
        dispatch(self.database, self.provider, self.clock)

    def lose(self, *public_ids: str, answers_a_text: bool = False) -> None:
        """Messages with the same words, whose submissions end without an answer."""
        for public_id in public_ids:
            self.database.write_now(partial(_write, public_id=public_id, answers_a_text=answers_a_text))
            self.provider.will(OutcomeUnknown("time-out"))
            self.dispatch()
            # Past the half minute for which it holds back the one behind it.
            self.clock.advance(seconds=31)

    def status(self, public_id: str = "m") -> str:
        return str(message_of(self.database, public_id)["status"])

    def waits_for_a_human(self, *public_ids: str) -> bool:
        letters = self.database.read_now(dead_letters.list_all)
        return {letter.letter_id for letter in letters} == {f"message-{public_id}" for public_id in public_ids}


def _write(connection: Connection, public_id: str, *, answers_a_text: bool) -> None:
    text_id = text_arrives(connection) if answers_a_text else None
    message_written(connection, public_id, text=TEXT, answers_event_id=text_id)


@pytest.fixture
def desk(sqlite: Database, provider: ScriptedProvider, clock: Clock) -> Desk:
    return Desk(sqlite, provider, clock)


@pytest.fixture
def desk_on_each_database(database: Database, provider: ScriptedProvider, clock: Clock) -> Desk:
    return Desk(database, provider, clock)


def test_a_callback_proves_it_and_nobody_asks_any_more(desk_on_each_database: Desk) -> None:
    desk = desk_on_each_database
    desk.lose("m")
    callback = Report("callback", desk.clock(), S.DELIVERED, sid(1), "m")
    desk.database.write_now(lambda connection: settle(connection, callback))
    desk.clock.advance(days=3)
    desk.sweep()
    assert (desk.status(), desk.provider.lookups) == (S.DELIVERED, 0)


def test_the_listing_waits_for_a_callback_first(desk: Desk) -> None:
    desk.database.write_now(lambda connection: _write(connection, "m", answers_a_text=False))
    desk.provider.will(OutcomeUnknown("time-out"))
    desk.dispatch()
    desk.clock.now = NOW + FIRST_LISTING - timedelta(seconds=1)
    desk.sweep()
    assert desk.provider.lookups == 0
    desk.clock.now = NOW + FIRST_LISTING
    desk.sweep()
    assert desk.provider.lookups == 1


def test_what_the_listing_shows_alone_is_found(desk_on_each_database: Desk) -> None:
    desk = desk_on_each_database
    desk.lose("m", answers_a_text=True)
    desk.provider.listing = [listed("another text", NOW, 1), listed(TEXT, NOW, 2, S.DELIVERED)]
    assert desk.sweep() is False
    message = message_of(desk.database, "m")
    assert (message["status"], message["provider_id"]) == (S.DELIVERED, sid(2))


def test_a_listed_message_that_is_known_as_another_of_ours_proves_nothing(desk: Desk) -> None:
    desk.database.write_now(lambda connection: _write(connection, "known", answers_a_text=False))
    desk.provider.will(Accepted(sid(7)))
    desk.dispatch()
    desk.lose("m")
    desk.provider.listing = [listed(TEXT, NOW, 7)]
    desk.sweep()
    assert (desk.status(), message_of(desk.database, "m")["lookups"]) == (S.UNKNOWN, 1)


@pytest.mark.parametrize(
    ("lost", "listing"),
    [
        pytest.param(["m"], [listed(TEXT, NOW, 1), listed(TEXT, NOW, 2)], id="two listed could be it"),
        pytest.param(["m", "twin"], [listed(TEXT, NOW, 1)], id="one listed could be either of two"),
        pytest.param(["m", "twin"], [listed(TEXT, NOW, 1), listed(TEXT, NOW, 2)], id="two listed, two lost"),
    ],
)
def test_a_listing_that_is_ambiguous_leaves_it_to_a_human(
    desk: Desk, lost: list[str], listing: list[ListedMessage]
) -> None:
    desk.lose(*lost, answers_a_text=True)
    desk.provider.listing = listing
    assert desk.sweep() is False
    assert desk.waits_for_a_human(*lost)
    desk.clock.advance(days=1)
    assert desk.sweep() is False
    assert [desk.status(each) for each in lost] == [S.UNKNOWN] * len(lost)


def test_a_listing_proves_nothing_while_a_message_that_looks_the_same_is_being_sent(desk: Desk) -> None:
    desk.lose("m", answers_a_text=True)
    twin = desk.database.write_now(lambda connection: message_written(connection, "twin", text=TEXT))
    desk.database.write_now(lambda connection: outbox.take(connection, [twin], "token", desk.clock()))
    desk.provider.listing = [listed(TEXT, NOW, 1)]
    desk.sweep()
    assert message_of(desk.database, "m")["provider_id"] is None
    accepted = Report("submission", desk.clock(), S.ACCEPTED, sid(1), "twin")
    desk.database.write_now(lambda connection: settle(connection, accepted))
    _look_twice(desk, after=BETWEEN_LISTINGS)
    desk.dispatch()
    assert desk.provider.texts == [TEXT, TEXT]


def test_absent_twice_a_minute_apart_an_answer_is_sent_once_more(desk_on_each_database: Desk) -> None:
    desk = desk_on_each_database
    desk.lose("m", answers_a_text=True)
    assert desk.sweep() is False
    desk.clock.now += BETWEEN_LISTINGS - timedelta(seconds=1)
    assert (desk.sweep(), desk.provider.lookups) == (False, 1)
    desk.clock.advance(seconds=1)
    assert (desk.sweep(), desk.provider.lookups) == (True, 2)
    desk.dispatch()
    assert (desk.status(), desk.provider.texts) == (S.ACCEPTED, [TEXT, TEXT])


def test_lost_again_after_it_was_sent_once_more_it_waits_for_a_human(desk: Desk) -> None:
    desk.lose("m", answers_a_text=True)
    _look_twice(desk)
    desk.provider.will(OutcomeUnknown("time-out again"))
    desk.dispatch()
    desk.clock.advance(seconds=31)
    _look_twice(desk)
    assert desk.waits_for_a_human("m")
    desk.dispatch()
    assert desk.provider.texts == [TEXT, TEXT]


@pytest.mark.parametrize(
    ("answers_a_text", "later"),
    [
        pytest.param(False, timedelta(), id="it answers no text"),
        pytest.param(True, JUST_RECEIVED, id="the text is a quarter of an hour old"),
    ],
)
def test_absent_twice_anything_else_waits_for_a_human(desk: Desk, answers_a_text: bool, later: timedelta) -> None:
    desk.lose("m", answers_a_text=answers_a_text)
    desk.clock.now += later
    _look_twice(desk)
    assert desk.waits_for_a_human("m")
    assert desk.status() == S.UNKNOWN


def _look_twice(desk: Desk, after: timedelta = timedelta()) -> None:
    desk.clock.now += after
    desk.sweep()
    desk.clock.now += BETWEEN_LISTINGS
    desk.sweep()


def test_a_humans_word_sends_it_again(desk: Desk) -> None:
    desk.lose("m")
    _look_twice(desk)
    assert desk.database.write_now(lambda connection: dead_letters.retry(connection, "message-m", desk.clock()))
    desk.dispatch()
    assert (desk.status(), len(desk.provider.submitted)) == (S.ACCEPTED, 2)


def test_a_listing_that_cannot_be_read_proves_nothing_and_is_read_again(desk: Desk) -> None:
    desk.lose("m", answers_a_text=True)
    desk.provider.listing = None
    for _ in range(10):
        assert desk.sweep() is False
        desk.clock.now += BETWEEN_LISTINGS
    assert (desk.status(), desk.provider.lookups, message_of(desk.database, "m")["lookups"]) == (S.UNKNOWN, 10, 0)
    desk.provider.listing = [listed(TEXT, NOW)]
    desk.sweep()
    assert desk.status() == S.SENT


def test_a_submission_whose_process_is_gone_is_unknown_and_looked_for(desk_on_each_database: Desk) -> None:
    desk = desk_on_each_database
    message = desk.database.write_now(lambda connection: message_written(connection, "m", text=TEXT))
    desk.database.write_now(lambda connection: outbox.take(connection, [message], "token", NOW))
    desk.clock.now = NOW + ABANDONED_AFTER - timedelta(seconds=1)
    desk.sweep()
    assert desk.status() == S.SUBMITTING
    desk.clock.now = NOW + ABANDONED_AFTER
    desk.provider.listing = [listed(TEXT, NOW)]
    desk.sweep()
    assert desk.status() == S.SENT


@pytest.fixture
def accepted(desk: Desk) -> Desk:
    """A message that the provider has, and whose callbacks do not come."""
    desk.database.write_now(lambda connection: _write(connection, "m", answers_a_text=False))
    desk.provider.will(Accepted(sid(1)))
    desk.dispatch()
    return desk


def say(status: MessageStatus) -> Callable[[Desk], None]:
    def change(desk: Desk) -> None:
        desk.provider.reports[sid(1)] = DeliveryReport(sid(1), status)

    return change


def test_a_message_whose_callbacks_are_lost_is_asked_about(accepted: Desk) -> None:
    say(S.DELIVERED)(accepted)
    accepted.clock.now = NOW + FIRST_FOLLOW_UP - timedelta(seconds=1)
    accepted.sweep()
    assert accepted.status() == S.ACCEPTED
    accepted.clock.now = NOW + FIRST_FOLLOW_UP
    accepted.sweep()
    assert accepted.status() == S.DELIVERED
    accepted.clock.advance(days=7)
    accepted.sweep()
    assert accepted.provider.lookups == 1


def test_a_message_that_stays_on_its_way_is_asked_about_ever_more_rarely_and_then_no_more(accepted: Desk) -> None:
    say(S.ACCEPTED)(accepted)
    for asked, pause in enumerate([FIRST_FOLLOW_UP, *FOLLOW_UPS], start=1):
        accepted.clock.now += pause - timedelta(seconds=1)
        accepted.sweep()
        assert accepted.provider.lookups == asked - 1
        accepted.clock.advance(seconds=1)
        accepted.sweep()
        assert accepted.provider.lookups == asked
    accepted.clock.advance(days=365)
    accepted.sweep()
    assert (accepted.provider.lookups, accepted.status()) == (1 + len(FOLLOW_UPS), S.ACCEPTED)


def test_an_answer_that_is_behind_what_we_know_is_not_asked_for_at_every_sweep(accepted: Desk) -> None:
    sent = Report("callback", NOW, S.SENT, sid(1), "m")
    accepted.database.write_now(lambda connection: settle(connection, sent))
    say(S.ACCEPTED)(accepted)
    accepted.clock.now = NOW + FIRST_FOLLOW_UP
    for _ in range(3):
        accepted.sweep()
        accepted.clock.advance(seconds=2)
    assert (accepted.status(), accepted.provider.lookups) == (S.SENT, 1)
    fate = accepted.database.read_now(lambda connection: message_rows.fate(connection, "m"))
    assert fate is not None
    assert [each["source"] for each in fate.deliveries] == ["submission", "callback"]


def test_a_follow_up_that_cannot_be_made_is_made_again_later(accepted: Desk) -> None:
    accepted.clock.now = NOW + FIRST_FOLLOW_UP
    accepted.sweep()
    say(S.DELIVERED)(accepted)
    accepted.clock.now += FOLLOW_UPS[0]
    accepted.sweep()
    assert (accepted.status(), accepted.provider.lookups) == (S.DELIVERED, 2)


def test_a_message_that_is_gone_at_the_provider_is_not_asked_after_for_ever(accepted: Desk) -> None:
    for pause in (FIRST_FOLLOW_UP, *FOLLOW_UPS, timedelta(days=1), timedelta(days=1)):
        accepted.clock.now += pause
        accepted.sweep()
    assert (accepted.status(), accepted.provider.lookups) == (S.ACCEPTED, 1 + len(FOLLOW_UPS))


def test_a_message_on_file_is_only_proven_by_a_callback(desk: Desk) -> None:
    """Whatever the listing shows, it may be this one: only the provider knows its words."""
    desk.lose("m", answers_a_text=True)
    on_file = update(messages_table).values(template={"id": "HX1"})
    desk.database.write_now(lambda connection: connection.execute(on_file))
    _look_twice(desk)
    desk.dispatch()
    assert (desk.status(), desk.provider.texts) == ("unknown", [TEXT])
    assert desk.waits_for_a_human("m")

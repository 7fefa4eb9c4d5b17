"""Each message is written, judged once more and handed over exactly once; what the call says decides what follows."""

import asyncio
import threading
from datetime import datetime, timedelta
from functools import partial

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import Connection

from router.active_flows import Current
from router.message_status import ErrorClass, MessageStatus
from router.outbound.delivery_recorder import settle
from router.outbound.message_dispatcher import BREAKER_POLICY, MessageDispatcher
from router.outbound.submission import FIRST_LOOKUP, MAX_RETRY_DELAY, WORTH_SENDING_FOR, retry_delay
from router.providers.provider_contract import Accepted, NotSent, OutboundText, OutcomeUnknown, SubmissionRefused
from router.store import message_rows, suppressions, threads, timer_queue
from router.store.database import Database
from router.store.message_rows import Report
from tests.router.clock import Clock
from tests.router.engine.event_processor_runs import load
from tests.router.outbound.dispatcher_runs import dispatch, is_quiet, message_of, status_url
from tests.router.outbound.scripted_provider import ScriptedProvider, sid
from tests.router.store.writing import CUSTOMER, LINE, NOW, closed_conversation, message_written
from tests.waiting import until

S = MessageStatus
OTHER = "+12125550177"


def write(database: Database, *public_ids: str, customer: str = CUSTOMER) -> None:
    """Messages of one thread, queued in this order; each says its own name."""

    def work(connection: Connection) -> None:
        for public_id in public_ids:
            message_written(connection, public_id, customer=customer, text=public_id)

    database.write_now(work)


def test_an_accepted_message_keeps_the_providers_id_and_its_history(
    database: Database, provider: ScriptedProvider, clock: Clock
) -> None:
    write(database, "m")
    dispatch(database, provider, clock)
    (sent,) = provider.submitted
    assert (sent.message_id, sent.sender, sent.recipient) == ("m", LINE, CUSTOMER)
    assert sent.status_url == status_url("m")
    fate = database.read_now(lambda connection: message_rows.fate(connection, "m"))
    assert fate is not None
    assert (fate.message["status"], fate.message["provider_id"], fate.message["attempts"]) == (S.ACCEPTED, sid(1), 1)
    assert [(each["source"], each["status"]) for each in fate.deliveries] == [("submission", S.ACCEPTED)]


def test_it_is_written_as_submitting_before_the_provider_is_called(
    sqlite: Database, provider: ScriptedProvider, clock: Clock
) -> None:
    seen = []
    provider.during = lambda message: seen.append(message_of(sqlite, message.message_id)["status"])
    write(sqlite, "m")
    dispatch(sqlite, provider, clock)
    assert seen == [S.SUBMITTING]


@pytest.mark.parametrize(
    ("answer", "status", "code", "error_class", "outcome"),
    [
        pytest.param(Accepted(sid(9), S.SENT), S.SENT, None, None, "accepted", id="sent at once"),
        pytest.param(
            SubmissionRefused("no", 21211, ErrorClass.BAD_NUMBER),
            S.FAILED,
            21211,
            "bad_number",
            "refused",
            id="refused, with its class",
        ),
        pytest.param(
            SubmissionRefused("no", None, ErrorClass.UNCLASSIFIED),
            S.FAILED,
            None,
            "unclassified",
            "refused",
            id="refused without a code",
        ),
        pytest.param(
            SubmissionRefused("queue full", 30001, ErrorClass.CAPACITY),
            S.QUEUED,
            None,
            None,
            "not_sent",
            id="refused for load: it is sent later",
        ),
        pytest.param(NotSent("refused"), S.QUEUED, None, None, "not_sent", id="provably not sent: it is sent later"),
        pytest.param(OutcomeUnknown("HTTP 500"), S.UNKNOWN, None, None, "unknown", id="nobody knows"),
        pytest.param(ZeroDivisionError(), S.UNKNOWN, None, None, "unknown", id="a fault in the adapter"),
    ],
)
def test_what_the_call_says_decides(
    sqlite: Database,
    provider: ScriptedProvider,
    clock: Clock,
    answer: Accepted | Exception,
    status: S,
    code: int | None,
    error_class: str | None,
    outcome: str,
) -> None:
    before = _submissions(outcome)
    provider.will(answer)
    write(sqlite, "m")
    dispatch(sqlite, provider, clock)
    message = message_of(sqlite, "m")
    assert (message["status"], message["error_code"], message["error_class"]) == (status, code, error_class)
    assert len(provider.submitted) == 1
    assert _submissions(outcome) == before + 1


def _submissions(outcome: str) -> float:
    return REGISTRY.get_sample_value("parley_submissions_total", {"outcome": outcome}) or 0


def test_how_long_the_provider_took_is_measured(sqlite: Database, provider: ScriptedProvider, clock: Clock) -> None:
    before = REGISTRY.get_sample_value("parley_submission_seconds_count") or 0
    provider.will(OutcomeUnknown("time-out"))
    write(sqlite, "m")
    dispatch(sqlite, provider, clock)
    assert REGISTRY.get_sample_value("parley_submission_seconds_count") == before + 1


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 0.5), (1, 1), (2, 2), (5, 16), (6, 30), (7, 30), (100_000, 30)])
def test_the_pause_between_attempts_doubles_up_to_half_a_minute(attempts: int, seconds: float) -> None:
    assert retry_delay(attempts) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("answer", "pause"),
    [
        pytest.param(NotSent("refused"), retry_delay(0), id="our own pause"),
        pytest.param(NotSent("429", timedelta(seconds=7)), timedelta(seconds=7), id="the pause the provider asked for"),
        pytest.param(
            SubmissionRefused("full", 30001, ErrorClass.CAPACITY), MAX_RETRY_DELAY, id="the longest one when it is full"
        ),
    ],
)
def test_a_message_that_was_not_sent_leaves_later_and_before_the_next_of_its_thread(
    sqlite: Database, provider: ScriptedProvider, clock: Clock, answer: Exception, pause: timedelta
) -> None:
    provider.will(answer)
    write(sqlite, "first", "second")
    dispatch(sqlite, provider, clock)
    assert provider.texts == ["first"]
    clock.now = NOW + pause - timedelta(milliseconds=1)
    dispatch(sqlite, provider, clock)
    assert provider.texts == ["first"]
    clock.now = NOW + pause
    dispatch(sqlite, provider, clock)
    assert provider.texts == ["first", "first", "second"]
    assert message_of(sqlite, "first")["attempts"] == 2


def test_a_thread_that_waits_holds_back_no_other(sqlite: Database, provider: ScriptedProvider, clock: Clock) -> None:
    provider.will(NotSent("refused"))
    write(sqlite, "waits")
    write(sqlite, "passes", customer=OTHER)
    dispatch(sqlite, provider, clock)
    assert sorted(provider.texts) == ["passes", "waits"]
    assert {message_of(sqlite, each)["status"] for each in ("waits", "passes")} == {S.QUEUED, S.ACCEPTED}


def test_an_unknown_message_holds_its_thread_for_half_a_minute_and_is_never_sent_blindly(
    database: Database, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.will(OutcomeUnknown("time-out"))
    write(database, "lost", "next")
    dispatch(database, provider, clock)
    assert message_of(database, "lost")["next_lookup_at"] == NOW + FIRST_LOOKUP
    clock.advance(seconds=29)
    dispatch(database, provider, clock)
    assert provider.texts == ["lost"]
    clock.advance(seconds=2)
    dispatch(database, provider, clock)
    clock.advance(days=30)
    dispatch(database, provider, clock)
    assert provider.texts == ["lost", "next"]


def test_a_message_that_cannot_be_sent_for_four_hours_expires_and_lets_the_next_one_pass(
    database: Database, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.will(NotSent("refused"), NotSent("refused"))
    write(database, "first", "second")
    clock.now = NOW + WORTH_SENDING_FOR
    dispatch(database, provider, clock)
    assert message_of(database, "first")["status"] == S.QUEUED
    clock.advance(minutes=1)
    dispatch(database, provider, clock)
    assert provider.texts == ["first", "first", "second"]
    assert message_of(database, "first")["status"] == S.EXPIRED


def test_a_stop_after_it_was_written_refuses_it(database: Database, provider: ScriptedProvider, clock: Clock) -> None:
    write(database, "m")
    database.write_now(lambda connection: suppressions.suppress(connection, CUSTOMER, "keyword", NOW))
    dispatch(database, provider, clock)
    assert provider.submitted == []
    assert (message_of(database, "m")["status"], message_of(database, "m")["rule"]) == (S.REFUSED, "suppressed")


def test_a_window_that_closed_after_it_was_written_refuses_it(
    sqlite: Database, provider: ScriptedProvider, clock: Clock
) -> None:
    customer = f"whatsapp:{CUSTOMER}"

    def text_arrived(connection: Connection) -> None:
        held = threads.claim(connection, customer, LINE, "t", timedelta(seconds=15))
        assert held is not None
        threads.release(connection, held, text_at=NOW)

    sqlite.write_now(text_arrived)
    write(sqlite, "m", customer=customer)
    clock.advance(hours=24)
    dispatch(sqlite, provider, clock)
    assert (provider.submitted, message_of(sqlite, "m")["rule"]) == ([], "whatsapp_window")


def test_a_callback_that_is_quicker_than_the_answer_stands(
    database: Database, provider: ScriptedProvider, clock: Clock
) -> None:
    def report(message: OutboundText) -> None:
        delivered = Report("callback", NOW, S.DELIVERED, sid(1), message.message_id)
        database.write_now(lambda connection: settle(connection, delivered))

    provider.during = report
    write(database, "m")
    dispatch(database, provider, clock)
    assert message_of(database, "m")["status"] == S.DELIVERED


def test_a_callback_that_comes_although_the_call_failed_proves_the_message(
    database: Database, provider: ScriptedProvider, clock: Clock
) -> None:
    def report(message: OutboundText) -> None:
        sent = Report("callback", NOW, S.SENT, sid(1), message.message_id)
        database.write_now(lambda connection: settle(connection, sent))

    provider.during = report
    provider.will(OutcomeUnknown("reset"))
    write(database, "m")
    dispatch(database, provider, clock)
    assert (message_of(database, "m")["status"], message_of(database, "m")["provider_id"]) == (S.SENT, sid(1))


def test_an_opt_out_that_the_provider_knows_is_mirrored(
    sqlite: Database, provider: ScriptedProvider, clock: Clock
) -> None:
    provider.will(SubmissionRefused("opted out", 21610, ErrorClass.OPTED_OUT))
    write(sqlite, "first", "second")
    dispatch(sqlite, provider, clock)
    assert provider.texts == ["first"]
    assert message_of(sqlite, "second")["status"] == S.REFUSED


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Accepted(sid(1)), id="accepted"),
        pytest.param(SubmissionRefused("no", 21211, ErrorClass.BAD_NUMBER), id="refused by the provider"),
        pytest.param(NotSent("too late"), id="expired"),
        pytest.param(None, id="refused by the gate"),
    ],
)
def test_a_silence_starts_when_its_question_leaves_or_never_will(
    sqlite: Database, provider: ScriptedProvider, clock: Clock, answer: Accepted | Exception | None
) -> None:
    def ask(connection: Connection) -> None:
        question = message_written(connection, "m")
        conversation_id = closed_conversation(connection)
        timer_queue.add(connection, conversation_id, 1, timedelta(minutes=30), question, NOW)

    sqlite.write_now(ask)
    if answer is None:
        sqlite.write_now(lambda connection: suppressions.suppress(connection, CUSTOMER, "keyword", NOW))
    else:
        provider.will(answer)
    clock.now = NOW + WORTH_SENDING_FOR + timedelta(minutes=1)
    dispatch(sqlite, provider, clock)
    assert [due(sqlite, clock.now + timedelta(minutes=minutes)) for minutes in (29, 30)] == [0, 1]


def due(database: Database, at: datetime) -> int:
    return len(database.read_now(lambda connection: timer_queue.due(connection, at, 10)))


@pytest.mark.parametrize(
    ("well", "tried_again"),
    [
        pytest.param(BREAKER_POLICY.window, BREAKER_POLICY.failure_threshold - 1, id="all, when it is well again"),
        pytest.param(BREAKER_POLICY.window // 2, 5, id="a fifth of the load, while it may not be"),
    ],
)
def test_what_a_provider_refused_for_load_is_tried_again(
    sqlite: Database, provider: ScriptedProvider, clock: Clock, well: int, tried_again: int
) -> None:
    refused = BREAKER_POLICY.failure_threshold - 1
    provider.will(*[NotSent("too many requests")] * refused)
    dispatcher = MessageDispatcher(sqlite, Current(load()), provider, status_url, lambda: "token", clock)

    def all_called(count: int) -> bool:
        return len(provider.submitted) == count and is_quiet(sqlite, clock)

    async def a_fault_then_good_calls() -> None:
        running = asyncio.create_task(dispatcher.run())
        for first, last in ((0, refused), (refused, refused + well)):
            write_threads_apart(sqlite, range(first, last))
            dispatcher.wakeup.ring()
            await until(partial(all_called, last), "all called")
        clock.now += retry_delay(0)
        dispatcher.wakeup.ring()
        await until(lambda: len(provider.submitted) == refused + well + tried_again, "tried again")
        await dispatcher.stop()
        await running

    asyncio.run(a_fault_then_good_calls())
    assert len(provider.submitted) == refused + well + tried_again


def write_threads_apart(database: Database, numbers: range) -> None:
    for number in numbers:
        write(database, f"m{number}", customer=f"+1212555{number:04}")


def test_stopping_waits_for_the_call_under_way_and_begins_no_other(
    sqlite: Database, provider: ScriptedProvider, clock: Clock
) -> None:
    answer_now = threading.Event()

    def wait_until_set(message: OutboundText) -> None:
        assert answer_now.wait(10)

    provider.during = wait_until_set
    write(sqlite, "first", "second")
    dispatcher = MessageDispatcher(sqlite, Current(load()), provider, status_url, lambda: "token", clock)

    async def stop_in_the_middle() -> None:
        running = asyncio.create_task(dispatcher.run())
        await until(lambda: provider.submitted, "the call is under way")
        stopping = asyncio.create_task(dispatcher.stop())
        await running
        assert not stopping.done()
        answer_now.set()
        await stopping

    asyncio.run(stop_in_the_middle())
    assert provider.texts == ["first"]
    assert [message_of(sqlite, each)["status"] for each in ("first", "second")] == [S.ACCEPTED, S.QUEUED]

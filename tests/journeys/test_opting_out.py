"""STOP does not queue and holds for every later send to every address; START lifts it for the one it comes from."""

from datetime import timedelta

from sqlalchemy import func, select

from flows.protocol.effects import Purpose
from router.message_status import MessageStatus
from router.store import message_rows, threads
from router.store.suppressions import is_suppressed
from router.store.tables import events
from router.store.threads import Claim
from tests.journeys.installation import LINE, Installation, eventually
from tests.journeys.webhook import inbound_form, post_signed

CUSTOMER = "+12125550123"
WHATSAPP, WHATSAPP_LINE = f"whatsapp:{CUSTOMER}", f"whatsapp:{LINE}"


def suppressed(installation: Installation, address: str = CUSTOMER) -> bool:
    return installation.read(lambda connection: is_suppressed(connection, address))


def fate(installation: Installation, message_id: str) -> message_rows.Fate:
    found = installation.read(lambda connection: message_rows.fate(connection, message_id))
    assert found is not None
    return found


def test_stop_suppresses_every_later_send_and_start_lifts_it(installation_on_each_database: Installation) -> None:
    installation = installation_on_each_database
    phone = installation.phone(CUSTOMER)
    phone.text("hi")
    phone.hears("Reply 1 to book")
    phone.text(" Stop! ")
    assert suppressed(installation)

    refused = installation.send(CUSTOMER, "A reminder of your visit")
    assert fate(installation, refused).message["status"] == MessageStatus.REFUSED
    assert fate(installation, refused).message["rule"] == "suppressed"
    phone.text("are you there?")
    eventually(lambda: _all_events_done(installation))
    assert not any("Welcome" in text for text in phone.received()[1:])

    phone.text("START")
    assert not suppressed(installation)
    phone.text("hi")
    eventually(lambda: sum("Reply 1 to book" in text for text in phone.received()) == 2)


def test_start_on_whatsapp_leaves_the_stop_of_sms_and_brings_back_no_promotions(
    installation_on_each_database: Installation,
) -> None:
    installation = installation_on_each_database
    by_sms, on_whatsapp = installation.phone(CUSTOMER), installation.phone(WHATSAPP, WHATSAPP_LINE)
    by_sms.text("STOP")
    assert [suppressed(installation, address) for address in (CUSTOMER, WHATSAPP)] == [True, True]
    on_whatsapp.text("START")
    on_whatsapp.hears("you will get messages again")
    assert [suppressed(installation, address) for address in (CUSTOMER, WHATSAPP)] == [True, False]

    promotion = installation.send(WHATSAPP, "20 % off!", WHATSAPP_LINE, Purpose.PROMOTIONAL)
    assert fate(installation, promotion).message["rule"] == "consent"
    reminder = installation.send(CUSTOMER, "Tomorrow at nine.")
    assert fate(installation, reminder).message["rule"] == "suppressed"
    installation.send(WHATSAPP, "Tomorrow at nine.", WHATSAPP_LINE)
    on_whatsapp.hears("Tomorrow at nine.")


def test_a_yes_to_an_open_question_opts_nobody_in(installation_on_each_database: Installation) -> None:
    installation = installation_on_each_database
    on_whatsapp = installation.phone(WHATSAPP, WHATSAPP_LINE)
    on_whatsapp.text("1")
    on_whatsapp.hears("Which day")
    installation.phone(CUSTOMER).text("STOP")
    on_whatsapp.text("Yes")
    eventually(lambda: _all_events_done(installation))
    assert suppressed(installation, WHATSAPP)
    assert len(on_whatsapp.received()) == 1
    on_whatsapp.text("unstop")
    on_whatsapp.hears("you will get messages again")
    assert not suppressed(installation, WHATSAPP)


def test_a_yes_opts_in_where_nothing_is_asked(installation_on_each_database: Installation) -> None:
    installation = installation_on_each_database
    on_whatsapp = installation.phone(WHATSAPP, WHATSAPP_LINE)
    on_whatsapp.text("1")
    on_whatsapp.hears("Which day")
    on_whatsapp.text("STOP")
    on_whatsapp.hears("you are unsubscribed")
    on_whatsapp.text("Yes!")
    on_whatsapp.hears("you will get messages again")
    assert [suppressed(installation, address) for address in (CUSTOMER, WHATSAPP)] == [True, False]


def test_a_promotion_that_waits_is_refused_when_its_customer_stops_and_starts(installation: Installation) -> None:
    installation.order_faults({"kind": "429", "times": 3})
    waiting = installation.send(CUSTOMER, "20 % off!", purpose=Purpose.PROMOTIONAL)
    eventually(lambda: fate(installation, waiting).message["attempts"] >= 1)
    post_signed(installation, inbound_form(CUSTOMER, "STOP"))
    post_signed(installation, inbound_form(CUSTOMER, "START"))
    eventually(lambda: fate(installation, waiting).message["status"] == MessageStatus.REFUSED)
    assert "20 % off!" not in installation.phone(CUSTOMER).received()


def test_stop_is_confirmed_once_however_often_it_is_said(installation: Installation) -> None:
    phone = installation.phone(WHATSAPP, WHATSAPP_LINE)
    for word in ("STOP", "stop", "Unsubscribe"):
        phone.text(word)
    eventually(lambda: _all_events_done(installation))
    phone.hears("you are unsubscribed")
    assert len(phone.received()) == 1
    phone.text("START")
    phone.hears("you will get messages again")
    phone.text("STOP")
    eventually(lambda: sum("you are unsubscribed" in text for text in phone.received()) == 2)


def test_a_stop_that_the_provider_sends_again_stops_nobody_who_has_opted_in_since(installation: Installation) -> None:
    stop = inbound_form(CUSTOMER, "STOP")
    post_signed(installation, stop)
    post_signed(installation, inbound_form(CUSTOMER, "START"))
    assert post_signed(installation, stop).status_code == 204
    assert not suppressed(installation)


def test_an_opt_in_word_is_an_ordinary_answer_while_nobody_said_stop(installation: Installation) -> None:
    phone = installation.phone(CUSTOMER)
    phone.text("1")
    phone.hears("Which day")
    phone.text("yes")
    phone.hears("Booked for yes")


def test_stop_acts_at_once_while_fifty_events_of_its_thread_wait(installation: Installation) -> None:
    busy = _claimed_by_a_slow_worker(installation)
    for number in range(50):
        post_signed(installation, inbound_form(CUSTOMER, f"text {number}"))
    before = installation.send(CUSTOMER, "before the STOP")
    eventually(lambda: fate(installation, before).message["status"] == MessageStatus.DELIVERED)
    assert post_signed(installation, inbound_form(CUSTOMER, "STOP")).status_code == 204
    assert suppressed(installation)
    installation.parley.database.write_now(lambda connection: threads.release(connection, busy))
    eventually(lambda: _all_events_done(installation))
    assert len(installation.phone(CUSTOMER).received()) == 1


def _claimed_by_a_slow_worker(installation: Installation) -> Claim:
    claim = installation.parley.database.write_now(
        lambda connection: threads.claim(connection, CUSTOMER, LINE, "slow", timedelta(minutes=5))
    )
    assert claim is not None
    return claim


def test_stop_refuses_what_was_before_it_and_not_yet_sent(installation: Installation) -> None:
    installation.order_faults({"kind": "429", "times": 3})
    waiting = installation.send(CUSTOMER, "first")
    eventually(lambda: fate(installation, waiting).message["attempts"] >= 1)
    post_signed(installation, inbound_form(CUSTOMER, "STOP"))
    eventually(lambda: fate(installation, waiting).message["status"] == MessageStatus.REFUSED)
    assert "first" not in installation.phone(CUSTOMER).received()


def test_an_opt_out_that_only_the_provider_knows_is_mirrored(installation: Installation) -> None:
    message_id = installation.send("+15005550004", "hello")
    eventually(lambda: fate(installation, message_id).message["error_class"] == "opted_out")
    assert installation.read(lambda connection: is_suppressed(connection, "+15005550004"))


def _all_events_done(installation: Installation) -> bool:
    undone = select(func.count()).select_from(events).where(events.c.status != "done")
    return bool(installation.read(lambda connection: connection.execute(undone).scalar_one()) == 0)

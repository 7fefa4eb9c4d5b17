"""A customer texts, and gets the flow's answers once, in order, in the right conversation."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from router.message_status import MessageStatus
from router.store import message_rows
from router.store.tables import conversations, events
from router.store.tables import messages as messages_table
from tests.journeys.installation import Installation, eventually
from tests.journeys.webhook import inbound_form, post_signed


def test_a_customer_books_and_every_answer_is_delivered(installation_on_each_database: Installation) -> None:
    phone = installation_on_each_database.phone()
    phone.text("hi")
    phone.hears("Reply 1 to book")
    phone.text("1")
    phone.hears("Which day")
    phone.text("Monday")
    phone.hears("Booked for Monday")
    eventually(lambda: _outbound_statuses(installation_on_each_database) == ["delivered"] * 3, "all delivered")


def test_a_message_shows_every_status_of_its_way(installation: Installation) -> None:
    phone = installation.phone()
    phone.text("hi")
    phone.hears("Reply 1 to book")
    fate = eventually(lambda: _delivered_fate(installation))
    assert [
        (delivery["source"], delivery["status"]) for delivery in fate.deliveries if delivery["source"] == "submission"
    ] == [("submission", "accepted")]
    assert {delivery["status"] for delivery in fate.deliveries} >= {"sent", "delivered"}
    assert (fate.message["segments"], fate.message["encoding"], fate.message["attempts"]) == (1, "GSM-7", 1)


def test_a_number_that_does_not_exist_is_recorded_with_its_class(installation: Installation) -> None:
    message_id = installation.send("+15005550001", "hello")
    fate = eventually(lambda: _fate(installation, message_id, MessageStatus.FAILED))
    assert (fate.message["error_code"], fate.message["error_class"]) == (21211, "bad_number")


def test_a_handset_that_is_off_ends_undelivered_with_its_class(installation: Installation) -> None:
    installation.set_up_phone("+12125550123", "off")
    message_id = installation.send("+12125550123", "hello")
    fate = eventually(lambda: _fate(installation, message_id, MessageStatus.UNDELIVERED))
    assert (fate.message["error_code"], fate.message["error_class"]) == (30003, "temporary")


def test_the_same_webhook_ten_times_at_once_gives_one_record_and_one_reply(
    installation_on_each_database: Installation,
) -> None:
    installation = installation_on_each_database
    form = inbound_form("+12125550123", "hi")
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: post_signed(installation, form), range(10)))
    assert [answer.status_code for answer in answers] == [204] * 10
    installation.phone().hears("Reply 1 to book")
    post_signed(installation, form)
    eventually(lambda: _outbound_statuses(installation) == ["delivered"])
    assert (
        installation.read(lambda connection: connection.execute(select(func.count()).select_from(events)).scalar()) == 1
    )
    assert len(installation.phone().received()) == 1


def test_a_reply_lands_in_the_conversation_of_its_own_line(installation: Installation) -> None:
    desk, billing = installation.phone(), installation.phone(line="+12125550102")
    desk.text("1")
    billing.text("hello")
    desk.hears("Which day")
    billing.hears("invoice number")
    billing.text("17")
    billing.hears("invoice 17 is on its way")
    desk.text("Tuesday")
    desk.hears("Booked for Tuesday")
    assert (
        installation.read(
            lambda connection: connection.execute(select(func.count()).select_from(conversations)).scalar()
        )
        == 2
    )


def test_an_answer_leaves_from_the_number_that_was_texted(installation: Installation) -> None:
    for line in ("+12125550101", "+12125550102", "whatsapp:+12125550101"):
        number = "whatsapp:+12125550123" if line.startswith("whatsapp:") else "+12125550123"
        phone = installation.phone(number, line)
        phone.text("hi")
        (answer,) = eventually(lambda phone=phone: [m for m in phone.messages() if m["direction"] == "outbound-api"])  # type: ignore[misc]
        assert (answer["from"], answer["to"]) == (line, number)


def test_twenty_texts_of_one_customer_are_answered_in_order(installation: Installation) -> None:
    phone = installation.phone(line="+12125550102")
    phone.text("hello")
    phone.hears("invoice number")
    for number in range(20):
        phone.text("17" if number % 2 == 0 else "and another")
    expected = ["Thank you, invoice 17", "Billing here"] * 10
    eventually(lambda: len(phone.received()) == 21, "twenty answers")
    assert [text[: len(start)] for text, start in zip(phone.received()[1:], expected, strict=True)] == expected


def _outbound_statuses(installation: Installation) -> list[str]:
    query = (
        select(messages_table.c.status).where(messages_table.c.direction == "outbound").order_by(messages_table.c.id)
    )
    return installation.read(lambda connection: list(connection.execute(query).scalars()))


def _delivered_fate(installation: Installation) -> message_rows.Fate | None:
    query = select(messages_table.c.public_id).where(messages_table.c.status == "delivered")
    public_id = installation.read(lambda connection: connection.execute(query).scalar())
    return installation.read(lambda connection: message_rows.fate(connection, public_id)) if public_id else None


def _fate(installation: Installation, message_id: str, status: MessageStatus) -> message_rows.Fate | None:
    fate = installation.read(lambda connection: message_rows.fate(connection, message_id))
    return fate if fate and fate.message["status"] == status else None

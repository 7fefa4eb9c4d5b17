"""Opt-out words, as Twilio handles them by default."""

import pytest
from starlette.responses import Response
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from router.emulator.account.opt_out_handling import HELP_REPLY, START_REPLY, STOP_REPLY
from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import CUSTOMER, LINE, SECOND_LINE, WHATSAPP_CUSTOMER, WHATSAPP_LINE
from tests.router.emulator.receiving_service import ReceivingService

STOP_WORDS = ["STOP", "stopall", "Unsubscribe", "CANCEL", "end", "quit", "Revoke", "OPTOUT", " stop\n"]


@pytest.mark.parametrize("word", STOP_WORDS)
def test_stop_blocks_the_pair_and_is_answered(
    emulator: RunningEmulator, client: Client, service: ReceivingService, word: str
) -> None:
    emulator.text(word)
    assert emulator.bodies_to_phone() == [STOP_REPLY]
    assert "OptOutType" not in service.texts[0].form
    with pytest.raises(TwilioRestException) as raised:
        client.messages.create(to=CUSTOMER, from_=LINE, body="x")
    assert (raised.value.status, raised.value.code) == (400, 21610)
    assert client.messages.create(to=CUSTOMER, from_=SECOND_LINE, body="x").status == "queued"


@pytest.mark.parametrize("word", ["START", "yes", "Unstop"])
def test_start_lifts_the_block(emulator: RunningEmulator, client: Client, word: str) -> None:
    emulator.text("STOP")
    emulator.text(word)
    assert emulator.bodies_to_phone() == [STOP_REPLY, START_REPLY]
    assert client.messages.create(to=CUSTOMER, from_=LINE, body="x").status == "queued"


@pytest.mark.parametrize("word", ["HELP", "info"])
def test_help_is_answered(emulator: RunningEmulator, word: str) -> None:
    emulator.text(word)
    assert emulator.bodies_to_phone() == [HELP_REPLY]


@pytest.mark.parametrize("body", ["stop it", "please cancel", "STOP.", "yes", "START", ""])
def test_other_texts_are_only_texts(emulator: RunningEmulator, client: Client, body: str) -> None:
    emulator.text(body or "x")
    assert emulator.bodies_to_phone() == []
    assert client.messages.create(to=CUSTOMER, from_=LINE, body="x").status == "queued"


def test_who_is_blocked_hears_nothing_but_a_start(emulator: RunningEmulator, service: ReceivingService) -> None:
    emulator.text("STOP")
    service.answers.append(Response("<Response><Message>still there?</Message></Response>", media_type="text/xml"))
    for body in ("hello", "STOP", "HELP"):
        emulator.text(body)
    assert len(service.texts) == 4
    to_phone = [each for each in emulator.get("messages").json()["messages"] if each["direction"] != "inbound"]
    assert [(message["body"], message["error_code"]) for message in to_phone] == [
        (STOP_REPLY, None),
        ("still there?", 21610),
    ]
    assert to_phone[1]["status"] == "failed"


def test_whatsapp_leaves_keywords_to_the_service(emulator: RunningEmulator, client: Client) -> None:
    emulator.text("STOP", WHATSAPP_CUSTOMER, WHATSAPP_LINE)
    assert emulator.bodies_to_phone() == []
    assert client.messages.create(to=WHATSAPP_CUSTOMER, from_=WHATSAPP_LINE, body="x").status == "queued"


@pytest.mark.parametrize(("word", "kind"), [("stop", "STOP"), ("INFO", "HELP"), ("start", "START"), ("hello", None)])
def test_advanced_opt_out_says_what_it_understood(
    emulator: RunningEmulator, service: ReceivingService, word: str, kind: str | None
) -> None:
    emulator.put("opt-out", {"handling": "advanced"})
    emulator.text(word)
    assert service.texts[0].form.get("OptOutType") == kind


def test_with_the_handling_turned_off_words_are_only_texts(emulator: RunningEmulator, client: Client) -> None:
    emulator.put("opt-out", {"handling": "off"})
    emulator.text("STOP")
    assert emulator.bodies_to_phone() == []
    assert client.messages.create(to=CUSTOMER, from_=LINE, body="x").status == "queued"

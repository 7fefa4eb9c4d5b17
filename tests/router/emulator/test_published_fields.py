"""Every answer has the fields that Twilio publishes for it, no more and no fewer."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.router.emulator import published_fields
from tests.router.emulator.conftest import RunningEmulator
from tests.router.emulator.emulator_account import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    CUSTOMER,
    LINE,
    SHORT_CODE,
    WHATSAPP_LINE,
)
from tests.router.emulator.published_fields import check

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages"


class Caller(requests.Session):
    """Calls the API without the SDK, which would not mind a field too many."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.auth = (ACCOUNT_SID, AUTH_TOKEN)
        self.base_url = url

    def ask(self, method: str, path: str, **form: Any) -> Any:
        return self.request(method, self.base_url + path, data=form, timeout=10).json()


@pytest.fixture
def caller(emulator: RunningEmulator) -> Iterator[Caller]:
    with Caller(emulator.url) as caller:
        yield caller


def test_a_message_and_what_belongs_to_it(caller: Caller) -> None:
    form = {"To": CUSTOMER, "From": LINE, "MediaUrl": "http://127.0.0.1:9/a.png"}
    message = caller.ask("POST", f"{MESSAGES}.json", **form)
    check(message, published_fields.CREATED_MESSAGE)
    assert set(message["subresource_uris"]) == {"media"}
    path = f"{MESSAGES}/{message['sid']}"
    fetched = caller.ask("GET", f"{path}.json")
    check(fetched, published_fields.CREATED_MESSAGE)
    assert set(fetched["subresource_uris"]) == {"feedback", "media"}
    media = caller.ask("GET", f"{path}/Media.json")
    check({**media, "media_list": []}, {**published_fields.PAGE, "media_list": (list,)})
    check(media["media_list"][0], published_fields.MEDIA)
    check(caller.ask("POST", f"{path}/Feedback.json"), published_fields.FEEDBACK)


def test_a_list_of_messages(caller: Caller) -> None:
    caller.ask("POST", f"{MESSAGES}.json", To=CUSTOMER, From=LINE, Body="x")
    shown = caller.ask("GET", f"{MESSAGES}.json")
    check({**shown, "messages": []}, {**published_fields.PAGE, "messages": (list,)})
    check(shown["messages"][0], published_fields.CREATED_MESSAGE)


def test_an_error(caller: Caller) -> None:
    check(caller.ask("GET", f"{MESSAGES}/SM0.json"), published_fields.ERROR)
    check(caller.ask("GET", "/v1/Services/MG0"), published_fields.ERROR)


def test_a_messaging_service_and_its_senders(emulator: RunningEmulator, caller: Caller) -> None:
    service = caller.ask("POST", "/v1/Services", FriendlyName="Bookings")
    check(service, published_fields.SERVICE)
    services = caller.ask("GET", "/v1/Services")
    check(services["meta"], published_fields.META)
    check(services["services"][0], published_fields.SERVICE)
    sids = {line["address"]: line["sid"] for line in emulator.get("lines").json()}
    for path, field, value in (
        ("PhoneNumbers", "PhoneNumberSid", sids[LINE]),
        ("ShortCodes", "ShortCodeSid", sids[SHORT_CODE]),
        ("AlphaSenders", "AlphaSender", "Harbour"),
        ("ChannelSenders", "Sid", sids[WHATSAPP_LINE]),
    ):
        pool = f"/v1/Services/{service['sid']}/{path}"
        check(caller.ask("POST", pool, **{field: value}), published_fields.POOLS[path])
        listed = caller.ask("GET", pool)
        check(listed["meta"], published_fields.META)
        assert len(listed[listed["meta"]["key"]]) == 1

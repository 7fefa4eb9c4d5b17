"""No number by which a customer could be found, and no e-mail address, leaves; and everything comes back."""

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.language_model.language_model_settings import LanguageModelSettings
from bot.language_model.masking import Masking
from flows.matching.case_folding import with_plain_digits
from tests.bot.language_model.chat_server import ChatServer, says
from tests.bot.language_model.questions import CHOICE, drafting, turned, understanding, understood
from tests.proof import IN_FULL


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("call +1 (212) 555-0100 please", "call {number 1} please"),
        ("212.555.0100 or 646/555/0100", "{number 1} or {number 2}"),
        ("2 1 2 5 5 5 0 1 0 0", "{number 1}"),
        ("５５５ー０１００", "{number 1}"),
        ("٢١٢ ٥٥٥ ٠١٠٠", "{number 1}"),
        ("2️⃣1️⃣2️⃣5️⃣5️⃣5️⃣0️⃣", "{number 1}️⃣"),
        ("4111 1111 1111 1111 exp 12/27", "{number 1} exp 12/27"),
        ("my code is 48213", "my code is {number 1}"),
        ("again 48213, 48213", "again {number 1}"),
        ("same 48213 and 48213", "same {number 1} and {number 1}"),
        ("2 people at 10:30 on 12/24", "2 people at 10:30 on 12/24"),
        ("ada@example.com, thanks", "{email 1}, thanks"),
        ("ada.l+sms@mail.example.org.", "{email 1}."),
        ("ada @ example.com", "{email 1}"),
        ("ada＠example.com", "{email 1}"),
        ("room 12 7even@x.example", "room 12 {email 1}"),
        ("see you @ noon @harbour", "see you @ noon @harbour"),
        ("{number 1} is 2125550100", "{number 1} is {number 2}"),
        ("no numbers", "no numbers"),
        ("", ""),
    ],
)
def test_what_is_hidden(text: str, hidden: str) -> None:
    masking = Masking([text])
    assert masking.hide(text) == hidden
    assert masking.restore(hidden) == text


@given(st.text() | st.from_regex(r"[\d {}@.a-z+()-]*|(\{(number|email) \d+\}\d*)+", fullmatch=True))
@example("{number 1} 2125550100")
@example("{email 1}a@b{number 12345}")
def test_all_that_was_hidden_comes_back(text: str) -> None:
    masking = Masking([text])
    assert masking.restore(masking.hide(text)) == text


def test_a_long_text_takes_no_longer_than_it_is_long() -> None:
    for text in ("a" * 100_000, "1-" * 50_000, "a@" * 50_000, "@" * 100_000, "a@" + "." * 100_000, "(" * 100_000):
        masking = Masking([text])
        assert masking.restore(masking.hide(text)) == text


WORDS = st.text(st.characters(categories=["L", "Zs"], include_characters=".,!?{}@\n"), max_size=20)
BETWEEN = st.text(st.sampled_from(" .-/()+–—·\u00a0\u2009\u200b\u200d_*#\n,:"), max_size=3)
SCRIPTS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, str]:
    """The digits of a number, and a way to write it."""
    digits = draw(st.text("0123456789", min_size=7, max_size=16))
    script = draw(st.sampled_from(SCRIPTS))
    written = [script[int(digit)] + draw(BETWEEN) for digit in digits]
    return digits, draw(st.sampled_from(["", "+", "00", "(", "tel:"])) + "".join(written)


def digits_left(message: Mapping[str, Any]) -> str:
    """As one who reads with goodwill would find them, between whatever signs."""
    without_placeholders = re.sub(r"\{(number|email) \d+\}", "", f"{message['known']['phone']} {message['message']}")
    return re.sub(r"\D", "", with_plain_digits(normalize("NFKC", without_placeholders)))


@settings(max_examples=2_000 if IN_FULL else 40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=numbers(), before=WORDS, after=WORDS)
def test_however_a_number_is_written_none_of_it_leaves(
    server: ChatServer, number: tuple[str, str], before: str, after: str
) -> None:
    digits, written = number
    server.forget()
    text = f"{before} {written} {after}"
    understood(server, understanding(text, sees={"phone": written}))
    (message,) = server.messages
    assert digits_left(message) == ""
    assert digits not in msgspec.json.decode(server.bodies[0])["messages"][0]["content"]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.from_regex(r"[a-z0-9._+-]{1,12}", fullmatch=True), before=WORDS)
def test_no_address_leaves(server: ChatServer, name: str, before: str) -> None:
    server.forget()
    understood(server, understanding(f"{before} {name}@mail.example thanks"))
    assert b"mail.example" not in server.bodies[0]


def test_what_leaves_to_be_understood_is_this_and_nothing_else(server: ChatServer) -> None:
    """The literal request: no address of the customer, no flow, no state, no value that was not listed."""
    need = understanding(
        "I am Ada, 212-555-0100, ada@example.com", flow="front_desk", state="welcome", sees={"day": "Monday"}
    )
    understood(server, need)
    (request,), (headers,) = server.requests, server.headers
    assert server.messages == [
        {"language": "en", "known": {"day": "Monday"}, "message": "I am Ada, {number 1}, {email 1}"}
    ]
    assert set(request) == {"model", "messages", "max_tokens", "temperature", "logprobs", "response_format"}
    assert (request["model"], request["temperature"], request["max_tokens"]) == ("small-1", 0, 400)
    assert server.paths == ["/v1/chat/completions"]
    assert headers["authorization"] == "Bearer sk-secret"
    usual = {"host", "accept", "accept-encoding", "content-type", "content-length", "user-agent", "connection"}
    assert set(headers) == {"authorization", *usual}
    everything = server.bodies[0].decode() + str(headers)
    assert [word for word in ("front_desk", "welcome", "555", "ada@", "0000") if word in everything] == []


def test_what_leaves_for_a_draft_is_the_texts_what_is_listed_and_the_hidden_message(server: ChatServer) -> None:
    server.will(says({"knew": False, "used": [], "answer": ""}))
    turned(server, drafting("call 212-555-0100", texts={"parking": "Free."}, sees={"order": "48213", "name": "Ada"}))
    (request,) = server.requests
    assert server.messages == [
        {"language": "en", "known": {"order": "{number 1}", "name": "Ada"}, "message": "call {number 2}"}
    ]
    assert request["messages"][0]["content"].splitlines()[-1] == 'Texts: {"parking":"Free."}'
    assert [word for word in ("48213", "555", "0000", "Monday") if word in server.bodies[0].decode()] == []


def test_the_key_is_in_no_repr() -> None:
    assert "sk-secret" not in repr(LanguageModelSettings("http://x.example/v1", "m", "sk-secret"))


def test_without_a_key_none_is_sent(server: ChatServer) -> None:
    server.will(says(CHOICE))
    understood(server, key="")
    assert "authorization" not in server.headers[0]

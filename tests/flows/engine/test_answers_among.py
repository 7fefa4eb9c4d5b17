"""Answers that must be in a list that was found out."""

import pytest

from flows.protocol.needs import Fetched
from tests.flows.scenario import Chat, service_of

STATES = """
ask:
  call: {get: "https://h", save: found}
  answer: {type: %s, save: time, among: found.slots}
  go_to: done
done: {say: "{{ time }}", end: true}
"""


def chat_about(kind: str) -> Chat:
    chat = Chat(service_of(STATES % kind))
    chat.answers = lambda need: Fetched(200, {"slots": ["09:00", "10:30", "Evening"]})
    chat.says("hi")
    return chat


@pytest.mark.parametrize(("text", "chosen"), [("2", "10:30"), ("the 09:00 please", "09:00"), ("evenning", "Evening")])
def test_a_choice_lists_them_and_takes_one(text: str, chosen: str) -> None:
    chat = Chat(service_of(STATES % "choice"))
    chat.answers = lambda need: Fetched(200, {"slots": ["09:00", "10:30", "Evening"]})
    assert chat.says("hi") == ["1 09:00\n2 10:30\n3 Evening"]
    assert chat.says(text) == [chosen]


def test_another_type_takes_only_what_is_among_them() -> None:
    assert chat_about("time").says("9am") == ["9:00 am"]
    assert chat_about("time").says("11 am")[0].startswith("Sorry, I need a time")


@pytest.mark.parametrize("body", [None, {}, {"slots": []}, {"slots": "09:00"}, [1]])
def test_a_list_that_is_not_there_takes_nothing(body: object) -> None:
    chat = Chat(service_of(STATES % "choice"))
    chat.answers = lambda need: Fetched(200, body)
    chat.says("hi")
    assert chat.says("1") == ["Sorry, I did not get that. Please reply with one of these:"]


@pytest.mark.parametrize(("text", "said"), [("2", "10:30 am"), ("10:30", "10:30 am"), ("9", "9:00 am")])
def test_a_list_of_another_type_is_chosen_from_by_number_too(text: str, said: str) -> None:
    chat = Chat(service_of(STATES.replace("among", "list: true, among") % "time"))
    chat.answers = lambda need: Fetched(200, {"slots": ["09:00", "10:30"]})
    assert chat.says("hi") == ["1 09:00\n2 10:30"]
    assert chat.says(text) == [said]

"""The page of CONTRIBUTING on adding a rung, walked through."""

import re
from enum import StrEnum
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

import pytest

from flows import step
from flows.authoring.explanation.explanation_trace import Explanation
from flows.engine import ladder
from flows.engine.ladder import LADDER
from flows.engine.turn import InboundText, Ladder, Turn
from flows.protocol.events import TextReceived
from flows.protocol.outcome import Rung
from tests.flows.scenario import MONDAY_MORNING, SMS_LINE, Chat, service_of

PAGE: Final = (Path(__file__).parents[3] / "CONTRIBUTING.md").read_text("utf-8")
MENU: Final = "menu: {say: Hi, rules: [{hear: '1', say: Meow}]}"
KEYWORD: Final = "keywords: [{hear: thanks, say: A keyword.}]"


def blocks() -> list[str]:
    """The pieces of code of the page: the member, the handler, its row and the one below it."""
    page = PAGE.partition("## To add a rung\n")[2].partition("\n## ")[0]
    return [dedent(block) for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL)]


@pytest.fixture(scope="module")
def longer() -> Ladder:
    """The ladder with the rung of the page, at the place that the page gives it."""
    member, handler, rows = blocks()
    members = [(each.name, each.value) for each in Rung]
    words = StrEnum("Rung", [*members, *re.findall(r'(\w+) = "(\w+)"', member)])  # type: ignore[misc]
    names: dict[str, Any] = {**vars(ladder), "Turn": Turn, "InboundText": InboundText, "Rung": words}
    exec(handler + rows, names)  # noqa: S102 (the page is ours)
    new, below = names["LADDER"].rungs
    place = LADDER.rungs.index(below)
    return Ladder((*LADDER.rungs[:place], new, *LADDER.rungs[place:]), LADDER.unanswered)


def chat_on(ladder: Ladder) -> Chat:
    chat = Chat(service_of(MENU, KEYWORD))
    chat.says("hi")
    chat.ladder = ladder
    return chat


def test_the_new_rung_takes_its_texts_at_its_place(longer: Ladder) -> None:
    assert chat_on(LADDER).says("thanks") == ["A keyword."]
    chat = chat_on(longer)
    assert chat.says("thanks") == ["Thank you, we have your message."]
    assert chat.rung == "thanks"


def test_all_others_are_taken_as_before(longer: Ladder) -> None:
    chat = chat_on(longer)
    assert [chat.says(text) for text in ("thanks a lot", "1")] == [["A keyword."], ["Meow"]]


def test_it_is_explained_with_its_number(longer: Ladder) -> None:
    trace, event = Explanation(), TextReceived(SMS_LINE, "thanks")
    step(service_of(MENU, KEYWORD), None, event, MONDAY_MORNING, trace=trace, ladder=longer)
    number = [handle.__name__ for _, handle in longer.rungs].index("answer_thanks") + 1
    assert [(each.rung, each.what) for each in trace.told[0].tried if each.took] == [(number, "thanks")]

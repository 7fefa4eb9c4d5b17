"""A Rasa server understands the texts: it is asked once, not at all while a human answers, and may be down."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from router.bot_settings import BotSettings
from tests.bot.rasa_server.recorded_server import RecordedRasa, Reply, recorded_rasa
from tests.journeys.agent import Agent
from tests.journeys.conftest import train_bot
from tests.journeys.installation import Installation, running

HERE = Path(__file__).parent
QUESTIONS = "/model/parse"
MEANS_A_DELIVERY = Reply({"intent": {"name": "delivery", "confidence": 0.93}, "entities": [], "intent_ranking": []})
IS_DOWN = Reply({}, 502)


@pytest.fixture
def rasa() -> Iterator[RecordedRasa]:
    with recorded_rasa() as rasa:
        rasa.always[QUESTIONS] = MEANS_A_DELIVERY
        yield rasa


@pytest.fixture
def shop(rasa: RecordedRasa, sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    head = "bot: {within: 10s, when_down: {escalate: staff}}"
    with shop_with(head, sqlite_url, tmp_path, BotSettings(url=rasa.url)) as shop:
        yield shop


@pytest.fixture
def shop_that_waits_for_more(rasa: RecordedRasa, sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    head = "windows: {burst: 1s}\nbot: {within: 10s}"
    with shop_with(head, sqlite_url, tmp_path, BotSettings(url=rasa.url)) as shop:
        yield shop


@pytest.fixture
def shop_with_a_second_bot(rasa: RecordedRasa, sqlite_url: str, tmp_path: Path) -> Iterator[Installation]:
    train_bot(HERE / "shop", tmp_path / "shop.model")
    bots = BotSettings(HERE / "shop", tmp_path / "shop.model", url=rasa.url)
    with shop_with("bot: {within: 10s, when_down: embedded}", sqlite_url, tmp_path, bots) as shop:
        yield shop


@contextmanager
def shop_with(head: str, database_url: str, folder: Path, bots: BotSettings) -> Iterator[Installation]:
    flow_file = folder / "shop.yaml"
    flow_file.write_text((HERE / "shop.yaml").read_text().replace("bot: {within: 10s}", head))
    with running(flow_file, database_url, bot=bots) as shop:
        yield shop


def test_texts_that_come_close_together_are_one_question(
    shop_that_waits_for_more: Installation, rasa: RecordedRasa
) -> None:
    phone = shop_that_waits_for_more.phone()
    for text in ("hi could you", "bring a table", "to my place in Brooklyn"):
        phone.text(text)
    phone.hears("We deliver every day.")
    assert [asked.body["text"] for asked in rasa.asked(QUESTIONS)] == [
        "hi could you\nbring a table\nto my place in Brooklyn"
    ]


def test_nothing_is_asked_while_a_human_holds_the_conversation(shop: Installation, rasa: RecordedRasa) -> None:
    phone, agent = shop.phone(), Agent(shop)
    phone.text("when will you bring it")
    phone.hears("We deliver every day.")
    agent.post(f"{agent.finds_conversation()}/take", agent.page(agent.finds_conversation()))
    phone.text("when will you bring it, I said")
    agent.sees("Customer when will you bring it, I said", "Taken by you", of=phone.number)
    agent.post(f"{agent.finds_conversation()}/reply", agent.page(agent.finds_conversation()), text="At noon.")
    phone.hears("At noon.")
    assert phone.received() == ["We deliver every day.", "At noon."]
    assert len(rasa.asked(QUESTIONS)) == 1


def test_while_the_server_is_down_the_embedded_bot_stands_in(
    shop_with_a_second_bot: Installation, rasa: RecordedRasa
) -> None:
    rasa.always[QUESTIONS] = IS_DOWN
    phone = shop_with_a_second_bot.phone()
    phone.text("when are you open")
    phone.hears("Open from 9 to 5.")
    rasa.always[QUESTIONS] = MEANS_A_DELIVERY
    phone.text("when are you open")
    phone.hears("We deliver every day.")


def test_while_the_server_is_down_humans_answer_who_see_why(shop: Installation, rasa: RecordedRasa) -> None:
    rasa.always[QUESTIONS] = IS_DOWN
    phone = shop.phone()
    phone.text("hi")
    phone.hears("Harbour Shop here.")
    phone.text("could you bring a table")
    phone.hears("A person will be with you")
    Agent(shop).sees("Reason welcome: it answered 502", of=phone.number)

"""What goes wrong with a bot, and what its author changes, on a day on which customers keep texting."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from router.bot_settings import BotSettings
from tests.bot.action_runtime.action_runs import PROJECTS
from tests.journeys.agent import Agent
from tests.journeys.conftest import train_bot
from tests.journeys.installation import Installation, Phone, eventually, running

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bot whose actions do what an author's code may do by mistake."""
    folder = tmp_path_factory.mktemp("bot") / "shop"
    shutil.copytree(HERE / "shop", folder)
    shutil.copytree(PROJECTS / "troublesome" / "actions", folder / "actions")
    return folder


@pytest.fixture(scope="module")
def shop(sqlite_of_module: str, project: Path) -> Iterator[Installation]:
    bot = BotSettings(project, project.with_name("shop.model"))
    train_bot(project, bot.model)
    with running(HERE / "shop.yaml", sqlite_of_module, bot=bot) as shop:
        yield shop


@pytest.fixture(scope="module")
def agent(shop: Installation) -> Agent:
    return Agent(shop)


def test_a_text_that_may_mean_two_things_is_asked_back_and_answered_by_number(shop: Installation) -> None:
    phone = shop.phone("+12125550141")
    phone.text("what about friday")
    asked = phone.hears("Did you mean:")
    number = next(line[0] for line in asked.splitlines() if line.endswith("a delivery"))
    phone.text(number)
    phone.hears("We deliver every day.")


@pytest.mark.parametrize(
    ("action", "why"),
    [
        pytest.param("raises", "raises: action_raises raised ValueError (trouble.py, line ", id="raises"),
        pytest.param("hangs", "hangs: no answer within 1 s", id="hangs"),
        pytest.param("nonsense", "nonsense: action_sentence returned something other", id="returns nonsense"),
        pytest.param("exits", "exits: action_exits ended its process", id="calls sys.exit"),
    ],
)
def test_the_customer_gets_the_author_s_fallback_and_the_agent_sees_why_of_an_action_that(
    shop: Installation, agent: Agent, action: str, why: str
) -> None:
    phone = shop.phone(f"+1212555{sum(action.encode()):04}")
    phone.text(action)
    phone.hears("That did not work. Somebody will text you.")
    agent.sees(why, of=phone.number)


def test_while_an_action_blocks_its_process_others_are_served(shop: Installation, agent: Agent) -> None:
    blocked, served = shop.phone("+12125550142"), shop.phone("+12125550143")
    blocked.text("blocks")
    blocked.hears("Let us see.")
    served.text("waits")
    served.hears("Done.")
    assert blocked.received() == ["Let us see."], "it still blocks"
    blocked.hears("That did not work.")
    agent.sees("blocks: no answer within 3 s", of=blocked.number)


def test_a_new_example_is_understood_without_a_restart(shop: Installation, project: Path) -> None:
    phone, examples = shop.phone("+12125550144"), project / "data" / "nlu.yml"
    assert answer(phone, "whadya charge by courier") == "Harbour Shop here."
    examples.write_text(
        examples.read_text().replace("- do you deliver\n", "- do you deliver\n      - whadya charge by courier\n")
    )
    eventually(lambda: answer(phone, "whadya charge by courier") == "We deliver every day.", "the bot is trained anew")


def answer(phone: Phone, text: str) -> str:
    """The next text that comes."""
    so_far = len(phone.received())
    phone.text(text)
    return eventually(lambda: phone.received()[so_far:], f"an answer to {text}")[0]

"""Whatever an action returns that JSON can say, the conversation goes on."""

import subprocess
import sys

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.dialogue_state import dialogue_state_of, turn_result
from bot.dialogue.event_application import apply_events
from bot.dialogue.response_generator import action_message
from bot.dialogue.user_message import NO_MESSAGE
from bot.project.domain import Domain, Form, Slot
from flows.protocol.bot_turns import BotMemory, BotTurn

DOMAIN = Domain(slots={"day": Slot("text", initial="today")}, forms={"visit": Form(("day",))})

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KINDS = st.sampled_from(
    ["slot", "active_loop", "form", "followup", "reset_slots", "restart", "pause", "resume", "bot", "rewind", "x"]
)
NAMES = st.sampled_from(["day", "visit", "requested_slot", "other"]) | JSON
EVENTS = st.fixed_dictionaries({"event": KINDS}, optional={"name": NAMES, "value": JSON})
RESPONSES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("text", "buttons", "custom", "image", "attachment", "response"), JSON)
)


@given(st.lists(EVENTS, max_size=8), st.sampled_from([None, "visit"]))
@settings(max_examples=50, deadline=None)
def test_any_events_leave_a_turn_that_survives_json(events: list[dict[str, object]], form: str | None) -> None:
    state = dialogue_state_of(BotMemory(form=form, asked="day" if form else None), DOMAIN, NO_MESSAGE, "en")
    apply_events(events, state, DOMAIN)
    turn = turn_result(state, DOMAIN)
    assert turn.memory.form in (None, "visit")
    assert msgspec.json.decode(msgspec.json.encode(turn), type=BotTurn) == turn


@given(RESPONSES)
@settings(max_examples=50, deadline=None)
def test_any_response_is_a_message(response: dict[str, object]) -> None:
    message = action_message(response)
    assert isinstance(message.text, str)
    assert all(address.startswith("http") for address in message.media)


def test_the_service_itself_never_imports_rasa_sdk() -> None:
    modules = "bot.dialogue.dialogue, bot.action_runtime.runtime_factory, bot.action_runtime.action_server"
    check = f"import sys, {modules}; sys.exit(any('rasa_sdk' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0

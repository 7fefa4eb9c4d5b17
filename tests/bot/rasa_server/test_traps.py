"""What a Rasa server does that nobody expects, each measured on a real one, and that it does no harm."""

import pytest

from bot.contract import BotUnavailable
from bot.rasa_server.parse_result import without_command
from flows.protocol.bot_turns import BeginForm, BotMemory, BotMessage, Button, RunAction
from tests.bot.rasa_server.rasa_talks import LATE, Talk, chosen, understand
from tests.bot.rasa_server.recorded_server import LISTENS, RecordedRasa, Reply, exchanges, recorded

TOKEN = "s3cret"
FORM = {"event": "active_loop", "name": "appointment_form"}
WANTED = {"event": "slot", "name": "requested_slot", "value": "service"}


def action(name: str) -> dict[str, object]:
    return {"event": "action", "name": name}


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        pytest.param([action("action_x"), LISTENS], "failed", id="an action came to nothing"),
        pytest.param([action("utter_x"), LISTENS], "failed", id="a response has no text"),
        pytest.param([action("appointment_form"), LISTENS], "failed", id="a form could not be validated"),
        pytest.param([{"event": "pause"}], "hands over", id="paused"),
        pytest.param([LISTENS], "does not know", id="nothing was done"),
        pytest.param(
            [action("action_default_fallback"), {"event": "rewind"}, LISTENS], "does not know", id="it gave up"
        ),
        pytest.param(
            [action("action_subscribe"), {"event": "slot", "name": "service", "value": "news"}, LISTENS],
            "knew",
            id="an action without words",
        ),
    ],
)
def test_trap_1_an_empty_answer_is_not_success(
    rasa: RecordedRasa, events: list[dict[str, object]], outcome: str
) -> None:
    rasa.will(Reply([], events=events))
    assert _came_out(Talk(rasa.url)) == outcome


def _came_out(talk: Talk) -> str:
    try:
        taken = talk.say("hi")
    except BotUnavailable as error:
        return "failed" if error.done else "failed, undone"
    return "hands over" if taken.hands_over else "knew" if taken.knew else "does not know"


def test_trap_1_a_form_that_could_not_be_validated_is_not_complete(rasa: RecordedRasa) -> None:
    """Its rule goes on, and says so, while the action server is down."""
    booked = {"event": "bot", "text": "Booked: None."}
    rasa.will(Reply([], events=[action("appointment_form"), action("utter_booked"), booked, LISTENS]))
    assert _came_out(Talk(rasa.url)) == "failed"


@pytest.mark.parametrize("deed", [RunAction("action_x"), BeginForm("action_x")])
def test_trap_1_an_action_or_form_that_comes_to_nothing(rasa: RecordedRasa, deed: RunAction | BeginForm) -> None:
    rasa.will(Reply({}, events=[action("action_x")]))
    with pytest.raises(BotUnavailable, match="action_x came to nothing"):
        Talk(rasa.url).take(deed)


def test_trap_1_an_action_without_words_before_another_is_well(rasa: RecordedRasa) -> None:
    noted = {"event": "bot", "text": "Noted."}
    rasa.will(Reply([], events=[action("action_log"), action("utter_noted"), noted, LISTENS]))
    assert _came_out(Talk(rasa.url)) == "knew"


def test_trap_1_a_text_that_was_not_taken_is_not_success(rasa: RecordedRasa) -> None:
    rasa.always["/webhook"] = Reply([])
    with pytest.raises(BotUnavailable, match="it did not take the turn") as caught:
        Talk(rasa.url).say("hi")
    assert caught.value.done


def test_trap_2_every_text_has_a_sender_of_its_own(rasa: RecordedRasa) -> None:
    rasa.will(*[recorded(exchanges()[4])] * 2)
    talks = [Talk(rasa.url), Talk(rasa.url)]
    for talk in talks:
        talk.say("hi")
    assert [asked.body["sender"] for asked in rasa.asked("/webhook")] == [talk.conversation for talk in talks]


def test_trap_3_a_conversation_is_named_by_letters_and_digits(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[4]))
    talk = Talk(rasa.url, conversation="0123456789abcdef0123456789abcdef")
    talk.say("hi")
    assert [asked.path for asked in rasa.received] == [
        "/domain",
        f"/conversations/{talk.conversation}/tracker/events",
        "/webhooks/rest/webhook",
        f"/conversations/{talk.conversation}/tracker/events",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/greet", "greet"),
        (" \n/restart", "restart"),
        ("\u3000/restart", "restart"),
        ('/book{"service": "all"}', 'book{"service": "all"}'),
        ("//greet", "greet"),
        ("/ / greet", "greet"),
        # A server takes only the plain slash for a command.
        ("／greet", "／greet"),
        ("⁄greet", "⁄greet"),
        ("\u200b/greet", "\u200b/greet"),
        ("and/or", "and/or"),
        (" hi ", " hi "),
    ],
)
def test_trap_4_a_customer_gives_no_commands(rasa: RecordedRasa, text: str, told: str) -> None:
    rasa.will(recorded(exchanges()[4]), recorded(exchanges()[29]))
    Talk(rasa.url).say(text)
    understand(rasa.url, text)
    assert rasa.heard == [told]
    assert rasa.asked("/parse")[0].body == {"text": told}


def test_trap_4_a_chosen_button_is_a_command(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[18]))
    Talk(rasa.url).take(chosen("/greet"))
    assert rasa.heard == ["/greet"]


@pytest.mark.parametrize("text", ["/", " // ", "/ /"])
def test_trap_4_nothing_but_slashes_says_nothing(rasa: RecordedRasa, text: str) -> None:
    assert not Talk(rasa.url).say(text).knew
    assert without_command(text) == ""
    assert rasa.received == []


def test_trap_4_an_entity_stands_where_the_customer_wrote_it(rasa: RecordedRasa) -> None:
    parsed = {
        "intent": {"name": "order_status", "confidence": 1},
        "entities": [{"entity": "n", "value": "42", "start": 6, "end": 8}],
    }
    rasa.will(Reply(parsed))
    text = " //order 42"
    (entity,) = understand(rasa.url, text).entities
    assert entity.start is not None
    assert text[entity.start : entity.end] == "42"


def test_trap_5_the_token_goes_with_every_call_and_nowhere_else(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[4]), recorded(exchanges()[29]))
    Talk(rasa.url, settings={"token": lambda: TOKEN}).say("hi")
    understand(rasa.url, "hello there", token=lambda: TOKEN)
    assert {asked.query.get("token") for asked in rasa.received} == {TOKEN}
    assert TOKEN not in repr([asked.body for asked in rasa.received])


def test_trap_5_a_token_that_is_refused_is_said(rasa: RecordedRasa) -> None:
    rasa.always["/tracker/events"] = Reply({"reason": "NotAuthenticated"}, 401)
    with pytest.raises(BotUnavailable, match="refuses the token") as caught:
        Talk(rasa.url, settings={"token": lambda: TOKEN}).say("hi")
    assert not caught.value.done
    assert TOKEN not in str(caught.value)


def test_trap_6_no_is_sent_as_the_button_it_means(rasa: RecordedRasa) -> None:
    """Two-stage fallback: the buttons are remembered, and stay those of its last question."""
    rasa.will(*(recorded(exchanges()[number]) for number in (62, 63, 64)))
    talk = Talk(rasa.url)
    asked = talk.say("colorless green ideas sleep furiously")
    yes, no = asked.memory.buttons
    assert (yes, no) == (Button("Yes", "/affirm"), Button("No", "/out_of_scope"))
    assert asked.knew
    assert talk.take(chosen(no.payload)).messages == (BotMessage("Sorry, could you rephrase that?"),)
    assert talk.memory.buttons == ()
    assert talk.say("where is order 4711").messages == (BotMessage("Order 4711 ships tomorrow."),)


def test_trap_6_a_form_waits_while_it_is_asked_what_was_meant(rasa: RecordedRasa) -> None:
    form = {"event": "active_loop", "name": "appointment_form"}
    asking = {"event": "active_loop", "name": "action_two_stage_fallback"}
    wanted = {"event": "slot", "name": "requested_slot", "value": "service"}
    rasa.will(recorded(exchanges()[7], form, wanted), recorded(exchanges()[62], asking), recorded(exchanges()[8], form))
    talk = Talk(rasa.url)
    for text in ("book", "colorless green ideas", "manicure"):
        assert not talk.say(text).form_left
        assert (talk.memory.form, talk.memory.asked) == ("appointment_form", "service")
    assert rasa.posted == []


def test_trap_7_a_hand_over_is_not_done_again(rasa: RecordedRasa) -> None:
    """The bot is given the conversation again by Parley, which knows that the human has done."""
    rasa.will(
        recorded(exchanges()[16], events=[action("action_handoff"), {"event": "pause"}]), recorded(exchanges()[4])
    )
    talk = Talk(rasa.url)
    assert talk.say("human").hands_over
    assert not talk.say("hi").hands_over
    assert rasa.posted == [{"event": "resume"}, LISTENS]


def test_trap_7_an_action_run_by_itself_ends_its_turn_too(rasa: RecordedRasa) -> None:
    said = {"event": "bot", "text": "Order 777 ships tomorrow."}
    rasa.will(recorded(exchanges()[47], events=[action("action_order_status"), said]), recorded(exchanges()[4]))
    talk = Talk(rasa.url)
    talk.take(RunAction("action_order_status"))
    talk.say("hi")
    assert rasa.posted == [LISTENS]


def test_trap_8_an_action_that_the_domain_lacks_is_named(rasa: RecordedRasa) -> None:
    refusal = {"message": "Cannot access action 'x', as that name is not a registered action for this domain."}
    for deed in (RunAction("action_x"), BeginForm("action_x")):
        rasa.will(Reply(refusal, 500))
        with pytest.raises(BotUnavailable, match="its domain has no action_x") as caught:
            Talk(rasa.url).take(deed)
        assert not caught.value.done


def test_trap_8_a_form_that_is_begun_is_not_open(rasa: RecordedRasa) -> None:
    """Else it declines: there is no answer in the text before."""
    asks = {"event": "bot", "text": "Which service?"}
    rasa.will(*[Reply({}, events=[action("appointment_form"), FORM, WANTED, asks])] * 2)
    talk = Talk(rasa.url)
    for _ in range(2):
        assert talk.take(BeginForm("appointment_form")).memory.form == "appointment_form"
    closed = [{**FORM, "name": None}, {**WANTED, "value": None}]
    assert rasa.posted == [*closed, LISTENS]


def test_trap_8_a_slot_that_the_domain_lacks_is_not_set(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[4]))
    Talk(rasa.url, BotMemory({"nope": 1, "order_id": "777"})).say("hi")
    assert rasa.posted == [{"event": "slot", "name": "order_id", "value": "777"}]


def test_trap_8_what_only_programs_read_is_not_said(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[16], {"event": "pause"}))
    taken = Talk(rasa.url).say("human")
    assert taken.messages == (BotMessage("Connecting you to a person."),)


def test_trap_8_a_picture_goes_with_its_text(rasa: RecordedRasa) -> None:
    picture = "https://example.org/map.png"
    said = {"event": "bot", "text": "Here", "data": {"image": picture, "attachment": picture, "custom": None}}
    rasa.will(Reply([{"text": "Here"}, {"image": picture}], events=[action("utter_map"), said, LISTENS]))
    assert Talk(rasa.url).say("map").messages == (BotMessage("Here", (picture,)),)


def test_trap_9_a_form_outlives_the_servers_session(rasa: RecordedRasa) -> None:
    """Sessions end an hour after the latest text unless told otherwise, and people answer a text when they like."""
    rasa.will(recorded(exchanges()[7], FORM, WANTED), recorded(exchanges()[8]))
    rasa.sessions_expire = True
    talk = Talk(rasa.url)
    talk.say("book")
    talk.settings["clock"] = lambda: LATE
    talk.say("manicure")
    assert (talk.memory.form, talk.memory.asked) == ("appointment_form", "service")
    begun = [action("action_session_start"), {"event": "session_started"}]
    assert rasa.posted == [*begun, {"event": "slot", "name": "handoff", "value": False}, FORM, WANTED, LISTENS]


@pytest.mark.parametrize("minutes", [0, 120])
def test_trap_9_a_session_that_lasts_is_not_begun_anew(rasa: RecordedRasa, minutes: int) -> None:
    rasa.will(recorded(exchanges()[7], FORM, WANTED), recorded(exchanges()[8]))
    rasa.always["/domain"] = Reply({"session_config": {"session_expiration_time": minutes}})
    talk = Talk(rasa.url)
    talk.say("book")
    talk.settings["clock"] = lambda: LATE
    talk.say("manicure")
    assert rasa.posted == []


def test_trap_9_an_action_for_which_a_session_was_begun_is_run_once(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[4]), Reply({}, events=[action("action_x"), {"event": "bot", "text": "done"}]))
    talk = Talk(rasa.url)
    talk.say("hi")
    talk.settings["clock"] = lambda: LATE
    assert talk.take(RunAction("action_x"), key="the key") == talk.take(RunAction("action_x"), key="the key")
    assert len(rasa.asked("/execute")) == 1


def test_trap_9_a_session_is_not_begun_anew_soon_after_a_text(rasa: RecordedRasa) -> None:
    rasa.will(*[recorded(exchanges()[4])] * 2)
    talk = Talk(rasa.url)
    for _ in range(2):
        talk.say("hi")
    assert rasa.posted == []


def test_trap_9_an_action_is_found_again_in_a_session_begun_for_it(rasa: RecordedRasa) -> None:
    """A server that keeps its trackers in memory forgets all sessions but the latest."""
    rasa.will(recorded(exchanges()[4]), Reply({}, events=[action("action_x"), {"event": "bot", "text": "done"}]))
    rasa.keeps_sessions = False
    talk = Talk(rasa.url)
    talk.say("hi")
    talk.settings["clock"] = lambda: LATE
    assert talk.take(RunAction("action_x")).messages == (BotMessage("done"),)


def test_trap_10_what_the_server_takes_back_when_it_gives_up_is_told_again(rasa: RecordedRasa) -> None:
    """It goes back to before it listened, and all that was appended since is undone."""
    order = {"event": "slot", "name": "order_id", "value": "777"}
    undone = [{**order, "value": None}, {"event": "active_loop", "name": None}]
    for _ in range(2):
        rasa.will(Reply([], events=[action("action_default_fallback"), {"event": "rewind"}, *undone, LISTENS]))
    talk = Talk(rasa.url, BotMemory({"order_id": "777"}, form="appointment_form", asked="service"))
    before = talk.memory
    for _ in range(2):
        taken = talk.say("monday")
        assert (taken.knew, taken.slots, taken.memory, taken.form_left) == (False, {}, before, False)
    assert rasa.posted == [order, FORM, WANTED] * 2


def test_trap_10_giving_up_twice_at_once_is_said_once(rasa: RecordedRasa) -> None:
    sorry: list[dict[str, object]] = [
        action("action_default_fallback"),
        {"event": "bot", "text": "Sorry."},
        {"event": "rewind"},
    ]
    rasa.will(Reply([], events=[*sorry, *sorry, LISTENS]))
    assert Talk(rasa.url).say("monday").messages == (BotMessage("Sorry."),)

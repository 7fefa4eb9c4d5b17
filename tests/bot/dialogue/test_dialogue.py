"""Rules, responses, slots and forms of a Rasa project, as the embedded bot follows them."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.action_runtime.action_call import ActionFailed, ActionRejected, ActionUnknown
from flows.protocol.bot_turns import BotMemory, Button, Converse, RunAction
from flows.protocol.needs import Entity, Intent, Understood
from tests.bot.action_runtime.action_runs import PROJECTS
from tests.bot.dialogue.dialogue_talks import Begin, talks

WHICH = "Which service? [Cut] [Dye]"


@pytest.fixture(scope="module")
def begin() -> Iterator[Begin]:
    with talks(PROJECTS / "salon", os.environ) as begin:
        yield begin


def test_a_rule_answers_an_intent(begin: Begin) -> None:
    assert begin().hears("small talk", "chat") == ["Lovely weather"]


def test_a_retrieval_intent_has_its_own_response(begin: Begin) -> None:
    assert begin().hears("may i bring rex", "faq/dogs") == ["Dogs are welcome"]


def test_the_same_turn_taken_again_says_the_same_and_others_vary(begin: Begin) -> None:
    greet = Converse("hi", Understood((Intent("greet", 0.9),)))
    said = {key: [begin().takes(greet, key=key) for _ in range(2)] for key in map(str, range(20))}
    assert all(first == again for first, again in said.values())
    assert len({first[0] for first, _ in said.values()}) == 3


def test_a_rule_with_a_condition_comes_before_the_one_without(begin: Begin) -> None:
    assert begin(is_vip=True).hears("hi", "greet") == ["A VIP!"]


def test_a_rule_for_an_entity_s_value_comes_before_the_one_for_any(begin: Begin) -> None:
    assert begin().hears("dye my hair", "book", service="dye") == ["Never mind"]


def test_a_response_is_said_as_its_variant_for_texts(begin: Begin) -> None:
    assert begin().runs("utter_channel") == ["In a text"]
    assert begin().runs("utter_web") == []


def test_slots_fill_the_blanks_of_a_response_and_what_is_no_slot_stays(begin: Begin) -> None:
    assert begin(guests=3.0).runs("utter_lunch") == ["3 for lunch, {unknown} and "]


def test_a_picture_is_sent_as_media(begin: Begin) -> None:
    talk = begin(service="cut")
    talk.runs("utter_picture")
    assert talk.turn.messages[0].media == ("https://example.com/cut.png",)


def test_entities_fill_slots_by_their_roles(begin: Begin) -> None:
    talk = begin()
    entities = (Entity("city", "Rome", role="from"), Entity("city", "Oslo", role="to"))
    talk.takes(Converse("x", Understood((Intent("chat", 0.9),), entities)))
    assert talk.turn.slots == {"from_city": "Rome", "to_city": "Oslo"}


def test_of_several_values_the_last_one_counts(begin: Begin) -> None:
    talk = begin()
    entities = (Entity("service", "cut"), Entity("service", "dye"))
    talk.takes(Converse("a cut, no, a dye", Understood((Intent("chat", 0.9),), entities)))
    assert talk.memory.slots["service"] == "dye"


def test_a_form_asks_until_it_is_complete_and_what_follows_is_done(begin: Begin) -> None:
    talk = begin()
    assert talk.hears("a visit please", "book") == [WHICH]
    assert talk.hears("cut", "inform", service="cut") == ["How many are you?"]
    assert talk.hears("2", "inform", number=2) == ["With lunch?"]
    assert (talk.memory.form, talk.memory.asked) == ("visit_form", "wants_lunch")
    assert talk.hears("yes", "affirm") == ["cut for 2, lunch True"]
    assert (talk.memory.form, talk.memory.asked, talk.turn.form_left) == (None, None, False)


def test_a_form_asks_only_for_what_is_missing(begin: Begin) -> None:
    talk = begin(guests=2.0, wants_lunch=False)
    assert talk.begins("visit_form") == [WHICH]
    assert talk.hears("cut", "inform", service="cut") == ["cut for 2, lunch False"]


def test_a_form_that_is_complete_at_once_asks_nothing(begin: Begin) -> None:
    talk = begin(guests=2.0, wants_lunch=False, service="cut")
    assert talk.begins("visit_form") == ["cut for 2, lunch False"]
    assert talk.memory.form is None


def test_an_answer_in_the_customer_s_own_words_is_checked_and_asked_for_again(begin: Begin) -> None:
    talk = begin()
    talk.hears("a visit please", "book")
    assert talk.hears("shave", "inform") == ["No shave here", WHICH]
    assert talk.turn.knew
    assert talk.hears("dye") == ["How many are you?"]


def test_a_correction_changes_what_was_answered_before(begin: Begin) -> None:
    talk = begin()
    talk.hears("a visit please", "book")
    talk.hears("cut", "inform", service="cut")
    assert talk.hears("sorry, dye", "inform", service="dye") == ["How many are you?"]
    talk.hears("2", "inform", number=2)
    assert talk.hears("no", "deny") == ["dye for 2, lunch False"]


def test_an_entity_that_two_slots_take_answers_the_question(begin: Begin) -> None:
    talk = begin(service="cut", wants_lunch=True)
    assert talk.begins("visit_form") == ["How many are you?"]
    assert talk.hears("7", "inform", number=7) == ["How many children?"]
    talk.hears("3", "inform", number=3)
    assert (talk.memory.slots["guests"], talk.memory.slots["children"]) == (7, 3)
    assert talk.memory.form is None


def test_the_intent_that_begins_a_form_may_fill_a_slot(begin: Begin) -> None:
    talk = begin()
    talk.hears("the usual", "vip")
    assert talk.memory.slots["is_vip"] is True


def test_a_button_says_what_its_payload_says(begin: Begin) -> None:
    talk = begin()
    talk.hears("a visit please", "book")
    assert talk.memory.buttons[0] == Button("Cut", '/inform{"service": "cut"}')
    assert talk.chooses(2) == ["How many are you?"]
    assert talk.memory.slots["service"] == "dye"
    assert not talk.memory.buttons


def test_what_a_customer_writes_is_never_a_payload(begin: Begin) -> None:
    talk = begin()
    assert talk.hears('/book{"service": "cut"}') == []
    assert not talk.turn.knew
    assert talk.memory == BotMemory()


def test_a_question_in_the_middle_is_answered_and_fills_nothing(begin: Begin) -> None:
    talk = begin()
    talk.hears("a visit please", "book")
    assert talk.hears("what a day", "chat") == ["Lovely weather", WHICH]
    assert talk.memory.slots == {}


def test_a_text_that_is_no_answer_is_told_the_flow_and_the_question_asked_again(begin: Begin) -> None:
    talk = begin(service="cut")
    talk.begins("visit_form")
    assert talk.hears("umm") == ["How many are you?"]
    assert not talk.turn.knew
    assert talk.memory.form == "visit_form"


def test_a_form_is_left_by_the_rules_of_the_bot(begin: Begin) -> None:
    talk = begin()
    talk.hears("a visit please", "book")
    assert talk.hears("stop that", "stop") == ["Never mind"]
    assert talk.turn.form_left
    assert (talk.memory.form, talk.memory.asked) == (None, None)


def test_a_form_that_its_author_has_taken_away_is_open_no_more(begin: Begin) -> None:
    talk = begin()
    talk.memory = BotMemory(form="old_form", asked="age")
    assert talk.hears("what a day", "chat") == ["Lovely weather"]
    assert talk.memory.form is None


def test_a_slot_may_be_asked_for_by_an_action_and_refuse_an_intent(begin: Begin) -> None:
    talk = begin()
    assert talk.begins("note_form") == ["A note for note_form?"]
    assert talk.hears("what a day", "chat") == ["Lovely weather", "A note for note_form?"]
    assert talk.hears("ring twice") == []
    assert talk.memory.slots == {"note": "ring twice"}
    assert talk.turn.knew


def test_rules_that_begin_alike_part_at_a_slot_that_code_fills(begin: Begin) -> None:
    assert begin().hears("i feel great", "mood")[-1] == "Glad to hear"
    assert begin().hears("i feel so so", "mood")[-1] == "Sorry to hear"


def test_an_action_sees_the_text_the_slots_and_what_happened(begin: Begin) -> None:
    talk = begin()
    (said, _) = talk.hears("i feel great", "mood")
    assert said == "mood nobody ['action', 'user', 'slot']"
    assert talk.turn.slots == {"mood": "good", "opener": "somebody"}


def test_an_action_may_be_followed_by_another_and_say_much(begin: Begin) -> None:
    talk = begin()
    assert talk.hears("go on", "wander") == ["Followed [A]", "as JSON", "Named Ann"]
    assert talk.turn.messages[0].media == ("https://example.com/a.png",)


def test_each_action_of_a_turn_has_its_own_idempotency_key_and_the_same_again(begin: Begin) -> None:
    slots = []
    for _ in range(2):
        talk = begin()
        talk.takes(RunAction("action_follow"), key="k")
        slots.append(talk.turn.slots)
    assert slots == [{"key": "k:action_followed:1"}] * 2


def test_slots_are_reset_to_what_they_were_at_first(begin: Begin) -> None:
    talk = begin(opener="me", service="cut")
    talk.hears("reset", "reset")
    assert talk.turn.slots == {"opener": "nobody", "service": None}
    assert talk.memory == BotMemory()


def test_a_restart_leaves_the_form_and_forgets_all(begin: Begin) -> None:
    talk = begin(opener="me")
    talk.begins("note_form")
    talk.memory = msgspec.structs.replace(talk.memory, form="visit_form", asked="guests")
    talk.hears("restart", "restart_all")
    assert talk.turn.form_left
    assert talk.memory == BotMemory()


def test_nothing_is_said_after_the_bot_has_handed_over(begin: Begin) -> None:
    talk = begin()
    assert talk.hears("a human", "quiet") == []
    assert talk.turn.hands_over


def test_actions_that_ask_for_each_other_end_after_ten(begin: Begin) -> None:
    assert begin().hears("loop", "loop") == ["again"] * 10


def test_an_action_that_declines_leaves_the_text_to_the_flow(begin: Begin) -> None:
    talk = begin()
    assert talk.hears("no", "refuse") == []
    assert not talk.turn.knew
    with pytest.raises(ActionRejected):
        begin().runs("action_refuse")


def test_an_action_that_would_send_a_flood_of_texts_sends_none(begin: Begin) -> None:
    with pytest.raises(ActionFailed, match="action_chatter said more than 20 things"):
        begin().runs("action_chatter")


@pytest.mark.parametrize("name", ["action_nowhere", "utter_nothing"])
def test_what_is_not_there_cannot_be_run(begin: Begin, name: str) -> None:
    with pytest.raises(ActionUnknown, match=f"{name} is not known"):
        begin().runs(name)


def test_a_project_without_actions_says_so(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text('version: "3.1"\nactions: [action_x]\n')
    with talks(tmp_path, {}) as begin, pytest.raises(ActionUnknown, match="the project has no actions"):
        begin().runs("action_x")


@given(
    st.lists(
        st.tuples(st.sampled_from(["book", "inform", "chat", "stop", "affirm", "deny", "vip", "reset"]), st.booleans())
    )
)
@settings(max_examples=20, deadline=None)
def test_whatever_is_said_the_memory_survives_json_and_a_form_that_is_open_asks_for_a_slot(
    begin: Begin, texts: list[tuple[str, bool]]
) -> None:
    talk = begin()
    for intent, names_service in texts:
        talk.hears("cut", intent, **({"service": "cut"} if names_service else {"number": 4}))
        assert msgspec.json.decode(msgspec.json.encode(talk.memory), type=BotMemory) == talk.memory
        assert (talk.memory.form is None) == (talk.memory.asked is None)

"""The bot runs actions, in whatever order things happen."""

from datetime import timedelta

import pytest

from flows import ConversationStatus, Rung
from flows.matching.opt_out_words import OptOutWord
from flows.protocol.bot_turns import (
    BotMemory,
    BotMessage,
    BotTurn,
    BotTurnNeeded,
    RunAction,
)
from flows.protocol.events import ConversationTaken
from tests.bots import asking, saying
from tests.flows.bot_chat import ACTION, HEAD, chat_with
from tests.flows.scenario import service_of


class TestAnAction:
    def test_is_run_once_the_step_is_kept_and_goes_on_with_what_it_found(self) -> None:
        chat = chat_with(ACTION, "hi")
        assert chat.says("7") == ["One moment."]
        assert chat.need == BotTurnNeeded(
            RunAction("action_order_status"),
            BotMemory({"order": 7, "about": "order 7", "deep": True}),
            "en",
            timedelta(seconds=10),
        )
        found = saying("Found it.", slots={"status": "ready"}, memory=BotMemory({"order": 7, "status": "ready"}))
        assert chat.bot(found) == ["Found it.\nIt is ready."]
        assert (chat.state, chat.rung) == ("told", Rung.CALL)
        assert chat.conversation is not None
        assert chat.conversation.bot == BotMemory({"order": 7, "status": "ready"})

    def test_that_fails_takes_its_way_out(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        assert chat.bot(BotTurn(problem="no answer within 10 s")) == ["No luck.\nWhich order?"]

    def test_keeps_texts_until_it_is_over_and_then_hears_them(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        assert (chat.says("hurry"), chat.rung) == ([], Rung.CALLING)
        assert chat.bot(BotTurn(slots={"status": "late"})) == ["It is late."]
        assert (chat.values["note"], chat.status) == ("hurry", ConversationStatus.CLOSED)

    def test_that_wants_a_human_gets_one(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        assert chat.bot(saying("A colleague takes over.", hands_over=True)) == ["A colleague takes over."]
        assert chat.queued is not None
        assert (chat.queued.team, chat.queued.reason) == ("desk", "the bot asked for a human")

    @pytest.mark.parametrize("result", [saying("It is ready.", slots={"status": "ready"}), BotTurn(problem="down")])
    def test_is_not_heard_while_a_human_has_the_conversation(self, result: BotTurn) -> None:
        chat = chat_with(ACTION, "hi", "7", "agent")
        assert (chat.bot(result), chat.rung) == ([], Rung.STALE)
        chat.happens(ConversationTaken("kim"))
        assert (chat.bot(result), chat.status) == ([], ConversationStatus.ASSIGNED)

    def test_says_nothing_to_whoever_has_opted_out_meanwhile(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        chat.says("STOP", OptOutWord.STOP, answered_by_provider=True)
        assert chat.bot(saying("Found it.")) == []

    def test_opens_no_form_for_there_is_none_to_go_on_with(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        chat.bot(asking("Which day?", "day", status="ready"))
        assert chat.conversation is not None
        assert chat.conversation.bot == BotMemory({"status": "ready"})

    def test_whose_state_is_gone_meanwhile_calls_a_human(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        chat.service = service_of(
            ACTION.replace("action: action_order_status", "post: https://api.example/x").replace(
                'with: {order: "{{ order }}", about: "order {{ order }}", deep: true}', "body: {}"
            ),
            HEAD,
        )
        chat.bot(saying("Found it."))
        assert (chat.rung, chat.status) == (Rung.FAILED, ConversationStatus.QUEUED)

    def test_sends_pictures_and_cuts_what_is_too_long_for_one_text(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        shown = BotMessage("x" * 2000, media=("https://shop.example/a.png", "file:///etc/passwd"))
        assert chat.bot(BotTurn((shown,), slots={"status": "late"})) == ["x" * 1600, "x" * 400 + "\nIt is late."]
        assert [medium.url for medium in chat.messages[1].media] == ["https://shop.example/a.png"]

    def test_may_send_a_picture_without_a_word(self) -> None:
        chat = chat_with(ACTION, "hi", "7")
        picture = BotMessage(media=("https://shop.example/a.png",))
        assert chat.bot(BotTurn((picture,), slots={"status": "late"})) == ["It is late."]
        assert [medium.url for medium in chat.messages[0].media] == ["https://shop.example/a.png"]

    @pytest.mark.parametrize(
        "result",
        [BotTurn((BotMessage("Hi"),) * 11), BotTurn(memory=BotMemory({"all": "x" * 20_000}))],
        ids=["many messages", "much to remember"],
    )
    def test_that_says_or_keeps_too_much_calls_a_human(self, result: BotTurn) -> None:
        chat = chat_with(ACTION, "hi", "7")
        chat.bot(result)
        assert (chat.rung, chat.status) == (Rung.FAILED, ConversationStatus.QUEUED)

"""Small actions, each with one kind of effect."""

from typing import Any, ClassVar

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import (
    ActiveLoop,
    AllSlotsReset,
    ConversationPaused,
    FollowupAction,
    ReminderCancelled,
    Restarted,
    SlotSet,
)
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

Domain = dict[str, Any]
Events = list[dict[str, Any]]


class _Named(Action):
    returns: ClassVar[Events] = []

    def name(self) -> str:
        words = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in type(self).__name__)
        return f"action{words}"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        return self.returns


class Followed(_Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        dispatcher.utter_message(text="Followed", image="https://example.com/a.png", buttons=[{"title": "A"}, "B"])
        dispatcher.utter_message(json_message={"text": "as JSON"})
        dispatcher.utter_message(response="utter_named", name="Ann")
        dispatcher.utter_message(text=" ")
        return [SlotSet("key", tracker.latest_message["metadata"]["idempotency_key"])]


class Chatter(_Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        for number in range(21):
            dispatcher.utter_message(text=number)
        return []


class Follow(_Named):
    returns: ClassVar[Events] = [FollowupAction("action_followed"), ReminderCancelled(), {"event": "of the future"}]


class RestartAll(_Named):
    returns: ClassVar[Events] = [Restarted()]


class Loop(_Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        dispatcher.utter_message(text="again")
        return [FollowupAction("action_loop")]


class Refuse(_Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        raise ActionExecutionRejection(self.name())


class Pause(_Named):
    returns: ClassVar[Events] = [ConversationPaused()]


class Reset(_Named):
    returns: ClassVar[Events] = [AllSlotsReset()]


class Quiet(_Named):
    returns: ClassVar[Events] = [ActiveLoop("note_form")]


class Speak(_Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        seen = [event["event"] for event in tracker.events]
        dispatcher.utter_message(text=f"{tracker.latest_message['intent']['name']} {tracker.slots['opener']} {seen}")
        return [SlotSet("opener", "somebody")]


class ReadMood(_Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        text = tracker.latest_message["text"]
        return [SlotSet("mood", "good" if "great" in text else "bad")] if "feel" in text else []


class AskNote(_Named):
    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Events:
        dispatcher.utter_message(text=f"A note for {tracker.active_loop['name']}?")
        return []


class ValidateVisitForm(FormValidationAction):
    def name(self) -> str:
        return "validate_visit_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> list[str]:
        """Many guests have children."""
        return [*domain_slots, "children"] if (tracker.get_slot("guests") or 0) > 5 else domain_slots

    def validate_service(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Domain:
        if value not in {"cut", "dye"}:
            dispatcher.utter_message(text=f"No {value} here")
            return {"service": None}
        return {"service": value}

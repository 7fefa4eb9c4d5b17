"""Actions of the project with which the adapter is tried on a real Rasa server (docs/rasa.md)."""

import time
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import ConversationPaused, SlotSet
from rasa_sdk.executor import CollectingDispatcher

Events = list[dict[str, Any]]


def idempotency_key(tracker: Tracker) -> str | None:
    """The key of the turn: the same when the turn is taken again after a crash."""
    keys = ((event.get("metadata") or {}).get("idempotency_key") for event in reversed(tracker.events))
    return next((key for key in keys if key), None)


class OrderStatus(Action):
    def name(self) -> str:
        return "action_order_status"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        order = tracker.get_slot("order_id")
        if order == "666":
            raise RuntimeError("as asked for")
        dispatcher.utter_message(text=f"Order {order} ships tomorrow.")
        return []


class Handoff(Action):
    def name(self) -> str:
        return "action_handoff"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        dispatcher.utter_message(text="Connecting you to a person.")
        dispatcher.utter_message(json_message={"handoff": True})
        return [ConversationPaused()]


class Subscribe(Action):
    """Changes something and says nothing."""

    def name(self) -> str:
        return "action_subscribe"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        return [SlotSet("subscribed", True)]


class Slow(Action):
    def name(self) -> str:
        return "action_slow"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        time.sleep(3)
        dispatcher.utter_message(text="Here at last.")
        return []


class WhatsKnown(Action):
    """Says what the server was told: the customer, the key of the turn, how many texts it heard."""

    def name(self) -> str:
        return "action_whats_known"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:
        heard = sum(event["event"] == "user" for event in tracker.events)
        customer = tracker.get_slot("customer")
        dispatcher.utter_message(text=f"{customer}, {idempotency_key(tracker)}, {heard}")
        return []


class ValidateAppointment(FormValidationAction):
    def name(self) -> str:
        return "validate_appointment_form"

    def validate_service(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        if value == "manicure":
            dispatcher.utter_message(text="Sorry, we don't do manicure.")
            return {"service": None}
        return {"service": value}

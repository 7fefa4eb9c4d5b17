"""Is my order ready?"""

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from .numbers import checked_number
from .practice import PracticeDown, ask

_RESPONSES = {
    "ready": "utter_order_ready",
    "in_work": "utter_order_in_work",
    "collected": "utter_order_collected",
}


class ActionOrderStatus(Action):
    """Asks the practice, and leaves the state in `order_status` for the flow."""

    def name(self) -> str:
        return "action_order_status"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        number = checked_number("H", tracker.get_slot("order_number"), dispatcher)
        if number is None:
            return [SlotSet("order_number", None), SlotSet("order_status", "not_found")]
        try:
            order = await ask(f"/orders/{number}")
        except PracticeDown:
            dispatcher.utter_message(response="utter_system_down")
            return [SlotSet("order_number", None), SlotSet("order_status", "unknown")]
        status = "not_found" if order is None else str(order.get("status"))
        dispatcher.utter_message(response=_RESPONSES.get(status, "utter_no_such_order"), number=number)
        return [SlotSet("order_number", None), SlotSet("order_status", status)]


class ValidateOrderForm(FormValidationAction):
    """Takes H1001 out of "it's h 1001"."""

    def name(self) -> str:
        return "validate_order_form"

    def validate_order_number(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        return {"order_number": checked_number("H", value, dispatcher)}

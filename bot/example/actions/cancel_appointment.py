"""Cancels the appointment that cancel_form found."""

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from .numbers import checked_number
from .practice import PracticeDown, tell


class ActionCancelAppointment(Action):
    """Only what was confirmed is cancelled."""

    def name(self) -> str:
        return "action_cancel_appointment"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        number = tracker.get_slot("appointment_number")
        response = (
            await self._cancel(number, tracker) if tracker.get_slot("cancel_confirmed") else "utter_not_cancelled"
        )
        dispatcher.utter_message(response=response, number=number)
        return [SlotSet("appointment_number", None), SlotSet("cancel_confirmed", None)]

    async def _cancel(self, number: str, tracker: Tracker) -> str:
        try:
            cancelled = await tell("DELETE", f"/appointments/{number}", tracker)
        except PracticeDown:
            return "utter_system_down"
        return "utter_no_such_appointment" if cancelled is None else "utter_cancelled"


class ValidateCancelForm(FormValidationAction):
    """Takes A1001 out of "the one with a1001"."""

    def name(self) -> str:
        return "validate_cancel_form"

    def validate_appointment_number(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        return {"appointment_number": checked_number("A", value, dispatcher)}

"""Passes on what a customer thinks of the practice."""

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from .practice import PracticeDown, tell

_BEST = 5


class ActionFeedback(Action):
    """Sends the rating and the comment that feedback_form asked for."""

    def name(self) -> str:
        return "action_feedback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        feedback = {name: tracker.get_slot(name) for name in ("rating", "comment")}
        try:
            await tell("POST", "/feedback", tracker, feedback)
        except PracticeDown:
            dispatcher.utter_message(response="utter_system_down")
        else:
            dispatcher.utter_message(response="utter_feedback_thanks")
        return [SlotSet("rating", None), SlotSet("comment", None)]


class ValidateFeedbackForm(FormValidationAction):
    """A rating is a whole number from 1 to 5, as a figure."""

    def name(self) -> str:
        return "validate_feedback_form"

    def validate_rating(
        self, value: object, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        figures = [int(each) for each in str(value).replace("/5", "").split() if each.isdecimal()]
        if len(figures) == 1 and 1 <= figures[0] <= _BEST:
            return {"rating": figures[0]}
        dispatcher.utter_message(response="utter_rating_not_understood")
        return {"rating": None}

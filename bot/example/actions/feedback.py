"""Passes on what a customer thinks of the practice."""

import re
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from .practice import PracticeDown, tell

_BEST = 5
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5}


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
    """A rating is a whole number from 1 to 5."""

    def name(self) -> str:
        return "validate_feedback_form"

    def validate_rating(
        self, value: object, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        words = re.findall(r"\w+", str(value).casefold().replace("/5", ""))
        named = [
            int(word) if word.isdecimal() else _WORDS[word] for word in words if word.isdecimal() or word in _WORDS
        ]
        if len(named) == 1 and 1 <= named[0] <= _BEST:
            return {"rating": named[0]}
        dispatcher.utter_message(response="utter_rating_not_understood")
        return {"rating": None}

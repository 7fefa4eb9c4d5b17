"""Reminds of appointments."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from .practice import PracticeDown, tell


class ActionSubscribe(Action):
    """The practice knows the customer by the conversation's id, never by a phone number."""

    def name(self) -> str:
        return "action_subscribe"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        try:
            await tell("POST", "/reminders", tracker, {"conversation": tracker.sender_id})
        except PracticeDown:
            dispatcher.utter_message(response="utter_system_down")
        else:
            dispatcher.utter_message(response="utter_subscribed")
        return []

"""A human goes on."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ConversationPaused
from rasa_sdk.executor import CollectingDispatcher


class ActionHandToHuman(Action):
    """Pausing is how a bot hands over; the flow chooses the team."""

    def name(self) -> str:
        return "action_hand_to_human"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        return [ConversationPaused()]

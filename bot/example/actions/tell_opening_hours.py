"""When are you open?"""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from .days import day_in, name_of, today

_WEEK = "8:30-12:30, 13:30-17:30"
_HOURS = (_WEEK, _WEEK, _WEEK, _WEEK, _WEEK, "9:00-13:00", None)


class ActionOpeningHours(Action):
    """The hours of the day that is asked about, or of the week."""

    def name(self) -> str:
        return "action_opening_hours"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:
        day = day_in(tracker.latest_message.get("text") or "", today())
        if day is None:
            dispatcher.utter_message(response="utter_opening_hours")
            return []
        hours, name = _HOURS[day.weekday()], name_of(day, tracker.get_slot("language") or "en")
        response = "utter_closed_on" if hours is None else "utter_open_on"
        dispatcher.utter_message(response=response, asked_day=name, asked_hours=hours)
        return []

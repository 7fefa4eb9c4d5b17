"""Books the day and time that appointment_form found."""

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ConversationPaused, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from .days import name_of
from .practice import PracticeDown, tell


class ActionBookAppointment(Action):
    """Leaves `booked_day`, `booked_time` and `booked_number` for the flow, and the form's slots empty for the next."""

    def name(self) -> str:
        return "action_book_appointment"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        wanted = {name: tracker.get_slot(name) for name in ("day", "time", "treatment")}
        try:
            booked = await tell("POST", "/appointments", tracker, wanted | {"name": tracker.get_slot("patient_name")})
        except PracticeDown:
            dispatcher.utter_message(response="utter_calendar_down")
            return [ConversationPaused()]
        if booked is None:
            dispatcher.utter_message(response="utter_time_taken")
            return [SlotSet("time", None), SlotSet("free_times", None), FollowupAction("appointment_form")]
        result = {"booked_day": wanted["day"], "booked_time": wanted["time"], "booked_number": booked.get("id")}
        day = name_of(date.fromisoformat(wanted["day"]), tracker.get_slot("language") or "en")
        dispatcher.utter_message(response="utter_booked", **(result | {"booked_day": day}))
        emptied = dict.fromkeys(("day", "time", "free_times", "treatment"))
        return [SlotSet(name, value) for name, value in (result | emptied).items()]

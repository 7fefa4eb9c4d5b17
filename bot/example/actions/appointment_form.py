"""Checks what customers answer while they book, and offers the times that are free."""

from datetime import date, timedelta
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.events import ConversationPaused, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from .days import day_in, name_of, time_in, today
from .practice import PracticeDown, ask

Domain = dict[str, Any]
_HOW_FAR = timedelta(days=60)
_MIN_NAME_LENGTH = 2


class ValidateAppointmentForm(FormValidationAction):
    """A slot that becomes None is asked for again."""

    def name(self) -> str:
        return "validate_appointment_form"

    async def validate_day(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Domain:
        """A day of the next two months, as 2026-11-27, on which a time is free."""
        day = day_in(value, today())
        if day is None or not today() <= day <= today() + _HOW_FAR:
            dispatcher.utter_message(response="utter_day_not_understood")
            return {"day": None}
        try:
            times = await _free_times(day)
        except PracticeDown:
            return {"day": day.isoformat(), "free_times": None}
        if not times:
            name = name_of(day, tracker.get_slot("language") or "en")
            dispatcher.utter_message(response="utter_day_full", asked_day=name)
            return {"day": None}
        return {"day": day.isoformat(), "free_times": times, **_time_still_free(tracker, times)}

    def validate_time(self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> Domain:
        """One of the times that are free. What names no time is no answer, and needs no word: "no, on Friday"."""
        time, free = time_in(value), tracker.get_slot("free_times") or []
        if day_in(value, today()) is not None and ":" not in value:
            return {"time": None}
        if time not in free:
            if time is not None:
                dispatcher.utter_message(response="utter_time_not_free")
            return {"time": None}
        return {"time": time}

    def validate_patient_name(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Domain:
        name = " ".join(value.split())
        is_name = sum(letter.isalpha() for letter in name) >= _MIN_NAME_LENGTH and day_in(name, today()) is None
        return {"patient_name": name[:80] if is_name else None}


class ActionAskTime(Action):
    """Offers the free times as numbered choices."""

    def name(self) -> str:
        return "action_ask_appointment_form_time"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain) -> list[dict[str, Any]]:
        times = tracker.get_slot("free_times")
        if not times:
            dispatcher.utter_message(response="utter_calendar_down")
            return [ConversationPaused(), SlotSet("day", None)]
        day = name_of(date.fromisoformat(tracker.get_slot("day")), tracker.get_slot("language") or "en")
        buttons = [{"title": time, "payload": f'/inform{{"time": "{time}"}}'} for time in times]
        dispatcher.utter_message(response="utter_free_times", day=day, buttons=buttons)
        return []


async def _free_times(day: date) -> list[str]:
    """Raises PracticeDown."""
    answer = await ask(f"/slots?day={day.isoformat()}")
    return [str(time) for time in (answer or {}).get("slots", [])]


def _time_still_free(tracker: Tracker, times: list[str]) -> Domain:
    """Another day: a time chosen before may not be free then."""
    time = tracker.get_slot("time")
    return {} if time is None or time in times else {"time": None}

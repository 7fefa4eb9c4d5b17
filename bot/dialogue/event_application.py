"""What the events that an action returns do to a conversation."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.dialogue.dialogue_state import Course
from bot.project.domain import Domain


def apply(events: Iterable[Mapping[str, Any]], course: Course, domain: Domain) -> None:
    """In their order; kinds that mean nothing here are left out, as those of reminders."""
    for event in events:
        _apply(event, course, domain)


def _apply(event: Mapping[str, Any], course: Course, domain: Domain) -> None:
    name = event.get("name")
    match event.get("event"):
        case "slot" if isinstance(name, str):
            course.set_slot(name, event.get("value"))
        case "active_loop" | "form":
            leave_form(course, name if isinstance(name, str) and name in domain.forms else None)
        case "followup" if isinstance(name, str):
            course.followup = name
        case "reset_slots":
            reset_slots(course, domain)
        case "restart":
            restart(course, domain)
        case "pause":
            course.hands_over = True
        case "resume":
            course.hands_over = False
        case "bot" | "agent":
            pass  # said already, elsewhere


def leave_form(course: Course, to: str | None = None) -> None:
    """A form that is open and not complete is left unfinished."""
    if course.form is not None and to != course.form:
        course.form_left = True
    course.set_form(to)


def reset_slots(course: Course, domain: Domain) -> None:
    for name in list(course.slots):
        initial = domain.slots[name].initial if name in domain.slots else None
        if course.slots[name] != initial:
            course.set_slot(name, initial)


def restart(course: Course, domain: Domain) -> None:
    """As at the beginning of the conversation."""
    leave_form(course)
    reset_slots(course, domain)
    course.followup = None

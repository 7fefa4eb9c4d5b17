"""Which slots a text fills, by the mappings of the domain."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from bot.dialogue.user_message import UserMessage
from bot.project.domain import Domain, Form, MappingType, Slot, SlotMapping
from flows.protocol.needs import Entity


def slot_values(
    domain: Domain, user_message: UserMessage, form: str | None, asked: str | None, *, takes_text: bool = True
) -> dict[str, Any]:
    """The values that a message gives to slots, by the slot mappings of the domain (Rasa's action_extract_slots).

    `form`: the open one; `asked`: the slot that it asks for; `takes_text`: whether the text itself may be an answer,
    and not only what it names.
    """

    def is_possible(mapping: SlotMapping, name: str) -> bool:
        is_taken = takes_text or mapping.type is not MappingType.TEXT
        return (
            is_taken
            and _is_applicable(mapping, domain, user_message, form, asked)
            and _is_meant(mapping, name, domain, form, asked)
        )

    return _values(domain.slots, user_message, is_possible)


def initial_slot_values(domain: Domain, user_message: UserMessage, form: str) -> dict[str, Any]:
    """What the text that begins a form says of the slots that wait for the form."""

    def is_possible(mapping: SlotMapping, _: str) -> bool:
        return _is_of_start(mapping) and _is_applicable(mapping, domain, user_message, form, None)

    waiting = {name: domain.slots[name] for name in slots_of_form(domain, form) if name in domain.slots}
    return _values(waiting, user_message, is_possible)


def slots_of_form(domain: Domain, form: str) -> list[str]:
    """Those that it asks for, and those that are filled only while it is open: code may ask for them."""
    waiting = (
        name
        for name, slot in domain.slots.items()
        if any(condition.active_loop == form for mapping in slot.mappings for condition in mapping.conditions)
    )
    return list(dict.fromkeys((*domain.forms.get(form, Form()).required_slots, *waiting)))


def _values(
    slots: Mapping[str, Slot], user_message: UserMessage, is_possible: Callable[[SlotMapping, str], bool]
) -> dict[str, Any]:
    """The first mapping that finds something fills a slot."""
    values: dict[str, Any] = {}
    for name, slot in slots.items():
        found = (_value(mapping, slot, user_message) for mapping in slot.mappings if is_possible(mapping, name))
        value = next((each for each in found if each is not None), None)
        if value is not None:
            values[name] = value
    return values


def _is_of_start(mapping: SlotMapping) -> bool:
    """The words that begin a form are no answer to its first question."""
    return mapping.type in {MappingType.ENTITY, MappingType.TRIGGER_INTENT}


def _is_applicable(
    mapping: SlotMapping, domain: Domain, user_message: UserMessage, form: str | None, asked: str | None
) -> bool:
    return _conditions_hold(mapping, form, asked) and _intent_is_wanted(mapping, domain, user_message, form)


def _conditions_hold(mapping: SlotMapping, form: str | None, asked: str | None) -> bool:
    if not mapping.conditions:
        return True
    return any(
        condition.active_loop == form and condition.requested_slot in (None, asked) for condition in mapping.conditions
    )


def _intent_is_wanted(mapping: SlotMapping, domain: Domain, user_message: UserMessage, form: str | None) -> bool:
    names = {user_message.intent, user_message.kind}
    if mapping.intents:
        return bool(names & set(mapping.intents))
    ignored = domain.forms.get(form or "", Form()).ignored_intents
    return not names & {*mapping.not_intents, *ignored}


def _is_meant(mapping: SlotMapping, name: str, domain: Domain, form: str | None, asked: str | None) -> bool:
    """An entity that several slots of a form take is the answer to the question."""
    if mapping.type is MappingType.TRIGGER_INTENT:
        return False
    if mapping.type is not MappingType.ENTITY or form is None or name == asked:
        return True
    others = (other for other in slots_of_form(domain, form) if other != name)
    return not any(_takes_entity(domain.slots.get(other, Slot("any")), mapping) for other in others)


def _takes_entity(slot: Slot, mapping: SlotMapping) -> bool:
    return any(each.type is MappingType.ENTITY and _named(each) == _named(mapping) for each in slot.mappings)


def _named(mapping: SlotMapping) -> tuple[str | None, str | None, str | None]:
    return mapping.entity, mapping.role, mapping.group


def _value(mapping: SlotMapping, slot: Slot, user_message: UserMessage) -> Any:
    match mapping.type:
        case MappingType.ENTITY:
            return _of_entities([entity.value for entity in user_message.entities if _is_named(entity, mapping)], slot)
        case MappingType.TEXT:
            return user_message.text or None
        case MappingType.INTENT | MappingType.TRIGGER_INTENT:
            return mapping.value if user_message.intent else None
        case MappingType.CUSTOM:
            return None


def _is_named(entity: Entity, mapping: SlotMapping) -> bool:
    is_role = mapping.role is None or entity.role == mapping.role
    return entity.name == mapping.entity and is_role and (mapping.group is None or entity.group == mapping.group)


def _of_entities(values: list[Any], slot: Slot) -> Any:
    """Of several the last counts, since it corrects the others: "Thursday, no, Friday"."""
    if not values:
        return None
    # A date becomes a text: actions and the conversation's memory know what JSON knows.
    return msgspec.to_builtins(values if slot.type == "list" else values[-1])

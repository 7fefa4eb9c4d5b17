"""Which slots a text fills, by the mappings of the domain."""

from collections.abc import Iterator
from typing import Any

import msgspec

from bot.acting.hearing import Heard
from bot.project.domain import Domain, Form, MappingType, Slot, SlotMapping
from flows.needs import Entity


def filled(domain: Domain, heard: Heard, form: str | None, asked: str | None) -> dict[str, Any]:
    """What a text says of each slot, while a form is open or none."""
    values: dict[str, Any] = {}
    for name, slot in domain.slots.items():
        for mapping in slot.mappings:
            if _counts(mapping, domain, heard, form, asked) and _is_meant(mapping, name, domain, form, asked):
                value = _value(mapping, slot, heard)
                if value is not None:
                    values[name] = value
                    break
    return values


def filled_at_start(domain: Domain, heard: Heard, form: str) -> dict[str, Any]:
    """What the text that begins a form says of the slots that wait for the form."""
    values: dict[str, Any] = {}
    for name in domain.forms[form].required_slots:
        slot = domain.slots.get(name, Slot("any"))
        for mapping in slot.mappings:
            if _is_of_start(mapping) and _counts(mapping, domain, heard, form, None):
                value = _value(mapping, slot, heard)
                if value is not None:
                    values[name] = value
                    break
    return values


def _is_of_start(mapping: SlotMapping) -> bool:
    """The words that begin a form are no answer to its first question."""
    return mapping.type in {MappingType.ENTITY, MappingType.TRIGGER_INTENT}


def _counts(mapping: SlotMapping, domain: Domain, heard: Heard, form: str | None, asked: str | None) -> bool:
    return _conditions_hold(mapping, form, asked) and _intent_is_wanted(mapping, domain, heard, form)


def _conditions_hold(mapping: SlotMapping, form: str | None, asked: str | None) -> bool:
    if not mapping.conditions:
        return True
    return any(
        condition.active_loop == form and condition.requested_slot in (None, asked) for condition in mapping.conditions
    )


def _intent_is_wanted(mapping: SlotMapping, domain: Domain, heard: Heard, form: str | None) -> bool:
    names = {heard.intent, heard.kind}
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
    required = domain.forms.get(form, Form()).required_slots
    return name not in required or not any(other != name for other in _takers(mapping, required, domain))


def _takers(mapping: SlotMapping, names: tuple[str, ...], domain: Domain) -> Iterator[str]:
    for name in names:
        for other in domain.slots[name].mappings if name in domain.slots else ():
            if other.type is MappingType.ENTITY and _named(other) == _named(mapping):
                yield name


def _named(mapping: SlotMapping) -> tuple[str | None, str | None, str | None]:
    return mapping.entity, mapping.role, mapping.group


def _value(mapping: SlotMapping, slot: Slot, heard: Heard) -> Any:
    match mapping.type:
        case MappingType.ENTITY:
            return _of_entities([entity.value for entity in heard.entities if _is_named(entity, mapping)], slot)
        case MappingType.TEXT:
            return heard.text or None
        case MappingType.INTENT | MappingType.TRIGGER_INTENT:
            return mapping.value if heard.intent else None
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

"""Reads the slots of a domain."""

from collections.abc import Iterator
from typing import Any, Final

from bot.project.domain import MappingCondition, MappingType, Slot, SlotMapping
from bot.project.yaml_node import YamlNode
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Mark

_TYPES: Final = ("text", "bool", "categorical", "float", "list", "any")
_OF_RASA_PRO: Final = ("from_llm", "controlled")
_KEYS: Final = (
    "type", "initial_value", "influence_conversation", "mappings", "values", "min_value", "max_value",
    "auto_fill", "value_reset_delay",
)  # fmt: skip
_MAPPING_KEYS: Final = (
    "type", "entity", "role", "group", "value", "intent", "not_intent", "conditions", "action",
)  # fmt: skip


def read_slot(name: str, node: YamlNode, mark: Mark) -> Slot:
    """One slot; what is wrong with it is complained of."""
    notes = node.notes
    if not node.is_mapping:
        notes.error(mark, f'slot "{name}" must be a mapping with a "type"', "bad-value")
        return Slot("any")
    notes.warn_unknown_keys(node.key_marks(), _KEYS, "a slot")
    values = node.get("values")
    return Slot(
        type=_type(name, node, mark),
        initial=None if (initial := node.get("initial_value")) is None else initial.plain,
        mappings=tuple(_mappings(node)),
        influence=node.bool_at("influence_conversation", "whether a slot has influence", default=True),
        values=() if values is None else tuple(value.plain for value in values.items("the values of a slot")),
    )


def _type(name: str, node: YamlNode, mark: Mark) -> str:
    slot_type = node.text_at("type", "the type of a slot")
    if slot_type is None:
        node.notes.error(mark, f'slot "{name}" has no type: one of {", ".join(_TYPES)}', "bad-slot")
        return "any"
    type_at = node.value.values_at["type"]
    if "." in slot_type:
        message = f'the slot type "{slot_type}" is Python code: embedded it is kept as any value'
        node.notes.warn(type_at, message, "needs-server")
    elif slot_type not in _TYPES:
        message = f'"{slot_type}" is no type of slot{did_you_mean(slot_type, _TYPES)}; there are {", ".join(_TYPES)}'
        node.notes.error(type_at, message, "bad-slot")
    if slot_type == "categorical" and not node.get("values"):
        node.notes.error(mark, f'categorical slot "{name}" needs its "values"', "bad-slot")
    return slot_type


def _mappings(node: YamlNode) -> Iterator[SlotMapping]:
    mappings = node.get("mappings")
    for item in () if mappings is None else mappings.items("the mappings of a slot"):
        mapping = _mapping(item)
        if mapping is not None:
            yield mapping


def _mapping(item: YamlNode) -> SlotMapping | None:
    written_type = item.text_at("type", "the type of a mapping") or ""
    if written_type in _OF_RASA_PRO:
        item.notes.warn(item.mark, f"{written_type} needs a Rasa Pro server; this mapping is ignored", "needs-server")
        return None
    if written_type not in {*MappingType}:
        kinds = ", ".join(MappingType)
        hint = did_you_mean(written_type, MappingType)
        item.notes.error(item.mark, f"a mapping needs a type{hint}: one of {kinds}", "bad-mapping")
        return None
    item.notes.warn_unknown_keys(item.key_marks(), _MAPPING_KEYS, "a mapping")
    mapping = SlotMapping(
        type=MappingType(written_type),
        entity=item.text_at("entity", "the entity"),
        role=item.text_at("role", "the role"),
        group=item.text_at("group", "the group"),
        value=None if (value := item.get("value")) is None else value.plain,
        intents=item.texts_at("intent", "the intents"),
        not_intents=item.texts_at("not_intent", "the intents"),
        conditions=tuple(_conditions(item)),
        action=item.text_at("action", "the action"),
    )
    _check(mapping, item)
    return mapping


def _check(mapping: SlotMapping, item: YamlNode) -> None:
    if mapping.type is MappingType.ENTITY and not mapping.entity:
        item.notes.error(item.mark, 'from_entity needs its "entity"', "bad-mapping")
    has_value: Any = mapping.value is not None or item.has("value")
    if mapping.type in (MappingType.INTENT, MappingType.TRIGGER_INTENT) and not has_value:
        item.notes.error(item.mark, f'{mapping.type} needs the "value" that the slot becomes', "bad-mapping")


def _conditions(item: YamlNode) -> Iterator[MappingCondition]:
    conditions = item.get("conditions")
    for each in () if conditions is None else conditions.items("the conditions of a mapping"):
        each.notes.warn_unknown_keys(each.key_marks(), ("active_loop", "requested_slot"), "a condition")
        if each.has("active_loop"):
            yield MappingCondition(
                each.text_at("active_loop", "the form"), each.text_at("requested_slot", "the slot asked for")
            )
        else:
            each.notes.error(each.mark, 'a condition needs an "active_loop": a form, or null', "bad-mapping")

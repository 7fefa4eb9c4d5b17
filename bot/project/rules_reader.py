"""Reads the `rules:` of a Rasa project."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.project.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, Rule, SlotsStep, Step
from bot.project.yaml_node import YamlNode

_KEYS: Final = ("rule", "steps", "condition", "wait_for_user_input", "conversation_start", "metadata")
_STEP_KEYS: Final = ("intent", "or", "action", "active_loop", "slot_was_set", "entities", "user", "bot", "checkpoint")
#: Rasa writes it as the first step of a rule that may come at any time, as all do that are not for the start.
_WHATEVER_BEFORE: Final = "..."
#: What a step may be that only a trained policy follows.
_TRAINED_ONLY: Final[Mapping[str, str]] = {
    "user": "a text in place of an intent (end-to-end)",
    "bot": "a text in place of an action (end-to-end)",
    "checkpoint": "a checkpoint",
}


def read_rules(section: YamlNode) -> Iterator[Rule]:
    """Each rule that the embedded engine can follow; the others are complained of."""
    for item in section.items('"rules"'):
        name = item.text_at("rule", "the name of a rule") if item.is_mapping else None
        if name is None:
            item.notes.error(item.mark, 'a rule begins with its name: "- rule: Greet"', "bad-rule")
            continue
        item.notes.warn_unknown_keys(item.key_marks(), _KEYS, "a rule")
        rule = _rule(name, item)
        if rule is not None:
            yield rule


def _rule(name: str, item: YamlNode) -> Rule | None:
    node = item.get("steps")
    if node is None or not node.value:
        item.notes.error(item.mark, f'rule "{name}" has no steps', "bad-rule")
        return None
    steps = [_step(each) for each in node.items("the steps of a rule") if each.value != _WHATEVER_BEFORE]
    conditions = item.get("condition")
    held = [] if conditions is None else [_condition(each) for each in conditions.items("the condition of a rule")]
    good, holding = [step for step in steps if step is not None], [each for each in held if each is not None]
    if not good or len(good) < len(steps) or len(holding) < len(held):
        return None
    return Rule(
        name,
        tuple(good),
        tuple(holding),
        waits=item.bool_at("wait_for_user_input", "whether a rule waits", default=True),
        only_at_start=item.bool_at("conversation_start", "whether a rule is for the start", default=False),
        file=item.mark.file,
        line=item.key_mark("rule").line,
    )


def _step(node: YamlNode) -> Step | None:
    """None where it is none, or one that is not followed embedded; both are complained of."""
    if not node.is_mapping:
        node.notes.error(node.mark, f"a step is one of {', '.join(_STEP_KEYS)}", "bad-rule")
        return None
    node.notes.warn_unknown_keys(node.key_marks(), (*_STEP_KEYS, "metadata"), "a step")
    for key, what in _TRAINED_ONLY.items():
        if node.has(key):
            message = f"{what} needs a Rasa server: embedded this rule is ignored"
            node.notes.warn(node.key_mark(key), message, "needs-server")
            return None
    if node.has("intent"):
        return _intent(node)
    if node.has("or"):
        return _one_of(node)
    if node.has("action"):
        action = node.text_at("action", "an action")
        return None if action is None else ActionStep(action)
    return _condition(node)


def _intent(node: YamlNode) -> IntentStep | None:
    intent = node.text_at("intent", "an intent")
    entities = node.get("entities")
    named: dict[str, Any] = {}
    for each in () if entities is None else entities.items("the entities"):
        if each.is_text:
            named[str(each.value)] = None
        else:
            keys = ("role", "group", "value")
            named.update((key, value.plain) for key, _, value in each.entries("an entity") if key not in keys)
    return None if intent is None else IntentStep((intent,), named)


def _one_of(node: YamlNode) -> Step | None:
    listed = node.get("or")
    steps = [] if listed is None else [_step(item) for item in listed.items('"or"')]
    intents = tuple(intent for step in steps if isinstance(step, IntentStep) for intent in step.intents)
    if not intents or len(intents) < len(steps):
        node.notes.error(node.key_mark("or"), '"or" lists intents: "- intent: greet"', "bad-rule")
        return None
    return IntentStep(intents)


def _condition(node: YamlNode) -> LoopStep | SlotsStep | None:
    if node.has("active_loop"):
        return LoopStep(node.text_at("active_loop", "a form"))
    if node.has("slot_was_set"):
        slots = node.get("slot_was_set")
        return SlotsStep({} if slots is None else dict(_slots(slots)))
    node.notes.error(node.mark, f"a step is one of {', '.join(_STEP_KEYS)}", "bad-rule")
    return None


def _slots(slots: YamlNode) -> Iterator[tuple[str, Any]]:
    """`- name: value`, or `- name` for any value."""
    if slots.is_mapping:
        yield from slots.plain.items()
        return
    for each in slots.items('"slot_was_set"'):
        if each.is_text:
            yield str(each.value), ANY_VALUE
        else:
            yield from ((name, value.plain) for name, _, value in each.entries("a slot"))

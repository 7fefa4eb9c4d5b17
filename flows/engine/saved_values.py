"""Saved values: what a setting comes to, with whom a value is kept, and what of them all a human is shown.

A plain name belongs to the flow that is being gone through, `conversation.name` to the whole conversation, and
`contact.name` to the person, for good. Values are kept as JSON keeps them (`flows.types.values.stored`).
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from flows.engine.turn import Turn
from flows.model.flow import Setting
from flows.model.situation import Situation
from flows.protocol.conversation import Conversation
from flows.protocol.effects import SetContactAttribute
from flows.text.template import Template
from flows.types.contact import Contact
from flows.types.values import plain, stored

_ONLY_A_NAME: Final = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*\}\}")


def setting_value(setting: Setting, situation: Situation) -> Any:
    """What a setting saves: a date that is handed on by its name stays a date, any other text is rendered.

    Raises FlowFailure for a text that does not render.
    """
    value = setting.value
    if not isinstance(value, Template):
        return value
    named = _named_value(value, situation)
    kept = stored(named)
    return value.render(situation.names()) if kept is named else kept


def plain_setting_value(setting: Setting, situation: Situation) -> Any:
    """The same as other systems expect it: what is handed on by its name keeps its type, as 3 or "2026-03-03"."""
    value = setting.value
    if not isinstance(value, Template):
        return value
    named = _named_value(value, situation)
    return value.render(situation.plain_names()) if named is None else plain(named)


def _named_value(template: Template, situation: Situation) -> Any:
    """The value that a template of one name and nothing else hands on; None for any other template."""
    name = _ONLY_A_NAME.fullmatch(template.source)
    return None if name is None else situation.value(name[1])


def gathered(conversation: Conversation, values: Mapping[str, Any]) -> dict[str, Any]:
    """Every value of a conversation, plain, for the human who takes it; not what is made for machines to read.

    `values` are those of the present flow; they hide values of the same name of the flows that wait below it.
    """
    below = (frame.values for frame in conversation.stack)
    named: dict[str, Any] = {}
    for each in (conversation.shared, *below, values):
        named.update(each)
    written = {name: plain(value) for name, value in named.items()}
    return {name: value for name, value in written.items() if not isinstance(value, dict | list)}


def set_all(turn: Turn, settings: tuple[Setting, ...]) -> None:
    """Save what each setting comes to; a later one may read what an earlier one saved."""
    for setting in settings:
        save(turn, setting.name, setting_value(setting, turn.situation))


def save_all(turn: Turn, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        save(turn, name, value)


def save(turn: Turn, name: str, value: Any) -> None:
    """Keep a value where its name says: with the flow, the conversation, or the contact."""
    value = stored(value)
    holder, dot, attribute = name.partition(".")
    if dot and holder == "contact":
        _save_attribute(turn, attribute, value)
    elif dot and holder == "conversation":
        turn.change(shared={**turn.conversation.shared, attribute: value})
        turn.situation.shared = turn.conversation.shared
    else:
        turn.situation.values[name] = value


def _save_attribute(turn: Turn, name: str, value: Any) -> None:
    turn.attributes.append(SetContactAttribute(name, value))
    turn.situation.contact = with_attribute(turn.situation.contact, name, value)
    if name == "language":
        turn.situation.language = str(value)
        turn.situation.calendar = turn.service.calendar(str(value))


def with_attribute(contact: Contact, name: str, value: Any) -> Contact:
    """A contact who has an attribute; name and language are the contact's own fields."""
    if name in ("name", "language"):
        return replace(contact, **{name: str(value)})
    return replace(contact, attributes={**contact.attributes, name: value})

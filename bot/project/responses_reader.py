"""Reads what a bot says: the `responses:` of a domain."""

from collections.abc import Iterator
from typing import Final

from bot.project.domain import ResponseCondition, ResponseVariant
from bot.project.yaml_node import YamlNode
from flows.protocol.bot_turns import Button
from flows.source.document import Mark

_KEYS: Final = ("text", "buttons", "image", "custom", "channel", "condition", "metadata", "id", "button_type")
#: Web chats show them; there is nothing like them in a text message.
_NOT_SENT: Final = ("elements", "attachment", "quick_replies")


def read_responses(section: YamlNode) -> Iterator[tuple[str, Mark, tuple[ResponseVariant, ...]]]:
    """The variants of each response, by its name, and where it is."""
    for name, mark, written in section.entries('"responses"'):
        if not name.startswith("utter_"):
            section.notes.error(mark, f'the name of a response begins with "utter_": utter_{name}', "bad-response")
        variants = tuple(_variant(item) for item in written.items(f'response "{name}"') if _is_variant(item))
        if not variants:
            section.notes.warn(mark, f'response "{name}" says nothing', "bad-response")
        yield name, mark, variants


def _is_variant(item: YamlNode) -> bool:
    if item.is_mapping:
        return True
    item.notes.error(item.mark, 'write a variant as "- text: …"', "bad-response")
    return False


def _variant(item: YamlNode) -> ResponseVariant:
    _check_keys(item)
    custom = item.get("custom")
    return ResponseVariant(
        text=item.text_at("text", "the text of a response") or "",
        buttons=tuple(_buttons(item)),
        image=item.text_at("image", "an image"),
        custom=custom.plain if custom is not None and custom.is_mapping else None,
        channel=item.text_at("channel", "a channel"),
        condition=tuple(_conditions(item)),
    )


def _check_keys(item: YamlNode) -> None:
    item.notes.warn_unknown_keys(item.key_marks(), (*_KEYS, *_NOT_SENT), "a response")
    for key in _NOT_SENT:
        if item.has(key):
            item.notes.warn(item.key_mark(key), f'"{key}" cannot be sent as a text message; it is left out', "not-sent")


def _buttons(item: YamlNode) -> Iterator[Button]:
    buttons = item.get("buttons")
    for each in () if buttons is None else buttons.items("the buttons"):
        title, payload = each.text_at("title", "a title"), each.text_at("payload", "a payload")
        if title is None:
            each.notes.error(each.mark, 'a button needs its "title"', "bad-response")
        elif payload is None:
            each.notes.warn(each.mark, "a button without payload sends its title", "bad-response")
            yield Button(title, title)
        else:
            yield Button(title, payload)


def _conditions(item: YamlNode) -> Iterator[ResponseCondition]:
    conditions = item.get("condition")
    for each in () if conditions is None else conditions.items("the condition"):
        name, value = each.text_at("name", "the slot"), each.get("value")
        if each.text_at("type", "the type of a condition") != "slot" or name is None:
            each.notes.error(each.mark, "a condition is of type slot, with a name and a value", "bad-response")
        else:
            yield ResponseCondition(name, None if value is None else value.plain)

"""The bot's words: responses of the domain, and what actions say themselves."""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from bot.project.domain import Domain, ResponseVariant
from flows.protocol.bot_turns import BotMessage, Button

_BLANK: Final = re.compile(r"\{([^\n{}]+)\}")


class ResponseGenerator:
    """Says responses by name.

    Among equally fitting variants the turn's key chooses, so that a turn taken again says the same.
    """

    def __init__(self, domain: Domain, channel: str) -> None:
        self._domain = domain
        self._channel = channel

    def knows(self, name: str, intent: str = "") -> bool:
        """`intent` names the variant of a retrieval intent."""
        return self._variants(name, intent) is not None

    def say(self, name: str, slots: Mapping[str, Any], key: str, intent: str = "") -> BotMessage | None:
        """The response with the slots put in; None when it has no variant for here and now."""
        fitting = self._fitting(self._variants(name, intent) or (), slots)
        if not fitting:
            return None
        chosen = fitting[_number(f"{key} {name}") % len(fitting)]
        return _message(chosen, slots)

    def _variants(self, name: str, intent: str) -> Sequence[ResponseVariant] | None:
        """A retrieval intent `faq/parking` makes `utter_faq` say `utter_faq/parking`."""
        retrieved = f"utter_{intent}"
        if "/" in intent and name == retrieved.partition("/")[0] and retrieved in self._domain.responses:
            return self._domain.responses[retrieved]
        return self._domain.responses.get(name)

    def _fitting(self, variants: Sequence[ResponseVariant], slots: Mapping[str, Any]) -> Sequence[ResponseVariant]:
        """In Rasa's order: what is written for the channel, then what is written for these slots, then the rest."""
        possible = [variant for variant in variants if variant.channel in (None, self._channel)]
        true = [variant for variant in possible if _is_true(variant, slots)]
        for for_channel, for_slots in ((True, True), (True, False), (False, True), (False, False)):
            alike = [v for v in true if bool(v.channel) is for_channel and bool(v.condition) is for_slots]
            if alike:
                return alike
        return []


def action_message(response: Mapping[str, Any]) -> BotMessage:
    """What an action says in words of its own."""
    text, custom = response.get("text"), response.get("custom")
    if not isinstance(text, str) and isinstance(custom, Mapping):
        text = custom.get("text")
    media = tuple(str(each) for each in (response.get("image"), response.get("attachment")) if _is_address(each))
    said = _written(text) if isinstance(text, str | int | float) else ""
    return BotMessage(said, media, tuple(_buttons(response.get("buttons"))))


def merged_message(worded: BotMessage, own: BotMessage) -> BotMessage:
    """A response, and what the action that named it adds or says in its place."""
    return BotMessage(own.text or worded.text, worded.media + own.media, worded.buttons + own.buttons)


def is_empty(message: BotMessage) -> bool:
    return not (message.text.strip() or message.media or message.buttons)


def _message(variant: ResponseVariant, slots: Mapping[str, Any]) -> BotMessage:
    text = variant.text
    if not text and variant.custom is not None:
        text = str(variant.custom.get("text", ""))
    buttons = tuple(Button(_filled(each.title, slots), _filled(each.payload, slots)) for each in variant.buttons)
    media = (_filled(variant.image, slots),) if variant.image else ()
    return BotMessage(_filled(text, slots), media, buttons)


def _filled(text: str, slots: Mapping[str, Any]) -> str:
    """`{name}` becomes the slot's value; what names no slot stays, as in JSON."""
    return _BLANK.sub(lambda blank: _written(slots[blank[1]]) if blank[1] in slots else blank[0], text)


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(map(_written, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _is_true(variant: ResponseVariant, slots: Mapping[str, Any]) -> bool:
    return all(slots.get(condition.name) == condition.value for condition in variant.condition)


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _buttons(written: object) -> list[Button]:
    buttons: list[Button] = []
    for each in written if isinstance(written, list) else ():
        if isinstance(each, Mapping) and isinstance(title := each.get("title"), str):
            payload = each.get("payload")
            buttons.append(Button(title, payload if isinstance(payload, str) else title))
    return buttons

"""What a bot says in a turn, as messages."""

from collections.abc import Iterable
from typing import Any

from bot.rasa_server.rasa_messages import TrackerEvent
from flows.protocol.bot_turns import BotMessage, Button


def messages_of(events: Iterable[TrackerEvent]) -> tuple[BotMessage, ...]:
    """Without what only programs read, such as `custom`."""
    said = (_message(event) for event in events if event.event == "bot")
    return tuple(message for message in said if message != BotMessage())


def _message(event: TrackerEvent) -> BotMessage:
    data = event.data or {}
    return BotMessage(
        text=event.text or "",
        # The attachment is often the image once more.
        media=tuple(dict.fromkeys(_addresses(data.get("image"), data.get("attachment")))),
        buttons=tuple(_buttons(data.get("buttons") or data.get("quick_replies"))),
    )


def _addresses(*values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str) and value.startswith(("https://", "http://"))]


def _buttons(offered: Any) -> list[Button]:
    return [
        Button(str(button["title"]), str(button.get("payload") or button["title"]))
        for button in (offered if isinstance(offered, list) else [])
        if isinstance(button, dict) and button.get("title")
    ]

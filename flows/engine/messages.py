"""What is said, put into messages: texts, and what goes with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flows.model.flow import Attached, OnFile
from flows.protocol.effects import MessageTemplate, Purpose, SendMessage
from flows.protocol.events import Channel
from flows.text.template import MAX_TEXT_LENGTH
from flows.types.media import Media

#: Twilio's limit for the attachments of one message.
MAX_MEDIA: Final = 10


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said, on its own or together with what is said next."""

    text: str
    separate: bool = False
    media: tuple[Media, ...] = ()
    template: MessageTemplate | None = None

    @property
    def stands_alone(self) -> bool:
        return self.separate or self.template is not None

    def joins(self, other: "Said") -> bool:
        """True when the other can leave in the same message."""
        fits = len(self.text) + 1 + len(other.text) <= MAX_TEXT_LENGTH and len(self.media + other.media) <= MAX_MEDIA
        return fits and not self.stands_alone and not other.stands_alone

    def joined_with(self, other: "Said") -> "Said":
        # A picture may go without words.
        text = "\n".join(filter(None, (self.text, other.text)))
        return Said(text, media=self.media + other.media)


def messages_of(said: Iterable[Said], purpose: Purpose) -> list[SendMessage]:
    """Texts on the way to a wait, as the messages they leave in: together, unless one is separate or too long."""
    return [SendMessage(part.text, purpose, part.media, part.template) for part in _joined(said)]


def _joined(said: Iterable[Said]) -> list[Said]:
    joined: list[Said] = []
    for part in said:
        if joined and joined[-1].joins(part):
            joined[-1] = joined[-1].joined_with(part)
        else:
            joined.append(part)
    return joined


def said_with(text: str, attached: Attached, names: Mapping[str, Any], channel: Channel, *, separate: bool) -> Said:
    """On WhatsApp the message on file takes the place of text and media; elsewhere nobody has it."""
    if attached.template is not None and channel is Channel.WHATSAPP:
        return Said(text, separate, template=_filled(attached.template, names))
    return Said(text, separate, tuple(Media(url.render(names)) for url in attached.media))


def _filled(on_file: OnFile, names: Mapping[str, Any]) -> MessageTemplate:
    return MessageTemplate(on_file.id, {gap: value.render(names) for gap, value in on_file.values.items()})

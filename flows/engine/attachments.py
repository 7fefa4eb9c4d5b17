"""What goes with a text: media, or a message on file in its place."""

from collections.abc import Mapping
from typing import Any

from flows.engine.said_messages import Said
from flows.model.flow import Attached, OnFile
from flows.protocol.effects import MessageTemplate
from flows.protocol.events import Channel
from flows.types.media import Media


def said_with(text: str, attached: Attached, names: Mapping[str, Any], channel: Channel, *, separate: bool) -> Said:
    """On WhatsApp the message on file takes the place of text and media; elsewhere nobody has it."""
    if attached.template is not None and channel is Channel.WHATSAPP:
        return Said(text, separate, template=_filled(attached.template, names))
    return Said(text, separate, tuple(Media(url.render(names)) for url in attached.media))


def _filled(on_file: OnFile, names: Mapping[str, Any]) -> MessageTemplate:
    return MessageTemplate(on_file.id, {gap: value.render(names) for gap, value in on_file.values.items()})

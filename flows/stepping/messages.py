"""Puts what was said into messages."""

from flows.texts.template import LONGEST_TEXT


def messages_of(said: list[tuple[str, bool]]) -> list[str]:
    """Texts on the way to a wait, as the messages they leave in: together, unless one is separate or too long."""
    messages: list[str] = []
    appendable = False
    for text, separate in said:
        if appendable and not separate and len(messages[-1]) + 1 + len(text) <= LONGEST_TEXT:
            messages[-1] = f"{messages[-1]}\n{text}"
        else:
            messages.append(text)
        appendable = not separate
    return messages

"""Texts that are told apart by their words alone."""

from flows.matching.utterance import utterance_of


def spoken(text: str) -> str:
    """The words of a text, whatever the signs around them."""
    heard = utterance_of(text)
    return " ".join(heard.words) or heard.folded

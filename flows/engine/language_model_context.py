"""What a language model is given of a conversation, and of the business: what the author lists, and nothing else."""

from flows.engine.turn import Turn


def seen(turn: Turn) -> dict[str, str]:
    """The values that it may see, written as in a text; without those that there are not."""
    written = {name: turn.situation.written(name) for name in turn.service.bot.language_model.sees}
    return {name: text for name, text in written.items() if text is not None}


def texts_to_answer_from(turn: Turn) -> dict[str, str]:
    """In the language of the conversation. FlowFailure for one that does not render."""
    texts = turn.service.bot.language_model.texts
    names = turn.situation.names() if texts else {}
    return {name: text.render(turn.situation.language, turn.service.language, names) for name, text in texts.items()}

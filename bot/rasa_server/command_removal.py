"""Takes from a customer's text what a Rasa server would take as a command."""


def without_command(text: str) -> str:
    """The text, without any slash that it begins with.

    Rasa takes a text that begins with a slash, after any white space, as an intent of full confidence and its entities
    as found: /restart, /book_appointment{"day": "monday"}. A second slash in front helps with a whole model; one that
    was trained to understand only takes even that.
    """
    if not text.lstrip().startswith("/"):
        return text
    while (shorter := text.lstrip().lstrip("/")) != text:
        text = shorter
    return text

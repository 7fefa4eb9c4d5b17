"""The practice's numbers: a letter and four digits or more."""

import re

from rasa_sdk.executor import CollectingDispatcher


def checked_number(letter: str, written: object, dispatcher: CollectingDispatcher) -> str | None:
    """In the practice's own spelling; None when it is none, with a word to the customer who wrote something."""
    if not written:
        return None
    found = re.search(rf"\b{letter}?[\s#-]*(\d{{4,6}})\b", str(written), re.IGNORECASE)
    if found is None:
        dispatcher.utter_message(response="utter_number_not_understood")
        return None
    return f"{letter}{found[1]}"

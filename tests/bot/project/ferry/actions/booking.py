"""Read, never run: in a real project these are rasa_sdk's Action and FormValidationAction."""

from typing import Final

_BOOK: Final = "action_book"


class ActionPrice:
    def name(self) -> str:
        return "action_price"


class ActionBook:
    def name(self) -> str:
        return _BOOK


class ValidateFerryForm:
    form = "validate_ferry_form"

    def name(self) -> str:
        return self.form

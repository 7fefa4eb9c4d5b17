"""Only read, never run."""

from rasa_sdk import Action, FormValidationAction


class ActionPrice(Action):
    def name(self):
        return "action_price"

    async def run(self, dispatcher, tracker, domain):
        return []


class ActionBook(Action):
    def name(self) -> str:
        return "action_book"


class ValidateFerryForm(FormValidationAction):
    def name(self) -> str:
        return "validate_ferry_form"

"""The test credentials: creates are checked against the magic numbers, and nothing is sent or kept."""

from msgspec.structs import replace

from router.emulator.account.api_errors import test_account_forbidden
from router.emulator.account.create_parameters import CreateParameters
from router.emulator.account.emulated_message import Direction
from router.emulator.account.emulator_config import EmulatorConfig
from router.emulator.account.representation import Json, created
from router.emulator.api.create_checks import check_create
from router.emulator.api.magic_numbers import VALID_SENDER
from router.emulator.carrier.account_rules import Rules
from router.emulator.carrier.composition import Composition


class MagicAccount:
    """Answers as if the message had been taken."""

    def __init__(self, config: EmulatorConfig, rules: Rules) -> None:
        self._sid = config.test_account[0] if config.test_account else ""
        self._rules = replace(rules, numbers=frozenset({VALID_SENDER}))
        self._composition = Composition(config, self._rules)

    def create(self, parameters: CreateParameters) -> Json:
        """A message as Twilio shows it to test credentials; nothing is sent. Raises ApiError by the magic numbers."""
        if parameters.service_sid:
            raise test_account_forbidden()
        check_create(parameters, self._rules)
        return created(self._composition.compose(parameters, Direction.OUTBOUND_API), self._sid)

"""The test credentials: creates are checked against the magic numbers, and nothing is sent or kept."""

from msgspec.structs import replace

from router.providers.emulator.composition import Composition
from router.providers.emulator.config import EmulatorConfig
from router.providers.emulator.creation import check_draft
from router.providers.emulator.drafts import Draft
from router.providers.emulator.errors import test_account_forbidden
from router.providers.emulator.magic_numbers import VALID_SENDER
from router.providers.emulator.messages import Direction
from router.providers.emulator.representation import Json, created
from router.providers.emulator.rules import Rules


class MagicAccount:
    """Answers as if the message had been taken."""

    def __init__(self, config: EmulatorConfig, rules: Rules) -> None:
        self._sid = config.test_account[0] if config.test_account else ""
        self._rules = replace(rules, numbers=frozenset({VALID_SENDER}))
        self._composition = Composition(config, self._rules)

    def create(self, draft: Draft) -> Json:
        if draft.service_sid:
            raise test_account_forbidden()
        check_draft(draft, self._rules)
        return created(self._composition.compose(draft, Direction.OUTBOUND_API), self._sid)

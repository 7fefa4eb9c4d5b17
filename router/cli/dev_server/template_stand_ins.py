"""Stand-ins for the messages on file that the flows send: what the real ones say, only Twilio knows."""

from collections.abc import Iterator, Mapping

from flows.model.flow import OnFile
from flows.model.transition_list import messages_on_file
from router.active_flows import Current
from router.emulator.account.content_templates import Template


class StandIns(Mapping[str, Template]):
    """By HX…, as the current flows name them."""

    def __init__(self, current: Current) -> None:
        self._current = current

    def __getitem__(self, sid: str) -> Template:
        return self._all()[sid]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def _all(self) -> dict[str, Template]:
        return {on_file.id: _stand_in(on_file) for on_file in messages_on_file(self._current.service)}


def _stand_in(on_file: OnFile) -> Template:
    gaps = ", ".join(f"{{{{{gap}}}}}" for gap in on_file.values)
    return Template(f"[{on_file.id}] {gaps}".rstrip())

"""Puts the flows in force as often as their author saves them. A broken edit leaves the last good ones in force."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import click
import structlog

import flows
from flows import Complaint, Examined, Service, Severity
from flows.types.errors import MORE_TO_FIND
from router.cli import complaint_formats
from router.cli.dev_server.watched_files import Reading
from router.emulator.control.notice import Item, Notice

log = structlog.get_logger(__name__)

PAUSE_SECONDS = 0.4
#: An editor may be in the middle of writing: what was just changed is read once it stays the same for so long.
STEADY_SECONDS = 0.05
#: More are not shown beside the phone.
SHOWN = 5


def echo(line: str) -> None:
    click.echo(line, color=False if os.environ.get("NO_COLOR") else None)


class Reloader:
    """`run` until cancelled. Tells the terminal and whoever looks at the phone page what became of each edit."""

    def __init__(
        self, path: Path, adopt: Callable[[Service], None], notice: Notice, tell: Callable[[str], None] = echo
    ) -> None:
        self._path = path
        self._adopt = adopt
        self._notice = notice
        self._tell = tell
        self._reading = Reading()

    def load(self) -> Service:
        """The service to begin with. Raises FlowsInvalid."""
        examined = self._examine()
        if examined.service is None or examined.errors:
            raise flows.FlowsInvalid(examined.errors)
        self._tell_all(examined.complaints)
        return examined.service

    async def run(self) -> None:
        """Look at the files until cancelled; a good edit is in force within a second."""
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            try:
                await self.look()
            except Exception:
                # The next edit must be looked at all the same.
                log.exception("reload_failed")

    async def look(self) -> None:
        """Read the flows again if they have changed; reading and checking them holds up no text."""
        if not await asyncio.to_thread(self._reading.is_current):
            await asyncio.sleep(STEADY_SECONDS)
            self._judge(await asyncio.to_thread(self._examine))

    def _examine(self) -> Examined:
        self._reading = Reading()
        return flows.examine(self._path, os.environ, self._reading)

    def _judge(self, examined: Examined) -> None:
        self._tell_all(examined.complaints)
        if examined.service is None or examined.errors:
            self._refuse(examined.errors)
        else:
            self._adopt(examined.service)
            self._notice.withdraw()
            self._tell(_reloaded(self._path, examined.service, examined.complaints))

    def _refuse(self, errors: tuple[Complaint, ...]) -> None:
        counted = _counted(len(errors), "error")
        title = f"{self._path} has {counted}. Its last good version still answers. {MORE_TO_FIND.capitalize()}."
        self._tell(title)
        more = [Item(f"and {len(errors) - SHOWN} more")] if len(errors) > SHOWN else []
        self._notice.show(title, [*map(_item, errors[:SHOWN]), *more])

    def _tell_all(self, those: tuple[Complaint, ...]) -> None:
        for each in those:
            self._tell(complaint_formats.in_its_line(each))


def _item(complaint: Complaint) -> Item:
    message, _, excerpt = click.unstyle(complaint_formats.in_its_line(complaint)).partition("\n")
    return Item(message, excerpt)


def _reloaded(path: Path, service: Service, those: tuple[Complaint, ...]) -> str:
    states = sum(len(flow.states) for flow in service.flows.values())
    warnings = sum(each.severity is Severity.WARNING for each in those)
    parts = [_counted(states, "state"), *([_counted(warnings, "warning")] if warnings else [])]
    return f"{path} reloaded: {', '.join(parts)}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"

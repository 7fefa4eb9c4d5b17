"""One process that runs actions, seen from the service."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from msgspec import DecodeError, Struct

from bot.action_runtime.action_call import ActionCall
from bot.action_runtime.process_protocol import (
    LENGTH_BYTES,
    MAX_ANSWER_BYTES,
    MAX_REQUEST_BYTES,
    BeginRequest,
    Ready,
    RunOutcome,
    RunRequest,
    decode_answer,
    decode_ready,
    encode_request,
    framed,
)

#: How much later than the service would a process ends itself.
_GRACE_SECONDS: Final = 1.0
#: Parley's settings and the provider's keys, whichever way they are given (`…_FILE` too), and ways into databases.
_WITHHELD: Final = re.compile(r"^(PARLEY|TWILIO|PG|EMULATOR)|DATABASE_URL|REDIS_URL", re.IGNORECASE)
#: NumPy would start a thread for each processor, whose stacks alone may be more than a process may have.
_DEFAULT_VARIABLES: Final = {"OMP_NUM_THREADS": "1"}


class ProcessDied(Exception):
    """The process ended or broke the protocol. The message continues the action's name: "ended its process"."""


class ActionPackage(Struct, frozen=True):
    """Where a project's actions are, and how they are run."""

    folder: Path
    environment: Mapping[str, str]
    package: str = "actions"
    #: Bytes of memory that each process's data may take; None: all there is.
    memory: int | None = 2**30
    #: Whether what actions print is seen, on standard error. It may hold what customers write.
    shows_output: bool = False
    start_seconds: float = 20.0

    def modules(self) -> list[Path]:
        """The files of the package, and of the one module that may be in its place."""
        package = self.folder / self.package
        return [package.with_suffix(".py"), *sorted(package.rglob("*.py"))]


class ActionProcess:
    """Runs one action at a time. Once anything is unclear it must be killed."""

    def __init__(
        self,
        popen: "subprocess.Popen[bytes]",
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        generation: int,
    ) -> None:
        self.generation = generation
        self.ready = Ready(())
        self.calls = 0
        self._popen = popen
        self._reader = reader
        self._writer = writer
        #: Which domain it was told last.
        self._digest: str | None = None

    @property
    def pid(self) -> int:
        return self._popen.pid

    async def begin(self, project: ActionPackage) -> None:
        """Import the actions. Raises ProcessDied, TimeoutError."""
        begin = BeginRequest(
            str(project.folder), project.package, project.start_seconds + _GRACE_SECONDS, project.memory
        )
        async with asyncio.timeout(project.start_seconds):
            self.ready = decode_ready(await self._exchange(encode_request(begin)))

    async def run(self, call: ActionCall, seconds: float) -> RunOutcome:
        """What came of it. Raises ProcessDied, TimeoutError."""
        domain = None if self._digest == call.domain.digest else call.domain.contents
        asked = encode_request(RunRequest(call.name, call.tracker, seconds + _GRACE_SECONDS, domain))
        if len(asked) > MAX_REQUEST_BYTES:
            raise ProcessDied("was to be told more than 8 MiB")
        self.calls += 1
        async with asyncio.timeout(seconds):
            answered = await self._exchange(asked)
        self._digest = call.domain.digest
        try:
            return _answer(answered)
        except DecodeError:
            raise ProcessDied("answered nonsense") from None

    async def _exchange(self, asked: bytes) -> bytes:
        try:
            self._writer.write(framed(asked))
            size = int.from_bytes(await self._reader.readexactly(LENGTH_BYTES), "big")
            if size > MAX_ANSWER_BYTES:
                raise ProcessDied("answered more than 1 MiB")
            return await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise ProcessDied("ended its process") from None

    async def end(self) -> None:
        """Kill it, whatever it does, and whatever it has started in its group."""
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, signal.SIGKILL)
        self._writer.close()
        with suppress(ConnectionError):
            await self._writer.wait_closed()
        await asyncio.to_thread(self._popen.wait)


async def start_process(project: ActionPackage, generation: int) -> ActionProcess:
    """A process whose actions are imported. Raises ProcessDied, TimeoutError, OSError."""
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            popen = _spawn(project, theirs.fileno())
        except BaseException:
            ours.close()
            raise
    reader, writer = await asyncio.open_connection(sock=ours)
    process = ActionProcess(popen, reader, writer, generation)
    try:
        await process.begin(project)
    except BaseException:
        await process.end()
        raise
    return process


def _answer(encoded: bytes) -> RunOutcome:
    answer: RunOutcome = decode_answer(encoded)
    return answer


def _spawn(project: ActionPackage, descriptor: int) -> "subprocess.Popen[bytes]":
    output = sys.stderr.fileno() if project.shows_output else subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603 — our own interpreter and module
        # -P: the project's files must not stand in for the library's.
        [sys.executable, "-P", "-m", "bot.action_runtime.action_worker", str(descriptor)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd=project.folder,
        env=dict(project.environment),
        pass_fds=(descriptor,),
        start_new_session=True,
    )


def action_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The author's own variables, and what Python and the system need."""
    return _DEFAULT_VARIABLES | {name: value for name, value in environment.items() if not _WITHHELD.search(name)}

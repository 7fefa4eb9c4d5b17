"""The process that runs actions, one at a time: `python -m bot.action_runtime.action_worker FD`.

Whatever an action does, the worst is that this process ends.
"""

import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from bot.action_runtime.action_discovery import discover_actions
from bot.action_runtime.process_protocol import (
    BeginRequest,
    FailureKind,
    Ready,
    RunFailed,
    RunOutcome,
    RunRequest,
    WorkerChannel,
)
from bot.action_runtime.sdk_runner import SdkRunner


def main() -> None:
    """Serve the socket that is named by its descriptor until it is closed at the other end."""
    channel = _channel(int(sys.argv[1]))
    begin = msgspec.json.decode(channel.receive() or b"", type=BeginRequest)
    _end_after(begin.seconds)
    _limit_resources(begin.memory)
    found = discover_actions(Path(begin.folder), begin.package)
    runner = SdkRunner(found.actions, Path(begin.folder))
    channel.send(Ready(tuple(runner.names), found.broken))
    _end_after(0)
    while (asked := channel.receive()) is not None:
        _serve(channel, runner, msgspec.json.decode(asked, type=RunRequest))


def _channel(descriptor: int) -> WorkerChannel:
    connection = socket.socket(fileno=descriptor)
    connection.set_inheritable(False)
    channel = WorkerChannel(connection)
    # A process that an action forks must never answer in this one's place.
    os.register_at_fork(after_in_child=channel.close)
    return channel


def _end_after(seconds: float) -> None:
    """The kernel's own alarm: it works while Python is stuck, and when nobody is left to end this process."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_resources(memory: int | None) -> None:
    # A core dump would hold customers' texts.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory is not None:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        limit = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    # Where memory runs out all the same, let it be this process that goes.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("900")


def _serve(channel: WorkerChannel, runner: SdkRunner, run: RunRequest) -> None:
    _end_after(run.seconds)
    answer = runner.run(run)
    _send(channel, answer)
    _end_after(0)
    if isinstance(answer, RunFailed) and answer.ends:
        os._exit(1)  # sys.exit would wait for threads that the action left


def _send(channel: WorkerChannel, answer: RunOutcome) -> None:
    try:
        channel.send(answer)
    except (TypeError, ValueError, RecursionError):
        channel.send(RunFailed(FailureKind.BROKEN, "answered what JSON cannot say"))


if __name__ == "__main__":
    main()

"""Runs a project's actions in processes of our own, which are ended when an action does not end."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any, Final

from msgspec import Struct

from bot.action_runtime.action_call import ActionCall, ActionFailed, ActionRejected, ActionResult, ActionUnknown
from bot.action_runtime.action_process import ActionPackage, ActionProcess, ProcessDied, start_process
from bot.action_runtime.process_protocol import FailureKind, RunFailed, RunOutcome, RunSucceeded
from bot.file_state import file_states

#: How long actions that could not be started are left alone.
_RESTART_PAUSE_SECONDS: Final = 5.0
#: How often the files are looked at.
_FILE_CHECK_SECONDS: Final = 1.0


class PoolSize(Struct, frozen=True):
    """How many processes there are."""

    #: Kept ready. Each takes about 45 MB.
    min_processes: int = 2
    #: At once, while actions take their time.
    max_processes: int = 8
    #: After so many calls a process is replaced.
    calls: int = 1000
    #: One more than `min_processes` ends after so long without work.
    idle_seconds: float = 30.0


class ActionPool:
    """Implements ActionRuntime. Processes are started when they are needed, or ahead by `warm_up`."""

    def __init__(self, project: ActionPackage, size: PoolSize | None = None) -> None:
        self._project = project
        self._size = size or PoolSize()
        self._processes: set[ActionProcess] = set()
        self._idle: list[ActionProcess] = []
        self._starting: set[asyncio.Task[None]] = set()
        self._waiting: deque[asyncio.Future[ActionProcess]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._files = file_states(project.modules())
        self._generation = 0
        self._looked_at = 0.0
        self._broken_until = 0.0
        self._problem = ""
        self._calls = 0
        self._is_quiet = asyncio.Event()
        self._closed = False

    def warm_up(self) -> None:
        """Start ahead, in the background."""
        self._start_what_is_missing()

    async def names(self) -> tuple[str, ...]:
        """The actions that there are. Raises ActionFailed."""
        process = await self._take()
        self._give_back(process)
        return process.ready.actions

    async def run(self, call: ActionCall) -> ActionResult:
        """Within its time, or the process is ended. Raises ActionFailed."""
        if self._closed:
            raise ActionFailed("the actions are being ended")
        self._calls += 1
        try:
            return await self._run(call, asyncio.get_running_loop().time() + call.within.total_seconds())
        finally:
            self._calls -= 1
            if not self._calls:
                self._is_quiet.set()

    async def close(self) -> None:
        """Take no more calls, let those under way end within their time, and end all processes."""
        self._closed = True
        while self._calls:
            self._is_quiet.clear()
            await self._is_quiet.wait()
        for start in self._starting:
            start.cancel()
        for process in list(self._processes):
            self._discard(process)
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, call: ActionCall, deadline: float) -> ActionResult:
        process = await self._take_until(deadline, call)
        try:
            answer = await process.run(call, deadline - asyncio.get_running_loop().time())
        except BaseException as error:
            self._discard(process)
            if isinstance(error, ProcessDied):
                raise ActionFailed(f"{call.name} {error}", done=True) from None
            if isinstance(error, TimeoutError):
                raise ActionFailed(f"{call.name} did not end within {_written(call)}", done=True) from None
            raise
        self._give_back(process, is_usable=not (isinstance(answer, RunFailed) and answer.ends))
        return _result(call, answer, process)

    async def _take_until(self, deadline: float, call: ActionCall) -> ActionProcess:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._take()
        except TimeoutError:
            raise ActionFailed(f"{call.name} found no free process within {_written(call)}") from None

    async def _take(self) -> ActionProcess:
        self._look_at_files()
        if self._idle:
            return self._idle.pop()
        if asyncio.get_running_loop().time() < self._broken_until:
            raise ActionFailed(self._problem)
        waiter: asyncio.Future[ActionProcess] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        self._start_what_is_missing()
        return await self._wait(waiter)

    async def _wait(self, waiter: "asyncio.Future[ActionProcess]") -> ActionProcess:
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
                self._give_back(waiter.result())
            raise
        finally:
            if waiter in self._waiting:
                self._waiting.remove(waiter)

    def _start_what_is_missing(self) -> None:
        alive = len(self._processes) + len(self._starting)
        awaited = min(len(self._waiting) - len(self._starting), self._size.max_processes - alive)
        for _ in range(max(awaited, 0 if self._closed else self._size.min_processes - alive)):
            task = self._in_background(self._start())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        try:
            process = await start_process(self._project, self._generation)
        except (ProcessDied, TimeoutError, OSError) as error:
            self._problem = f"the actions {_why_not_started(error, self._project)}"
            self._broken_until = asyncio.get_running_loop().time() + _RESTART_PAUSE_SECONDS
            self._refuse_all(self._problem)
        else:
            self._processes.add(process)
            self._give_back(process)

    def _refuse_all(self, problem: str) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_exception(ActionFailed(problem))

    def _give_back(self, process: ActionProcess, *, is_usable: bool = True) -> None:
        """To whoever waits, or among the idle."""
        is_worn = process.calls >= self._size.calls or process.generation != self._generation
        if not is_usable or is_worn:
            self._discard(process)
            return
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(process)
                return
        self._idle.append(process)
        if len(self._processes) > self._size.min_processes:
            asyncio.get_running_loop().call_later(self._size.idle_seconds, self._retire, process, process.calls)

    def _retire(self, process: ActionProcess, calls: int) -> None:
        if process in self._idle and process.calls == calls and len(self._processes) > self._size.min_processes:
            self._discard(process)

    def _discard(self, process: ActionProcess) -> None:
        """End it in the background, and see that those who wait get another."""
        if process not in self._processes:
            return
        self._processes.remove(process)
        if process in self._idle:
            self._idle.remove(process)
        self._in_background(process.end())
        if asyncio.get_running_loop().time() >= self._broken_until:
            self._start_what_is_missing()

    def _look_at_files(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._looked_at + _FILE_CHECK_SECONDS:
            return
        self._looked_at = now
        files = file_states(self._project.modules())
        if files != self._files:
            self._files, self._broken_until = files, 0.0
            self._generation += 1
            for process in list(self._idle):
                self._discard(process)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _result(call: ActionCall, answer: RunOutcome, process: ActionProcess) -> ActionResult:
    if isinstance(answer, RunSucceeded):
        return ActionResult(answer.events, answer.responses)
    problem = f"{call.name} {answer.problem}"
    if answer.failure is FailureKind.UNKNOWN:
        broken = process.ready.broken
        raise ActionUnknown(f"{problem}; not imported: {'; '.join(broken)}" if broken else problem)
    if answer.failure is FailureKind.REJECTED:
        raise ActionRejected(problem)
    raise ActionFailed(problem, done=True)


def _why_not_started(error: Exception, project: ActionPackage) -> str:
    if isinstance(error, TimeoutError):
        return f"were not imported within {project.start_seconds:g} s"
    if isinstance(error, OSError):
        return f"could not be started ({type(error).__name__})"
    return "ended their process while they were imported"


def _written(call: ActionCall) -> str:
    return f"{round(call.within.total_seconds(), 1):g} s"

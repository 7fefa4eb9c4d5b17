"""Runs a project's actions in processes of our own, which are ended when an action does not end."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from typing import Any, Final

from msgspec import Struct

from bot.action_runtime.action_call import ActionCall, ActionFailed, ActionRejected, ActionResult, ActionUnknown
from bot.action_runtime.action_process import Child, Died, ProjectActions, start_child
from bot.action_runtime.file_state import states_of
from bot.action_runtime.process_protocol import Answer, Answered, Failed, Failure

#: How long actions that could not be started are left alone.
_PAUSE_SECONDS: Final = 5.0
#: How often the files are looked at.
_LOOK_SECONDS: Final = 1.0


class PoolSize(Struct, frozen=True):
    """How many processes there are."""

    #: Kept ready. Each takes about 45 MB.
    warm: int = 2
    #: At once, while actions take their time.
    most: int = 8
    #: After so many calls a process is replaced.
    calls: int = 1000
    #: One more than `warm` ends after so long without work.
    idle_seconds: float = 30.0


class ActionPool:
    """Implements Actions. Processes are started when they are needed, or ahead by `warm_up`."""

    def __init__(self, project: ProjectActions, size: PoolSize | None = None) -> None:
        self._project = project
        self._size = size or PoolSize()
        self._children: set[Child] = set()
        self._idle: list[Child] = []
        self._starting: set[asyncio.Task[None]] = set()
        self._waiting: deque[asyncio.Future[Child]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._files = states_of(project.folder / project.package)
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
        child = await self._take()
        self._give_back(child)
        return child.ready.actions

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
        for child in list(self._children):
            self._discard(child)
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self, call: ActionCall, deadline: float) -> ActionResult:
        child = await self._take_until(deadline, call)
        try:
            answer = await child.run(call, deadline - asyncio.get_running_loop().time())
        except BaseException as error:
            self._discard(child)
            if isinstance(error, Died):
                raise ActionFailed(f"{call.name} {error}", done=True) from None
            if isinstance(error, TimeoutError):
                raise ActionFailed(f"{call.name} did not end within {_written(call)}", done=True) from None
            raise
        self._give_back(child, is_usable=not (isinstance(answer, Failed) and answer.ends))
        return _result(call, answer, child)

    async def _take_until(self, deadline: float, call: ActionCall) -> Child:
        try:
            async with asyncio.timeout_at(deadline):
                return await self._take()
        except TimeoutError:
            raise ActionFailed(f"{call.name} found no free process within {_written(call)}") from None

    async def _take(self) -> Child:
        self._look_at_files()
        if self._idle:
            return self._idle.pop()
        if asyncio.get_running_loop().time() < self._broken_until:
            raise ActionFailed(self._problem)
        waiter: asyncio.Future[Child] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        self._start_what_is_missing()
        return await self._wait(waiter)

    async def _wait(self, waiter: "asyncio.Future[Child]") -> Child:
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
        alive = len(self._children) + len(self._starting)
        awaited = min(len(self._waiting) - len(self._starting), self._size.most - alive)
        for _ in range(max(awaited, 0 if self._closed else self._size.warm - alive)):
            task = self._in_background(self._start())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start(self) -> None:
        try:
            child = await start_child(self._project, self._generation)
        except (Died, TimeoutError, OSError) as error:
            self._problem = f"the actions {_why_not_started(error, self._project)}"
            self._broken_until = asyncio.get_running_loop().time() + _PAUSE_SECONDS
            self._refuse_all(self._problem)
        else:
            self._children.add(child)
            self._give_back(child)

    def _refuse_all(self, problem: str) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_exception(ActionFailed(problem))

    def _give_back(self, child: Child, *, is_usable: bool = True) -> None:
        """To whoever waits, or among the idle."""
        is_worn = child.calls >= self._size.calls or child.generation != self._generation
        if not is_usable or is_worn:
            self._discard(child)
            return
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(child)
                return
        self._idle.append(child)
        if len(self._children) > self._size.warm:
            asyncio.get_running_loop().call_later(self._size.idle_seconds, self._retire, child, child.calls)

    def _retire(self, child: Child, calls: int) -> None:
        if child in self._idle and child.calls == calls and len(self._children) > self._size.warm:
            self._discard(child)

    def _discard(self, child: Child) -> None:
        """End it in the background, and see that those who wait get another."""
        if child not in self._children:
            return
        self._children.remove(child)
        if child in self._idle:
            self._idle.remove(child)
        self._in_background(child.end())
        if asyncio.get_running_loop().time() >= self._broken_until:
            self._start_what_is_missing()

    def _look_at_files(self) -> None:
        now = asyncio.get_running_loop().time()
        if now < self._looked_at + _LOOK_SECONDS:
            return
        self._looked_at = now
        files = states_of(self._project.folder / self._project.package)
        if files != self._files:
            self._files, self._broken_until = files, 0.0
            self._generation += 1
            for child in list(self._idle):
                self._discard(child)

    def _in_background(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _result(call: ActionCall, answer: Answer, child: Child) -> ActionResult:
    if isinstance(answer, Answered):
        return ActionResult(answer.events, answer.responses)
    problem = f"{call.name} {answer.problem}"
    if answer.failure is Failure.UNKNOWN:
        broken = child.ready.broken
        raise ActionUnknown(f"{problem}; not imported: {'; '.join(broken)}" if broken else problem)
    if answer.failure is Failure.REJECTED:
        raise ActionRejected(problem)
    raise ActionFailed(problem, done=True)


def _why_not_started(error: Exception, project: ProjectActions) -> str:
    if isinstance(error, TimeoutError):
        return f"were not imported within {project.start_seconds:g} s"
    if isinstance(error, OSError):
        return f"could not be started ({type(error).__name__})"
    return "ended their process while they were imported"


def _written(call: ActionCall) -> str:
    return f"{round(call.within.total_seconds(), 1):g} s"

"""The resource that tells the time and, where the clock is one to be moved, moves it."""

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.json import Decoder
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from flows.authoring.simulation.moment_parser import parse_when
from flows.types.duration import parse_duration
from router.emulator.account.json_bodies import answer, read
from router.emulator.account.movable_clock import MovableClock
from router.emulator.account.wall_clock import Clock
from router.emulator.carrier.feed import Feed

#: From the time that it is.
MAX_MOVE = timedelta(days=3650)
BACK = "The clock was put back. What has happened stays as it is, and what was due later waits until then again."


class Move(Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one of the three: by how much (`30m`), to when (`2026-03-02T10:00`, `monday 08:00`), or to real time."""

    advance: str | None = None
    at: str | None = None
    reset: bool = False


class ClockView(Struct, frozen=True):
    """The time, with the offset of its zone; `ahead` of the real time by so many seconds."""

    now: str
    zone: str
    movable: bool
    ahead: float = 0
    warning: str = ""


class ClockControl:
    """`GET /_emulator/clock`, and `POST` for a clock that can be moved."""

    def __init__(self, clock: Clock, feed: Feed) -> None:
        self._clock = clock
        self._feed = feed
        self._moves = Decoder(Move)

    def routes(self) -> list[Route]:
        methods = ["GET", "POST"] if isinstance(self._clock, MovableClock) else ["GET"]
        return [Route("/_emulator/clock", self.clock, methods=methods)]

    async def clock(self, request: Request) -> Response:
        clock = self._clock
        if not isinstance(clock, MovableClock):
            return answer(ClockView(clock().isoformat(timespec="seconds"), "UTC", movable=False))
        if request.method != "POST":
            return answer(_view(clock))
        warning = await self._move(clock, await read(request, self._moves))
        self._feed.publish_clock(_view(clock))
        return answer(_view(clock, warning))

    async def _move(self, clock: MovableClock, move: Move) -> str:
        """A warning, if there is reason for one."""
        before = clock()
        if move.reset and move.advance is move.at is None:
            clock.reset()
        else:
            await self._move_to(clock, _goal(clock, move))
        return BACK if clock() < before - timedelta(seconds=1) else ""

    async def _move_to(self, clock: MovableClock, moment: datetime) -> None:
        if moment < clock():
            clock.put_back(moment)
        else:
            await clock.pass_until(moment)


def _goal(clock: MovableClock, move: Move) -> datetime:
    """The moment that a move leads to. HTTPException 400 for none, and for one too far away."""
    now, goal = clock(), None
    if (move.advance is None) is (move.at is None) or move.reset:
        raise HTTPException(400, 'one of "advance", "at" and "reset", please')
    if move.at is not None:
        goal = parse_when(move.at, now, clock.zone)
    elif (duration := parse_duration(move.advance or "")) is not None:
        goal = now + duration
    if goal is None:
        raise HTTPException(
            400, "not a time like 30m or 1d to advance by, or 2026-03-02T10:00 or monday 08:00 to go to"
        )
    if abs(goal - (now - clock.offset)) > MAX_MOVE:
        raise HTTPException(400, "that is more than ten years away")
    return goal


def _view(clock: MovableClock, warning: str = "") -> ClockView:
    now = clock().astimezone(clock.zone).isoformat(timespec="seconds")
    return ClockView(now, clock.zone.key, movable=True, ahead=clock.offset.total_seconds(), warning=warning)

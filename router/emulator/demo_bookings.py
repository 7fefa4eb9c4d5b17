"""A practice's booking system, as small as can be: what the example `flows.yaml` and its bot ask and tell.

It stands in for the business's own software while somebody tries Parley out, and forgets everything at the end.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from json import JSONDecodeError
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

_TIMES: Final = ("09:00", "10:30", "11:30", "14:00", "15:30", "16:30")
_MORNING: Final = 3
_SATURDAY, _SUNDAY = 5, 6
_OFFERED: Final = 3
#: More nobody books by hand.
_MAX_APPOINTMENTS: Final = 10_000
_ORDERS: Final = {"H1001": "ready", "H1002": "in_work", "H1003": "collected"}


@dataclass(slots=True)
class DemoBookings:
    """Appointments by day and time; a request is known again by its idempotency key."""

    _taken: dict[tuple[date, str], str] = field(default_factory=dict)
    _answers: dict[str, JSONResponse] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(1001))

    def routes(self) -> list[Route]:
        return [
            Route("/demo/slots", self._slots, methods=["GET"]),
            Route("/demo/appointments", self._book, methods=["POST"]),
            Route("/demo/appointments/{number}", self._cancel, methods=["DELETE"]),
            Route("/demo/orders/{number}", _order, methods=["GET"]),
            Route("/demo/reminders", _note, methods=["POST"]),
            Route("/demo/feedback", _note, methods=["POST"]),
        ]

    async def _slots(self, request: Request) -> Response:
        day = _date(request.query_params.get("day"))
        if day is None:
            return _problem('"day" must be a date, like 2026-03-02', 400)
        return JSONResponse({"day": day.isoformat(), "slots": self._free(day)[:_OFFERED]})

    def _free(self, day: date) -> list[str]:
        times = () if day.weekday() == _SUNDAY else _TIMES[:_MORNING] if day.weekday() == _SATURDAY else _TIMES
        return [time for time in times if (day, time) not in self._taken]

    async def _book(self, request: Request) -> Response:
        wanted = await _json(request)
        return self._once(request, lambda: self._booked(wanted))

    async def _cancel(self, request: Request) -> Response:
        return self._once(request, lambda: self._cancelled(request.path_params["number"]))

    def _once(self, request: Request, answered: Callable[[], JSONResponse]) -> JSONResponse:
        key = request.headers.get("idempotency-key", "")
        if key and key in self._answers:
            return self._answers[key]
        answer = answered()
        if key and len(self._answers) < _MAX_APPOINTMENTS:
            self._answers[key] = answer
        return answer

    def _booked(self, wanted: dict[str, Any]) -> JSONResponse:
        day, time = _date(wanted.get("day")), wanted.get("time")
        if day is None or not isinstance(time, str):
            return _problem('"day" and "time" are needed, like 2026-03-02 and 09:00', 422)
        if time not in self._free(day) or len(self._taken) >= _MAX_APPOINTMENTS:
            return _problem("this time is taken", 409)
        self._taken[day, time] = number = f"A{next(self._numbers)}"
        return JSONResponse({"id": number, "day": day.isoformat(), "time": time}, 201)

    def _cancelled(self, number: str) -> JSONResponse:
        for place, taken in self._taken.items():
            if taken == number:
                del self._taken[place]
                return JSONResponse({"id": number})
        return _problem("there is no such appointment", 404)


async def _order(request: Request) -> Response:
    number = request.path_params["number"]
    status = _ORDERS.get(number)
    return _problem("there is no such order", 404) if status is None else JSONResponse({"id": number, "status": status})


async def _note(_: Request) -> Response:
    return JSONResponse({}, 201)


def _date(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        return None


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        return {}
    return body if isinstance(body, dict) else {}


def _problem(message: str, status: int) -> JSONResponse:
    return JSONResponse({"error": message}, status)

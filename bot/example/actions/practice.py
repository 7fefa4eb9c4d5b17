"""The practice's own software, over HTTP."""

import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import aiohttp
from rasa_sdk import Tracker

#: Less than an action's own time, so that the customer is told what is down.
WITHIN = aiohttp.ClientTimeout(total=3)


class PracticeDown(Exception):
    """It does not answer, or not what it should."""


async def ask(path: str) -> dict[str, Any] | None:
    """What it knows; None: there is no such thing. Raises PracticeDown."""
    return await _exchange("GET", path)


async def tell(
    method: str, path: str, tracker: Tracker, body: Mapping[str, Any] | None = None
) -> dict[str, Any] | None:
    """Change something; None: that cannot be done. Raises PracticeDown.

    The key lets the practice know a request that it has had already: after a crash an action may run again.
    """
    # A Rasa server that is used without Parley gives none.
    key = (tracker.latest_message.get("metadata") or {}).get("idempotency_key")
    return await _exchange(method, path, body, {"Idempotency-Key": key} if key else None)


async def _exchange(
    method: str, path: str, body: Mapping[str, Any] | None = None, headers: Mapping[str, str] | None = None
) -> dict[str, Any] | None:
    url = os.environ.get("BOOKING_API", "http://127.0.0.1:8010/demo") + path
    try:
        async with (
            aiohttp.ClientSession(timeout=WITHIN) as session,
            session.request(method, url, json=body, headers=headers) as answer,
        ):
            if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}:
                return None
            answer.raise_for_status()
            said = await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise PracticeDown from error
    if not isinstance(said, dict):
        raise PracticeDown
    return said

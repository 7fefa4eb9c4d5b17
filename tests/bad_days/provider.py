"""Turning the local Twilio's dials, and looking at what it saw."""

from typing import Any

import requests

from tests.journeys.installation import DEADLINE, Installation


def turn_dials(installation: Installation, **dials: Any) -> None:
    """Every dial that is not named goes back to rest."""
    answer = requests.put(f"{installation.emulator}/_emulator/dials", json={"seed": 1, **dials}, timeout=DEADLINE)
    assert answer.status_code == 200, answer.text


def seen(installation: Installation) -> dict[str, Any]:
    """All messages at the provider, how many creates were tried, and status addresses that more than one carried."""
    overview: dict[str, Any] = requests.get(f"{installation.emulator}/_emulator/messages", timeout=DEADLINE).json()
    return overview


def sent_by_us(installation: Installation) -> list[dict[str, Any]]:
    return [message for message in seen(installation)["messages"] if message["direction"] == "outbound-api"]

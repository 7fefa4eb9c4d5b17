"""Turning the local Twilio's dials, and looking at what it saw."""

from typing import Any, Protocol

import requests

from tests.journeys.installation import DEADLINE


class HasProvider(Protocol):
    """An installation, or a process that is served by one."""

    @property
    def emulator(self) -> str: ...


def turn_dials(installation: HasProvider, **dials: Any) -> None:
    """Every dial that is not named goes back to rest."""
    answer = requests.put(f"{installation.emulator}/_emulator/dials", json={"seed": 1, **dials}, timeout=DEADLINE)
    assert answer.status_code == 200, answer.text


def order_fault(installation: HasProvider, **fault: Any) -> None:
    """For the next create."""
    requests.post(f"{installation.emulator}/_emulator/faults", json=fault, timeout=DEADLINE).raise_for_status()


def seen(installation: HasProvider, **filters: str) -> dict[str, Any]:
    """Messages at the provider, how many creates were tried, and status addresses that more than one carried."""
    answer = requests.get(f"{installation.emulator}/_emulator/messages", params=filters, timeout=DEADLINE)
    overview: dict[str, Any] = answer.json()
    return overview


def calls(installation: HasProvider) -> int:
    """How often it was asked to send, whatever came of it."""
    tried: int = seen(installation, phone="nobody")["create_requests"]
    return tried


def sent_by_us(installation: HasProvider) -> list[dict[str, Any]]:
    return [message for message in seen(installation)["messages"] if message["direction"] == "outbound-api"]

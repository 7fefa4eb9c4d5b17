"""Twilio's words, translated. Nothing outside this package knows them.

The parts that call Twilio are fetched when they are first asked for: whoever only needs its words (`words`) does not
pay for the HTTP client, which is most of what there is to import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from router.providers.twilio.twilio_config import TwilioConfig
    from router.providers.twilio.twilio_provider import TwilioProvider

__all__ = ["TwilioConfig", "TwilioProvider"]

_HOMES = {
    "TwilioConfig": "router.providers.twilio.twilio_config",
    "TwilioProvider": "router.providers.twilio.twilio_provider",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'router.providers.twilio' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

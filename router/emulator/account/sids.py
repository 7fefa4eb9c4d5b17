"""Twilio's identifiers: two letters and 32 hex digits."""

import re
from hashlib import md5
from secrets import token_hex


def new_sid(prefix: str) -> str:
    """Make a SID that no earlier run of the emulator has used: the service drops texts whose SID it has seen."""
    return prefix + token_hex(16)


def lasting_sid(prefix: str, name: str) -> str:
    """The SID of something that is the same at each start, such as a number of the configuration."""
    return prefix + md5(name.encode(), usedforsecurity=False).hexdigest()


def is_sid(prefix: str, text: str) -> bool:
    """Whether it is an identifier with this prefix: 34 characters."""
    return bool(re.fullmatch(prefix + "[0-9a-f]{32}", text))

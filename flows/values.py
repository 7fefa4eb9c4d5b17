"""Saved values."""

from typing import Any


def plain(value: Any) -> Any:
    """A value as other systems write it, for addresses and JSON."""
    return value

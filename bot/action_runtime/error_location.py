"""Says what went wrong in an author's code, without a word of what a customer wrote."""

import traceback
from pathlib import Path
from typing import Final

_MAX_NAME_LENGTH: Final = 100


def error_kind(error: BaseException) -> str:
    """Never its message, which may hold what the customer wrote."""
    return type(error).__name__[:_MAX_NAME_LENGTH]


def error_location(error: BaseException, folder: Path) -> str:
    """The author's own line that it came from."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_relative_to(folder):
            return f" ({Path(frame.filename).name}, line {frame.lineno})"
    return ""

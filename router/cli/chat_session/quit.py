"""The end of a chat."""


class Quit(Exception):
    """Enough."""

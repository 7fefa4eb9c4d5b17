"""A picture, sound or document that travels with a text."""

from msgspec import Struct


class Media(Struct, frozen=True, omit_defaults=True):
    """One attachment, named by address; Parley never inlines its bytes into a conversation."""

    url: str
    content_type: str = ""

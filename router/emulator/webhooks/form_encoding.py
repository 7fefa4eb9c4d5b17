"""A form as bytes, faster than urlencode: of a callback's values most were in the one before."""

from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import quote_plus

_quoted = lru_cache(maxsize=4096)(quote_plus)


def encode_form(fields: Mapping[str, str]) -> bytes:
    return "&".join([f"{_quoted(name)}={_quoted(value)}" for name, value in fields.items()]).encode()

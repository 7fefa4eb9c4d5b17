"""Passwords, kept as argon2id hashes. A hash costs about 95 ms and 64 MiB: not for the event loop or a transaction."""

import unicodedata
from functools import cache
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: NIST SP 800-63B, 3.1.1.2: at least eight characters, no rules on which; more, since there is no second factor here.
MIN_LENGTH = 10
MAX_LENGTH = 1024

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    return _HASHER.hash(_normal(password))


def fits(password: str, password_hash: str | None) -> bool:
    """Whether the password is the hash's; without a hash as much work is done, so that time tells nobody's names."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        return _HASHER.verify(password_hash or _nobodys_hash(), _normal(password)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """A keyboard may compose "é" from two characters or send one (NIST SP 800-63B, 3.1.1.2: NFKC)."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys_hash() -> str:
    return hashed(token_urlsafe())

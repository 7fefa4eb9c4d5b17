"""Passwords, kept as argon2id hashes. A hash costs about 95 ms and 64 MiB: not for the event loop or a transaction."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

#: NIST SP 800-63B, 3.1.1.2: at least eight characters, no rules on which; more, since there is no second factor here.
MIN_LENGTH = 10
MAX_LENGTH = 1024

_HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash of a password, with its salt and costs."""
    return _HASHER.hash(_normal(password))


def fits(password: str, password_hash: str) -> bool:
    """Whether the password is the hash's."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        return _HASHER.verify(password_hash, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """A keyboard may compose "é" from two characters or send one (NIST SP 800-63B, 3.1.1.2: NFKC)."""
    return unicodedata.normalize("NFKC", password)

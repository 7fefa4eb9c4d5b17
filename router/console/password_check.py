"""Checking passwords: beside the event loop, few at once, and no more than the limits allow."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TypeVar

from router.console.login_limits import LoginLimits
from router.store import passwords
from router.store.console_users import Credentials

#: Each hash takes 64 MiB while it is computed.
MAX_HASHES_AT_ONCE = 2
#: How long a failed login takes, in seconds: many times what its check does, so that this never shows.
DEFAULT_FAILURE_SECONDS = 1.0

Result = TypeVar("Result")


@dataclass(frozen=True)
class FailureDelay:
    """Lets every failed login take equally long, or a whole multiple of that, so that time tells nobody's names."""

    seconds: float = DEFAULT_FAILURE_SECONDS
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def wait(self, came: float) -> None:
        """Return when an attempt that came then, by `monotonic`, should be answered."""
        taken = self.monotonic() - came
        await self.sleep(max(1, ceil(taken / self.seconds)) * self.seconds - taken)


class PasswordCheck:
    """Whether a password is somebody's, and the hash of a new one."""

    def __init__(self, limits: LoginLimits, delay: FailureDelay) -> None:
        self._limits = limits
        self._delay = delay
        self._hashing = ThreadPoolExecutor(MAX_HASHES_AT_ONCE, "console-hash")

    def started(self) -> float:
        """The moment, for `failed`."""
        return self._delay.monotonic()

    async def passes(self, known: Credentials, password: str, client: str) -> bool:
        """False for a wrong password, for somebody disabled, and unchecked while the account rests."""
        if not self._limits.begin(known.user.id, client):
            return False
        fits = False
        try:
            fits = await self._beside(passwords.fits, password, known.password_hash) and not known.user.disabled
        finally:
            self._limits.end(known.user.id, client, fits=fits)
        return fits

    async def failed(self, client: str, came: float) -> datetime | None:
        """Count a login that failed, and return when it should be answered: how long to wait, if too many did."""
        wait_until = self._limits.failed(client)
        await self._delay.wait(came)
        return wait_until

    async def hashed(self, password: str) -> str:
        return await self._beside(passwords.hashed, password)

    async def _beside(self, work: Callable[..., Result], *values: str) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._hashing, work, *values)

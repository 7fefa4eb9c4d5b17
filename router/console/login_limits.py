"""How many wrong passwords are taken, and from whom."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from router.client_address import subscriber_of
from router.console.login_attempts import Attempts

#: Wrong passwords within WINDOW: of one account from one client, of one account from all of them, of one client.
MAX_OF_PAIR, MAX_OF_ACCOUNT, MAX_OF_CLIENT = 10, 50, 10
WINDOW = timedelta(minutes=5)
#: Passwords of one account that are checked at once. A person sends one, or two by a double click; more at once could
#: take longer than a failed login is held up for (`FailureDelay`), and so show that there is such an account.
MAX_AT_ONCE = 2


class LoginLimits:
    """An account rests after wrong passwords of its own, and no other one does.

    So what a stranger can make the server hash is bounded by the accounts that there are: a name that nobody has needs
    no hash. A client's failures decide nothing but the word that it hears: a colleague behind the same address gets
    in, and "wait" comes alike for accounts that rest, for wrong passwords and for names that nobody has.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._of_pair = Attempts(MAX_OF_PAIR, WINDOW, clock)
        self._of_account = Attempts(MAX_OF_ACCOUNT, WINDOW, clock)
        self._of_client = Attempts(MAX_OF_CLIENT, WINDOW, clock)
        self._under_way: Counter[int] = Counter()

    def begin(self, account: int, client: str) -> bool:
        """Count an attempt, which `end` must follow; False when the account rests and its password is not checked."""
        pair = (account, subscriber_of(client))
        if self._of_pair.free_at(pair) or self._of_account.free_at(account) or self._under_way[account] >= MAX_AT_ONCE:
            return False
        self._of_pair.count(pair)
        self._of_account.count(account)
        self._under_way[account] += 1
        return True

    def end(self, account: int, client: str, *, fits: bool) -> None:
        """The password was checked; one that fits used up nothing."""
        self._under_way[account] -= 1
        if fits:
            self._of_pair.forgive((account, subscriber_of(client)))
            self._of_account.forgive(account)

    def failed(self, client: str) -> datetime | None:
        """Count a failure of this client; when it should try again if it had too many before, else None."""
        subscriber = subscriber_of(client)
        wait_until = self._of_client.free_at(subscriber)
        self._of_client.count(subscriber)
        return wait_until

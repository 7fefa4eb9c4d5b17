"""What an emulator is made of: the account it plays, the numbers it owns, how fast its carrier is."""

from msgspec import Struct


class Delays(Struct, frozen=True):
    """How long a carrier takes, in seconds; every wait is stretched or shortened by up to the share `jitter`."""

    queued_to_sent: float = 0.4
    sent_to_delivered: float = 1.4
    jitter: float = 0.5


REAL_LIFE = Delays()
NO_DELAYS = Delays(queued_to_sent=0, sent_to_delivered=0, jitter=0)


class EmulatorConfig(Struct, frozen=True):
    """One emulated account. Addresses are `+1…` or `whatsapp:+1…`."""

    account_sid: str
    auth_token: str
    #: Where this emulator is reached, without a trailing slash; pictures from phones are linked with it.
    base_url: str
    #: Where the service takes customers' texts; may carry Twilio's connection overrides as a fragment (`#rc=2&rp=5xx`).
    webhook_url: str
    #: The senders that the account owns.
    numbers: tuple[str, ...]
    #: Pairs of SK… and secret.
    api_keys: tuple[tuple[str, str], ...] = ()
    delays: Delays = REAL_LIFE
    #: Makes the jitter of the delays repeatable.
    seed: int | None = None
    #: The oldest messages are forgotten beyond this.
    message_limit: int = 20_000
    #: The oldest pictures are forgotten beyond this.
    media_bytes_limit: int = 64 * 1024 * 1024

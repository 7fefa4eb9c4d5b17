"""What an emulator is made of: the account it plays, the numbers it owns, how fast its carrier is."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from msgspec import Struct, field

from router.emulator.account.content_templates import Template
from router.emulator.account.opt_out_handling import Handling


class Delays(Struct, frozen=True):
    """How long a carrier takes, in seconds; every wait is stretched or shortened by up to the share `jitter`.

    So long, and as it is, Twilio waits before it calls a webhook for the second time and so on. It says no more of this
    than how often it tries, and that all tries together take 15 s at most: that the pauses double is a guess.
    """

    queued_to_sent: float = 0.4
    sent_to_delivered: float = 1.4
    jitter: float = 0.5
    before_retries: Sequence[float] = (0.5, 1, 2, 4, 7)


REAL_LIFE = Delays()
NO_DELAYS = Delays(queued_to_sent=0, sent_to_delivered=0, jitter=0, before_retries=(0,) * 5)


class EmulatorConfig(Struct, frozen=True):
    """One emulated account. Addresses are `+1…`, `whatsapp:+1…`, a short code or an alphanumeric sender."""

    account_sid: str
    auth_token: str
    #: Where this emulator is reached, without a trailing slash; pictures from phones are linked with it.
    base_url: str
    #: Where the service takes customers' texts; may carry Twilio's connection overrides as a fragment (`#rc=2&rp=5xx`).
    webhook_url: str
    #: The senders that the account owns: looked at anew each time, since they may change.
    numbers: Collection[str]
    #: Pairs of SK… and secret.
    api_keys: tuple[tuple[str, str], ...] = ()
    delays: Delays = REAL_LIFE
    #: Makes the jitter of the delays, and the dials' luck, repeatable.
    seed: int | None = None
    #: The oldest messages are forgotten beyond this, and as many phones, opt-outs and windows are kept.
    message_limit: int = 20_000
    #: The oldest pictures are forgotten beyond this.
    media_bytes_limit: int = 64 * 1024 * 1024
    #: Called when the webhook fails or answers nonsense; empty for none.
    fallback_url: str = ""
    #: AC… and token of the test credentials.
    test_account: tuple[str, str] | None = None
    #: Messaging services that are there from the start: the senders by MG… SID.
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: Content templates by HX… SID.
    templates: Mapping[str, Template] = field(default_factory=dict)
    #: TwiML applications: the address for status callbacks by AP… SID.
    applications: Mapping[str, str] = field(default_factory=dict)
    opt_out: Handling = Handling.DEFAULT
    #: Names, besides that of `base_url` and this computer's own, by which control, phone page and demo may be reached.
    allowed_hosts: tuple[str, ...] = ()
    #: How long WhatsApp takes free-form messages after the customer's last one; None for ever.
    whatsapp_window: timedelta | None = timedelta(hours=24)

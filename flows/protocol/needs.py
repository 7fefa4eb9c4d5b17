"""What a step must know before it can be made: read-only questions (DESIGN.md, 3).

`step` returns a need and changes nothing. Whoever runs it finds the answer, outside of any transaction, and calls
`step` again with all the answers so far, by the key of their need. A question may be asked again at any time.
"""

from datetime import timedelta
from typing import Any

from msgspec import Struct, field


class FetchNeeded(Struct, frozen=True, omit_defaults=True, tag="fetch"):
    """GET an address of a business system."""

    url: str
    within: timedelta
    #: May hold secrets: never to be logged or shown.
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Within one event the same address has the same answer."""
        return f"get {self.url}"


class UnderstandingNeeded(Struct, frozen=True, omit_defaults=True, tag="understanding"):
    """Ask the bot what a text means."""

    text: str
    language: str
    #: Where the conversation is.
    flow: str = ""
    state: str = ""
    #: The intents that a rule waits for there; a bot that chooses among given ones chooses among these.
    expected: tuple[str, ...] = ()
    #: The entities that those rules save; a bot that finds what it is asked for is asked for these.
    entities: tuple[str, ...] = ()
    #: What the author lets a language model see of the conversation, by name, written as in a text.
    sees: dict[str, str] = field(default_factory=dict)
    #: How long it may take. The bot itself ends in time, so that another may stand in for it.
    within: timedelta = timedelta(seconds=2)

    @property
    def key(self) -> str:
        """What the answer is kept under: the same text in the same language is asked once."""
        return f"understand {self.text}"


Need = FetchNeeded | UnderstandingNeeded


class Fetched(Struct, frozen=True, omit_defaults=True, tag="fetched"):
    """What came of a call. Good is a status of 2xx that came in time."""

    #: None when no answer came.
    status: int | None = None
    #: JSON as values, anything else as text.
    body: Any = None
    #: Why there is no usable answer, for the agent's eye: "no answer within 5 s".
    problem: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether the business system answered with a status of success."""
        return self.problem is None and self.status is not None and 200 <= self.status < 300

    @property
    def trouble(self) -> str:
        """What went wrong, in a few words."""
        return self.problem or f"it answered {self.status}"


class Intent(Struct, frozen=True):
    """One thing that a text may mean, and how sure the bot is (0 to 1)."""

    name: str
    confidence: float


class Entity(Struct, frozen=True, omit_defaults=True):
    """Something that a text names: a day, a city, a phone number."""

    name: str
    #: As a flow keeps it: a synonym replaced, a number as a number, a date as a date.
    value: Any
    #: Where it stands in the text; not known of every bot.
    start: int | None = None
    end: int | None = None
    #: Tells two of a kind apart ("from" and "to"), and binds several together.
    role: str | None = None
    group: str | None = None

    def is_called(self, name: str) -> bool:
        """True of its name, and of that with its role: `city`, `city.from`."""
        return name in (self.name, f"{self.name}.{self.role}")


class Understood(Struct, frozen=True, omit_defaults=True, tag="understood"):
    """What the bot made of a text. Without a bot: nothing."""

    #: The likeliest first.
    intents: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    #: The bot is sure that none of its intents is meant; `intents` still ranks them.
    out_of_scope: bool = False
    #: Why nothing is known, for the agent's eye: "no answer within 2 s".
    problem: str | None = None


Met = Fetched | Understood

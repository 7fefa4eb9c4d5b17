"""What a flow may know of the person who texts."""

from typing import Any

from msgspec import Struct, field


class Contact(Struct, frozen=True, omit_defaults=True):
    """A snapshot of one person, read by the engine before each step and never stored with the conversation."""

    name: str | None = None
    language: str | None = None
    #: The address is under a suppression (STOP): nothing is said to it but the answer to an opt-out word.
    suppressed: bool = False
    #: An agent has blocked this person.
    blocked: bool = False
    #: Attributes kept for good, `contact.*` in templates.
    attributes: dict[str, Any] = field(default_factory=dict)
    #: The purposes they have agreed to be texted for: promotional …
    consents: tuple[str, ...] = ()

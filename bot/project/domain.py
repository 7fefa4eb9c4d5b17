"""What a bot knows of its world: the `domain:` of a Rasa project."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flows.protocol.bot_turns import Button


class MappingType(StrEnum):
    """Where a slot takes its value from."""

    ENTITY = "from_entity"
    TEXT = "from_text"
    INTENT = "from_intent"
    TRIGGER_INTENT = "from_trigger_intent"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class MappingCondition:
    """When a mapping counts: while a form is open, and asks for a slot."""

    #: None: while none is open.
    active_loop: str | None
    requested_slot: str | None = None


@dataclass(frozen=True, slots=True)
class SlotMapping:
    """One way in which a slot is filled."""

    type: MappingType
    entity: str | None = None
    role: str | None = None
    group: str | None = None
    #: What the slot becomes: of `from_intent` and `from_trigger_intent`.
    value: Any = None
    #: Only for texts that mean one of these; empty: whatever the text means.
    intents: tuple[str, ...] = ()
    not_intents: tuple[str, ...] = ()
    #: One of them must hold; empty: always.
    conditions: tuple[MappingCondition, ...] = ()
    #: The action that fills it: of `custom`.
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that the bot remembers."""

    #: text, bool, categorical, float, list, any, or the path of a Python class.
    type: str
    initial: Any = None
    mappings: tuple[SlotMapping, ...] = ()
    #: Whether it counts for what the bot does next.
    influence: bool = True
    #: What a categorical slot may be.
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class ResponseCondition:
    """A slot must have a value for a variant to be said."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class ResponseVariant:
    """One way to say a response."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    #: The address of a picture.
    image: str | None = None
    custom: Mapping[str, Any] | None = None
    #: Only on this channel.
    channel: str | None = None
    #: All of them must hold.
    condition: tuple[ResponseCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Several slots that are asked for, one after the other."""

    required_slots: tuple[str, ...] = ()
    ignored_intents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntityType:
    """A kind of thing that texts name."""

    name: str
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionExpiry:
    """How long the bot remembers a silent conversation."""

    #: 0: for ever.
    expires_after_minutes: float = 60
    carries_over_slots: bool = True


@dataclass(frozen=True, slots=True)
class Domain:
    """All of it, of however many files."""

    intents: tuple[str, ...] = ()
    entities: Mapping[str, EntityType] = field(default_factory=dict)
    slots: Mapping[str, Slot] = field(default_factory=dict)
    #: `utter_greet` → its variants, in their order; retrieval intents as `utter_faq/parking`.
    responses: Mapping[str, tuple[ResponseVariant, ...]] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    #: Custom actions, `validate_<form>` among them; neither responses nor forms.
    actions: tuple[str, ...] = ()
    session: SessionExpiry = SessionExpiry()
    #: The files' own words as plain values, merged: what rasa-sdk's ActionExecutor wants.
    as_dict: Mapping[str, Any] = field(default_factory=dict)

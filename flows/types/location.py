"""A place that travels with a text."""

from msgspec import Struct


class Location(Struct, frozen=True, omit_defaults=True):
    """A point on the map, in degrees, as WhatsApp sends it."""

    latitude: float
    longitude: float
    address: str = ""
    #: What the place is called.
    label: str = ""

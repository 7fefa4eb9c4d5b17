"""All that a text says of days and times; what it adds up to, dates.py and times.py decide."""

from dataclasses import dataclass, field

from flows.matching.calendar_items import Kind
from flows.matching.clock import Clock
from flows.matching.days import Day


@dataclass(slots=True)
class Mentions:
    """What a text names, and what it leaves open."""

    days: list[Day] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    #: The parts of a day that belong to a day, or stand alone.
    day_parts: set[Kind] = field(default_factory=set)
    #: The text begins with a part of the day that may be a greeting: "morning! at 3?"
    is_greeting: bool = False
    #: It says that it does not mean just the day, or the time, that it names: "before friday", "after 3".
    opens_day: bool = False
    opens_time: bool = False
    #: Known parts, or figures like "2-4", belong to nothing that could be read: "friday in march", "in 2 hours".
    is_day_unclear: bool = False
    is_time_unclear: bool = False
    #: How many words are not known.
    unknown: int = 0
    #: Numbers that count something: "2 people", not "for 2".
    counts: int = 0
    #: A number neither counts something nor is an hour.
    has_number: bool = False

    def open_all(self) -> None:
        self.opens_day = self.opens_time = True

"""Opening hours: any day may be a key, so `compiler/hours_compiler.py` reads them by hand, and editors get this."""

from typing import Annotated, Any, Final

from pydantic import WithJsonSchema

# In two spellings, since the patterns of schemas have no flag for "any case".
_DAY: Final = "([Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)"
_SPAN: Final = {
    "type": "string",
    "pattern": r"^\s*\d{1,2}:\d{2}\s*[-–]\s*\d{1,2}:\d{2}\s*$|^closed$|\$\{",
    "patternErrorMessage": "This must be a time span like 08:30-12:30, or closed.",
}
_SPANS: Final = {"anyOf": [_SPAN, {"type": "array", "items": _SPAN}]}
_COUNTRY: Final = {
    "type": "string",
    "pattern": r"^[A-Z]{2}(-.+)?$|\$\{",
    "patternErrorMessage": "This must be a country by its two letters, or one of its regions: US, US-NY.",
}
_CALENDAR: Final = {"anyOf": [_COUNTRY, {"type": "array", "items": _COUNTRY}]}
_HOLIDAYS: Final = {
    "type": "object",
    "properties": {
        "calendar": {"description": "A country, or one of its regions: US, US-NY.", **_CALENDAR},
        "hours": {"description": "The hours on a holiday; closed when left out.", **_SPANS},
    },
    "required": ["calendar"],
    "additionalProperties": False,
}
_SCHEMA: Final = {
    "description": "Opening hours by day: mon, mon-fri, sat, sun or daily.",
    "type": "object",
    "properties": {
        "timezone": {"type": "string", "description": "Their zone, where it is not the one of the file."},
        "daily": {"description": "The hours of every day, like 08:30-12:30.", **_SPANS},
        "holidays": {
            "description": "Public holidays, on which it is closed: US-NY.",
            "anyOf": [*_CALENDAR["anyOf"], _HOLIDAYS],
        },
        "dates": {
            "description": "Dates that differ: 2026-12-24.",
            "type": "object",
            "additionalProperties": _SPANS,
        },
    },
    "patternProperties": {
        rf"^(\s*{_DAY}(\s*-\s*{_DAY})?\s*(,|$))+$": {"description": "The hours of these days.", **_SPANS}
    },
    "additionalProperties": False,
}

HoursPart = Annotated[dict[str, Any], WithJsonSchema(_SCHEMA)]

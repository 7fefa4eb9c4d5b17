"""Days and times as customers write them, in English and Spanish."""

import os
import re
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_WEEKDAYS = (
    ("monday", "mon", "lunes"),
    ("tuesday", "tue", "tues", "martes"),
    ("wednesday", "wed", "weds", "miercoles"),
    ("thursday", "thu", "thur", "thurs", "jueves"),
    ("friday", "fri", "viernes"),
    ("saturday", "sat", "sabado"),
    ("sunday", "sun", "domingo"),
)
_MONTHS = (
    ("january", "jan", "enero"),
    ("february", "feb", "febrero"),
    ("march", "mar", "marzo"),
    ("april", "apr", "abril"),
    ("may", "mayo"),
    ("june", "jun", "junio"),
    ("july", "jul", "julio"),
    ("august", "aug", "agosto"),
    ("september", "sep", "sept", "septiembre"),
    ("october", "oct", "octubre"),
    ("november", "nov", "noviembre"),
    ("december", "dec", "diciembre"),
)
_LATER = {"today": 0, "hoy": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "manana": 1}
_NAMES = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3])(?:[:.h]([0-5]\d))?\s*(a\.?m\.?|p\.?m\.?)?(?!\d)")
_NOON = 12
#: Nobody comes at 2 in the morning: below this an hour is one of the afternoon.
_FIRST_HOUR = 7


def today() -> date:
    return datetime.now(ZoneInfo(os.environ.get("PRACTICE_TIMEZONE", "America/New_York"))).date()


def day_in(text: str, now: date) -> date | None:
    """The day that a text names; from `now` on."""
    words = re.findall(r"[a-z]+|\d+(?:-\d+-\d+)?", _plain(text))
    return _written_out(words) or _of_month(words, now) or _of_week(words, now) or _from_now(words, now)


def time_in(text: str) -> str | None:
    """As "14:30"; "2" and "2:30" are in the afternoon."""
    found = _TIME.search(_plain(text))
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "")[:1]
    if half == "p" or (not half and hour < _FIRST_HOUR):
        hour = hour % _NOON + _NOON
    elif half == "a":
        hour %= _NOON
    return f"{hour:02}:{minute:02}"


def name_of(day: date, language: str) -> str:
    """ "Friday 27 November", as short as it is clear."""
    names = _NAMES.get(language, _NAMES["en"])
    return (
        f"{names[day.weekday()]} {day.day}/{day.month}" if language == "es" else f"{names[day.weekday()]} {day:%-d %b}"
    )


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each))


def _written_out(words: list[str]) -> date | None:
    for word in words:
        try:
            return date.fromisoformat(word)
        except ValueError:
            continue
    return None


def _of_month(words: list[str], now: date) -> date | None:
    months = [number for word in words for number, names in enumerate(_MONTHS, 1) if word in names]
    days = [int(word) for word in words if word.isdecimal()]
    for month, day in zip(months[:1], days[:1], strict=False):
        for year in (now.year, now.year + 1):
            try:
                found = date(year, month, day)
            except ValueError:
                return None
            if found >= now:
                return found
    return None


def _of_week(words: list[str], now: date) -> date | None:
    for word in reversed(words):
        for weekday, names in enumerate(_WEEKDAYS):
            if word in names:
                return now + timedelta((weekday - now.weekday() - 1) % 7 + 1)
    return None


def _from_now(words: list[str], now: date) -> date | None:
    # "in the morning" is no day.
    named = [_LATER[word] for word in words if word in _LATER]
    return now + timedelta(named[-1]) if named else None

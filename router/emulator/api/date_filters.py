"""The filters on the date of sending: on a day, not after, not before."""

from datetime import UTC, datetime, time, timedelta

from router.emulator.account.api_errors import ApiError

DATE_FILTERS = ("DateSent", "DateSent<", "DateSent>")


class DateFilter:
    """One of the three."""

    def __init__(self, name: str, value: str) -> None:
        start = _moment(value)
        end = start + _length(start)
        self._first = datetime.min.replace(tzinfo=UTC) if name == "DateSent<" else start
        self._end = datetime.max.replace(tzinfo=UTC) if name == "DateSent>" else end

    def admits(self, sent_at: datetime | None) -> bool:
        """Whether a message that was sent then belongs in the list."""
        # What is not sent yet has no date of sending; who looks for a lost message must not rely on this filter alone.
        return sent_at is not None and self._first <= sent_at < self._end


def _moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ApiError(20001, f"Invalid date: {value}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _length(start: datetime) -> timedelta:
    # The SDK writes a day as its midnight.
    return timedelta(days=1) if start.time() == time.min else timedelta(seconds=1)

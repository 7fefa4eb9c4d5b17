"""Results in words."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.authoring.simulation.coverage import Coverage, Kind
from flows.authoring.simulation.scenarios.scenario_result import Failure, Result
from flows.authoring.simulation.transcript import Line

_MAX_NAMED = 3
_LABEL = 10
#: Texts that begin alike for less are simply two texts.
_WORTH_A_MARK = 4


def details(result: Result, zone: ZoneInfo | None = None) -> list[str]:
    """Where and how a scenario failed, and what was said until then."""
    failure = result.failure
    if failure is None:
        return []
    file, line, column = failure.mark
    return [
        f"{file}:{line}:{column}: {failure.problem}",
        *_difference(failure),
        *(["  what was said:"] if result.transcript else []),
        *(f"    {line}" for line in transcript_lines(result.transcript, zone)),
    ]


def _difference(failure: Failure) -> Iterator[str]:
    if failure.expected is not None:
        yield from _labelled("expected", failure.expected)
    if failure.got is None:
        return
    apart = None if failure.expected is None else _parting(failure.expected, failure.got)
    for number, line in enumerate(_labelled("got", failure.got)):
        yield line
        if apart is not None and number == apart[0]:
            yield f"  {'':{_LABEL}}{' ' * apart[1]}^"


def _labelled(label: str, text: str) -> Iterator[str]:
    first, *more = text.splitlines() or [""]
    yield f"  {label:{_LABEL}}{first}"
    yield from (f"  {'':{_LABEL}}{each}" for each in more)


def _parting(expected: str, got: str) -> tuple[int, int] | None:
    """The line and column where a text becomes another than was expected; None where they have nothing in common."""
    pairs = enumerate(zip(expected, got, strict=False))
    alike = next((place for place, (one, other) in pairs if one != other), min(len(expected), len(got)))
    if alike < _WORTH_A_MARK:
        return None
    before = got[:alike]
    return before.count("\n"), alike - (before.rfind("\n") + 1)


def transcript_lines(lines: Sequence[Line], zone: ZoneInfo | None = None) -> Iterator[str]:
    """Lines with their times where these change, and days where those change."""
    last: datetime | None = None
    for line in lines:
        at = line.at if zone is None else line.at.astimezone(zone)
        when = _when(at, last)
        last = at
        first, *more = line.text.splitlines() or [""]
        yield f"{when:9} {line.voice:{_LABEL - 1}}{first}".rstrip()
        yield from (f"{'':9} {'':{_LABEL - 1}}{each}".rstrip() for each in more)


def _when(at: datetime, last: datetime | None) -> str:
    if last is not None and at.date() == last.date():
        return "" if f"{at:%H:%M}" == f"{last:%H:%M}" else f"    {at:%H:%M}"
    return f"{at:%a %H:%M}"


def coverage_summary(coverage: Coverage) -> str:
    """Coverage in a line or two."""
    words = ((Kind.STATE, "states"), (Kind.RULE, "rules"), (Kind.EXIT, "other ways out"))
    counts = ((word, *coverage.count(kind)) for kind, word in words)
    told = ", ".join(f"{word} {reached}/{there}" for word, reached, there in counts if there)
    missing = coverage.missing
    if not missing:
        return f"coverage 100 %: {told}"
    named = ", ".join(map(str, missing[:_MAX_NAMED]))
    more = f" and {len(missing) - _MAX_NAMED} more (--coverage=full)" if len(missing) > _MAX_NAMED else ""
    return f"coverage {coverage.percent:g} %: {told}\nnot reached: {named}{more}"


def coverage_in_full(coverage: Coverage) -> Iterator[str]:
    """Everything that no scenario reached, a line each."""
    yield coverage_summary(coverage).splitlines()[0]
    if coverage.missing:
        yield "not reached:"
        yield from (f"  {place}" for place in coverage.missing)

"""Hours."""

from collections.abc import Iterator

from flows.authoring.lint.finding import Finding, Linted


def hours_that_never_open(linted: Linted) -> Iterator[Finding]:
    """Hours without a single opening."""
    for name, hours in linted.service.hours.items():
        if not any((*hours.week.values(), *hours.dates.values())):
            yield Finding(("hours", name), f'hours "{name}" never open', at_key=True)

"""Middles and percentiles."""

from collections.abc import Sequence
from statistics import median


def percentile(values: Sequence[float], part: float) -> float:
    """The value that `part` of all are below."""
    return sorted(values)[int(len(values) * part)]


def milliseconds(seconds: float) -> float:
    return seconds * 1e3


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Of the two in the same round, so that what slows the whole machine for a while slows both."""
    return median(mine / other for mine, other in zip(ours, theirs, strict=True))

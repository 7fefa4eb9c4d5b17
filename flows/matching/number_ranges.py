"""Numbers within limits."""

from bisect import bisect_left, bisect_right
from math import inf

from flows.matching.keyword_types import Between
from flows.matching.number_parser import number_in
from flows.matching.utterance import Utterance


class NumberRanges:
    """Ranges and their rules, cut where one begins or ends: a number falls into one piece, found by halving."""

    def __init__(self) -> None:
        self._ranges: list[tuple[float, float, int]] = []
        self._limits: list[float] = []
        self._pieces: dict[tuple[int, int], tuple[int, ...]] = {}

    def add(self, range_: Between, rule: int) -> None:
        least, most = (-inf if range_.least is None else range_.least), (inf if range_.most is None else range_.most)
        self._ranges.append((least, most, rule))
        self._limits = sorted({limit for least, most, _ in self._ranges for limit in (least, most)})

    def find(self, utterance: Utterance, found: set[int]) -> None:
        number = number_in(utterance)
        if number is not None:
            found.update(self._rules_for(number))

    def _rules_for(self, number: float) -> tuple[int, ...]:
        """Worked out once for each piece: all numbers in it are in the same ranges."""
        piece = bisect_left(self._limits, number), bisect_right(self._limits, number)
        if piece not in self._pieces:
            self._pieces[piece] = tuple(rule for least, most, rule in self._ranges if least <= number <= most)
        return self._pieces[piece]

"""A thousand keywords cost about what ten cost. (The figures themselves: `python -m tests.bench.step_speed`.)"""

import pytest

from flows.matching.keyword_index import KeywordIndex
from flows.matching.keyword_types import Between, Fuzzy, Keyword, Matching, Prefix
from flows.matching.pattern import Pattern
from flows.matching.utterance import utterance_of
from tests.bench.step_speed import microseconds


def index_of(keywords: int) -> KeywordIndex:
    return KeywordIndex([[*words(n), *others(n)] for n in range(keywords)])


def words(n: int) -> list[Keyword | str]:
    return [f"word{n}", f"speak to number {n}", f"คำ{n}", str(n)]


def others(n: int) -> list[Keyword | str]:
    return [Prefix(f"begin{n}"), Fuzzy(f"mistake{n}"), Between(n, n + 2), Matching(Pattern(rf"code{n}-[0-9]+"))]


@pytest.mark.parametrize("text", ["what do you mean by that?", "word3 please", "ฉันต้องการจองคิวพรุ่งนี้", "7"])
def test_a_thousand_keywords_cost_at_most_twice_what_ten_cost(text: str) -> None:
    few, many = index_of(10), index_of(1000)
    assert microseconds(lambda: many.find(utterance_of(text)), 300) < 2 * microseconds(
        lambda: few.find(utterance_of(text)), 300
    )

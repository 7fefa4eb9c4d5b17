"""Quotes that a word processor put where straight ones belong, and those that customers are to read."""

import pytest

from flows import FlowsInvalid, load_text
from flows.source.typographic_quotes import is_cut_off, unquoted

FLOW = """
parley: 1
brand: {{name: Test}}
flows:
  f:
    start: a
    states:
      a:
        say: {say}
"""


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("“Hi”", "Hi"),
        ("„Hallo“", "Hallo"),
        ("«Bonjour»", "Bonjour"),
        ("»Hallo«", "Hallo"),
        ("”hej”", "hej"),
        ("‘it’s’", "it’s"),
        ("“it’s”", "it’s"),
        ("“”", ""),
        ("“Yes” or “no”", None),
        ("‘Yes’ or ‘no’", None),
        ("“Hi” there", None),
        ("say “Hi”", None),
        ("“Hi’", None),
        ("it’s", None),
        ("’tis", None),
        ("“", None),
        ("", None),
        ('"Hi"', None),
    ],
)
def test_what_typographic_quotes_enclose(text: str, inside: str | None) -> None:
    assert unquoted(text) == inside


@pytest.mark.parametrize(
    ("text", "cut_off"),
    [
        ("“Yes", True),
        ("„Ja", True),
        ("“Yes”", False),
        ("“Yes” or", False),
        ("« Back", False),
        ("’tis", False),
        ("", False),
    ],
)
def test_a_quote_that_opens_and_does_not_close_is_noticed(text: str, cut_off: bool) -> None:
    assert is_cut_off(text) is cut_off


@pytest.mark.parametrize(
    "say",
    [
        "Say “yes”, and it’s done.",
        "“Yes” or “no”?",
        "'“To be or not to be”'",
        '"“To be or not to be”"',
        "|\n          “To be or not to be”",
        "« Back to the “menu”",
    ],
)
def test_customers_may_read_typographic_quotes(say: str) -> None:
    load_text(FLOW.format(say=say), "flows.yaml", {})


def test_what_was_quoted_so_is_read_as_if_it_were_quoted_well() -> None:
    with pytest.raises(FlowsInvalid) as refused:
        load_text(FLOW.format(say="“Hi”").replace("start: a", "“start”: “a”"), "flows.yaml", {})
    assert [(each.line, each.column, each.rule) for each in refused.value.complaints] == [
        (6, 5, "typographic-quotes"),
        (6, 14, "typographic-quotes"),
        (9, 14, "typographic-quotes"),
    ]

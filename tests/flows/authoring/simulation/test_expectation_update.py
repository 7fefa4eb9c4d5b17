"""What the flow says is written into a test file, and nothing else in it changes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.authoring.simulation.scenarios.expectation_update import corrected
from flows.authoring.simulation.scenarios.expectations import expected_messages
from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios
from flows.authoring.simulation.scenarios.scenario_runner import Runner
from flows.authoring.simulation.scenarios.yaml_scalars import expectation, scalar
from flows.source.yaml_reader import read_document
from tests.flows.authoring.simulation.lives import service

BEFORE = """\
# Kept: a comment at the top.
scenarios:

  menus:   # beside a name
    at: 2026-03-02 10:00
    steps:
      - in: hi   # beside a text
      - out: Something old   # beside what was said
      - {in: "1", out: /Woof/}   # in a flow mapping
      # a comment between
      - in: nothing to see
      - wait: 30m
      - out: |
          A block
          of two lines

      - wait: 1m
      - out: Never said

  in a row:
    steps: [{in: agent}, {in: hello, out: [one, two]}]
"""
AFTER = """\
# Kept: a comment at the top.
scenarios:

  menus:   # beside a name
    at: 2026-03-02 10:00
    steps:
      - in: hi   # beside a text
      - out: "1 cat, 2 slots, 3 order"   # beside what was said
      - {in: "1", out: Meow}   # in a flow mapping
      # a comment between
      - in: nothing to see
      - out: "Sorry, I did not get that. Could you say it in other words?"
      - wait: 30m
      - out: "Hello?"

      - wait: 1m
      - out: nothing

  in a row:
    steps: [{in: agent}, {out: A person will be with you shortly.}, {in: hello, out: "Thank you, we have your message. \
A person will be with you shortly."}]
"""


def _corrected(text: str) -> str:
    scenarios, complaints = read_scenarios(text, "x.test.yaml", {})
    assert complaints == ()
    runner = Runner(service())
    return corrected(text, [each for scenario in scenarios for each in runner.correct(scenario)])


def test_texts_are_replaced_and_added_where_they_belong() -> None:
    assert _corrected(BEFORE).splitlines() == AFTER.splitlines()


def test_what_was_corrected_passes_and_is_not_corrected_again() -> None:
    after = _corrected(BEFORE)
    scenarios, _ = read_scenarios(after, "x.test.yaml", {})
    assert [Runner(service()).run(each).failure for each in scenarios] == [None, None]
    assert _corrected(after) == after


def test_a_file_with_the_line_ends_of_windows_is_corrected_too() -> None:
    after = _corrected(BEFORE.replace("\n", "\r\n"))
    assert after.splitlines() == AFTER.splitlines()
    assert _corrected(after) == after


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1) | st.sampled_from(
    [
        "no",
        "nothing",
        "/a/",
        "/a/i",
        "1",
        "12:30",
        "a: b",
        "${HOME}",
        "- x",
        "a\nb",
        "# x",
        " x ",
        "it's",
        "x, y",
        "\ttab",
        "“hi”",
    ]
)


@settings(deadline=None, max_examples=100)
@given(TEXTS)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    document = read_document(f"steps: [{{in: {scalar(text)}}}]\n", "x", {})
    assert document.complaints == []
    assert document.root["steps"][0]["in"] == text


@settings(deadline=None, max_examples=100)
@given(TEXTS.filter(str.strip))
def test_any_text_that_was_said_is_expected_then(text: str) -> None:
    document = read_document(f"out: {expectation([text])}\n", "x", {})
    (expected,) = expected_messages(document.root["out"])
    assert expected.fits(text)

"""The syntax of examples."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.project.annotations import parse, written_as_example
from bot.training_data import Annotation

READ: list[tuple[str, str, str, tuple[Annotation, ...]]] = [
    ("nothing marked", "hello there", "hello there", ()),
    ("a word", "book [tomorrow](day) please", "book tomorrow please", (Annotation("day", 5, 13),)),
    ("a value in the short form", "to [NYC](city:New York)", "to NYC", (Annotation("city", 3, 6, "New York"),)),
    (
        "a role and a group",
        '[Oslo]{"entity": "city", "role": "to", "group": "1"}',
        "Oslo",
        (Annotation("city", 0, 4, role="to", group="1"),),
    ),
    (
        "a value that is what is written",
        '[Oslo]{"entity": "city", "value": "Oslo"}',
        "Oslo",
        (Annotation("city", 0, 4),),
    ),
    ("a number as a value", '[two]{"entity": "n", "value": 2}', "two", (Annotation("n", 0, 3, "2"),)),
    (
        "a brace within JSON",
        '[x]{"entity": "e", "value": "}"} y',
        "x y",
        (Annotation("e", 0, 1, "}"),),
    ),
    (
        "two entities of the same words",
        '[Oslo][{"entity": "city"}, {"entity": "port"}]',
        "Oslo",
        (Annotation("city", 0, 4), Annotation("port", 0, 4)),
    ),
    ("escaped brackets", r"\[1\] or [2](n)", "[1] or 2", (Annotation("n", 7, 8),)),
    ("a new line and a backslash", r"a\nb \\ c", "a\nb \\ c", ()),
    ("any other backslash", r"C:\Users \(x\)", r"C:\Users \(x\)", ()),
    ("brackets that mark nothing", "see [1] below", "see [1] below", ()),
    ("a bracket within brackets", "[a [b](c)", "[a b", (Annotation("c", 3, 4),)),
]


@pytest.mark.parametrize(
    ("written", "text", "annotations"), [each[1:] for each in READ], ids=[each[0] for each in READ]
)
def test_an_example_is_read(written: str, text: str, annotations: tuple[Annotation, ...]) -> None:
    parsed = parse(written)
    assert (parsed.text, parsed.annotations) == (text, annotations)


@st.composite
def annotated(draw: st.DrawFn) -> tuple[str, Sequence[Annotation]]:
    """Pieces of text, some of them marked."""
    words = st.text(st.characters(codec="utf-8"), max_size=8)
    names = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1, max_size=8)
    text, annotations = "", []
    for marked, piece in draw(st.lists(st.tuples(st.booleans(), words), max_size=5)):
        if marked and piece:
            value, role, group = (draw(st.none() | names) for _ in range(3))
            value = None if value == piece else value
            entity = draw(names)
            annotations.append(Annotation(entity, len(text), len(text) + len(piece), value, role, group))
        text += piece
    return text, annotations


@given(annotated())
def test_what_is_written_is_read_again(example: tuple[str, Sequence[Annotation]]) -> None:
    text, annotations = example
    parsed = parse(written_as_example(text, annotations))
    assert (parsed.text, list(parsed.annotations), parsed.problems) == (text, annotations, [])


@given(st.text(st.sampled_from('[](){}"\\:, ab\n'), max_size=30))
def test_whatever_is_written_is_read(written: str) -> None:
    parsed = parse(written)
    assert all(0 <= each.start < each.end <= len(parsed.text) for each in parsed.annotations)
    assert all(0 <= problem.column <= len(written) for problem in parsed.problems)

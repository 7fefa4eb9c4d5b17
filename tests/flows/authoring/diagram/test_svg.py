"""Pictures of flows."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from time import process_time
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.authoring.diagram.chart import START, Chart, Edge, Node, NodeKind
from flows.authoring.diagram.font_metrics import showable
from flows.authoring.diagram.svg.svg_picture import svg_of
from tests.flows.authoring.diagram.charts import any_chart, chart_of_first, chart_of_states
from tests.flows.scenario import harbour_dental

SVG = "{http://www.w3.org/2000/svg}"
#: What an author may write, innocently or not.
HOSTILE = [
    "<script>alert(1)</script>",
    "]]>",
    "\"double\" and 'single'",
    "&amp; &lt; &nothing;",
    "👩‍👩‍👧 👍🏽",
    "مرحبا بالعالم",
    "\u202edesrever",
    "\x00\x1b[31m",
    "--> <!-- <![CDATA[",
]


def parsed(*charts: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(svg_of(charts))  # noqa: S314 - our own picture


def texts(picture: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


def test_the_example_is_a_whole_picture_by_itself() -> None:
    picture = parsed(chart_of_first(harbour_dental()))
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} == {
        *("svg", "title", "desc", "style", "rect", "g", "text", "path", "circle")
    }
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\(|\bon\w+=", svg_of([])) == []


def test_the_picture_in_the_documents_is_the_example() -> None:
    """Made by `parley graph flows.yaml --flow front_desk -o docs/pictures/flow.svg`."""
    picture = Path(__file__).parents[4] / "docs" / "pictures" / "flow.svg"
    assert picture.read_text("utf-8") == svg_of([chart_of_first(harbour_dental())])


def test_it_has_a_title_and_a_description_for_those_who_do_not_see_it() -> None:
    picture = parsed(chart_of_states("a: {say: x, go_to: b}\nb: {escalate: {priority: high}}"))
    assert picture.attrib["role"] == "img"
    named = [picture.find(f".//*[@id='{name}']") for name in picture.attrib["aria-labelledby"].split()]
    assert [None if each is None else each.text for each in named] == [
        "Flow test",
        "test: Start to a; a to b; b to everyone, high.",
    ]


def test_it_is_dark_where_the_reader_is() -> None:
    assert "@media (prefers-color-scheme: dark)" in svg_of([])


def test_the_same_flow_gives_the_same_bytes() -> None:
    assert svg_of([chart_of_first(harbour_dental())]) == svg_of([chart_of_first(harbour_dental())])


def test_time_outs_and_calls_for_a_team_are_told_apart() -> None:
    picture = parsed(
        chart_of_states(
            "a:\n  say: x\n  rules: [{hear: help me, escalate: {}}]\n  silence: {after: 5m, end: true}\n  no_match: Eh?"
        )
    )
    classes = {element.attrib["class"] for element in picture.iter(f"{SVG}g") if "class" in element.attrib}
    assert {"arrow to-team", "arrow to-end timed", "arrow to-state", "state first"} <= classes


def test_what_comes_back_to_a_state_stands_in_its_box() -> None:
    shown = texts(
        parsed(
            chart_of_states(
                "a:\n  say: x\n  answer: {type: text}\n  silence: {after: 5m, say: Still there?}\n  end: true"
            )
        )
    )
    assert "silent for 5m: Still there?" in shown


def test_several_flows_stand_below_each_other() -> None:
    one = chart_of_states("a: {say: x}")
    picture = parsed(one, Chart("second", one.nodes, one.edges))
    tops = [float(frame.attrib["transform"].split()[1][:-1]) for frame in picture.findall(f"{SVG}g")]
    assert len(tops) == 2
    assert tops[0] + 100 < tops[1] < float(picture.attrib["height"])
    ids = [element.attrib["id"] for element in picture.iter() if "id" in element.attrib]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_shown_as_they_are_and_nothing_else(text: str) -> None:
    nodes = (Node(START, NodeKind.START, text), Node("a", NodeKind.STATE, text, text, text, text))
    picture = parsed(Chart(text, nodes, (Edge(START, "a", text, text), Edge("a", "a", text, text))))
    assert list(picture.iter(f"{SVG}script")) == []
    assert texts(picture).count(showable(text)) >= 4


def test_fifty_states_are_drawn_within_a_second() -> None:
    chance = Random(50)
    names = [f"state {number}" for number in range(50)]
    nodes = tuple(Node(name, NodeKind.STATE, name, "Which day suits you? " * 5, "day: any text") for name in names)
    onward = [Edge(name, after, "answered") for name, after in pairwise(names)]
    anywhere = [Edge(chance.choice(names), chance.choice(names), "book, booking, appointment") for _ in range(50)]
    before = process_time()
    svg_of([Chart("long", nodes, (*onward, *anywhere))])
    assert process_time() - before < 1


@settings(max_examples=30, deadline=None)
@given(st.lists(any_chart(), min_size=1, max_size=2))
def test_any_chart_is_well_formed_and_names_nothing_twice(charts: list[Chart]) -> None:
    named = [Chart(f"{number} {chart.name}", chart.nodes, chart.edges) for number, chart in enumerate(charts)]
    ids = list(_ids(parsed(*named)))
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z][\w:.-]*", each) for each in ids)


def _ids(picture: ElementTree.Element) -> Iterator[str]:
    return (element.attrib["id"] for element in picture.iter() if "id" in element.attrib)

"""Flows as Mermaid text. What the escapes must cover was tried with Mermaid 11.17 itself."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.authoring.diagram.chart import START, Chart, Edge, Node, NodeKind
from flows.authoring.diagram.font_metrics import showable
from flows.authoring.diagram.mermaid import mermaid_of
from tests.flows.authoring.diagram.charts import ANY_TEXT, any_chart, chart_of_states

NODE = re.compile(r'  \w+(\["[^"]*"\]|\(\["[^"]*"\]\))(:::\w+)?')
EDGE = re.compile(r'  \w+ (-->|-\.->)(\|"[^"]+"\|)? \w+')


def test_a_small_flow_reads_so() -> None:
    chart = chart_of_states(
        "ask:\n"
        '  say: "Yes, or {{ brand }}?"\n'
        "  rules: [{hear: yes, go_to: end}]\n"
        "  silence: {after: 5m, escalate: {priority: urgent}}\n"
        "  no_match: {times: 1, go_to: end}\n"
        "end: {end: true}"
    )
    text, styles = mermaid_of([chart]).split("  classDef", 1)
    assert text == (
        "flowchart TD\n"
        '  start_s(["Start"]):::start\n'
        '  s_ask["ask<br/>Yes, or #91;brand#93;?"]\n'
        '  team1_s_ask(["everyone, urgent"]):::team\n'
        '  s_end["end"]\n'
        '  end1_s_end(["End"]):::ended\n'
        "  start_s --> s_ask\n"
        '  s_ask -->|"yes"| s_end\n'
        '  s_ask -->|"no match"| s_end\n'
        '  s_ask -.->|"silent for 5m"| team1_s_ask\n'
        "  s_end --> end1_s_end\n"
    )
    assert "classDef ended" in styles


def test_several_flows_are_frames() -> None:
    chart = chart_of_states("a: {end: true}")
    lines = mermaid_of([chart, chart]).splitlines()
    assert [line for line in lines if "subgraph" in line] == ['  subgraph f0["test"]', '  subgraph f1["test"]']
    assert lines.count("  end") == 2


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ('say "hi"', "say #34;hi#34;"),
        ("1. first", "#49;#46; first"),
        ("1st", "1st"),
        ("- item", "#45; item"),
        ("a - b", "a - b"),
        ("which_day", "which_day"),
        ("_so_", "#95;so#95;"),
        ("#35; & <b>", "#35;35#59; #38; #60;b#62;"),
        ("fa:fa-car", "fa#58;fa-car"),
        ("[{(|`\\", "#91;#123;#40;#124;#96;#92;"),
        ("Übung 日本", "Übung 日本"),
    ],
)
def test_signs_that_mean_something_are_numbers(text: str, escaped: str) -> None:
    assert f'  s_a["{escaped}"]\n' in mermaid_of([Chart("x", (Node("a", NodeKind.STATE, text),), ())])


@given(any_chart())
def test_every_line_is_a_node_or_an_edge_whatever_is_said(chart: Chart) -> None:
    first, *lines = mermaid_of([chart]).splitlines()
    assert first == "flowchart TD"
    drawn = [line for line in lines if not line.startswith("  classDef ")]
    assert [line for line in drawn if not (NODE.fullmatch(line) or EDGE.fullmatch(line))] == []
    assert len(drawn) == len(chart.nodes) + len(chart.edges)


@given(ANY_TEXT)
def test_an_escaped_text_is_the_same_text(text: str) -> None:
    drawn = mermaid_of([Chart("x", (Node("a", NodeKind.STATE, text),), ())])
    label = drawn.splitlines()[1].removeprefix('  s_a["').removesuffix('"]')
    assert re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label) == (showable(text) or "…")


@given(st.lists(st.text(max_size=8), min_size=2, max_size=8, unique=True))
def test_no_two_states_have_one_name(names: list[str]) -> None:
    nodes = tuple(Node(f"s{name}", NodeKind.STATE, "x") for name in names)
    drawn = mermaid_of([Chart("x", (Node(START, NodeKind.START, "Start"), *nodes), (Edge(START, nodes[0].id),))])
    ids = re.findall(r"^  (\w+)\[", drawn, re.MULTILINE)
    assert len(ids) == len(set(ids)) == len(names)

"""What a chart has of a flow."""

import pytest

from flows.authoring.diagram.chart import EVERYWHERE, NodeKind
from flows.authoring.diagram.chart_builder import chart_of
from tests.flows.authoring.diagram.charts import chart_of_first, chart_of_states, edges_of
from tests.flows.scenario import harbour_dental, service_of

TEAMS = "teams: {reception: {}, billing: {}}"
#: Leaves nothing to the default, so that an example has the edges it is about.
HEARD = "no_match: {times: 1, go_to: b}"
STAY = "a -> b: no match"


@pytest.mark.parametrize(
    ("state", "edges"),
    [
        pytest.param("say: x\n  go_to: b", ["a -> b"], id="going on"),
        pytest.param("say: x\n  end: true", ["a -> (end) a"], id="the end"),
        pytest.param("say: x", ["a -> (end) a"], id="the end that nobody wrote"),
        pytest.param("escalate: billing", ["a -> (normal for 'billing') a"], id="a team"),
        pytest.param(
            "escalate: {team: billing, priority: urgent}", ["a -> (urgent for 'billing') a"], id="a team, and how soon"
        ),
        pytest.param(f"{HEARD}\n  rules: [{{hear: [book, me], go_to: b}}]", ["a -> b: book, me", STAY], id="words"),
        pytest.param(
            f"{HEARD}\n  rules: [{{hear: [q, w, e, r, t], go_to: b}}]", ["a -> b: q, w, e, r, …", STAY], id="many words"
        ),
        pytest.param(
            f"{HEARD}\n  rules: [{{hear: hi, if: {{channel: sms}}, say: Hi}}]",
            ["a -> a: hi, if on sms", STAY],
            id="a rule that stays",
        ),
        pytest.param(f"{HEARD}\n  rules: [{{intent: pain, go_to: b}}]", ["a -> b: intent pain", STAY], id="an intent"),
        pytest.param(
            f"{HEARD}\n  rules: [{{event: {{name: order.shipped, fields: {{day: date}}}}, go_to: b}}]",
            ["a -> b: event order.shipped", STAY],
            id="a business event",
        ),
        pytest.param(f"{HEARD}\n  answer: {{type: text}}\n  go_to: b", [STAY, "a -> b: answered"], id="an answer"),
        pytest.param(
            "answer: {type: yes/no, save: wants}\n  no_match: {times: 3, escalate: billing}\n"
            "  checks: [{if: {equals: {wants: true}}, go_to: b}]\n  end: true",
            [
                "a -> b: if wants = yes",
                "a -> (normal for 'billing') a: no match, 3 times",
                "a -> (end) a: otherwise",
            ],
            id="a check",
        ),
        pytest.param(
            f"{HEARD}\n  rules: [{{hear: hi, go_to: b}}]\n  silence: {{after: 1h 30m, say: Hey?}}",
            ["a -> b: hi", STAY, "a ~> a: silent for 1h 30m"],
            id="silence",
        ),
        pytest.param(
            f"{HEARD}\n  rules: [{{hear: hi, go_to: b}}]\n  reply_within: 2h\n  too_late: {{go_to: b}}",
            ["a -> b: hi", STAY, "a ~> b: later than 2h"],
            id="an answer too late",
        ),
        pytest.param(
            'call: {get: "http://127.0.0.1/x", failed: {escalate: billing}}\n  go_to: b',
            ["a -> (normal for 'billing') a: if the call fails", "a -> b"],
            id="a call",
        ),
        pytest.param(
            "form: {name: visit, left: b, failed: {escalate: billing}}\n  go_to: b",
            [
                "a -> (normal for 'reception') a: no match, 2 times",
                "a -> b: if the form is left",
                "a -> (normal for 'billing') a: if the bot fails",
                "a -> b: filled in",
            ],
            id="a form",
        ),
        pytest.param(
            "bot: {failed: b}",
            ["a -> (normal for 'reception') a: no match, 2 times", "a -> b: if the bot fails"],
            id="answers of the bot",
        ),
    ],
)
def test_every_way_out_is_an_edge(state: str, edges: list[str]) -> None:
    drawn = edges_of(f"a:\n  {state}\nb: {{end: true}}", TEAMS)
    assert [edge for edge in drawn if edge.startswith("a ")] == edges


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("{closed: clinic}", "clinic closed"),
        ("{equals: {day: monday}}", "day = monday"),
        ("{not: {equals: {day: monday}}}", "day ≠ monday"),
        ("{less: {day: 18}}", "day < 18"),
        ("{contains: {day: [sat, sun]}}", "day contains sat, sun"),
        ("{known: contact.name}", "contact.name known"),
        ("{language: es}", "language es"),
        ("{any: [{open: clinic}, {known: day, channel: sms}]}", "clinic open or (on sms and day known)"),
        ("{not: {channel: whatsapp}}", "not on whatsapp"),
    ],
)
def test_conditions_are_read_aloud(condition: str, words: str) -> None:
    states = f"a:\n  set: {{day: x}}\n  checks: [{{if: {condition}, end: true}}]\n  go_to: b\nb: {{end: true}}"
    head = "hours: {clinic: {mon-fri: 08:30-17:30}}"
    assert edges_of(states, head)[0] == f"a -> (end) a: if {words}"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("{type: text, save: name}", "name: any text"),
        ("{type: text}", "answer: any text"),
        ("{type: number, save: people, from: 1, to: 12}", "people: a number from 1 to 12"),
        ("{type: yes/no, save: sure}", "sure: yes or no"),
        ("{type: choice, save: day, choices: [Monday, {label: Sunday, value: so}]}", "day: Monday, Sunday"),
        ("{type: choice, save: day, list: false, choices: [{label: Sunday, value: so}]}", "day: so"),
    ],
)
def test_a_state_shows_what_it_asks_for(answer: str, words: str) -> None:
    chart = chart_of_states(f"a: {{say: Which?, answer: {answer}, end: true}}")
    assert [(node.says, node.asks) for node in chart.nodes if node.id == "a"] == [("Which?", words)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hi {{ contact.name or 'there' }}!", "Hi [contact.name]!"),
        ("{% if hours.clinic.open %}Open.{% else %}Closed.{% endif %} Bye", "Open. / Closed. Bye"),
        ("{# nobody sees this #}Yes {{ 1 }}", "Yes […]"),
        ("one\n\n  two", "one two"),
    ],
)
def test_texts_are_shown_without_the_signs_of_a_template(text: str, words: str) -> None:
    quoted = text.replace("\n", "\\n")
    chart = chart_of_states(f'a: {{say: "{quoted}"}}', "hours: {clinic: {mon-fri: 08:30-17:30}}")
    assert [node.says for node in chart.nodes if node.id == "a"] == [words]


def test_a_call_shows_its_path_and_neither_its_host_nor_its_query() -> None:
    chart = chart_of_states(
        'a: {call: {get: "https://me:secret@api.example/slots/{{ contact.name }}?key=secret", save: slots}, go_to: b}\n'
        "b: {end: true}"
    )
    assert [node.does for node in chart.nodes if node.id == "a"] == ["GET /slots/[contact.name] → slots"]


@pytest.mark.parametrize(
    ("state", "does", "asks"),
    [
        ("{call: {action: look, save: found}, go_to: b}", "action look → found", ""),
        ("{form: {name: visit, save: {day: day, hour: at}}, go_to: b}", "form visit → day, at", ""),
        ("{bot: answers}", "", "the bot answers"),
        (
            "{bot: answers, answer: {type: yes/no, save: sure}, go_to: b}",
            "",
            "sure: yes or no, the bot answers",
        ),
    ],
)
def test_a_card_shows_what_the_bot_does(state: str, does: str, asks: str) -> None:
    chart = chart_of_states(f"a: {state}\nb: {{end: true}}")
    assert [(node.does, node.asks) for node in chart.nodes if node.id == "a"] == [(does, asks)]


def test_what_is_heard_everywhere_and_what_most_states_do_alike_is_drawn_once() -> None:
    chart = chart_of_first(harbour_dental())
    assert [(edge.label, edge.target) for edge in chart.edges if edge.source == EVERYWHERE] == [
        ("agent, human, receptionist, speak to someone, …", "(normal for 'reception') (everywhere)"),
        ("menu, start over, empezar de nuevo", "welcome"),
        ("español, spanish, habla español", "welcome"),
        ("english, inglés", "welcome"),
        ("pain, hurts, toothache, bleeding, …", "in_pain"),
        ("{pattern: ^¡?(hola|buenas|buenos días)[ !.]*$}", "welcome"),
        ("{pattern: (cancel|anul).* (?P<appointment>a[0-9]{4,6})}, {prefix: cancel}, {prefix: anul}", "cancelling"),
        ("{pattern: (?P<order>h[0-9]{4,6})}, my order, mi pedido", "order"),
        ("{prefix: book}, {fuzzy: appointment}, cita", "booking"),
        ("hours, open, opening, horario, …", "opening_hours"),
        ("price, prices, cost, how much, …", EVERYWHERE),
        ("intent tooth_pain", "in_pain"),
        ("intent book_appointment", "booking"),
        ("intent cancel_appointment", "cancelling"),
        ("intent order_status", "order"),
        ("intent opening_hours", "opening_hours"),
        ("intent feedback", "feedback"),
        ("intent talk_to_human", "(normal for 'reception') (everywhere)"),
        ("intent greet", "welcome"),
        ("intent leave", "anything_else"),
    ]


def test_a_keyword_that_leads_into_another_flow_is_drawn_as_a_way_out_of_this_one() -> None:
    service = harbour_dental()
    chart = chart_of(service.flows["book_an_appointment"], service)
    assert "front_desk: welcome" in {node.title for node in chart.nodes}
    ids = {node.id for node in chart.nodes}
    assert {end for edge in chart.edges for end in (edge.source, edge.target)} <= ids


def test_what_most_states_do_alike_is_drawn_once() -> None:
    asking = "{say: Hi, answer: {type: text}, go_to: %s}"
    chart = chart_of_first(service_of("\n".join(f"{name}: {asking % 'b'}" for name in "abc")))
    assert [edge.source for edge in chart.edges if edge.label == "no match, 2 times"] == [EVERYWHERE]


def test_every_edge_joins_nodes_that_are_there_and_every_state_is_there() -> None:
    service = harbour_dental()
    chart = chart_of_first(service)
    ids = {node.id for node in chart.nodes}
    assert {end for edge in chart.edges for end in (edge.source, edge.target)} <= ids
    states = {node.id for node in chart.nodes if node.kind is NodeKind.STATE}
    assert states == set(service.flows["front_desk"].states)

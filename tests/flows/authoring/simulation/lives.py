"""A small service, and scenarios that are lived through in it."""

from flows import Service, load_text
from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios
from flows.authoring.simulation.scenarios.scenario_result import Result
from flows.authoring.simulation.scenarios.scenario_runner import Runner

FLOWS = """
parley: 1
brand: {name: Test}
timezone: America/New_York
senders:
  "+12125550101": {flow: main}
  "whatsapp:+12125550101": {flow: main}
  "+12125550102": {flow: main, opt_out_replies: parley}
teams: {desk: {}, experts: {}}
keywords:
  - {hear: agent, escalate: {team: experts, priority: high, reason: asked}}
flows:
  main:
    start: menu
    states:
      menu:
        say: "1 cat, 2 slots, 3 order"
        rules:
          - {hear: "1", say: Meow}
          - {hear: "2", go_to: slots}
          - {hear: "3", go_to: order}
          - {intent: toothache, go_to: people}
        silence: {after: 30m, say: Hello?}
      slots:
        say: One moment.
        separate: true
        call: {get: "http://127.0.0.1:8010/demo/slots?day=monday", save: slots, failed: sorry}
        go_to: people
      order:
        call: {post: "http://127.0.0.1:8010/orders", body: {size: big, count: 2}, save: order, failed: sorry}
        go_to: ordered
      ordered: {say: "Ordered: {{ order.id }}", end: true}
      sorry: {say: We are sorry., end: true}
      people:
        say: How many?
        answer: {type: number, save: people, from: 1, to: 12}
        checks:
          - {if: {less: {people: 2}}, say: Two at least., go_to: people}
        go_to: named
        silence: {after: 1h, go_to: sorry}
      named:
        say: Your name?
        answer: {type: text, save: contact.name}
        go_to: done
      done: {say: "Thank you, {{ contact.name }}.", end: true}
  found:
    on_event: {name: cat.found, fields: {colour: text}}
    start: here
    states:
      here: {say: "Your {{ colour }} cat is here.", end: true}
"""


def service() -> Service:
    return load_text(FLOWS, "flows.yaml", {})


def live(steps: str, head: str = "", flows: str = FLOWS) -> Result:
    """What comes of one scenario, whose steps are written as a flow list."""
    text = f"scenarios:\n  it:\n    {head or 'at: 2026-03-02 10:00'}\n    steps: {steps}\n"
    scenarios, complaints = read_scenarios(text, "flows.test.yaml", {})
    assert complaints == ()
    return Runner(load_text(flows, "flows.yaml", {})).run(scenarios[0])


def problem(steps: str, head: str = "", flows: str = FLOWS) -> tuple[str, str | None, str | None] | None:
    """What is wrong with it; None when nothing is."""
    failure = live(steps, head, flows).failure
    return None if failure is None else (failure.problem, failure.expected, failure.got)

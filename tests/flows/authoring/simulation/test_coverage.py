"""What scenarios reach, counted."""

from flows.authoring.simulation.coverage import Coverage, Kind, Reached
from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios
from flows.authoring.simulation.scenarios.scenario_runner import Runner
from tests.flows.authoring.simulation.lives import service
from tests.flows.scenario import service_of


def reached_by(*steps: str, head: str = "calls: []") -> Coverage:
    reached = Reached()
    runner = Runner(service(), reached)
    for each in steps:
        (scenario,), complaints = read_scenarios(f"scenarios: {{it: {{{head}, steps: {each}}}}}", "x", {})
        assert complaints == ()
        assert runner.run(scenario).failure is None
    return Coverage.of(runner.service, reached.spots)


def test_nothing_is_reached_without_scenarios() -> None:
    coverage = reached_by()
    assert coverage.percent == 0
    assert [coverage.count(kind) for kind in Kind] == [(0, 9), (0, 5), (0, 16)]
    assert len(coverage.missing) == 30


def test_every_state_rule_and_way_out_has_its_name() -> None:
    named = [str(place) for place in reached_by().missing]
    assert named[:8] == [
        "keyword 1 (agent)",
        "main.menu",
        "main.menu: rule 1 (1)",
        "main.menu: rule 2 (2)",
        "main.menu: rule 3 (3)",
        "main.menu: rule 4 (intent toothache)",
        "main.menu: no_match",
        "main.menu: silence",
    ]
    assert "main.slots: failed" in named
    assert "main.people: check 1" in named
    assert "main.people: go_to named" in named
    assert "found.here: end" in named


def test_what_is_reached_counts_once() -> None:
    hi = "[{in: hi, out: /cat/}, {in: what, out: /Sorry/}, {wait: 30m, out: Hello?}, {in: '1', out: Meow}]"
    coverage = reached_by(hi, hi, "[{in: agent, out: /person/}]")
    assert [coverage.count(kind)[0] for kind in Kind] == [1, 2, 2]


def test_a_check_and_a_call_that_failed_are_ways_out() -> None:
    coverage = reached_by(
        '[{in: "2", out: [/./, /./]}, {in: "1", out: /Two/}, {in: "2", out: /name/}, {in: Bo, out: /Bo/}]',
        '[{in: "2", out: [/./, /many/]}, {wait: 1h, out: /sorry/}]',
        head="calls: [{get: /slots}]",
    )
    missing = {str(place) for place in coverage.missing}
    assert not {"main.people: check 1", "main.people: silence", "main.named: go_to done"} & missing
    assert "main.slots: failed" in missing
    failed = reached_by('[{in: "2", out: [/./, /sorry/]}]', head="calls: [{get: /slots, fails: no}]")
    assert "main.slots: failed" not in {str(place) for place in failed.missing}


def test_each_thing_that_takes_a_transition_is_named_in_few_words() -> None:
    """These are the words of `parley test`, also for programs."""
    states = """
ask:
  call: {get: 'http://h', failed: done}
  rules:
    - {hear: [a, b, c, d], say: Yes.}
    - {intent: pain, go_to: done}
    - {event: {name: order.shipped, fields: {day: date}}, go_to: done}
    - {if: {channel: sms}, go_to: done}
  bot: {failed: done}
  silence: {after: 1h, go_to: done}
  reply_within: 2h
  too_late: {go_to: done}
fill: {form: {name: visit}, checks: [{if: {channel: sms}, end: true}], go_to: done}
done: {escalate: everyone}
"""
    head = "keywords: [{hear: menu, go_to: ask}]\nbot: {when_down: {escalate: everyone}}"
    assert [str(place) for place in Coverage.of(service_of(states, head), ()).places] == [
        "keyword 1 (menu)",
        "test.ask",
        "test.ask: rule 1 (a, b, c, …)",
        "test.ask: rule 2 (intent pain)",
        "test.ask: rule 3 (event order.shipped)",
        "test.ask: rule 4 (if)",
        "test.ask: no_match",
        "test.ask: silence",
        "test.ask: failed",
        "test.ask: the bot failed",
        "test.ask: too_late",
        "test.fill",
        "test.fill: check 1",
        "test.fill: no_match",
        "test.fill: left",
        "test.fill: failed",
        "test.fill: go_to done",
        "test.done",
        "test.done: escalate",
    ]

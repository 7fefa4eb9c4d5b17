"""What scenarios reach, counted."""

from flows.authoring.simulation.coverage import Coverage, Kind, Reached
from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios
from flows.authoring.simulation.scenarios.scenario_runner import Runner
from tests.flows.authoring.simulation.lives import service


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

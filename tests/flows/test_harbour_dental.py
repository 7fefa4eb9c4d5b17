"""The example service: its scenarios, and what only its values show."""

from pathlib import Path

import pytest

from flows import examine
from flows.authoring.simulation.coverage import Coverage, Kind, Reached
from flows.authoring.simulation.scenarios.scenario import Scenario
from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios
from flows.authoring.simulation.scenarios.scenario_runner import Runner
from flows.model.service import OptOutReplies
from tests.flows.scenario import SMS_LINE, WHATSAPP_LINE, harbour_dental

EXAMPLE = Path(__file__).parents[2] / "flows.yaml"
SCENARIOS, MISTAKES = read_scenarios(EXAMPLE.with_suffix(".test.yaml").read_text("utf-8"), "flows.test.yaml", {})


def test_there_is_nothing_in_it_to_complain_of_and_no_variable_to_set() -> None:
    assert examine(EXAMPLE, {}).complaints == ()


def test_its_lines_are_known() -> None:
    service = harbour_dental()
    sms, whatsapp = service.sender(SMS_LINE), service.sender(WHATSAPP_LINE)
    assert sms is not None
    assert sms.opt_out_replies is OptOutReplies.PROVIDER
    assert whatsapp is not None
    assert whatsapp.opt_out_replies is OptOutReplies.PARLEY
    assert service.sender("+15550000000") is None


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_its_customers_live_through_what_is_written(scenario: Scenario) -> None:
    failure = Runner(harbour_dental()).run(scenario).failure
    assert failure is None, failure


def test_every_state_is_reached_by_a_scenario() -> None:
    assert MISTAKES == ()
    service, reached = harbour_dental(), Reached()
    runner = Runner(service, reached)
    for scenario in SCENARIOS:
        runner.run(scenario)
    lived, all_there_are = Coverage.of(service, reached.spots).count(Kind.STATE)
    assert lived == all_there_are

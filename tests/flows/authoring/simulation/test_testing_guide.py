"""Every example of docs/testing-flows.md passes, and every key of a test file is in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import load_text
from flows.authoring.simulation.scenarios import scenario_parts
from flows.authoring.simulation.scenarios.scenario_reader import read_scenarios
from flows.authoring.simulation.scenarios.scenario_runner import Runner
from flows.compiler.grammar.scalar_parts import Part

GUIDE = (Path(__file__).parents[4] / "docs" / "testing-flows.md").read_text("utf-8")
FLOW, *EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_the_example_passes(example: str) -> None:
    scenarios, complaints = read_scenarios(example, "flows.test.yaml", {})
    assert complaints == ()
    runner = Runner(load_text(FLOW, "flows.yaml", {}))
    assert [str(failure) for each in scenarios if (failure := runner.run(each).failure)] == []


def test_every_key_is_explained() -> None:
    explained = set(re.findall(r"\b\w+\b", " ".join(re.findall(r"`[^`\n]+`|^```yaml.*?^```", GUIDE, re.S | re.M))))
    assert sorted(set(_keys()) - explained) == []


def _keys() -> Iterator[str]:
    parts = (each for each in vars(scenario_parts).values() if isinstance(each, type) and issubclass(each, Part))
    for part in parts:
        if part.__module__ == scenario_parts.__name__:
            yield from (field.alias or name for name, field in part.model_fields.items())

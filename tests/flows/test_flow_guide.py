"""Every example of docs/flows.md loads, and every key of the language is in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from flows import Service, load_text
from flows.compiler.built_in import wordings
from flows.compiler.grammar.scalar_parts import Part
from flows.compiler.grammar.service_parts import ServicePart
from flows.matching.case_folding import fold
from flows.matching.opt_out_words import _WORDS
from flows.text.sandbox import FILTERS

GUIDE = (Path(__file__).parents[2] / "docs" / "flows.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.DOTALL | re.MULTILINE)

SERVICE_KEYS = set(ServicePart.model_fields)
#: What examples of states refer to without showing it.
AROUND = {
    "brand": "brand: {name: Test}",
    "hours": "hours: {clinic: {mon-fri: 08:30-17:30}}",
    "teams": "teams: {reception: {}}",
}


def whole(example: str) -> str:
    """An example with as much around it as it needs to be a file."""
    keys = re.findall(r"^(\w+):", example, re.MULTILINE)
    if "parley" in keys:
        return example
    around = "".join(f"{text}\n" for key, text in AROUND.items() if key not in keys)
    if set(keys) <= SERVICE_KEYS:
        return f"parley: 1\n{around}{example}{_flow('', 'welcome', _targets(example) - {'welcome'})}"
    return f"parley: 1\n{around}{_flow(example, keys[0], _targets(example) - set(keys))}"


def _targets(example: str) -> set[str]:
    return set(re.findall(r"go_to: (\w+)", example))


def _flow(states: str, start: str, missing: set[str]) -> str:
    missing |= set() if states else {start}
    stubs = "".join(f"{name}: {{say: x}}\n" for name in sorted(missing))
    indented = "".join(f"      {line}" for line in (states + stubs).splitlines(keepends=True))
    return f"flows:\n  front_desk:\n    start: {start}\n    states:\n{indented}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split("\n", 1)[0])
def test_the_example_loads(example: str) -> None:
    assert isinstance(load_text(whole(example), "docs/flows.md", {}), Service)


def test_every_key_of_the_language_is_explained() -> None:
    explained = set(re.findall(r"\b\w+\b", " ".join(re.findall(r"`[^`\n]+`|^```yaml.*?^```", GUIDE, re.S | re.M))))
    assert sorted(_keys() - explained) == []


def _keys() -> set[str]:
    return {field.alias or name for part in _parts(Part) for name, field in part.model_fields.items()}


def _parts(part: type[Part]) -> Iterator[type[Part]]:
    """Of flow files; those of test files have a page of their own."""
    for narrower in part.__subclasses__():
        if narrower.__module__.startswith("flows.compiler."):
            yield narrower
            yield from _parts(narrower)


def test_every_wording_filter_and_reserved_word_is_listed() -> None:
    assert [key for key in wordings() if f"`{key}`" not in GUIDE] == []
    assert sorted(FILTERS) == _listed(GUIDE, "these filters: ")
    words = fold(GUIDE)
    assert [word for texts in _WORDS.values() for word in texts if word not in words] == []


def _listed(text: str, after: str) -> list[str]:
    return text.partition(after)[2].partition(".")[0].replace("\n", " ").split(", ")


def test_the_readme_shows_the_example_as_it_is() -> None:
    root = Path(__file__).parents[2]
    (excerpt,) = re.findall(r"^```yaml\n(.*?)^```", (root / "README.md").read_text("utf-8"), re.DOTALL | re.MULTILINE)
    states = yaml.safe_load((root / "flows.yaml").read_text("utf-8"))["flows"]["book_an_appointment"]["states"]
    for name, shown in yaml.safe_load(excerpt).items():
        assert shown.items() <= states[name].items()

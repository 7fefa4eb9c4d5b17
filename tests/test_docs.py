"""What the documents name is there, and what is there they name."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from prometheus_client.metrics import MetricWrapperBase as Collector

import flows
from router import settings
from router.business.event_intake import PostedEvent, event_of
from router.cli import main
from router.environment import SettingsInvalid
from router.insight import health, metrics
from router.message_status import MessageStatus
from router.outbound import gate

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
README = (ROOT / "README.md").read_text("utf-8")
OPERATING = (ROOT / "docs/operating.md").read_text("utf-8")

LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
CODE = re.compile(r"```.*?```", re.DOTALL)
COMMAND = re.compile(r"(?:`|^ {4}|^ {4}\$ |\(`)parley ([a-z]+)(?: ([a-z-]+))?", re.MULTILINE)
#: Lines that begin with a bar, with nothing else between them.
TABLE = re.compile(r"(?:^ *\|.*\n)+", re.MULTILINE)
#: What a table's second line must be for GitHub to see a table: | --- | --- |
DELIMITER = re.compile(r" *(?:\| *:?-+:? *)+\|")
#: The body of a curl that posts JSON, and where it goes.
POSTED = re.compile(r"^ +curl .*?-d '(\{.*?\})'.*?(/api/v1/\w+)", re.MULTILINE | re.DOTALL)
#: Words after a command that are examples, not commands of a group.
GROUPS = ("users", "db", "deadletters", "bot")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    assert [link for link in _links(document) if not _is_there(document, link)] == []


def _links(document: Path) -> Iterator[str]:
    for groups in LINK.findall(CODE.sub("", document.read_text("utf-8"))):
        link = "".join(groups)
        if not link.startswith(("http://", "https://")):
            yield link


def _is_there(document: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = (document.parent / path) if path else document
    return target.exists() and (not heading or heading in _headings(target))


def _headings(document: Path) -> set[str]:
    """As GitHub names them: small letters, blanks to dashes, no other signs."""
    titles = re.findall(r"^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_path_of_the_machine_it_was_written_on(document: Path) -> None:
    assert re.findall(r"(?<![\w.])/(?:work|tmp|opt|root|home)/", document.read_text("utf-8")) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_blank_line_tears_a_table(document: Path) -> None:
    """What follows the blank line has no head of its own, and is shown as text with bars."""
    tables = [table.splitlines() for table in TABLE.findall(CODE.sub("", document.read_text("utf-8")))]
    assert [table[0] for table in tables if len(table) < 2 or not DELIMITER.fullmatch(table[1])] == []


def test_events_that_are_posted_in_the_documents_are_taken_by_the_example() -> None:
    service = flows.load(ROOT / "flows.yaml", {})
    posted = [event for document in DOCUMENTS for event in _events_posted_in(document)]
    assert len(posted) > 0
    for event in posted:
        event_of(service, PostedEvent(event["name"], event["to"], event.get("from"), event["fields"]))


def _events_posted_in(document: Path) -> Iterator[dict[str, Any]]:
    for body, path in POSTED.findall(document.read_text("utf-8")):
        if path == "/api/v1/events":
            yield json.loads(body)


def test_the_readme_names_every_setting() -> None:
    asked = _Asked()
    with pytest.raises(SettingsInvalid):
        settings.read(asked)
    assert len(asked.names) > 8
    assert [name for name in sorted(asked.names) if f"`{name}`" not in README] == []


def test_no_document_names_a_setting_that_nobody_reads() -> None:
    asked = _Asked()
    with pytest.raises(SettingsInvalid):
        settings.read(asked)
    named = set(re.findall(r"`((?:PARLEY|TWILIO)_[A-Z_]+)", README + OPERATING))
    assert {name.removesuffix("_FILE") for name in named} <= asked.names


class _Asked(dict[str, str]):
    """An empty environment that remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]
        self.names.add(key.removesuffix("_FILE"))
        return super().get(key, default)


def test_every_command_is_explained_and_every_command_named_is_there() -> None:
    there = dict(_commands())
    for name, subcommands in there.items():
        assert f"`parley {name}" in OPERATING, name
        assert [each for each in subcommands if f"{each}`" not in OPERATING] == [], name
    for document in DOCUMENTS:
        for name, subcommand in COMMAND.findall(document.read_text("utf-8")):
            assert name in there, (document, name)
            if name in GROUPS and subcommand:
                assert subcommand in there[name], (document, name, subcommand)


def _commands() -> Iterator[tuple[str, Mapping[str, click.Command]]]:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        yield name, _subcommands(command, context) if isinstance(command, click.Group) else {}


def _subcommands(group: click.Group, context: click.Context) -> dict[str, click.Command]:
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command is not None}


def test_every_metric_status_and_rule_is_explained() -> None:
    collectors = [each for module in (health, metrics) for each in vars(module).values() if isinstance(each, Collector)]
    names = [_written(metric.name, metric.type) for each in collectors for metric in each.describe()]
    assert len(names) > 7
    assert [name for name in names if f"`{name}" not in OPERATING] == []
    assert [status for status in MessageStatus if f"`{status}`" not in OPERATING] == []
    assert [rule.id for rule in gate.RULES if f"`{rule.id}`" not in OPERATING] == []


def _written(name: str, kind: str) -> str:
    return f"{name}_total" if kind == "counter" else name


def test_make_targets_that_are_named_are_there() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {name for document in DOCUMENTS for name in re.findall(r"(?:`|^ {4})make ([a-z]+)", document.read_text())}
    assert named <= targets

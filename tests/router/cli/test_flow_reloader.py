"""Flows that are saved while Parley runs: taken over when they are good, complained of when they are not."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import click
import pytest

import flows
from flows import Service
from router.cli.dev_server.flow_reloader import SHOWN, Reloader
from router.emulator.control.notice import Notice

GOOD = """parley: 1
brand: {name: Test}
senders: {"+12125550101": {flow: main}}
flows: {main: {start: a, states: {a: {say: Hello., rules: [{hear: go, go_to: b}], %s}, b: {say: Bye., end: true}}}}
"""
COMPLETE = "silence: {after: 1h, end: true}, no_match: {say: What?, times: 1, escalate: {}}"
FLOWS = GOOD % COMPLETE


@dataclass
class Author:
    """Saves files and looks what comes of it."""

    folder: Path
    notice: Notice = field(default_factory=Notice)
    terminal: list[str] = field(default_factory=list)
    adopted: list[Service] = field(default_factory=list)
    path: Path | None = None

    def __post_init__(self) -> None:
        self.reloader = Reloader(self.path or self.folder / "flows.yaml", self.adopted.append, self.notice, self._read)

    def _read(self, line: str) -> None:
        self.terminal.append(click.unstyle(line))

    def save(self, text: str, name: str = "flows.yaml") -> None:
        (self.folder / name).write_text(text)

    def looks(self) -> None:
        self.terminal.clear()
        asyncio.run(self.reloader.look())


@pytest.fixture
def author(tmp_path: Path) -> Author:
    author = Author(tmp_path)
    author.save(FLOWS)
    author.reloader.load()
    return author


def test_what_was_not_changed_is_not_read_again(author: Author) -> None:
    author.save(FLOWS)
    author.looks()
    assert (author.adopted, author.terminal) == ([], [])


def test_a_good_edit_is_in_force_and_one_line_says_so(author: Author) -> None:
    author.save(FLOWS.replace("Hello.", "Good day."))
    author.looks()
    assert len(author.adopted) == 1
    assert author.terminal == [f"{author.folder}/flows.yaml reloaded: 2 states"]


def test_an_edit_with_warnings_is_in_force_and_names_them(author: Author) -> None:
    author.save(FLOWS.replace("hear: go,", "hear: cancel,"))
    author.looks()
    *warnings, last = author.terminal
    assert len(author.adopted) == 1
    assert last.endswith("reloaded: 2 states, 1 warning")
    assert "warning: " in warnings[0]
    assert author.notice.view.title == ""


def test_a_broken_edit_changes_nothing_until_it_is_mended(author: Author) -> None:
    author.save(FLOWS.replace("go_to: b", "go_to: c"))
    author.looks()
    assert author.adopted == []
    assert 'state "c" does not exist' in author.terminal[0]
    assert author.terminal[0].splitlines()[-1].strip() == "^"
    assert author.notice.view.title.endswith(
        "1 error. Its last good version still answers. There may be more once this is mended."
    )
    (item,) = author.notice.view.items
    assert "flows.yaml:4:" in item.message
    assert "go_to: c" in item.excerpt
    author.looks()
    assert author.terminal == []
    author.save(FLOWS)
    author.looks()
    assert (len(author.adopted), author.notice.view.title) == (1, "")


def test_a_file_full_of_mistakes_does_not_fill_the_page(author: Author) -> None:
    author.save(
        FLOWS.replace("states: {", "states: {" + "".join(f"x{n}: {{go_to: no{n}}}, " for n in range(SHOWN + 3)))
    )
    author.looks()
    assert [item.message for item in author.notice.view.items][SHOWN:] == ["and 3 more"]


@pytest.mark.parametrize("broken", ["", "parley: [", "\x00", "parley: 1", "- 1"], ids=repr)
def test_whatever_is_saved_the_last_good_flows_stay(author: Author, broken: str) -> None:
    author.save(broken)
    author.looks()
    assert author.adopted == []
    assert author.notice.view.title


def test_a_file_that_goes_and_comes_back(author: Author) -> None:
    (author.folder / "flows.yaml").unlink()
    author.looks()
    assert author.notice.view.title
    author.save(FLOWS)
    author.looks()
    assert (len(author.adopted), author.notice.view.title) == (1, "")


def test_an_included_file_counts_also_one_that_was_missed(author: Author) -> None:
    author.save(FLOWS + "include: more.yaml\n")
    author.looks()
    assert "more.yaml" in author.notice.view.items[0].message
    author.save("keywords: [{hear: hi, say: Hi!}]\n", "more.yaml")
    author.looks()
    assert len(author.adopted) == 1
    author.save("keywords: [{hear: hi, say: Hallo!}]\n", "more.yaml")
    author.looks()
    assert len(author.adopted) == 2


def test_a_new_file_in_a_folder_counts_and_its_tests_do_not(tmp_path: Path) -> None:
    author = Author(tmp_path, path=tmp_path)
    author.save(FLOWS, "main.yaml")
    author.reloader.load()
    author.save("scenarios: {}\n", "main.test.yaml")
    author.looks()
    assert author.adopted == []
    author.save("keywords: [{hear: hi, say: Hi!}]\n", "keywords.yaml")
    author.looks()
    assert len(author.adopted) == 1


def test_nothing_begins_with_broken_flows(tmp_path: Path) -> None:
    author = Author(tmp_path)
    author.save(FLOWS.replace("go_to: b", "go_to: c"))
    with pytest.raises(flows.FlowsInvalid, match="does not exist"):
        author.reloader.load()

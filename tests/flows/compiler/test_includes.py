"""A service in several files: put together as one, and complained of where it is written."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from flows import Complaint, FlowsInvalid, Severity, load
from flows.compiler.load import examine
from flows.source.flow_files import Unreadable
from tests.flows.scenario import Chat

HEAD = "parley: 1\nbrand: {name: Test}\n"
FLOWS = "flows:\n  f:\n    start: a\n    states:\n      a: {say: Hi}\n"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def complaints(files: Mapping[str, str], name: str = "flows.yaml") -> list[str]:
    """Complaints about files that are only in memory; a name that ends with / is a folder."""

    def read(wanted: str) -> Mapping[str, str]:
        if wanted in files:
            return {wanted: files[wanted]}
        found = {name: text for name, text in files.items() if name.startswith(f"{wanted}/") or wanted == "."}
        if not found:
            raise Unreadable(wanted, "No such file or directory")
        return found

    return [str(complaint) for complaint in examine(Path(name), {}, read).complaints]


def test_what_is_included_belongs_to_the_service(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "flows.yaml": f"{HEAD}include: [keywords.yaml, more/]\n{FLOWS}keywords: [{{hear: x, say: own}}]\n",
            "keywords.yaml": "keywords:\n  - {hear: x, say: included}\n  - {hear: far, go_to: a}\n",
            "more/g.yml": "include: deeper/hours.yaml\nflows:\n  g:\n    start: a\n    states:\n      a: {say: Hi}\n",
            "more/g.test.yaml": "scenarios: {}\n",
            "more/.hidden.yaml": "[",
            "more/deeper/hours.yaml": "hours: {clinic: {daily: 08:00-09:00}}\nteams: {desk: {hours: clinic}}\n"
            "senders: {'+1': {flow: g}}\nbrand: {wordings: {received: Thanks!}}\n",
        },
    )
    service = load(tmp_path / "flows.yaml", {})
    assert (list(service.flows), list(service.teams), list(service.senders)) == (["f", "g"], ["desk"], ["+1"])
    assert (list(service.hours), service.wording("received")) == (["clinic"], "Thanks!")
    assert Chat(service).says("x") == ["own"]
    assert Chat(service).says("far") == ["Hi"]


def test_a_folder_is_a_service_when_one_of_its_files_begins_with_parley(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "keywords: [{hear: x, say: found}]\n", "z.yaml": f"{HEAD}include: sub\n{FLOWS}"})
    write(tmp_path, {"sub/teams.yaml": "teams: {desk: {}}\n", "flows.test.yaml": "scenarios: {}\n", "notes.txt": "["})
    service = load(tmp_path, {})
    assert Chat(service).says("x") == ["found"]
    assert list(service.teams) == ["desk"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"a.yaml": "keywords:\n  - {hear: x, go_to: b}\n"},
            ['conf/a.yaml:2:22: state "b" does not exist in flow "f"'],
            id="a name that does not exist",
        ),
        pytest.param(
            {"a.yaml": "\nflows:\n  g:\n    start: a\n    states: {a: {sy: x}}\n"},
            ['conf/a.yaml:5:18: unknown key "sy" (did you mean "say"?)'],
            id="a key that does not exist",
        ),
        pytest.param(
            {"a.yaml": "\n  [a: b"},
            ["conf/a.yaml:2:3: not YAML: this [ is not closed, or a comma is missing after it"],
            id="a file that is not YAML, whose names are not missed",
        ),
        pytest.param(
            {"a.yaml": "[]"},
            ['conf/a.yaml:1:1: the file must be a mapping, with keys like "flows" or "keywords"'],
            id="a file that is a list",
        ),
        pytest.param(
            {"a.yaml": "flows: []\nkeywords: {}\nbrand: x\nteams:\nhours: {}\n"},
            [
                'conf/a.yaml:1:8: "flows" must be a mapping of keys to values',
                'conf/a.yaml:2:11: "keywords" must be a list',
                'conf/a.yaml:3:8: "brand" must be a mapping of keys to values',
            ],
            id="values of a wrong kind",
        ),
        pytest.param(
            {"a.yaml": "timezone: UTC\nbrand: {name: Two}\nflws: {}\n"},
            [
                'conf/a.yaml:1:1: "timezone" belongs in conf/flows.yaml, the first file of the service',
                'conf/a.yaml:2:9: "name" belongs in conf/flows.yaml: of the brand, other files have only "wordings"',
                'conf/a.yaml:3:1: unknown key "flws" (did you mean "flows"?)',
            ],
            id="keys that only the root file has",
        ),
        pytest.param(
            {"a.yaml": FLOWS, "b.yaml": "teams: {}\n"},
            ['conf/a.yaml:2:3: flow "f" is already in conf/flows.yaml:5'],
            id="a flow that is there already",
        ),
    ],
)
def test_errors_point_at_the_included_file(files: dict[str, str], expected: list[str]) -> None:
    placed = {f"conf/{name}": text for name, text in files.items()}
    names = ", ".join(files)
    assert (
        complaints({"conf/flows.yaml": f"{HEAD}include: [{names}]\n{FLOWS}", **placed}, "conf/flows.yaml") == expected
    )


def test_what_two_files_define_is_complained_of_at_the_second() -> None:
    files = {
        "flows.yaml": f"{HEAD}include: [a.yaml, b.yaml]\n{FLOWS}",
        "a.yaml": "hours: {clinic: {daily: 08:00-09:00}}\nteams: {desk: {}}\nbrand: {wordings: {queued: a}}\n",
    }
    assert complaints({**files, "b.yaml": files["a.yaml"]}) == [
        'b.yaml:1:9: hours "clinic" are already in a.yaml:1',
        'b.yaml:2:9: team "desk" is already in a.yaml:2',
        'b.yaml:3:20: wording "queued" is already in a.yaml:3',
    ]


@pytest.mark.parametrize(
    ("included", "expected"),
    [
        ("b.yaml", 'flows.yaml:3:10: "b.yaml" cannot be read: No such file or directory'),
        ("flows.yaml", "flows.yaml:3:10: a file cannot include itself: flows.yaml → flows.yaml"),
        ("a.yaml", "a.yaml:1:10: a file cannot include itself: flows.yaml → a.yaml → flows.yaml"),
        ("../b.yaml", 'flows.yaml:3:10: "../b.yaml" is outside of this folder: '
         "a service includes only what is below its first file"),
        ("/b.yaml", 'flows.yaml:3:10: "/b.yaml" is outside of this folder: '
         "a service includes only what is below its first file"),
        ("{a: b}", 'flows.yaml:3:10: "include" must be a text'),
    ],
)  # fmt: skip
def test_what_cannot_be_included(included: str, expected: str) -> None:
    files = {"flows.yaml": f"{HEAD}include: {included}\n{FLOWS}", "a.yaml": "include: flows.yaml\n"}
    assert complaints(files) == [expected]


def test_a_file_that_two_include_is_read_once_and_one_may_lie_beside_its_folder() -> None:
    files = {
        "c/flows.yaml": f"{HEAD}include: [d/a.yaml, d/b.yaml, teams.yaml]\n{FLOWS}",
        "c/d/a.yaml": "include: ../teams.yaml\n",
        "c/d/b.yaml": "include: ../teams.yaml\n",
        "c/teams.yaml": "teams: {desk: {}}\n",
    }
    assert complaints(files, "c/flows.yaml") == []


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"c/a.yaml": "teams: {}\n"}, ["c:1:1: no file in this folder starts with parley: 1"]),
        ({"c/a.yaml": "a: [\n"},
         ["c/a.yaml:1:4: not YAML: this [ is not closed"]),
        ({"c/a.yaml": f"{HEAD}{FLOWS}", "c/b.yaml": HEAD},
         ['c/b.yaml:1:1: "parley" belongs in c/a.yaml, the first file of the service',
          'c/b.yaml:2:9: "name" belongs in c/a.yaml: of the brand, other files have only "wordings"']),
    ],
)  # fmt: skip
def test_what_a_folder_cannot_be(files: dict[str, str], expected: list[str]) -> None:
    assert complaints(files, "c") == expected


def test_a_file_that_is_not_text_is_named_where_it_is_included(tmp_path: Path) -> None:
    write(tmp_path, {"flows.yaml": f"{HEAD}include: sub\n{FLOWS}", "sub/a.txt": ""})
    with pytest.raises(FlowsInvalid, match=r"flows.yaml:3:10: there is no .yaml file in \".*sub\""):
        load(tmp_path / "flows.yaml", {})
    (tmp_path / "sub" / "a.yaml").write_bytes(b"\xff")
    with pytest.raises(FlowsInvalid, match=r"flows.yaml:3:10: \".*sub/a.yaml\" cannot be read: it is not UTF-8"):
        load(tmp_path / "flows.yaml", {})


def test_a_comment_switches_a_warning_off_on_its_line_or_the_one_below_and_never_an_error() -> None:
    text = f"{HEAD}# parley: allow no-silence, typo\nteams: {{}}\nhours: {{}} # parley: allow typo\n{FLOWS}"
    document = examine(Path("flows.yaml"), {}, lambda name: {name: text}).document

    def allowed(line: int, rule: str, severity: Severity = Severity.WARNING) -> bool:
        return document.allows(Complaint("flows.yaml", line, 1, "?", rule, severity))

    assert [line for line in range(1, 9) if allowed(line, "no-silence")] == [4]
    assert [line for line in range(1, 9) if allowed(line, "typo")] == [4, 5]
    assert not allowed(4, "typo", Severity.ERROR)

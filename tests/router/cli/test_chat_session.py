"""`parley chat`, typed through a pipe."""

import json
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import load_text
from flows.authoring.simulation.simulation import Simulation
from router.cli import main
from router.cli.chat_session.played_systems import Played
from router.cli.chat_session.terminal_phone import Phone
from tests.flows.authoring.simulation.lives import FLOWS

GREETING = "Test, +12125550101, Mon 2 Mar 2026 10:00. Type as the customer; /help for more."
HI = ("> hi", "· the bot is asked, and understands nothing (/back, then /intent NAME)", "  1 cat, 2 slots, 3 order")


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    file = tmp_path / "flows.yaml"
    file.write_text(FLOWS)
    return file


def typed(flow: Path, *lines: str, options: tuple[str, ...] = ()) -> list[str]:
    """What is on the terminal after the greeting, without the last empty prompt."""
    arguments = ["chat", str(flow), "--at", "2026-03-02 10:00", *options]
    ended = CliRunner().invoke(main, arguments, input="".join(f"{line}\n" for line in lines))
    assert ended.exit_code == 0, ended.output
    greeting, *rest = ended.stdout.splitlines()
    assert greeting == GREETING
    return rest if lines and lines[-1] == "/quit" else rest[:-1]


TALKS: dict[str, tuple[tuple[str, ...], list[str]]] = {
    "texts": (("hi", "1"), [*HI, "> 1", "  Meow"]),
    "time that passes": (
        ("hi", "/wait 2h"),
        [
            *HI, "> /wait 2h",
            "· Mon 2 Mar 10:30", "· no text comes", "  Hello?", "· Mon 2 Mar 12:00",
        ],
    ),
    "time that passes until": (("/at monday 8:00",), ["> /at monday 8:00", "· Mon 9 Mar 08:00"]),
    "a way back": (("hi", "/back", "/state"), [
        *HI, "> /back", "· taken back: in: hi",
        "> /state", "· Mon 2 Mar 10:00: no conversation yet",
    ]),
    "an agent": (
        ("agent", "/agent reply Hello", "thanks", "/agent close"),
        [
            "> agent", "  A person will be with you shortly.", "· queued for experts (high): asked",
            "> /agent reply Hello", "  [agent] Hello", "> thanks", "· goes to a human",
            "> /agent close", "· an agent closes it", "· the conversation is over",
        ],
    ),
    "an event": (
        ("/event cat.found colour=red",),
        ["> /event cat.found colour=red", "· event cat.found colour=red", "  Your red cat is here.",
         "· the conversation is over"],
    ),
    "an intent": (
        ("/intent toothache", "ouch"),
        ["> /intent toothache", "· the bot will take the next text for toothache (0.95)",
         "> ouch", "· the bot takes it for toothache (0.95)", "  How many?"],
    ),
    "several intents": (
        ("/intent toothache 0.5 other 0.2", "ouch", "yes"),
        ["> /intent toothache 0.5 other 0.2", "· the bot will take the next text for toothache (0.5) or other (0.2)",
         "> ouch", "· the bot takes it for toothache (0.5) or other (0.2)",
         "  Did you mean: toothache? Reply yes or no.",
         "> yes", "  How many?"],
    ),
    "a text that the bot does not know": (
        ("/unknown", "bikes"),
        ["> /unknown", "· the bot will take the next text for nothing that it knows",
         "> bikes", "· the bot takes it for nothing that it knows", "  1 cat, 2 slots, 3 order"],
    ),
    "a deed that is answered": (
        ("3", '{"id": "A7"}'),
        [
            "> 3", '· POST http://127.0.0.1:8010/orders {"size": "big", "count": 2}',
            'answer (JSON, a status like 503, or fail WHY): {"id": "A7"}',
            "· POST http://127.0.0.1:8010/orders → 200", "  Ordered: A7", "· the conversation is over",
        ],
    ),
    "an order that fails": (
        ("3", "nonsense", "503"),
        [
            "> 3", '· POST http://127.0.0.1:8010/orders {"size": "big", "count": 2}',
            "answer (JSON, a status like 503, or fail WHY): nonsense",
            "· that is neither JSON nor a status nor fail; /quit leaves",
            "answer (JSON, a status like 503, or fail WHY): 503",
            "· POST http://127.0.0.1:8010/orders → 503", "  We are sorry.", "· the conversation is over",
        ],
    ),
    "leaving in the middle of it": (
        ("3", "/quit"),
        [
            "> 3", '· POST http://127.0.0.1:8010/orders {"size": "big", "count": 2}',
            "answer (JSON, a status like 503, or fail WHY): /quit",
        ],
    ),
    "a flow that fails": (
        ("3", "{}"),
        [
            "> 3", '· POST http://127.0.0.1:8010/orders {"size": "big", "count": 2}',
            "answer (JSON, a status like 503, or fail WHY): {}",
            "· POST http://127.0.0.1:8010/orders → 200",
            "  Sorry, something went wrong on our side.", "  A person will be with you shortly.",
            "· the flow failed: the text 'Ordered: {{ order.id }}' does not render: "
            "'dict object' has no attribute 'id'; queued for desk",
        ],
    ),
    "typing mistakes": (
        ("/wiat 2h", "/wait long", "/at yesterday", "/back", "/why", "/agent", "/event", "/intent", "/save"),
        [
            "> /wiat 2h", '· there is no /wiat (did you mean "wait"?); /help names them all',
            "> /wait long", "· write /wait with a time like 30s, 15m, 2h or 3d",
            "> /at yesterday", "· write /at with a moment to come, like monday 08:00 or 2026-03-02 10:00",
            "> /back", "· there is nothing to take back", "> /why", "· no text came in yet",
            "> /agent", "· write /agent take, close, hand_back [STATE], or reply TEXT",
            "> /event", "· write /event with a name, then its fields as name=value",
            "> /intent", "· write /intent with a name, and how sure the bot is from 0 to 1; or with several",
            "> /save", "· write /save with a file, once something was said",
        ],
    ),
    "a wait beyond all time": (
        ("/wait 999999w", "/wait 999999w", "/back", "/back"),
        [
            "> /wait 999999w", "· Wed 6 Feb 10:00",
            "> /wait 999999w", "· that is after 2199, and time ends there: wait for less",
            "> /back", "· taken back: wait: 999999w", "> /back", "· there is nothing to take back",
        ],
    ),
    "enough": (("/quit",), ["> /quit"]),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "shown"), TALKS.values(), ids=TALKS)
def test_a_talk(flow: Path, lines: tuple[str, ...], shown: list[str]) -> None:
    assert typed(flow, *lines) == shown


BURST = """
parley: 1
brand: {name: Test}
senders: {"+12125550101": {flow: f}}
windows: {burst: 65s}
flows: {f: {start: a, states: {a: {say: Hi, answer: {type: text, save: t}, go_to: b}, b: {say: "{{ t }}!", end: true}}}}
"""
HINT = ["· waits for more texts", "· texts of 1m 5s are read as one: Enter lets them pass, and so does /wait 1m 5s"]


@pytest.mark.parametrize("passes", ["", "/wait 1m 5s", "/wait 90s"], ids=["enter", "wait", "wait longer"])
def test_a_burst_says_how_it_passes(flow: Path, passes: str) -> None:
    flow.write_text(BURST)
    shown = [line.rstrip() for line in typed(flow, "hi", "there", passes)]
    assert shown[:6] == ["> hi", *HINT, "> there", *HINT]
    assert shown[6:9] == [f"> {passes}".rstrip(), "· Mon 2 Mar 10:01", "  Hi"]


def test_an_empty_line_lets_no_time_pass_where_nothing_waits_for_it(flow: Path) -> None:
    shown = [line.rstrip() for line in typed(flow, "", "/state")]
    assert shown == [">", "> /state", "· Mon 2 Mar 10:00: no conversation yet"]


def test_why_shows_what_was_tried_for_the_last_text(flow: Path) -> None:
    shown = typed(flow, "hi", "1", "/wait 1m", "/why")
    assert " 12  rule 1      took it  hears 1" in shown


def test_what_was_typed_becomes_a_scenario_that_passes(flow: Path) -> None:
    file = flow.with_name("flows.test.yaml")
    lines = (
        "hi", "1", "/wait 30m", "2", '["09:00"]', "/intent toothache", "/back", "no", "4", "Bo", "agent", "/agent take",
        "/agent reply Hello", "/agent hand_back people", "3", "STOP", "START",
        "/location 40.7,-74.0", "/media http://x.example/a.png look",
        "/event cat.found colour=red", f"/save {file} from the phone",
    )  # fmt: skip
    typed(flow, *lines)
    typed(flow, "agent", f"/save {file}")
    ended = CliRunner().invoke(main, ["test", str(file), "-v"])
    assert ended.exit_code == 0, ended.output
    assert "passed  from the phone" in ended.stdout
    assert "passed  recorded" in ended.stdout


LINES = st.sampled_from(
    [
        *(
            "hi",
            "1",
            "2",
            "3",
            "agent",
            "no",
            "ouch",
            "2 people",
            "STOP",
            "START",
            "HELP",
            "/nothing/",
            "${HOME}: #1",
            "yes",
        ),
        *("/wait 29m", "/wait 2d", "/at monday 08:00", "/at 17:30", "/back", "/intent toothache", "/intent other 0.2"),
        *("/agent take", "/agent close", "/agent hand_back", "/agent hand_back people", "/agent reply Hi: there"),
        *("/event cat.found colour=red", "/event dog.found", "/media http://a.example/b.png", "/location 1,2"),
    ]
)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(LINES, min_size=1, max_size=12), st.lists(st.sampled_from(["503", '{"id": 1}', "fail late"]), max_size=9)
)
def test_whatever_is_typed_can_be_saved(lines: list[str], answers: list[str]) -> None:
    service, told, given_answers = load_text(FLOWS, "flows.yaml", {}), list[str](), iter(answers)
    played = Played(lambda _: next(given_answers, None), told.append)
    began = datetime(2026, 3, 2, 10, 0, tzinfo=service.zone)
    phone = Phone(Simulation(service, began, "+12125550101", world=played), played, told.append)
    for line in lines:
        phone.type_in(line)
    with TemporaryDirectory() as folder:
        phone.type_in(f"/save {folder}/flows.test.yaml")
    assert "saved in" in told[-1] or (not phone.lived and "once something was said" in told[-1])


def test_a_scenario_that_a_file_cannot_take_is_not_saved(flow: Path) -> None:
    file = flow.with_name("flows.test.yaml")
    file.write_text("scenarios:\n  recorded: {steps: [{in: agent, out: /./}]}\n")
    before = file.read_text()
    assert "is already in line 2" in typed(flow, "hi", f"/save {file}")[-1]
    assert file.read_text() == before


class _Slots(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps(["09:00"]).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def slots() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _Slots) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def test_a_question_to_this_computer_is_really_asked_when_told_so(flow: Path, slots: int) -> None:
    flow.write_text(FLOWS.replace(":8010/demo", f":{slots}/demo"))
    shown = typed(flow, "2", "/state", options=("--live",))
    assert f"· GET http://127.0.0.1:{slots}/demo/slots?day=monday → 200" in shown
    assert "· slots = ['09:00']" in shown

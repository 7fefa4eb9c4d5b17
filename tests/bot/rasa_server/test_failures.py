"""A server that is down, slow or mad: what is told, and whether the turn may have been taken."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from bot.contract import BotUnavailable
from bot.rasa_server import rasa_client
from bot.rasa_server.rasa_server_bot import RasaServerBot
from flows.protocol.needs import UnderstandingNeeded
from tests.bot.rasa_server.rasa_talks import Talk, understand, with_server
from tests.bot.rasa_server.recorded_server import RecordedRasa, Reply, exchanges, recorded
from tests.served import address_of, free_socket

A_MOMENT = timedelta(milliseconds=200)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HELLO = UnderstandingNeeded("hi", "en")


def problem_of(do: Callable[[], object]) -> tuple[str, bool]:
    with pytest.raises(BotUnavailable) as caught:
        do()
    return caught.value.problem, caught.value.done


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        pytest.param(Reply({}, 400), "it answered 400", id="a request that it does not like"),
        pytest.param(Reply({}, 401), "it refuses the token (PARLEY_BOT_TOKEN)", id="no token, or a wrong one"),
        pytest.param(Reply({"message": "Error: 'text'"}, 500), "it answered 500", id="an error of its own"),
        pytest.param(Reply({"reason": "Conflict"}, 409), "it has no model loaded", id="no model"),
        pytest.param(Reply(b"", 307), "it answered 307", id="a redirect, which is not followed"),
        pytest.param(Reply(b"Bad Gateway", 502), "it answered 502", id="a proxy with nothing behind it"),
        pytest.param(Reply(b"<!DOCTYPE html>"), "its answer is not JSON", id="a page"),
        pytest.param(Reply(b""), "its answer is not JSON", id="nothing"),
        pytest.param(
            Reply(b'{"entities": [{"entity": "a", "value": ' + b"[" * 30_000),
            "its answer is not JSON",
            id="deep nonsense",
        ),
        pytest.param(Reply([1]), "it answered something that no Rasa server says", id="JSON of another kind"),
        pytest.param(
            Reply({"intent_ranking": "greet"}), "it answered something that no Rasa server says", id="another shape"
        ),
        pytest.param(Reply({"entities": "a\0"}), "its answer holds a NUL character", id="NUL"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_in_few_words(rasa: RecordedRasa, reply: Reply, problem: str) -> None:
    rasa.will(reply)
    assert problem_of(lambda: understand(rasa.url, "hi")) == (problem, False)


@pytest.mark.parametrize(
    ("ending", "reply", "done"),
    [
        pytest.param("/tracker/events", Reply({}, 500), False, id="before the turn"),
        pytest.param("/webhook", Reply({}, 400), False, id="a turn that it does not take"),
        pytest.param("/webhook", Reply({}, 503), False, id="a turn that a proxy does not pass on"),
        pytest.param("/webhook", Reply({}, 500), True, id="a turn in which it fails"),
        pytest.param("/webhook", Reply({}, 502), True, id="a turn that a proxy loses"),
        pytest.param("/webhook", Reply(b"<html>"), True, id="a turn answered with a page"),
    ],
)
def test_whether_a_turn_may_have_been_taken(rasa: RecordedRasa, ending: str, reply: Reply, *, done: bool) -> None:
    rasa.will(recorded(exchanges()[4]))
    rasa.always[ending] = reply
    assert problem_of(lambda: Talk(rasa.url).say("hi"))[1] is done


@pytest.mark.parametrize("reply", [Reply({}, 401), Reply({"slots": {}, "events": None}), Reply(b"<html>")])
def test_a_turn_of_which_nothing_can_be_seen_was_taken(rasa: RecordedRasa, reply: Reply) -> None:
    rasa.will(recorded(exchanges()[4]))
    rasa.after_turn = reply
    assert problem_of(lambda: Talk(rasa.url).say("hi"))[1]


@pytest.mark.parametrize(
    ("ending", "done"), [("/tracker/events", False), ("/webhook", True)], ids=["before the turn", "in the turn"]
)
def test_a_server_that_never_answers_a_turn(rasa: RecordedRasa, ending: str, *, done: bool) -> None:
    never = Event()
    rasa.always[ending] = Reply(b"", when=never)
    assert problem_of(lambda: Talk(rasa.url, within=A_MOMENT).say("hi")) == ("no answer within 0.2 s", done)
    never.set()


def test_a_server_that_never_answers_a_question(rasa: RecordedRasa) -> None:
    never = Event()
    rasa.will(Reply(b"", when=never))
    assert problem_of(lambda: understand(rasa.url, "hi", within=A_MOMENT)) == ("no answer within 0.2 s", False)
    never.set()


def test_a_server_that_does_not_listen() -> None:
    listening = free_socket()
    url = address_of(listening)
    listening.close()
    for ask in (lambda: understand(url, "hi"), lambda: Talk(url).say("hi")):
        assert problem_of(ask) == ("it does not take connections", False)


def test_a_host_that_nobody_knows() -> None:
    assert problem_of(lambda: understand("http://no-such-host.invalid", "hi")) == ("its host is not known", False)


def test_a_server_that_does_not_take_a_connection_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa_client, "MAX_CONNECT_TIME", A_MOMENT)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, _filled(full):
        url = address_of(full)
        assert problem_of(lambda: Talk(url).say("hi")) == ("it does not take connections", False)


@contextmanager
def _filled(listening: socket.socket) -> Iterator[None]:
    waiting = [socket.socket() for _ in range(3)]
    for one in waiting:
        one.setblocking(False)
        one.connect_ex(listening.getsockname())
    try:
        yield
    finally:
        for one in waiting:
            one.close()


@contextmanager
def _answering(raw: bytes) -> Iterator[str]:
    """Writes these bytes to whoever connects, and closes the connection."""
    listening = free_socket()

    def serve() -> None:
        while True:
            try:
                taken, _ = listening.accept()
            except OSError:
                return
            with taken:
                taken.recv(65_536)
                with_whoever_is_still_there(taken, raw)

    thread = Thread(target=serve)
    thread.start()
    try:
        yield address_of(listening)
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()


def with_whoever_is_still_there(taken: socket.socket, raw: bytes) -> None:
    try:
        taken.sendall(raw)
    except OSError:
        return


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        pytest.param(b"", "the call broke off (ServerDisconnectedError)", id="it hangs up"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n", "the call broke off (ClientResponseError)", id="it is no web server"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
            "the call broke off (ClientPayloadError)",
            id="it hangs up in the middle",
        ),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"1" * 9_000_000,
            "its answer is larger than 8 MiB",
            id="it does not stop",
        ),
    ],
)
def test_a_connection_that_breaks(raw: bytes, problem: str) -> None:
    with _answering(raw) as url:
        assert problem_of(lambda: understand(url, "hi")) == (problem, False)


def test_nothing_is_asked_of_a_server_that_is_down_until_a_pause_is_over(rasa: RecordedRasa) -> None:
    """Without the breaker each of these would take its whole time."""
    now = [NOON]
    rasa.always["/parse"] = Reply({}, 502)

    async def ask(bot: RasaServerBot) -> list[str]:
        return [await _outcome(bot) for _ in range(6)]

    async def ask_and_ask_again(bot: RasaServerBot) -> None:
        assert (await ask(bot))[2:] == ["it answered 502", *[LEFT_ALONE] * 3]
        assert len(rasa.received) == 3
        rasa.always["/parse"] = recorded(exchanges()[29])
        assert await _outcome(bot) == LEFT_ALONE
        now[0] += timedelta(seconds=2)
        assert await ask(bot) == ["understood"] * 6

    with_server(rasa.url, ask_and_ask_again, clock=lambda: now[0])


LEFT_ALONE = "it failed several times in a row and is left alone for a moment"


async def _outcome(bot: RasaServerBot) -> str:
    try:
        await bot.understand(HELLO)
    except BotUnavailable as error:
        return error.problem
    return "understood"


def test_a_server_that_refuses_is_not_down(rasa: RecordedRasa) -> None:
    rasa.always["/parse"] = Reply({}, 500)

    async def ask(bot: RasaServerBot) -> list[str]:
        return [await _outcome(bot) for _ in range(6)]

    assert with_server(rasa.url, ask) == ["it answered 500"] * 6


def test_health_says_what_to_mend(rasa: RecordedRasa) -> None:
    rasa.will(Reply({"version": "2.8.34"}), Reply({"model_file": None}))
    health = with_server(rasa.url, lambda bot: bot.health())
    assert health.warnings == ("it is Rasa 2.8.34; only 3.x was tried", "it has no model loaded")


def test_health_says_nothing_of_a_server_that_is_well(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[1]), recorded(exchanges()[2]))
    health = with_server(rasa.url, lambda bot: bot.health())
    assert (health.version, health.model, health.warnings) == ("3.6.21", "sms.tar.gz", ())


def test_health_of_a_server_that_refuses_the_token(rasa: RecordedRasa) -> None:
    rasa.will(recorded(exchanges()[1]), Reply({}, 401))
    assert problem_of(lambda: with_server(rasa.url, lambda bot: bot.health()))[0].startswith("it refuses the token")

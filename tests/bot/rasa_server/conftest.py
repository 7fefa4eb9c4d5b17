from collections.abc import Iterator

import pytest

from tests.bot.rasa_server.recorded_server import RecordedRasa, recorded_rasa


@pytest.fixture(scope="module")
def server() -> Iterator[RecordedRasa]:
    with recorded_rasa() as rasa:
        yield rasa


@pytest.fixture
def rasa(server: RecordedRasa) -> RecordedRasa:
    """A Rasa server that has met nobody."""
    server.received.clear()
    server.replies.clear()
    server.always.clear()
    server.sessions_expire, server.keeps_sessions = False, True
    server.after_turn = None
    server.forget()
    return server

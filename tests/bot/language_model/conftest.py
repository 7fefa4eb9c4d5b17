"""An endpoint that answers, and a language model that asks it."""

from collections.abc import Iterator

import pytest

from tests.bot.language_model.chat_server import ChatServer, chat_server, says
from tests.bot.language_model.questions import CHOICE


@pytest.fixture(scope="module")
def serving() -> Iterator[ChatServer]:
    with chat_server(says(CHOICE)) as server:
        yield server


@pytest.fixture
def server(serving: ChatServer) -> ChatServer:
    """Remembers nothing, and answers with a good choice until told otherwise."""
    serving.forget()
    return serving

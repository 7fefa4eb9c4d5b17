"""What a scenario says that business systems and the bot answer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from flows.authoring.simulation.scenarios.bot_stubs import BotStub, BotStubs
from flows.authoring.simulation.scenarios.text_key import spoken
from flows.authoring.simulation.world import Unanswered
from flows.protocol.bot_turns import BotTurn
from flows.protocol.effects import AskBot, CallBusiness
from flows.protocol.needs import Fetched, FetchNeeded, UnderstandingNeeded, Understood


@dataclass(frozen=True, slots=True)
class Stub:
    """An answer to calls of one method and path."""

    method: str
    address: str
    answer: Fetched
    times: int | None = None
    after: timedelta = field(default_factory=timedelta)


def leads_to(address: str, url: str) -> bool:
    """True when a whole URL, or a path (with a query, if that is to count), names what was called."""
    written, called = urlsplit(address), urlsplit(url)
    if written.query and written.query != called.query:
        return False
    if written.netloc:
        return (written.scheme, written.netloc, written.path) == (called.scheme, called.netloc, called.path)
    return ("/" + called.path.strip("/")).endswith("/" + written.path.strip("/"))


class Stubs:
    """A World: the first stub that fits and is not used up answers."""

    def __init__(self, stubs: Iterable[Stub | BotStub], meanings: Mapping[str, Understood]) -> None:
        stubs = tuple(stubs)
        self._stubs = tuple(stub for stub in stubs if isinstance(stub, Stub))
        self._bot = BotStubs(stub for stub in stubs if isinstance(stub, BotStub))
        self._meanings = {spoken(text): meaning for text, meaning in meanings.items()}
        self._used: Counter[int] = Counter()

    def fetch(self, need: FetchNeeded) -> Fetched:
        return self._stub("GET", need.url).answer

    def understand(self, need: UnderstandingNeeded) -> Understood:
        return self._meanings.get(spoken(need.text), Understood())

    def do(self, call: CallBusiness) -> tuple[Fetched, timedelta]:
        stub = self._stub(call.method, call.url)
        return stub.answer, stub.after

    def take_turn(self, asked: AskBot) -> tuple[BotTurn, timedelta]:
        return self._bot.take_turn(asked)

    def _stub(self, method: str, url: str) -> Stub:
        for number, stub in enumerate(self._stubs):
            left = stub.times is None or self._used[number] < stub.times
            if left and stub.method == method and leads_to(stub.address, url):
                self._used[number] += 1
                return stub
        raise Unanswered(f"{method} {url} was called, and no stub under calls: answers it")

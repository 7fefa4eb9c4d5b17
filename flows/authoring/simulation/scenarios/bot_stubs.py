"""What a scenario says that comes of the bot's turns."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from msgspec.structs import replace

from flows.authoring.simulation.scenarios.text_key import spoken
from flows.authoring.simulation.world import Unanswered
from flows.protocol.bot_turns import BeginForm, BotTurn, BotTurnNeeded, Converse, RunAction, name_of
from flows.protocol.effects import AskBot


@dataclass(frozen=True, slots=True)
class BotStub:
    """What comes of an action, of a form turn by turn, or of a text that the bot answers."""

    #: "action", "form" or "answer".
    kind: str
    name: str
    turns: tuple[BotTurn, ...]
    times: int | None = None
    after: timedelta = field(default_factory=timedelta)

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, spoken(self.name) if self.kind == "answer" else self.name


class BotStubs:
    """The first stub that fits and is not used up takes the turn; a form's first turn uses it up."""

    def __init__(self, stubs: Iterable[BotStub]) -> None:
        self._stubs = tuple(stubs)
        self._used: Counter[int] = Counter()
        #: Of each form that is open: its stub, and the turns taken.
        self._forms: dict[str, tuple[BotStub, int]] = {}

    def take_turn(self, asked: AskBot) -> tuple[BotTurn, timedelta]:
        need = asked.need
        match need.deed:
            case RunAction(name):
                stub = self._required("action", name, need)
                return remembered(stub.turns[0], need), stub.after
            case BeginForm(name):
                self._forms[name] = (self._required("form", name, need), 0)
                return self._next_of_form(name, need)
            case Converse() if need.memory.form in self._forms:
                return self._next_of_form(str(need.memory.form), need)
            case Converse(text=text, payload=payload):
                found = self._stub("answer", spoken(payload or text))
                return (
                    (_does_not_know(need), timedelta())
                    if found is None
                    else (remembered(found.turns[0], need), found.after)
                )

    def _next_of_form(self, name: str, need: BotTurnNeeded) -> tuple[BotTurn, timedelta]:
        stub, number = self._forms[name]
        if number == len(stub.turns):
            raise Unanswered(f"form {name} goes on, and its stub under calls: has no more turns")
        self._forms[name] = (stub, number + 1)
        turn = stub.turns[number]
        is_last = number + 1 == len(stub.turns) and turn.memory.asked is None
        is_over = is_last or turn.form_left or not turn.is_good
        return remembered(turn, need, form=None if is_over else name), stub.after

    def _required(self, kind: str, name: str, need: BotTurnNeeded) -> BotStub:
        stub = self._stub(kind, name)
        if stub is None:
            raise Unanswered(
                f"the bot was asked for {name_of(need.deed)}, and no stub under calls: says what comes of it"
            )
        return stub

    def _stub(self, kind: str, name: str) -> BotStub | None:
        for number, stub in enumerate(self._stubs):
            if stub.key == (kind, name) and (stub.times is None or self._used[number] < stub.times):
                self._used[number] += 1
                return stub
        return None


def _does_not_know(need: BotTurnNeeded) -> BotTurn:
    return BotTurn(memory=need.memory, knew=False)


def remembered(turn: BotTurn, need: BotTurnNeeded, form: str | None = None) -> BotTurn:
    """With the memory that such a turn leaves."""
    slots = {**need.memory.slots, **turn.slots}
    return replace(turn, memory=replace(need.memory, slots=slots, form=form, asked=turn.memory.asked))

"""Business systems, and the bot where there is none, played by whoever tries the flow out."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPException
from typing import Any, Final, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from flows.authoring.simulation.scenarios.bot_stubs import remembered
from flows.authoring.simulation.scenarios.text_key import spoken
from flows.protocol.bot_turns import BeginForm, BotTurn, BotTurnNeeded, Converse, RunAction, name_of
from flows.protocol.effects import AskBot, CallBusiness
from flows.protocol.needs import Fetched, FetchNeeded, UnderstandingNeeded, Understood
from router.cli.chat_session.quit import Quit
from router.cli.chat_session.recorded_answers import turn_as_stub
from router.cli.typed_meanings import meaning_as_stub, meaning_told

_HERE: Final = ("127.0.0.1", "localhost", "::1")
_FAIL: Final = "fail"
_NOTHING_CAME: Final = "no answer"
_BOT_SAYS: Final = 'the bot says (or JSON like {"say": "Hi", "slots": {}}, nothing, or fail WHY): '
_ACTION_DOES: Final = 'it says (Enter: nothing; or JSON like {"say": "Hi", "slots": {}}, or fail WHY): '

#: Shows a question and reads a line; None when there are no more lines.
Ask = Callable[[str], str | None]


class AskedBot(Protocol):
    """A bot that answers at once, or says why it does not."""

    def understand(self, need: UnderstandingNeeded) -> Understood: ...

    def take_turn(self, need: BotTurnNeeded) -> BotTurn: ...


def _no_bot() -> AskedBot | None:
    return None


@dataclass(slots=True)
class Played:
    """A World: asks the bot, and whoever types for each other answer; remembers them as stubs of a scenario."""

    ask: Ask
    tell: Callable[[str], None]
    #: Questions to this computer are really asked.
    is_live: bool = False
    #: The bot, which is made ready when it is first needed; where there is none, it is played too.
    open_bot: Callable[[], AskedBot | None] = _no_bot
    #: What the bot will make of the next text, whatever it would make of it.
    meaning: Understood | None = None
    stubs: list[dict[str, Any]] = field(default_factory=list)
    #: By the words of the text.
    understood: dict[str, Understood | None] = field(default_factory=dict)

    def fetch(self, need: FetchNeeded) -> Fetched:
        if self.is_live and urlsplit(need.url).hostname in _HERE:
            return self._remembered("GET", need.url, really_fetched(need))
        return self._asked("GET", need.url, None)

    def do(self, call: CallBusiness) -> tuple[Fetched, timedelta]:
        return self._asked(call.method, call.url, call.body), timedelta()

    def take_turn(self, asked: AskBot) -> tuple[BotTurn, timedelta]:
        """A form stays open after a text, and ends with JSON that does not say what it "asks"."""
        need, bot = asked.need, self.open_bot()
        form = need.deed.name if isinstance(need.deed, BeginForm) else need.memory.form
        if bot is not None:
            taken = bot.take_turn(need)
            self._remember_turn(need, form, turn_as_stub(taken))
            return taken, timedelta()
        self.tell(f"the bot is asked for {name_of(need.deed)}{_given(need)}")
        turn = self._turn_asked(_BOT_SAYS, in_form=form is not None)
        self._remember_turn(need, form, turn)
        result = _read_turn(turn)
        return remembered(result, need, form if result.memory.asked is not None else None), timedelta()

    def play_action(self, name: str, slots: dict[str, Any]) -> BotTurn:
        """What an action of the bot does, in the middle of its turn."""
        self.tell(f"the bot runs {name}{_written(slots)} (--live really runs it)")
        return _read_turn(self._turn_asked(_ACTION_DOES, in_form=False))

    def _turn_asked(self, prompt: str, *, in_form: bool) -> dict[str, Any]:
        while True:
            line = self.ask(prompt)
            if line is not None and line.strip() == "/quit":
                raise Quit
            turn = {"fails": _NOTHING_CAME} if line is None else turn_typed(line, in_form=in_form)
            if turn is not None:
                return turn
            self.tell("that is no JSON like that; /quit leaves")

    def _remember_turn(self, need: BotTurnNeeded, form: str | None, turn: dict[str, Any]) -> None:
        match need.deed:
            case RunAction(name):
                self.stubs.append({"action": name, **_stub_of(turn), "times": 1})
            case BeginForm(name):
                self.stubs.append({"form": name, **(turn if "fails" in turn else {"turns": [turn]}), "times": 1})
            case Converse() if self._is_begun(form) and "fails" not in turn:
                self._remember_in_form(str(form), turn)
            case Converse(text=text, payload=payload):
                self.stubs.append({"answer": payload or text, **_stub_of(turn), "times": 1})

    def _is_begun(self, form: str | None) -> bool:
        """By the flow. A form that the bot began by itself is a row of answers."""
        return form is not None and any(stub.get("form") == form for stub in self.stubs)

    def _remember_in_form(self, form: str, turn: dict[str, Any]) -> None:
        number = max(number for number, stub in enumerate(self.stubs) if stub.get("form") == form)
        self.stubs[number] = {**self.stubs[number], "turns": [*self.stubs[number]["turns"], turn]}

    def understand(self, need: UnderstandingNeeded) -> Understood:
        """What it made of a text it makes of the text again, as a scenario's bot does."""
        meaning, self.meaning, words = self.meaning, None, spoken(need.text)
        if words in self.understood:
            meaning = self.understood[words]
        elif meaning is None and (bot := self.open_bot()) is not None:
            meaning = bot.understand(need)
        self.understood[words] = meaning
        if meaning is None:
            self.tell("the bot is asked, and understands nothing (/back, then /intent NAME)")
            return Understood()
        self.tell(_understood_told(meaning))
        return meaning

    def bot(self) -> dict[str, Any]:
        """Its intents by text, as a scenario has them."""
        understood = ((words, meaning) for words, meaning in self.understood.items() if meaning is not None)
        return {words: meaning_as_stub(each) for words, each in understood}

    def _asked(self, method: str, url: str, body: Any) -> Fetched:
        self.tell(f"{method} {url}" if body is None else f"{method} {url} {json.dumps(body, ensure_ascii=False)}")
        while True:
            line = self.ask("answer (JSON, a status like 503, or fail WHY): ")
            if line is not None and line.strip() == "/quit":
                raise Quit
            answer = Fetched(problem=_NOTHING_CAME) if line is None else answer_of(line)
            if answer is not None:
                return self._remembered(method, url, answer)
            self.tell("that is neither JSON nor a status nor fail; /quit leaves")

    def _remembered(self, method: str, url: str, answer: Fetched) -> Fetched:
        stub: dict[str, Any] = {method.lower(): url}
        if answer.problem is not None:
            stub["fails"] = answer.problem
        else:
            stub["reply"] = {"status": answer.status, "json": answer.body}
        self.stubs.append({**stub, "times": 1})
        return answer


def _understood_told(meaning: Understood) -> str:
    if meaning.problem is not None:
        return f"the bot gives no answer: {meaning.problem}"
    return f"the bot takes it for {meaning_told(meaning)}"


def _given(need: BotTurnNeeded) -> str:
    text = f" {json.dumps(need.deed.text, ensure_ascii=False)}" if isinstance(need.deed, Converse) else ""
    return f"{text}{_written(need.memory.slots)}"


def _written(slots: dict[str, Any]) -> str:
    return f" {json.dumps(slots, ensure_ascii=False)}" if slots else ""


def turn_typed(line: str, *, in_form: bool) -> dict[str, Any] | None:
    """What was typed as a turn of the bot, as a stub has it; None when it is none."""
    word, _, rest = line.strip().partition(" ")
    if word == _FAIL:
        return {"fails": rest or _NOTHING_CAME}
    if line.strip().startswith("{"):
        return _read_json(line)
    said = {"say": line.strip()} if line.strip() else {}
    return {**said, "asks": "more"} if in_form else said


def _read_json(line: str) -> dict[str, Any] | None:
    try:
        turn = json.loads(line)
        _read_turn(turn)
    except ValueError:
        return None
    return dict(turn)


def _stub_of(turn: dict[str, Any]) -> dict[str, Any]:
    return turn if "fails" in turn else {"reply": turn}


def _read_turn(turn: dict[str, Any]) -> BotTurn:
    """Raises ValueError."""
    # Imported here, with the grammar of test files: who only tries out need not wait for it.
    from flows.authoring.simulation.scenarios.bot_turn_reader import turn_of
    from flows.authoring.simulation.scenarios.scenario_parts import TurnPart

    return BotTurn(problem=turn["fails"]) if "fails" in turn else turn_of(TurnPart.model_validate(turn))


def answer_of(line: str) -> Fetched | None:
    """What was typed as an answer; None when it is none."""
    word, _, rest = line.strip().partition(" ")
    if word == _FAIL:
        return Fetched(problem=rest or _NOTHING_CAME)
    if word.isdecimal() and len(word) == 3 and 100 <= int(word) < 600:
        return _replied(int(word), rest)
    return _replied(200, line.strip()) if line.strip() else Fetched(200)


def _replied(status: int, body: str) -> Fetched | None:
    try:
        return Fetched(status, json.loads(body) if body else None)
    except ValueError:
        return None


def really_fetched(need: FetchNeeded) -> Fetched:
    """The answer of a business system on this computer."""
    if urlsplit(need.url).scheme not in ("http", "https"):
        return Fetched(problem="it is no address of the web")
    request = Request(need.url, headers=need.headers)  # noqa: S310 - the scheme was looked at
    try:
        with urlopen(request, timeout=need.within.total_seconds()) as response:  # noqa: S310
            return Fetched(response.status, _body(response.read()))
    except HTTPError as refusal:
        with refusal:
            return Fetched(refusal.code, _body(refusal.read()))
    except (OSError, HTTPException) as error:
        return Fetched(problem=str(error) or _NOTHING_CAME)


def _body(content: bytes) -> Any:
    text = content.decode("utf-8", "replace")
    try:
        return json.loads(text)
    except ValueError:
        return text

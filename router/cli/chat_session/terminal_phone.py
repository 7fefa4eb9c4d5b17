"""A phone in the terminal: what is typed, and what comes of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click

from flows.authoring.diagram.labels import duration_words
from flows.authoring.explanation.explanation_trace import Explanation
from flows.authoring.simulation.moment_parser import MomentTooFar, parse_when
from flows.authoring.simulation.scenarios.scenario_writer import Lived, Recording
from flows.authoring.simulation.scenarios.yaml_scalars import scalar
from flows.authoring.simulation.simulation import AGENT, Happened, Simulation
from flows.authoring.simulation.transcript import Line, Voice, lines_of
from flows.authoring.simulation.whereabouts import whereabouts
from flows.protocol.events import (
    AgentReplied,
    BurstElapsed,
    ConversationClosed,
    ConversationReturned,
    ConversationTaken,
    Event,
    TextReceived,
)
from flows.protocol.needs import Understood
from flows.source.did_you_mean import did_you_mean
from flows.types.contact import Contact
from flows.types.duration import parse_duration
from flows.types.location import Location
from flows.types.media import Media
from flows.types.values import plain
from router.cli.chat_session.played_systems import Played
from router.cli.chat_session.quit import Quit
from router.cli.explain import named_value, told_lines
from router.cli.typed_meanings import OUT_OF_SCOPE, meaning_told, meaning_typed

HELP: Final = """\
Type what the customer texts. The clock stands still until you move it.
  /wait 2h                  let time pass; Enter alone lets a burst of texts be over
  /at monday 08:00          let time pass until then
  /why                      why the last text was answered so
  /state                    where the conversation is, and what it has saved
  /back                     take the last thing back
  /media URL [TEXT]         text with a picture
  /location 40.7,-74.0      text a place
  /intent NAME [0.9] …      what the bot will make of the next text; /unknown: nothing that it knows
  /event NAME field=value   a business system reports something
  /agent take | close | hand_back [STATE] | reply TEXT
  /calls                    what you have answered for business systems
  /save FILE [NAME]         write it all down as a scenario
  /help, /quit"""


class Refused(Exception):
    """What was typed cannot be done; the text says why."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """What to go back to."""

    stubs: list[dict[str, Any]]
    understood: dict[str, Understood | None]


@dataclass(slots=True)
class Phone:
    """One sitting. `type_in` takes a line and tells what comes of it."""

    simulation: Simulation
    played: Played
    tell: Callable[[str], None]
    explanation: Explanation = field(default_factory=Explanation)
    lived: list[Lived] = field(default_factory=list)
    marks: list[_Mark] = field(default_factory=list)
    began: datetime = field(init=False)
    contact: Contact = field(init=False)

    def __post_init__(self) -> None:
        self.began, self.contact = self.simulation.now, self.simulation.moment.contact

    def type_in(self, line: str) -> None:
        """Raises Quit."""
        try:
            if line.startswith("/"):
                self._command(*line[1:].split(None, 1))
            elif line.strip():
                self._live(f"in: {scalar(line)}", lambda: self.simulation.receive(line))
            elif (left := self._left_of_burst()) is not None:
                self._wait(duration_words(left))
        except (Refused, MomentTooFar) as refused:
            self._note(str(refused))

    def _command(self, name: str = "", rest: str = "") -> None:
        commands = {
            "wait": self._wait, "at": self._at, "why": self._why, "state": self._state, "back": self._back,
            "media": self._media, "location": self._location, "intent": self._intent, "unknown": self._unknown,
            "event": self._event, "agent": self._agent, "calls": self._calls, "save": self._save,
            "help": self._help, "quit": self._quit,
        }  # fmt: skip
        if name not in commands:
            raise Refused(f"there is no /{name}{did_you_mean(name, commands)}; /help names them all")
        commands[name](rest.strip())

    def _live(self, step: str, act: Callable[[], list[Happened]]) -> None:
        """Do something that a scenario can do too."""
        mark = _Mark(list(self.played.stubs), dict(self.played.understood))
        explanation = self.simulation.trace = Explanation()
        before, was = self.simulation.conversation, self.simulation.now
        happened = act()
        self.marks.append(mark)
        if any(isinstance(told.event, TextReceived) for told in explanation.told):
            self.explanation = explanation
        said = tuple(each.text for one in happened for each in one.messages if each.agent is None)
        self.lived.append(Lived(step, said))
        self._show(happened, before, was)

    def _show(self, happened: list[Happened], before: Any, was: datetime) -> None:
        for one in happened:
            for line in lines_of(one, before):
                if line.at != was:
                    was = line.at
                    self._note(self._clock(was))
                self._show_line(line)
            before = one.outcome.conversation
        if self.simulation.now != was:
            self._note(self._clock(self.simulation.now))
        if (left := self._left_of_burst()) is not None:
            words = duration_words(left)
            self._note(f"texts of {words} are read as one: Enter lets them pass, and so does /wait {words}")

    def _left_of_burst(self) -> timedelta | None:
        """How long more texts are waited for."""
        due = (each.at for each in self.simulation.moment.due if isinstance(each.event, BurstElapsed))
        return next((at - self.simulation.now for at in due), None)

    def _show_line(self, line: Line) -> None:
        if line.voice is Voice.CUSTOMER:
            return
        if line.voice is Voice.NOTE:
            self._note(line.text)
            return
        who = "[agent] " if line.voice is Voice.AGENT else ""
        for each in f"{who}{line.text}".splitlines():
            self.tell(f"  {click.style(each, fg='green')}")

    def _note(self, text: str) -> None:
        self.tell(click.style(f"· {text}", dim=True))

    def _clock(self, at: datetime) -> str:
        local = at.astimezone(self.simulation.service.zone)
        return f"{local:%a} {local.day} {local:%b %H:%M}"

    def _wait(self, rest: str) -> None:
        duration = parse_duration(rest)
        if duration is None:
            raise Refused("write /wait with a time like 30s, 15m, 2h or 3d")
        self._live(f"wait: {rest}", lambda: self.simulation.wait(duration))

    def _at(self, rest: str) -> None:
        instant = parse_when(rest, self.simulation.now, self.simulation.service.zone)
        if instant is None or instant < self.simulation.now:
            raise Refused("write /at with a moment to come, like monday 08:00 or 2026-03-02 10:00")
        self._live(f"at: {json.dumps(rest)}", lambda: self.simulation.wait_until(instant))

    def _why(self, _rest: str) -> None:
        if not self.explanation.told:
            raise Refused("no text came in yet")
        for told in self.explanation.told:
            for line in told_lines(told):
                self.tell(line)

    def _state(self, _rest: str) -> None:
        simulation = self.simulation
        self._note(f"{self._clock(simulation.now)}: {whereabouts(simulation.conversation)}")
        for name, value in self._known():
            self._note(f"{name} = {plain(value)}")

    def _known(self) -> Iterator[tuple[str, Any]]:
        contact, conversation = self.simulation.moment.contact, self.simulation.conversation
        if contact.suppressed:
            yield "opted out", "yes"
        known = {"name": contact.name, "language": contact.language, **contact.attributes}
        yield from ((f"contact.{name}", value) for name, value in known.items() if value is not None)
        if conversation is not None:
            yield from ((f"conversation.{name}", value) for name, value in conversation.shared.items())
            yield from conversation.values.items()

    def _back(self, _rest: str) -> None:
        if not self.simulation.back():
            raise Refused("there is nothing to take back")
        mark, lived = self.marks.pop(), self.lived.pop()
        self.played.stubs = mark.stubs
        self.played.understood = mark.understood
        self._note(f"taken back: {lived.step}")

    def _media(self, rest: str) -> None:
        url, _, text = rest.partition(" ")
        if not url:
            raise Refused("write /media with an address, and a text if there is one")
        step = f"in: {json.dumps({'text': text, 'media': [url]}, ensure_ascii=False)}"
        self._live(step, lambda: self.simulation.receive(text, (Media(url),)))

    def _location(self, rest: str) -> None:
        try:
            latitude, longitude = (float(each) for each in rest.split(","))
        except ValueError:
            raise Refused("write /location with its degrees, like 40.7,-74.0") from None
        step = f"in: {json.dumps({'location': {'latitude': latitude, 'longitude': longitude}})}"
        self._live(step, lambda: self.simulation.receive("", location=Location(latitude, longitude)))

    def _intent(self, rest: str) -> None:
        meaning = meaning_typed(rest)
        if meaning is None:
            raise Refused("write /intent with a name, and how sure the bot is from 0 to 1; or with several")
        self._expect(meaning)

    def _unknown(self, _rest: str) -> None:
        self._expect(OUT_OF_SCOPE)

    def _expect(self, meaning: Understood) -> None:
        self.played.meaning = meaning
        self._note(f"the bot will take the next text for {meaning_told(meaning)}")

    def _event(self, rest: str) -> None:
        name, *written = rest.split() or [""]
        if not name:
            raise Refused("write /event with a name, then its fields as name=value")
        try:
            fields = dict(named_value(each) for each in written)
        except click.BadParameter as wrong:
            raise Refused(wrong.message) from wrong
        step = f"event: {json.dumps({'name': name, 'fields': fields}, ensure_ascii=False)}"
        self._live(step, lambda: self.simulation.business_event(name, fields))

    def _agent(self, rest: str) -> None:
        deed, _, words = rest.partition(" ")
        events: dict[str, Event] = {
            "take": ConversationTaken(AGENT),
            "close": ConversationClosed(AGENT),
            "hand_back": ConversationReturned(AGENT, words or None),
            "reply": AgentReplied(AGENT, words),
        }
        if deed not in events or (deed == "reply" and not words):
            raise Refused("write /agent take, close, hand_back [STATE], or reply TEXT")
        written = {deed: words} if deed == "reply" or words else deed
        self._live(f"agent: {json.dumps(written, ensure_ascii=False)}", lambda: self.simulation.happen(events[deed]))

    def _calls(self, _rest: str) -> None:
        if not self.played.stubs:
            raise Refused("no business system was called yet")
        for stub in self.played.stubs:
            self._note(json.dumps({key: value for key, value in stub.items() if key != "times"}, ensure_ascii=False))

    def _save(self, rest: str) -> None:
        # Imported here, with the grammar of test files: who only tries out need not wait for it.
        from router.cli.chat_session.scenario_file import NotSaved, save

        name, _, title = rest.partition(" ")
        if not name or not self.lived:
            raise Refused("write /save with a file, once something was said")
        try:
            self._note(save(self.recording(), Path(name), title.strip() or "recorded", self.simulation.service))
        except NotSaved as reason:
            raise Refused(str(reason)) from reason

    def recording(self) -> Recording:
        played = self.played
        began = self.began.astimezone(self.simulation.service.zone)
        start = Recording(began, self.simulation.line, self.contact, tuple(self.lived))
        return replace(start, calls=tuple(played.stubs), bot=played.bot())

    def _help(self, _rest: str) -> None:
        self.tell(HELP)

    def _quit(self, _rest: str) -> None:
        raise Quit

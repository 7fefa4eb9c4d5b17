"""Lives through a scenario and finds where the flow does something else."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from flows.authoring.simulation.moment_parser import MomentTooFar, parse_when
from flows.authoring.simulation.scenarios.assertions import (
    Called,
    Differs,
    check_called,
    check_ended,
    check_escalated,
    check_saved,
    check_state,
)
from flows.authoring.simulation.scenarios.call_stubs import Stubs
from flows.authoring.simulation.scenarios.expectations import Expected
from flows.authoring.simulation.scenarios.scenario import Scenario, Step
from flows.authoring.simulation.scenarios.scenario_parts import AgentPart, InPart, StepPart
from flows.authoring.simulation.scenarios.scenario_result import Correction, Failure, Result
from flows.authoring.simulation.simulation import AGENT, Happened, Simulation, any_opt_out_word
from flows.authoring.simulation.texted_sender import UnknownSender, sender_texted
from flows.authoring.simulation.transcript import Line, lines_of
from flows.authoring.simulation.world import Unanswered
from flows.engine.trace import UNTRACED, Trace
from flows.model.service import Service
from flows.protocol.effects import SendMessage
from flows.protocol.events import AgentReplied, ConversationClosed, ConversationReturned, ConversationTaken, Event
from flows.types.location import Location
from flows.types.media import Media

#: When a scenario does not say: a Monday morning, on the service's clock.
DEFAULT_START: Final = datetime(2026, 3, 2, 10, 0)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs the scenarios of one service."""

    service: Service
    trace: Trace = UNTRACED
    provider_answers: Callable[[str], bool] = any_opt_out_word

    def run(self, scenario: Scenario) -> Result:
        """Live through a scenario up to its first difference."""
        run = _Run(self, scenario)
        return Result(scenario, run.failure(), tuple(run.transcript))

    def correct(self, scenario: Scenario) -> tuple[Correction, ...]:
        """What every `out` should say, by what the flow says; what is wrong otherwise stays wrong."""
        run = _Run(self, scenario, is_correcting=True)
        run.failure()
        return tuple(run.corrections)

    def simulation(self, scenario: Scenario) -> Simulation:
        """A simulation as a scenario begins. Raises UnknownSender."""
        usual = DEFAULT_START.replace(tzinfo=self.service.zone)
        at = usual if scenario.at is None else parse_when(scenario.at, usual, self.service.zone)
        return Simulation(
            self.service,
            at or usual,
            sender_texted(self.service, scenario.line, scenario.customer),
            contact=scenario.contact,
            world=Stubs(scenario.stubs, scenario.meanings),
            trace=self.trace,
            provider_answers=self.provider_answers,
        )


@dataclass(slots=True)
class _Run:
    """One scenario on its way."""

    runner: Runner
    scenario: Scenario
    is_correcting: bool = False
    transcript: list[Line] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    #: What the flow said and no `out` has taken yet.
    unheard: deque[SendMessage] = field(default_factory=deque)
    calls: list[Called] = field(default_factory=list)

    def failure(self) -> Failure | None:
        step: Step | None = None
        try:
            simulation = self.runner.simulation(self.scenario)
            for number, step in enumerate(self.scenario.steps):
                self._act(simulation, step, number)
                self._look(simulation, step)
            self._require_all_heard(len(self.scenario.steps))
        except Differs as differs:
            mark = self.scenario.mark if step is None else step.mark
            return Failure(mark, differs.problem, differs.expected, differs.got)
        except (Unanswered, UnknownSender, MomentTooFar) as problem:
            return Failure(self.scenario.mark if step is None else step.mark, str(problem))
        return None

    def _act(self, simulation: Simulation, step: Step, number: int) -> None:
        part = step.part
        if not _acts(part):
            return
        self._require_all_heard(number)
        self.unheard.clear()
        before = simulation.conversation
        for happened in _happen(simulation, part):
            self.transcript += lines_of(happened, before)
            self.unheard += (each for each in happened.messages if each.agent is None)
            self.calls += (need for need, _ in happened.fetched)
            self.calls += () if happened.done is None else (happened.done[0],)
            before = happened.outcome.conversation

    def _require_all_heard(self, number: int) -> None:
        """Before step `number`, everything said has been expected."""
        if not self.unheard:
            return
        texts = tuple(each.text for each in self.unheard)
        if not self.is_correcting:
            raise Differs("the flow said something that no out step expects", got=texts[0])
        before = self.scenario.steps[number - 1]
        self.corrections += (Correction(before.path, (text,), is_missing=True) for text in texts)

    def _look(self, simulation: Simulation, step: Step) -> None:
        part = step.part
        if part.out is not None:
            self._hear(step, part.out)
        if part.silent and self.unheard:
            raise Differs("expected silence", got=self.unheard[0].text)
        if part.escalated is not None:
            check_escalated(simulation, part.escalated)
        if part.ended:
            check_ended(simulation)
        if part.state is not None:
            check_state(simulation, part.state)
        if part.called is not None:
            check_called(self.calls, part.called)
        if part.saved is not None:
            check_saved(simulation, part.saved)

    def _hear(self, step: Step, expected: tuple[Expected, ...]) -> None:
        count = len(expected) or len(self.unheard)
        said = [self.unheard.popleft() for _ in range(min(count, len(self.unheard)))]
        try:
            _compare(expected, said)
        except Differs:
            if not self.is_correcting:
                raise
            self.corrections.append(Correction((*step.path, "out"), tuple(each.text for each in said)))


def _compare(expected: tuple[Expected, ...], said: list[SendMessage]) -> None:
    if not expected and said:
        raise Differs("expected nothing to be said", got=said[0].text)
    for number, wanted in enumerate(expected):
        if number >= len(said):
            raise Differs("expected a message", str(wanted), "nothing")
        if not wanted.fits(said[number].text):
            raise Differs("expected another text", str(wanted), said[number].text)


def _acts(part: StepPart) -> bool:
    return any(each is not None for each in (part.received, part.wait, part.at, part.event, part.agent))


def _happen(simulation: Simulation, part: StepPart) -> list[Happened]:
    if part.received is not None:
        return _receive(simulation, part.received)
    if part.wait is not None:
        return simulation.wait(part.wait)
    if part.at is not None:
        return _jump(simulation, part.at)
    if part.event is not None:
        return simulation.business_event(part.event.name, part.event.fields)
    return [] if part.agent is None else simulation.happen(agents_event(part.agent))


def _receive(simulation: Simulation, part: InPart) -> list[Happened]:
    place = None if part.location is None else Location(**part.location.model_dump())
    return simulation.receive(part.text, tuple(Media(url) for url in part.media), place)


def _jump(simulation: Simulation, at: str) -> list[Happened]:
    instant = parse_when(at, simulation.now, simulation.service.zone)
    if instant is None or instant < simulation.now:
        raise Differs(f"{at} is over: it is {simulation.now.astimezone(simulation.service.zone):%Y-%m-%d %H:%M}")
    return simulation.wait_until(instant)


def agents_event(part: AgentPart) -> Event:
    """What an agent does in a scenario, as the event that the console would write."""
    if part.reply is not None:
        return AgentReplied(AGENT, part.reply)
    if part.take:
        return ConversationTaken(AGENT)
    if part.hand_back is not None:
        return ConversationReturned(AGENT, part.hand_back or None)
    return ConversationClosed(AGENT)

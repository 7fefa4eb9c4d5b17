"""Compiles what the bot does in a state: actions, forms, answers of its own."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from flows.compiler.grammar.bot_task_parts import BotPart, FormPart
from flows.compiler.grammar.call_parts import CallPart
from flows.compiler.scope import Scope
from flows.compiler.text_compiler import check_savable, compile_settings_of_slots
from flows.compiler.transition_compiler import compile_failed, compile_transition
from flows.model.flow import Action, BotAnswers, Form, NoMatch, Transition
from flows.source.document import Path

#: A customer waits meanwhile, and so does whatever they text next.
MAX_CALL_TIME: Final = timedelta(seconds=30)


def check_within(within: timedelta, path: Path, scope: Scope) -> None:
    """Complain of a time that no customer waits for."""
    if within > MAX_CALL_TIME:
        scope.complain((*path, "within"), "a customer cannot be kept waiting for more than 30s", "bad-call")


def compile_action(part: CallPart, name: str, path: Path, scope: Scope) -> Action:
    """One action, called like a business system."""
    return Action(
        name=name,
        within=part.within,
        arguments=compile_settings_of_slots(part.arguments, (*path, "with"), scope),
        save=part.save,
        failed=compile_failed(part.failed, "failed", (*path, "failed"), scope),
    )


def compile_form(part: FormPart | None, no_match: NoMatch, path: Path, scope: Scope) -> Form | None:
    """The form that a state goes through; None where it has none."""
    if part is None:
        return None
    check_within(part.within, path, scope)
    _check_places(part.save.values(), path, scope)
    return Form(
        name=part.name,
        within=part.within,
        left=_left(part, no_match, (*path, "left"), scope),
        failed=compile_failed(part.failed, "failed", (*path, "failed"), scope),
        arguments=compile_settings_of_slots(part.arguments, (*path, "with"), scope),
        save=part.save,
    )


def _left(part: FormPart, no_match: NoMatch, path: Path, scope: Scope) -> Transition:
    """A form that is left unfinished goes where a text goes that nothing takes, unless the author says where else."""
    usual = replace(no_match.then, name="left")
    written = None if part.left is None else compile_transition(part.left, "left", path, scope)
    if written is None or written.leaves:
        return written or usual
    return replace(usual, say=written.say, attached=written.attached, settings=written.settings)


def compile_bot(part: BotPart | None, path: Path, scope: Scope) -> BotAnswers | None:
    """How the bot answers what nothing in a state takes; None where it does not."""
    if part is None or not part.answers:
        return None
    check_within(part.within, path, scope)
    _check_places(part.save.values(), path, scope)
    return BotAnswers(
        within=part.within,
        failed=compile_failed(part.failed, "bot failed", (*path, "failed"), scope),
        save=part.save,
    )


def _check_places(places: Iterable[str], path: Path, scope: Scope) -> None:
    for place in places:
        check_savable(place, (*path, "save"), scope)

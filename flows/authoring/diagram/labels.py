"""The parts of a flow in a few words: what is heard, asked for, said, and under which conditions."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from flows.model.answer_type import Answer
from flows.model.conditions import (
    All,
    AnyOf,
    Condition,
    Consented,
    Contains,
    Equals,
    Greater,
    InLanguage,
    Known,
    Less,
    Not,
    OnChannel,
    Open,
    OpenThen,
)
from flows.model.flow import Action, Call, NoMatch, Rule, State
from flows.model.transition_list import ListedTransition, TransitionKind
from flows.text.localized_text import Text
from flows.types.values import plain

_MAX_WORDS: Final = 4
_UNITS: Final = ((604800, "w"), (86400, "d"), (3600, "h"), (60, "m"), (1, "s"))
_COMMENT: Final = re.compile(r"\{#.*?#\}", re.DOTALL)
_OTHERWISE: Final = re.compile(r"\{%-?\s*(?:else|elif)\b.*?%\}", re.DOTALL)
_TAG: Final = re.compile(r"\{%.*?%\}", re.DOTALL)
_VALUE: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NAME: Final = re.compile(r"[^\W\d][\w.]*")


def rule_words(rule: Rule) -> str:
    """What a rule hears, or the bot must have understood, or must have happened, and under which condition."""
    parts = (
        _few(rule.hear),
        f"intent {rule.intent}" if rule.intent else "",
        f"event {rule.event.name}" if rule.event else "",
        f"if {condition_words(rule.condition)}" if rule.condition else "",
    )
    return ", ".join(filter(None, parts))


def transition_words(each: ListedTransition, state: State) -> str:
    """When a transition of a state is taken; nothing to say where the state just goes on."""
    match each.kind:
        case TransitionKind.KEYWORD | TransitionKind.FLOW_RULE | TransitionKind.RULE | TransitionKind.GUARD:
            return "" if each.rule is None else rule_words(each.rule)
        case TransitionKind.NO_MATCH:
            return no_match_words(state.no_match)
        case TransitionKind.SILENCE:
            return "" if each.after is None else f"silent for {duration_words(each.after)}"
        case TransitionKind.TOO_LATE:
            return "" if each.after is None else f"later than {duration_words(each.after)}"
        case TransitionKind.CALL_FAILED:
            return "if the call fails"
        case TransitionKind.FORM_LEFT:
            return "if the form is left"
        case TransitionKind.FORM_FAILED | TransitionKind.BOT_FAILED | TransitionKind.WHEN_DOWN:
            return "if the bot fails"
        case TransitionKind.ONWARD:
            return _onward_words(state)


def no_match_words(no_match: NoMatch) -> str:
    return f"no match, {no_match.times} times" if no_match.times > 1 else "no match"


def _onward_words(state: State) -> str:
    if state.guards:
        return "otherwise"
    if state.form is not None:
        return "filled in"
    return "" if state.answer is None else "answered"


def done_words(state: State) -> str:
    """What a state has done elsewhere: the path it calls, or the flow it runs."""
    if state.call is not None:
        return _call_words(state.call) + _saved([state.call.save] if state.call.save else [])
    if state.run is not None:
        return f"run {state.run.flow}{_saved(state.run.save.values())}"
    if state.form is not None:
        return f"form {state.form.name}{_saved(state.form.save.values())}"
    return ""


def _call_words(call: Call | Action) -> str:
    return f"action {call.name}" if isinstance(call, Action) else f"{call.method} {_path(call.address.source)}"


def _saved(names: Iterable[str]) -> str:
    written = ", ".join(names)
    return f" → {written}" if written else ""


def _path(address: str) -> str:
    """An address without its host and its query, which differ from place to place and may hold secrets."""
    rest = address.partition("://")[2] or address
    return _VALUE.sub(_named, "/" + rest.partition("/")[2].partition("?")[0])


def _few(words: Iterable[str]) -> str:
    """The first few, as they are written."""
    first, *more = [*words][: _MAX_WORDS + 1] or [""]
    return ", ".join((first, *more[: _MAX_WORDS - 1], *("…" for _ in more[_MAX_WORDS - 1 :])))


def duration_words(duration: timedelta) -> str:
    """A time as an author writes it: "1h 30m"."""
    seconds, parts = int(duration.total_seconds()), []
    for size, unit in _UNITS:
        count, seconds = divmod(seconds, size)
        parts += [f"{count}{unit}"] if count else []
    return " ".join(parts) or "0s"


def spoken(text: Text, language: str) -> str:
    """A text without the signs of a template: a value is its name in brackets, "/" parts one case from the next."""
    source = _OTHERWISE.sub(" / ", _COMMENT.sub("", text.in_language(language, language).source))
    return " ".join(_VALUE.sub(_named, _TAG.sub("", source)).split())


def _named(value: re.Match[str]) -> str:
    name = _NAME.search(value[1])
    return f"[{name[0]}]" if name else "[…]"


def asked_words(state: State, language: str) -> str:
    """What a state waits for besides its rules."""
    asked = [] if state.answer is None else [answer_words(state.answer, language)]
    return ", ".join([*asked, *(["the bot answers"] if state.bot is not None else [])])


def answer_words(answer: Answer, language: str) -> str:
    """What an answer is kept as, and what it may be: "people: a number from 1 to 12"."""
    choices = [spoken(choice, language) for choice in answer.listed]
    wanted = _few(choices or answer.type.accepts)
    among = f" of {answer.among}" if answer.among is not None else ""
    return f"{answer.save or 'answer'}: {wanted}{among}"


def condition_words(condition: Condition) -> str:  # noqa: C901 - one case for each kind of condition
    """A condition, read aloud."""
    match condition:
        case Open(hours, wanted):
            return f"{hours} {'open' if wanted else 'closed'}"
        case Equals(name, value):
            return f"{name} = {_value(value)}"
        case Not(Equals(name, value)):
            return f"{name} ≠ {_value(value)}"
        case OpenThen(hours, day, moment, wanted):
            then = " at ".join(name for name in (day, moment) if name)
            return f"{hours} {'open' if wanted else 'closed'} on {then}"
        case Less(name, limit):
            return f"{name} < {_value(plain(limit))}"
        case Greater(name, limit):
            return f"{name} > {_value(plain(limit))}"
        case Consented(purpose):
            return f"consented to {purpose}"
        case Contains(name, words=words):
            return f"{name} contains {_few(words)}"
        case Known(name):
            return f"{name} known"
        case OnChannel(channel):
            return f"on {channel}"
        case InLanguage(language):
            return f"language {language}"
        case All(conditions):
            return " and ".join(map(_within, conditions))
        case AnyOf(conditions):
            return " or ".join(map(_within, conditions))
        case Not(negated):
            return f"not {_within(negated)}"
        case _:
            return type(condition).__name__.lower()


def _within(condition: Condition) -> str:
    words = condition_words(condition)
    return f"({words})" if isinstance(condition, All | AnyOf) else words


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)

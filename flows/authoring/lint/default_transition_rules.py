"""Ways out that were left to their defaults."""

from collections.abc import Iterator, Mapping
from typing import Final

from flows.authoring.lint.finding import Finding, Linted
from flows.model.flow import State
from flows.model.transition_list import ListedTransition, TransitionKind, transitions_of_state
from flows.source.document import Path

#: The kinds that are there though nobody wrote them, and what they do then.
_BY_DEFAULT: Final[Mapping[TransitionKind, str]] = {
    TransitionKind.NO_MATCH: '"no_match" (asks twice, then calls {team})',
    TransitionKind.CALL_FAILED: '"failed" of the call (calls {team})',
    TransitionKind.FORM_LEFT: '"left" of the form (as "no_match" at last)',
    TransitionKind.FORM_FAILED: '"failed" of the form (calls {team})',
    TransitionKind.BOT_FAILED: '"failed" of the bot (calls {team})',
    TransitionKind.ONWARD: '"end" (the conversation is over)',
}


def default_exits(linted: Linted) -> Iterator[Finding]:
    """A transition that is not written: what happens then is Parley's choice."""
    for path, flow in linted.flows():
        for name, state in flow.states.items():
            place = (*path, "states", name)
            if left := [*_defaults(state, place, linted), *_absent(state, place, linted)]:
                yield Finding(place, f'state "{name}" leaves to the defaults: {"; ".join(left)}', at_key=True)


def _defaults(state: State, path: Path, linted: Linted) -> Iterator[str]:
    for each in transitions_of_state(state, path):
        if each.is_possible and each.kind in _BY_DEFAULT and not _is_written(each, linted):
            yield _BY_DEFAULT[each.kind].format(team=linted.service.default_team.name)


def _is_written(each: ListedTransition, linted: Linted) -> bool:
    if each.kind is TransitionKind.ONWARD:
        return any(linted.is_written((*each.path, key)) for key in ("go_to", "escalate", "end"))
    return linted.is_written(each.path)


def _absent(state: State, path: Path, linted: Linted) -> Iterator[str]:
    """What a state has only where it is written."""
    if state.waits and state.silence is None:
        yield '"silence" (waits on)'
    if state.reply is not None and linted.is_written((*path, "reply_within")) and state.reply.too_late is None:
        yield '"too_late" (starts afresh)'

"""Ways out that were left to their defaults."""

from collections.abc import Iterator

from flows.authoring.lint.finding import Finding, Linted
from flows.model.flow import State
from flows.source.document import Path


def default_exits(linted: Linted) -> Iterator[Finding]:
    """A transition that is not written: what happens then is Parley's choice."""
    for path, flow in linted.flows():
        for name, state in flow.states.items():
            place = (*path, "states", name)
            if left := list(_left_out(state, place, linted)):
                yield Finding(place, f'state "{name}" leaves to the defaults: {"; ".join(left)}', at_key=True)


def _left_by_the_bot(state: State, path: Path, linted: Linted) -> Iterator[str]:
    team = linted.service.default_team.name
    if state.form is not None and not linted.is_written((*path, "form", "left")):
        yield '"left" of the form (as "no_match" at last)'
    if state.form is not None and not linted.is_written((*path, "form", "failed")):
        yield f'"failed" of the form (calls {team})'
    if state.bot is not None and not linted.is_written((*path, "bot", "failed")):
        yield f'"failed" of the bot (calls {team})'


def _left_out(state: State, path: Path, linted: Linted) -> Iterator[str]:
    team = linted.service.default_team.name
    if state.waits and not linted.is_written((*path, "no_match")):
        yield f'"no_match" (asks twice, then calls {team})'
    if state.waits and state.silence is None:
        yield '"silence" (waits on)'
    if state.call is not None and not linted.is_written((*path, "call", "failed")):
        yield f'"failed" of the call (calls {team})'
    yield from _left_by_the_bot(state, path, linted)
    if state.reply is not None and linted.is_written((*path, "reply_within")) and state.reply.too_late is None:
        yield '"too_late" (starts afresh)'
    if not state.waits and not any(linted.is_written((*path, key)) for key in ("go_to", "escalate", "end")):
        yield '"end" (the conversation is over)'

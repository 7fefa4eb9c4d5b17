"""Compiles calls of business systems, and runs of other flows."""

import re
from collections.abc import Mapping
from typing import Any, Final

from flows.compiler.bot_task_compiler import check_within, compile_action
from flows.compiler.grammar.call_parts import CallPart, RunPart
from flows.compiler.scope import Scope
from flows.compiler.text_compiler import check_savable, compile_address, compile_settings, compile_source
from flows.compiler.transition_compiler import compile_failed
from flows.model.flow import Action, Call, Run
from flows.source.did_you_mean import did_you_mean
from flows.source.document import Path, resolve

#: What is called: an address by its method, or an action of the bot.
_CALLED: Final = ("get", "post", "put", "patch", "delete", "action")
# Where a value decided the host, a customer's text could send the call anywhere.
_FIXED_HOST: Final = re.compile(r"https?://[^/{}?#\s]+([/?#].*)?", re.DOTALL)
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")


def compile_call(part: CallPart | None, path: Path, scope: Scope) -> Call | Action | None:
    """What a state calls; None where it calls nothing."""
    if part is None:
        return None
    method = _method(part, path, scope)
    _check(part, method, path, scope)
    if part.action is not None:
        return compile_action(part, part.action, path, scope)
    return Call(
        method=method.upper(),
        address=compile_address(getattr(part, method) or "", (*path, method), scope),
        within=part.within,
        headers=part.headers,
        body=_body(part.body, (*path, "body"), scope),
        save=part.save,
        failed=compile_failed(part.failed, "failed", (*path, "failed"), scope),
    )


def _method(part: CallPart, path: Path, scope: Scope) -> str:
    written = [called for called in _CALLED if getattr(part, called) is not None]
    if len(written) != 1:
        problem = f"a call needs one of {', '.join(_CALLED[:-1])} or {_CALLED[-1]}, and only one"
        scope.complain(path, problem, "bad-call")
    return written[0] if written else "get"


def _check(part: CallPart, method: str, path: Path, scope: Scope) -> None:
    address = None if method == "action" else getattr(part, method)
    if address is not None and not _FIXED_HOST.fullmatch(address.strip()):
        problem = "the address must begin with http:// or https:// and a host that is written out"
        scope.complain((*path, method), problem, "bad-call")
    check_within(part.within, path, scope)
    _check_misplaced(part, method, path, scope)
    if part.body is not None and method == "get":
        scope.complain((*path, "body"), 'a "get" sends no body', "bad-call")
    if part.save is not None:
        check_savable(part.save, (*path, "save"), scope)
    _check_headers(part.headers, (*path, "headers"), scope)


def _check_misplaced(part: CallPart, method: str, path: Path, scope: Scope) -> None:
    for key in ("headers", "body") if method == "action" else ("with",):
        if getattr(part, "arguments" if key == "with" else key):
            fitting = 'an address: an action is given slots, by "with"' if method == "action" else '"action"'
            scope.document.complain((*path, key), f'"{key}" is for {fitting}', "bad-call", at_key=True)


def _check_headers(headers: Mapping[str, str], path: Path, scope: Scope) -> None:
    for name, value in headers.items():
        if not _HEADER_NAME.fullmatch(name) or not value.isprintable() or not value.isascii():
            scope.complain((*path, name), f'"{name}" is not a header that can be sent', "bad-call")


def _body(value: Any, path: Path, scope: Scope) -> Any:
    """The body with its texts compiled; it is filled in anew for each call."""
    match value:
        case dict():
            return {key: _body(item, (*path, key), scope) for key, item in value.items()}
        case list():
            return [_body(item, (*path, number), scope) for number, item in enumerate(value)]
        case str():
            plain = resolve(value)
            return compile_source(plain, path, scope) if isinstance(plain, str) else plain
        case _:
            return value


def compile_run(part: RunPart | None, path: Path, scope: Scope) -> Run | None:
    """The flow that a state goes through; None where it runs none."""
    if part is None:
        return None
    if part.flow not in scope.flows:
        hint = did_you_mean(part.flow, scope.flows)
        scope.complain((*path, "flow"), f'flow "{part.flow}" does not exist{hint}', "unknown-flow")
        return Run(part.flow)
    _check_arguments(part, path, scope)
    for place in part.save.values():
        check_savable(place, (*path, "save"), scope)
    arguments = compile_settings(part.arguments, (*path, "with"), scope)
    return Run(part.flow, arguments, _results(part, path, scope))


def _check_arguments(part: RunPart, path: Path, scope: Scope) -> None:
    takes = scope.flows[part.flow].takes
    for name in part.arguments:
        if name not in takes:
            problem = f'flow "{part.flow}" takes no "{name}"{did_you_mean(name, takes)}'
            scope.document.complain((*path, "with", name), problem, "unknown-name", at_key=True)
    missing = [name for name in takes if name not in part.arguments]
    if missing:
        scope.complain(path, f'flow "{part.flow}" takes "{missing[0]}" too: give it under "with"', "missing-key")


def _results(part: RunPart, path: Path, scope: Scope) -> Mapping[str, str]:
    """Which result is kept under which name. Written short, it is the only one there is."""
    gives = scope.flows[part.flow].gives
    if "" in part.save:
        if len(gives) != 1:
            problem = f'flow "{part.flow}" gives {len(gives)} results: write which one, as in save: {{result: name}}'
            scope.complain((*path, "save"), problem, "unknown-name")
            return {}
        return {gives[0]: part.save[""]}
    for name in part.save:
        if name not in gives:
            problem = f'flow "{part.flow}" gives no "{name}"{did_you_mean(name, gives)}'
            scope.document.complain((*path, "save", name), problem, "unknown-name", at_key=True)
    return part.save

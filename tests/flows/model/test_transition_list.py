"""The list of transitions leaves nothing out, and says of each where it is written."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, get_args, get_type_hints

from flows import Service, load_text
from flows.compiler.json_schema import schema
from flows.model.flow import Attached, Escalation, OnFile, Rule, State, Transition
from flows.model.state_machine import FlowMachine
from flows.model.text_list import TextKind
from flows.model.transition_list import (
    ListedTransition,
    TransitionKind,
    all_texts,
    all_transitions,
    messages_on_file,
    transitions_of_state,
)
from flows.source.document import Path
from flows.text.localized_text import Text
from tests.flows.scenario import harbour_dental

SCHEMA = schema()
#: Every key of the language that leads somewhere or says something, with all that may stand beside it.
WHOLE = """
parley: 1
brand: {name: Test, help: Call us., wordings: {queued: Wait.}}
teams: {desk: {}, nurses: {}}
bot: {when_down: {escalate: nurses}, language_model: {texts: {parking: Free.}}}
keywords: [{hear: menu, say: The menu., media: 'https://h/m.png', go_to: done}]
flows:
  f:
    start: ask
    rules: [{hear: menu2, say: "{{ day }}", template: HX1, set: {x: 1}, end: true}]
    states:
      ask:
        say: Which day?
        media: 'https://h/{{ x }}.png'
        template: {id: HX2, values: {"1": "{{ x }}"}}
        call: {get: 'http://h', save: y, failed: {say: Down., go_to: done}}
        rules:
          - {hear: x, if: {channel: sms}, say: X., template: {id: HX3, values: {"1": "{{ x }}"}}}
          - {intent: {name: pain, label: Pain}, go_to: done}
          - {event: {name: paid, fields: {day: date}}, say: "{{ day }}", go_to: done}
        answer: {type: choice, save: day, choices: [One, Two], retry: One or two?}
        checks: [{if: {known: day}, say: I see., go_to: done}]
        no_match: {say: What?, escalate: desk}
        silence: {after: 1h, say: Hello?}
        reply_within: 2h
        too_late: {say: Too late., go_to: done}
        go_to: fill
      fill: {form: {name: visit, left: {say: Left.}, failed: {say: Failed.}}, go_to: act}
      act: {call: {action: look, failed: done}, go_to: chat}
      chat: {bot: {failed: {say: Down., go_to: done}}}
      done: {say: Bye., end: true}
"""


def service() -> Service:
    return load_text(WHOLE, "flows.yaml", {})


def reachable(value: object, seen: set[int]) -> Iterator[object]:
    """Everything that hangs on a value by the fields of data classes, mappings and sequences, each once."""
    if id(value) in seen or isinstance(value, str):
        return
    seen.add(id(value))
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        below: Sequence[object] = [getattr(value, field.name) for field in fields(value)]
    elif isinstance(value, Mapping):
        below = [*value.values()]
    else:
        below = [*value] if isinstance(value, list | tuple | set | frozenset) else []
    for each in below:
        yield from reachable(each, seen)


def everything_in(service: Service) -> list[object]:
    """What Parley brings along is written in no file, and machines and indexes are made of what is."""
    brought_along = {id(each) for each in (service.wordings, service.calendars)}
    found = list(reachable(service, brought_along))
    assert any(isinstance(each, FlowMachine) for each in found)
    return found


def of_type(kind: type[Any], found: list[object]) -> Counter[int]:
    return Counter(id(each) for each in found if isinstance(each, kind))


def assert_complete(service: Service) -> None:
    found = everything_in(service)
    listed, texts = list(all_transitions(service)), list(all_texts(service))
    written = [each for each in listed if each.kind is not TransitionKind.WHEN_DOWN]
    assert Counter(id(each.transition) for each in written) == of_type(Transition, found)
    said = [each for each in texts if each.kind is not TextKind.ATTACHED]
    assert Counter(id(each.text) for each in said) == of_type(Text, found)
    assert attached_templates(found) == Counter(
        id(each.text.by_language[""]) for each in texts if each.kind is TextKind.ATTACHED
    )
    called = {id(each.transition.escalate) for each in listed if each.transition.escalate is not None}
    assert called == set(of_type(Escalation, found))


def attached_templates(found: list[object]) -> Counter[int]:
    attached = [each for each in found if isinstance(each, Attached)]
    on_file = [value for each in attached if each.template for value in each.template.values.values()]
    return Counter(id(template) for template in (*(media for each in attached for media in each.media), *on_file))


def test_every_transition_text_and_attachment_of_a_service_is_listed_once() -> None:
    assert_complete(service())
    assert_complete(harbour_dental())


def test_the_example_has_every_place_for_a_transition_or_a_text() -> None:
    """A new one fails here until it is in the example, and then above until it is in the list."""
    places = {(kind, name) for kind in classes_below(Service, set()) for name in places_in(kind)}
    filled = {
        (type(each), name) for each in everything_in(service()) for name in places_in(type(each)) if getattr(each, name)
    }
    assert {(kind.__name__, name) for kind, name in places - filled} == set()


def classes_below(kind: type[Any], seen: set[type[Any]]) -> set[type[Any]]:
    """The data classes that the fields of one may hold, and theirs."""
    if is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        for hint in get_type_hints(kind).values():
            for each in types_in(hint):
                classes_below(each, seen)
    return seen


def places_in(kind: type[Any]) -> list[str]:
    """Its fields that may hold something to list."""
    hints = get_type_hints(kind) if kind.__module__.startswith("flows.model") else {}
    return [name for name, hint in hints.items() if {Transition, Text, Attached, OnFile, Rule} & {*types_in(hint)}]


def types_in(hint: Any) -> Iterator[Any]:
    yield hint
    for each in get_args(hint):
        yield from types_in(each)


def test_the_example_has_every_kind() -> None:
    assert {each.kind for each in all_transitions(service())} == set(TransitionKind)


def test_each_stands_where_the_file_has_it() -> None:
    ask = service().flows["f"].states["ask"]
    assert [(each.kind.value, each.path, texts_of(each)) for each in transitions_of_state(ask, ("ask",))] == [
        ("rule", ("ask", "rules", 0), ["ask.rules.0.say", "ask.rules.0.template.values.1"]),
        ("rule", ("ask", "rules", 1), ["ask.rules.1.intent.label"]),
        ("rule", ("ask", "rules", 2), ["ask.rules.2.say"]),
        ("guard", ("ask", "checks", 0), ["ask.checks.0.say"]),
        ("no match", ("ask", "no_match"), ["ask.no_match.say"]),
        ("silence", ("ask", "silence"), ["ask.silence.say"]),
        ("call failed", ("ask", "call", "failed"), ["ask.call.failed.say"]),
        ("too late", ("ask", "too_late"), ["ask.too_late.say"]),
        ("onward", ("ask",), []),
    ]


def texts_of(listed: ListedTransition) -> list[str]:
    return [".".join(map(str, each.path)) for each in listed.texts]


def test_a_transition_that_a_state_cannot_take_is_marked() -> None:
    states = service().flows["f"].states

    def impossible(state: State) -> list[str]:
        return [each.kind.value for each in transitions_of_state(state) if not each.is_possible]

    assert {name: impossible(state) for name, state in states.items()} == {
        "ask": [],
        "fill": [],
        "act": ["no match"],
        "chat": ["onward"],
        "done": ["no match"],
    }


def test_messages_on_file_are_found_wherever_they_are_said() -> None:
    assert [each.id for each in messages_on_file(service())] == ["HX2", "HX1", "HX3"]


def test_every_place_of_the_schema_that_leads_somewhere_is_listed() -> None:
    listed = {_nameless(each.path) for each in all_transitions(service())}
    assert set(places(SCHEMA, ())) == listed


def _nameless(path: Path) -> Path:
    """Names of flows and states, and numbers of rules, as the schema has them: any."""
    is_flow = path[:1] == ("flows",)
    return tuple("*" if isinstance(step, int) or (is_flow and at in (1, 3)) else step for at, step in enumerate(path))


def places(node: dict[str, Any], path: Path, below: tuple[str, ...] = ()) -> Iterator[Path]:
    """Where a schema lets somebody write `escalate`, a key of every transition."""
    name = node.get("$ref", "").rpartition("/")[2]
    if name in below:
        return
    if name:
        yield from places(SCHEMA["definitions"][name], path, (*below, name))
    if "escalate" in node.get("properties", {}):
        yield path
    steps = [*node.get("properties", {}).items()]
    steps += [("*", node[key]) for key in ("items", "additionalProperties") if isinstance(node.get(key), dict)]
    for step, each in steps:
        yield from places(each, (*path, step), below)
    for each in (*node.get("anyOf", ()), *node.get("allOf", ())):
        yield from places(each, path, below)

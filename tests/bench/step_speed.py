"""What a step costs, and whether a thousand keywords cost more than ten: `python -m tests.bench.step_speed`."""

import timeit
from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

from flows import Contact, Outcome, Service, load_text, step
from flows.protocol.events import TextReceived

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ANA = Contact(name="Ana")
TEXTS = {
    "the state's rule takes it": "next please",
    "nothing takes it": "what do you mean by that?",
    "a keyword of the service": "word3",
    "nothing takes it, in Thai": "ฉันต้องการจองคิวพรุ่งนี้",
}


def service_of(states: int, keywords: int) -> Service:
    """A ring of states, and keywords that lead into it."""
    lines = ["parley: 1", "brand: {name: Test}", "keywords:"]
    lines += [f"  - {{hear: [word{n}, other{n} thing, คำ{n}], go_to: s{n % states}}}" for n in range(keywords)]
    lines += ["flows:", "  f:", "    start: s0", "    states:"]
    for n in range(states):
        rules = f"[{{hear: [next], go_to: s{(n + 1) % states}}}, {{hear: [zip{n}], end: true}}]"
        say = f"'Hi {{{{ contact.name }}}}, state {n}'"
        lines.append(f"      s{n}: {{say: {say}, rules: {rules}, silence: {{after: 30m, end: true}}}}")
    return load_text("\n".join(lines), "flows.yaml", {})


def microseconds(call: Callable[[], object], number: int = 1000, repeat: int = 5) -> float:
    """Of processor time, the best of several runs: the others measure the neighbours."""
    return min(timeit.repeat(call, timer=process_time, number=number, repeat=repeat)) / number * 1e6


def microseconds_per_step(service: Service, text: str) -> float:
    outcome = step(service, None, TextReceived("+1", "hi"), NOW, ANA)
    assert isinstance(outcome, Outcome), "the measured flow asks nobody"
    conversation = outcome.conversation
    event = TextReceived("+1", text)
    return microseconds(lambda: step(service, conversation, event, NOW, ANA))


def measure() -> dict[str, float]:
    """The dearest kind of text at 50 states and ten keywords, and what a thousand keywords do to any kind at worst."""
    few, many = service_of(50, 10), service_of(50, 1000)
    costs = {label: _in_turn(few, many, text) for label, text in TEXTS.items()}
    return {
        "step_us": max(with_few for with_few, _ in costs.values()),
        "keywords_1000_vs_10": max(with_many / with_few for with_few, with_many in costs.values()),
    }


def _in_turn(few: Service, many: Service, text: str) -> tuple[float, float]:
    """In turns, so that both get their best from the same stretch of time."""
    rounds = [(microseconds_per_step(few, text), microseconds_per_step(many, text)) for _ in range(3)]
    return min(with_few for with_few, _ in rounds), min(with_many for _, with_many in rounds)


def main() -> None:
    for keywords in (10, 1000):
        service = service_of(50, keywords)
        for label, text in TEXTS.items():
            print(f"50 states, {keywords:4} keywords, {label:26} {microseconds_per_step(service, text):6.1f} µs")


if __name__ == "__main__":
    main()

"""What `parley check` takes for a file of 10,000 lines: `python -m tests.bench.check_speed`."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import cores
from tests.bench.progress import tell
from tests.bench.server import environment, python

LINES, CHECKS = 10_000, 3


def measure(folder: Path) -> dict[str, float]:
    """Processor time of the whole process, the best of several: the others measure the neighbours."""
    tell(f"parley check, {LINES:,} lines")
    file = folder / "long.yaml"
    file.write_text("\n".join(long_file(LINES)))
    return {"check_10000_lines_seconds": min(_processor_seconds(file) for _ in range(CHECKS))}


def long_file(lines: int) -> Iterator[str]:
    """Flows as people write them: texts, rules, answers, checks, silences; about 500 states for 10,000 lines."""
    written = ["parley: 1", "brand: {name: Test}", "hours: {clinic: {mon-fri: 08:30-17:30}}", "flows:"]
    flow = 0
    while len(written) < lines:
        written += [f"  flow_{flow}:", "    start: state_0", "    states:"]
        for state in range(20):
            written += _state(state, (state + 1) % 20)
        flow += 1
    yield from written


def _state(number: int, onward: int) -> list[str]:
    return f"""\
      state_{number}:
        say: |
          Hi {{{{ contact.name or "there" }}}}, this is state {number}.
          {{% if hours.clinic.open %}}We are open.{{% else %}}We open {{{{ hours.clinic.next_opening }}}}.{{% endif %}}
        rules:
          - hear: [word{number}, "a phrase {number}", menu]
            go_to: state_{onward}
          - hear: ["1", book, appointment]
            if: {{open: clinic}}
            say: "All right, {{{{ answer_{number} }}}}."
            go_to: state_{onward}
        answer:
          type: choice
          save: answer_{number}
          choices:
            - Monday
            - {{label: Tuesday, hear: [tue]}}
        checks:
          - if: {{equals: {{answer_{number}: Monday}}}}
            say: "Monday it is."
            go_to: state_{onward}
        no_match: {{say: "Sorry? Monday or Tuesday.", times: 2, escalate: everyone}}
        silence: {{after: 30m, say: "Are you still there?"}}
        go_to: state_{onward}""".splitlines()


def _processor_seconds(file: Path) -> float:
    before = os.times()
    with cores.children_on("server"):
        subprocess.run(
            python("router", "check", file.name),
            cwd=file.parent,
            env=environment(),
            check=True,
            stdout=subprocess.DEVNULL,
        )
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    with TemporaryDirectory() as name:
        print(measure(Path(name)))


if __name__ == "__main__":
    main()

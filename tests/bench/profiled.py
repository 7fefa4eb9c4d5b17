"""A serving Parley under the profiler: `python -m tests.bench.profiled REPORT serve|web_only PORT`.

Its event loop and its writer thread are profiled each by itself. What took most time of its own, and what each SQL
statement took, is written to REPORT when it stops. The profiler makes calls dearer than they are: it shows where the
time goes, not how much. A call that lets go of the interpreter's lock shows the wait to get it back.
"""

import cProfile
import os
import pstats
import sys
from pathlib import Path

import flows
from router import logs
from router import settings as environment
from router.app import Parley
from router.cli.asgi_server import Listener, run
from router.store.writer import Writer
from tests.bench.statements import Statements
from tests.bench.web_only import WebOnly

TOP = 40
PARTS = {"serve": Parley, "web_only": WebOnly}


class _ProfiledWriter:
    """Stands in for `Writer.run`, so that the profiler starts in the writer's own thread."""

    def __init__(self, profile: cProfile.Profile) -> None:
        self._profile = profile
        self._run = Writer.run

    def install(self) -> None:
        def run_profiled(writer: Writer) -> None:
            self._profile.runcall(self._run, writer)

        Writer.run = run_profiled  # type: ignore[assignment, method-assign]


def main(report: Path, part: str, port: int) -> None:
    writer, loop, statements = cProfile.Profile(), cProfile.Profile(), Statements()
    statements.listen()
    _ProfiledWriter(writer).install()
    settings = environment.read(os.environ)
    logs.configure(for_terminal=False)
    app = PARTS[part](settings, flows.load(settings.flows, os.environ)).app()
    loop.runcall(run, Listener(app, "127.0.0.1", port))
    with report.open("w") as out:
        for title, profile in (("event loop", loop), ("writer thread", writer)):
            print(f"== {title} ==", file=out)
            pstats.Stats(profile, stream=out).sort_stats("tottime").print_stats(TOP)
        print("== statements ==", file=out)
        statements.print_to(out, TOP)


if __name__ == "__main__":
    # From Python 3.12 on, the two profiles of two threads would become one muddle (sys.monitoring is global).
    if sys.version_info >= (3, 12):
        raise SystemExit("profiling needs Python 3.11: make PYTHON=python3.11 bench PROFILE=1")
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))

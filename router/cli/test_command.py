"""`parley test`."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click

from flows.authoring.simulation.scenarios.expectation_update import corrected
from flows.authoring.simulation.scenarios.scenario_runner import Runner
from router.cli import complaint_formats
from router.cli.echo import echo
from router.cli.test_report import terminal_report
from router.cli.test_report.json_report import as_json as results_as_json
from router.cli.test_report.junit_report import junit_xml
from router.cli.test_report.suites import NothingToTest, Suite, Timed, suites_of
from router.providers.twilio.vocabulary import is_keyword

#: Below this many nobody needs to see how far it has come.
_WORTH_A_BAR = 200


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--flow", type=click.Path(exists=True, path_type=Path), help="The flow to test; else the file beside.")
@click.option("-k", "words", multiple=True, metavar="WORD", help="Only scenarios with WORD in their names.")
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write the results there as JUnit XML.")
@click.option(
    "--coverage",
    type=click.Choice(["short", "full", "off"]),
    is_flag=False,
    flag_value="full",
    help="What no scenario reached: in short (as usual), in full, or not at all.",
)
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="PERCENT", help="Fail when less is covered.")
@click.option("--update", is_flag=True, help="Write what the flow says into the files, where out says otherwise.")
@click.option("-v", "--verbose", is_flag=True, help="Name every scenario.")
@click.option("--json", "as_json", is_flag=True, help="Write the results as JSON.")
def test(
    files: tuple[Path, ...],
    flow: Path | None,
    words: tuple[str, ...],
    junit: Path | None,
    coverage: str | None,
    fail_under: float | None,
    *,
    update: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Live through the scenarios of FILES: flow files, their *.test.yaml, or folders; PARLEY_FLOWS unless named.

    Ends with 1 when a scenario fails, a file is wrong, or less is covered than asked for.
    """
    suites = _read(files or (Path(os.environ.get("PARLEY_FLOWS", "flows.yaml")),), flow, words)
    if update:
        _update(suites)
        suites = _read(files or (Path(os.environ.get("PARLEY_FLOWS", "flows.yaml")),), flow, words)
    _run(suites, quiet=as_json)
    if junit is not None:
        junit.write_bytes(junit_xml(suites))
    shown = coverage or ("off" if words and fail_under is None else "short")
    if as_json:
        click.echo(json.dumps(results_as_json(suites), indent=2, ensure_ascii=False))
    else:
        _show(suites, shown, verbose=verbose)
    if not _is_good(suites, fail_under):
        raise SystemExit(1)


def _read(files: Sequence[Path], flow: Path | None, words: Sequence[str]) -> list[Suite]:
    try:
        suites = suites_of(files, flow)
    except NothingToTest as nothing:
        raise click.UsageError(str(nothing)) from nothing
    for suite in suites:
        suite.read()
        if words:
            suite.choose(words)
    if words and not any(those for suite in suites for those in suite.scenarios.values()):
        raise click.UsageError(f"no scenario has {' or '.join(words)} in its name")
    return suites


def _update(suites: Sequence[Suite]) -> None:
    for suite in suites:
        if suite.service is None:
            continue
        runner = Runner(suite.service, provider_answers=is_keyword)
        for file, scenarios in suite.scenarios.items():
            corrections = [each for scenario in scenarios for each in runner.correct(scenario)]
            if corrections:
                file.write_bytes(corrected(file.read_bytes().decode("utf-8"), corrections).encode("utf-8"))
                click.echo(f"{file}: {len(corrections)} corrected", err=True)


def _run(suites: Sequence[Suite], *, quiet: bool) -> None:
    count = sum(len(those) for suite in suites for those in suite.scenarios.values())
    with _bar(count, quiet=quiet) as tell:
        for suite in suites:
            suite.run(tell)


def _bar(count: int, *, quiet: bool) -> AbstractContextManager[Callable[[], None]]:
    if quiet or count < _WORTH_A_BAR or not sys.stderr.isatty():
        return nullcontext(_nothing)
    return _Bar(count)


def _nothing() -> None:
    return


class _Bar(AbstractContextManager[Callable[[], None]]):
    """Moves on by one scenario at a time."""

    def __init__(self, count: int) -> None:
        self._bar = click.progressbar(length=count, label="scenarios", file=sys.stderr)

    def __enter__(self) -> Callable[[], None]:
        self._bar.__enter__()
        return lambda: self._bar.update(1)

    def __exit__(self, *error: Any) -> None:
        self._bar.__exit__(*error)


def _show(suites: Sequence[Suite], coverage: str, *, verbose: bool) -> None:
    for suite in suites:
        for complaint in suite.complaints:
            echo(complaint_formats.in_its_line(complaint) if sys.stdout.isatty() else str(complaint))
        for timed in suite.all_results:
            _show_result(timed, suite, verbose=verbose)
    click.echo(_summary(suites))
    for suite in suites:
        _show_coverage(suite, coverage)


def _show_result(timed: Timed, suite: Suite, *, verbose: bool) -> None:
    name = timed.result.scenario.name
    if timed.result.failure is None:
        if verbose:
            echo(f"{click.style('passed', fg='green')}  {name}")
        return
    zone = None if suite.service is None else suite.service.zone
    first, *more = terminal_report.details(timed.result, zone)
    echo(f"{click.style('FAILED', fg='red', bold=True)}  {name}\n  {click.style(first, bold=True)}")
    for line in more:
        click.echo(f"  {line}")
    click.echo()


def _summary(suites: Sequence[Suite]) -> str:
    results = [timed for suite in suites for timed in suite.all_results]
    failed = sum(timed.result.failure is not None for timed in results)
    wrong = sum(len(suite.complaints) for suite in suites)
    parts = [f"{len(results)} scenario{'' if len(results) == 1 else 's'}"]
    parts += [f"{failed} failed"] if failed else ["all passed"] if results else []
    parts += [f"{wrong} mistake{'' if wrong == 1 else 's'} in the files"] if wrong else []
    return f"{', '.join(parts)} ({sum(timed.seconds for timed in results):.2f} s)"


def _show_coverage(suite: Suite, form: str) -> None:
    coverage = suite.coverage
    if coverage is None or form == "off" or not suite.all_results:
        return
    lines = (
        terminal_report.coverage_in_full(coverage) if form == "full" else [terminal_report.coverage_summary(coverage)]
    )
    for line in lines:
        echo(line)


def _is_good(suites: Sequence[Suite], fail_under: float | None) -> bool:
    if any(suite.complaints or any(each.result.failure for each in suite.all_results) for suite in suites):
        return False
    covered = [suite.coverage.percent for suite in suites if suite.coverage is not None]
    enough = fail_under is None or min(covered, default=0) >= fail_under
    if not enough:
        click.echo(f"less than {fail_under:g} % is covered", err=True)
    return enough

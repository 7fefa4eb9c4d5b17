"""Results for programs."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from router.cli.test_report.suites import Suite, Timed


def as_json(suites: Sequence[Suite]) -> dict[str, Any]:
    results = [timed for suite in suites for timed in suite.all_results]
    failed = sum(timed.result.failure is not None for timed in results)
    return {
        "passed": len(results) - failed,
        "failed": failed,
        "complaints": [asdict(each) for suite in suites for each in suite.complaints],
        "scenarios": [_result(timed) for timed in results],
        "coverage": [_coverage(suite) for suite in suites if suite.coverage is not None],
    }


def _result(timed: Timed) -> dict[str, Any]:
    scenario, failure = timed.result.scenario, timed.result.failure
    mark = scenario.mark if failure is None else failure.mark
    return {
        "name": scenario.name,
        "passed": failure is None,
        "file": mark.file,
        "line": mark.line,
        "column": mark.column,
        "seconds": round(timed.seconds, 4),
        "problem": None if failure is None else failure.problem,
        "expected": None if failure is None else failure.expected,
        "got": None if failure is None else failure.got,
        "transcript": [
            {"at": line.at.isoformat(), "who": line.voice, "text": line.text} for line in timed.result.transcript
        ],
    }


def _coverage(suite: Suite) -> dict[str, Any]:
    coverage = suite.coverage
    missing = () if coverage is None else coverage.missing
    return {
        "flow": suite.flow.as_posix(),
        "percent": 0 if coverage is None else coverage.percent,
        "not_reached": [
            {"kind": place.kind, "flow": place.spot.flow, "state": place.spot.state, "what": place.label}
            for place in missing
        ],
    }

"""Results as JUnit XML, which continuous integration shows."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from router.cli.test_report.suites import Suite, Timed
from router.cli.test_report.terminal_report import details

#: Characters that XML 1.0 cannot hold.
_UNWRITABLE: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(suites: Iterable[Suite]) -> bytes:
    """One testsuite for each test file; a file that cannot be read is an error of its own."""
    root = ElementTree.Element("testsuites", name="parley test")
    for suite in suites:
        for file in suite.files:
            _add_file(root, suite, file)
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(each.get(key, "0")) for each in root)))
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_file(root: ElementTree.Element, suite: Suite, file: Path) -> None:
    results = suite.results.get(file, [])
    complaints = [each for each in suite.complaints if each.file == file.as_posix() or not results]
    element = ElementTree.SubElement(
        root,
        "testsuite",
        name=file.as_posix(),
        tests=str(len(results) + bool(complaints)),
        failures=str(sum(timed.result.failure is not None for timed in results)),
        errors=str(int(bool(complaints))),
        skipped="0",
        time=f"{sum(timed.seconds for timed in results):.4f}",
    )
    if complaints:
        case = ElementTree.SubElement(element, "testcase", classname=file.as_posix(), name="(reading)", time="0")
        _add_trouble(case, "error", "cannot be read", list(map(str, complaints)))
    for timed in results:
        _add_result(element, file, timed)


def _add_result(element: ElementTree.Element, file: Path, timed: Timed) -> None:
    scenario, failure = timed.result.scenario, timed.result.failure
    case = ElementTree.SubElement(
        element,
        "testcase",
        classname=file.as_posix(),
        name=_writable(scenario.name),
        file=file.as_posix(),
        line=str(scenario.mark.line),
        time=f"{timed.seconds:.4f}",
    )
    if failure is not None:
        _add_trouble(case, "failure", failure.problem, details(timed.result))


def _add_trouble(case: ElementTree.Element, kind: str, message: str, lines: Sequence[str]) -> None:
    trouble = ElementTree.SubElement(case, kind, message=_writable(message), type=kind)
    trouble.text = _writable("\n".join(lines))


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)

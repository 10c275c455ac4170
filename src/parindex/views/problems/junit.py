"""Problems as JUnit XML: a suite a file, a test for each thing that was checked in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from parindex.base import Checked, Findings, Problem, visible
from parindex.views.problems.problem_lines import line

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def to_junit(report: Findings) -> str:
    """Return a report as JUnit XML: errors fail a test, warnings and notes stand in what it printed."""
    from xml.etree.ElementTree import Element, indent, tostring

    tests: dict[str, list[Element]] = {}
    for checked, problems in _shared(report):
        name = visible(report.names[checked.source])
        tests.setdefault(name, []).append(_test(Element, name, checked, problems))
    for failure in report.failed:
        name = visible(failure.source) or "parindex"
        test = Element("testcase", name="read", classname=name)
        error = Element("error", type="could-not-check", message=visible(failure.message))
        error.text = line(failure)
        test.append(error)
        tests.setdefault(name, []).append(test)
    root = Element("testsuites", {"name": "parindex", **_counts(test for some in tests.values() for test in some)})
    for name, some in tests.items():
        suite = Element("testsuite", {"name": name, **_counts(some)})
        suite.extend(some)
        root.append(suite)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _shared(report: Findings) -> list[tuple[Checked, list[Problem]]]:
    """Share the problems out among what was checked; a file that has none of them is added."""
    shared: dict[Checked, list[Problem]] = {checked: [] for checked in report.checked}
    for kind, told in zip(report.kinds, report.told, strict=True):
        found = kind.problems[0]
        holding = [checked for checked in report.checked if checked.holds(found)]
        nearest = max(holding, key=lambda checked: len(checked.path), default=Checked(found.source))
        shared.setdefault(nearest, []).append(told)
    return list(shared.items())


def _test(element: type[Element], name: str, checked: Checked, problems: list[Problem]) -> Element:
    test = element("testcase", name=visible(checked.name) or "check", classname=name)
    stopping = [problem for problem in problems if problem.severity == "error"]
    rest = [problem for problem in problems if problem.severity != "error"]
    if stopping:
        more = f" (and {len(stopping) - 1} more)" if len(stopping) > 1 else ""
        failure = element("failure", type=stopping[0].code, message=visible(stopping[0].message) + more)
        failure.text = "\n".join(map(line, stopping))
        test.append(failure)
    if rest:
        printed = element("system-out")
        printed.text = "\n".join(map(line, rest))
        test.append(printed)
    return test


def _counts(tests: Iterable[Element]) -> dict[str, str]:
    tests = list(tests)
    found = {kind: sum(test.find(kind) is not None for test in tests) for kind in ("failure", "error")}
    return {"tests": str(len(tests)), "failures": str(found["failure"]), "errors": str(found["error"])}

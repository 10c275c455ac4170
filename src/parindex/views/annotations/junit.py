"""Problems and changes as JUnit XML: a suite a file, a test for each thing that was looked at in it.

The report is valid by the schema of Ant's own, which is the strictest: what a suite printed stands behind its tests.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import attrs

from parindex.base import Checked, visible
from parindex.views.annotations.annotation import Annotation, Annotations

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: The suite of what is about no file.
_NO_FILE = "parindex"
_MOST_DIGITS = 11


def to_junit(report: Annotations) -> str:
    """Return a report as JUnit XML: errors fail a test, warnings and notes stand in what its suite printed.

    No time is measured and no machine is named, so that the same files give the same report everywhere.
    """
    from xml.etree.ElementTree import Element, indent, tostring

    root = Element("testsuites")
    writer = _Writer(Element, _timestamp(os.environ.get("SOURCE_DATE_EPOCH", "")))
    suites = _suites(report)
    for at, (name, suite) in enumerate(suites.items()):
        root.append(writer.suite(at, name, suite))
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


@attrs.define
class _Suite:
    """One file: what was looked at in it, what kept it from being read, and remarks."""

    tests: dict[Checked, list[Annotation]] = attrs.field(factory=dict)
    failures: list[Annotation] = attrs.field(factory=list)
    remarks: tuple[str, ...] = ()


def _suites(report: Annotations) -> dict[str, _Suite]:
    """Share what is told out among files; one that has no test is added, and remarks stand in the first."""
    suites: dict[str, _Suite] = {}
    for part in report.parts:
        _suite(suites, part.source).tests.setdefault(part, [])
    for one in report.listed:
        _suite(suites, one.part.source).tests.setdefault(one.part, []).append(one)
    for one in report.failures:
        _suite(suites, one.source).failures.append(one)
    if report.remarks:
        (next(iter(suites.values()), None) or _suite(suites, "")).remarks = report.remarks
    return suites


def _suite(suites: dict[str, _Suite], source: str) -> _Suite:
    return suites.setdefault(visible(source) or _NO_FILE, _Suite())


@attrs.frozen
class _Writer:
    """Makes elements, in the order that Ant's schema wants."""

    element: type[Element]
    timestamp: str

    def suite(self, at: int, name: str, suite: _Suite) -> Element:
        """Return a file as a suite."""
        tests = [self.test(name, part, told) for part, told in suite.tests.items()]
        tests += [self.unread(name, suite.failures)] if suite.failures else []
        about = {"id": str(at), "name": name, "package": "parindex", "hostname": "localhost"}
        made = self.element("testsuite", {**about, "timestamp": self.timestamp, **_counts(tests), "time": "0"})
        made.extend([self.element("properties"), *tests])
        rest = [one.text for told in suite.tests.values() for one in told if one.severity != "error"]
        made.append(self.text("system-out", rest))
        made.append(self.text("system-err", [f"parindex: {remark}" for remark in suite.remarks]))
        return made

    def test(self, name: str, part: Checked, told: Sequence[Annotation]) -> Element:
        """Return what was looked at as a test, which errors fail."""
        stopping = [one for one in told if one.severity == "error"]
        return self.case(name, visible(part.name) or "check", "failure", stopping)

    def unread(self, name: str, failures: Sequence[Annotation]) -> Element:
        """Return a file that could not be read as a test with an error; a name that stands twice is read once."""
        return self.case(name, "read", "error", failures)

    def case(self, file: str, name: str, tag: str, told: Sequence[Annotation]) -> Element:
        """Return a test, with what went wrong under a tag."""
        test = self.element("testcase", name=name, classname=file, time="0")
        if told:
            more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
            wrong = self.element(tag, type=told[0].code, message=visible(told[0].bare) + more)
            wrong.text = "\n".join(one.text for one in told)
            test.append(wrong)
        return test

    def text(self, tag: str, lines: Sequence[str]) -> Element:
        """Return lines that were printed."""
        made = self.element(tag)
        made.text = "\n".join(map(visible, lines)) or None
        return made


def _counts(tests: Sequence[Element]) -> dict[str, str]:
    found = {kind: sum(test.find(kind) is not None for test in tests) for kind in ("failure", "error")}
    return {"tests": str(len(tests)), "failures": str(found["failure"]), "errors": str(found["error"])}


def _timestamp(seconds: str) -> str:
    """Return the time that reproducible builds are given, else the first second of 1970: none is measured."""
    given = seconds.isascii() and seconds.isdigit() and len(seconds) <= _MOST_DIGITS
    return datetime.fromtimestamp(int(seconds) if given else 0, UTC).strftime("%Y-%m-%dT%H:%M:%S")

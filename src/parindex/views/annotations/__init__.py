"""What is told at its place, in the formats of forges: problems and changes by the same writers."""

from collections.abc import Callable, Mapping

from parindex.views.annotations.annotation import (
    Annotation as Annotation,
    Annotations as Annotations,
    Kind as Kind,
)
from parindex.views.annotations.github import to_github
from parindex.views.annotations.gitlab import to_gitlab
from parindex.views.annotations.junit import to_junit
from parindex.views.annotations.of_findings import annotated as annotated, line as line
from parindex.views.annotations.sarif import to_sarif

#: Every format of annotations by the name that `--format` takes: a new one is a module and a line here.
ANNOTATED: Mapping[str, Callable[[Annotations], str]] = {
    "github": to_github,
    "gitlab": to_gitlab,
    "sarif": to_sarif,
    "junit": to_junit,
}

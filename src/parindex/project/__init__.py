"""A tree of files checked together, with a project's settings and against git."""

from parindex.project.check_run import Report, check_files

__all__ = [
    "Report",
    "check_files",
]

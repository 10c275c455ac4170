"""What exact arithmetic may take by limits, and what is told where it would take more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from parindex.base.limits import Limits
from parindex.base.messages import say
from parindex.base.problem_errors import EvidenceError
from parindex.base.problems import Path, Problem
from parindex.kernels import Allowance, TooMuchWorkError, allowed


@contextmanager
def work_allowed(limits: Limits, source: str = "", allowance: Allowance | None = None) -> Iterator[None]:
    """Allow exact arithmetic what limits say, or what is left of an allowance.

    Raises
    ------
    EvidenceError
        It would take more: `too-large`.
    """
    try:
        with allowed(limits.max_work if allowance is None else allowance):
            yield
    except TooMuchWorkError:
        raise EvidenceError((too_much_work(limits, source),)) from None


def too_much_work(limits: Limits, source: str = "", path: Path = (), message: str = "") -> Problem:
    """Return that exact arithmetic would take more than limits allow."""
    message = message or say("exact results of so many digits take more work than is allowed")
    hint = say(
        "write weights, maxima and values with fewer digits; Limits(max_work=…) allows more than {most:,}",
        most=limits.max_work,
    )
    return Problem("too-large", "error", message, hint, source, path=path)

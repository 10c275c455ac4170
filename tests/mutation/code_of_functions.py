"""Putting a mutant's code into functions that are already there, so that nothing is imported again."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType

from mutants import text_of

#: Set in the flags of what a call runs, not in those of a module or of the body of a class.
_OPTIMISED = 0x1


class Functions:
    """All functions of this process that come from some files, by their code."""

    def __init__(self, paths: Sequence[str]) -> None:
        files = {str(Path(path).resolve()): path for path in paths}
        self._originals = {path: compiled(path, text_of(path)) for path in paths}
        self._functions: dict[tuple[object, ...], list[FunctionType]] = {}
        for function in gc.get_objects():
            if isinstance(function, FunctionType) and (path := files.get(function.__code__.co_filename)):
                self._functions.setdefault(_place(path, function.__code__), []).append(function)

    def put(self, path: str, source: str) -> bool:
        """Put the code of a mutant in place; return whether that is all of it: else it changes what an import does."""
        pairs = list(_pairs(self._originals[path], compiled(path, source), outer=True))
        if any(outer and _differs(old, new) and not self._live(path, old) for old, new, outer in pairs):
            return False
        for old, new, _ in pairs:
            if old != new:
                for function in self._live(path, old):
                    function.__code__ = new
        return True

    def _live(self, path: str, code: CodeType) -> list[FunctionType]:
        return self._functions.get(_place(path, code), [])


def _place(path: str, code: CodeType) -> tuple[object, ...]:
    """Return where code stands; by what it does it cannot be found, which Python rewrites once it has been run."""
    return path, code.co_qualname, *code.co_positions()


def compiled(path: str, source: str) -> CodeType:
    """Return the code of a module."""
    return compile(source, str(Path(path).resolve()), "exec", dont_inherit=True)


def _pairs(old: CodeType, new: CodeType, *, outer: bool) -> Iterator[tuple[CodeType, CodeType, bool]]:
    """Go through code and the code within it; `outer`: not within that of a function."""
    yield old, new, outer
    within = outer and not old.co_flags & _OPTIMISED
    inner = _inner(old), _inner(new)
    if len(inner[0]) == len(inner[1]):  # else a loop over a generator is gone, and what is left stands in the whole
        for inner_old, inner_new in zip(*inner, strict=True):
            yield from _pairs(inner_old, inner_new, outer=within)


def _inner(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]


def _differs(old: CodeType, new: CodeType) -> bool:
    """Return whether code differs: that of a function with all within it, other code by itself."""
    if old.co_flags & _OPTIMISED:
        return old != new
    return _bare(old) != _bare(new)


def _bare(code: CodeType) -> CodeType:
    """Return code without the code within it, and without where it stands: what is within it may end elsewhere."""
    constants = tuple(None if isinstance(constant, CodeType) else constant for constant in code.co_consts)
    return code.replace(co_consts=constants, co_linetable=b"")

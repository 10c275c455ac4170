"""The mutants: made by the operators of Cosmic Ray, those left out that change no number."""

from __future__ import annotations

import ast
import functools
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.ast.ast_query import ASTQuery
from cosmic_ray.modules import filter_paths, find_modules
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

#: Functions that make texts; those whose arguments are texts, and those that take an estimate of how much work it is.
TEXT_FUNCTIONS = {"__repr__", "__str__", "columns", "explain", "heading", "notes", "to_text"}
TEXT_CALLS, WORK_CALLS = {"say", "translated"}, {"charge", "charge_sum"}

#: What stands for one rounding of float64.
ROUNDING_NAMES = {"EPS", "_EPS", "eps"}
#: Where * and / are no signs: lists of parameters, arguments and elements.
NO_SIGN_WITHIN = {"parameters", "param", "lambdef", "arglist", "testlist_comp", "testlist_star_expr", "dictorsetmaker"}


@attrs.frozen
class Mutant:
    """One change of one file.

    Attributes
    ----------
    first, last : int
        The lines of the statement that it is in; of one with a body, those of its head.
    key : str
        A digest of the function or class at the top of the file that it is in, and of where in it what is changed: the
        same as long as that function is.
    """

    path: str
    operator: str
    occurrence: int
    line: int
    column: int
    function: str
    first: int
    last: int
    key: str

    @property
    def place(self) -> str:
        """Return where it is, as editors understand it."""
        return f"{self.path}:{self.line}:{self.column + 1}"

    def source(self) -> str:
        """Return the file with the change in it."""
        mutated = mutate_code(text_of(self.path), get_operator(f"core/{self.operator}")(), self.occurrence)
        if mutated is None:
            raise ValueError(f"no mutant {self}")
        return str(mutated)


@functools.cache
def text_of(path: str) -> str:
    """Return the text of a file as it is when it is first asked for: it may be edited while mutants of it run."""
    return Path(path).read_text(encoding="utf-8")


def mutants_of(config: Mapping[str, Any]) -> list[Mutant]:
    """Return all mutants that are run, in the order of the files."""
    paths = find_modules([Path(path) for path in config["module-path"]])
    chosen = sorted(path.as_posix() for path in filter_paths(paths, config["excluded-modules"]))
    mutants = [mutant for path in chosen for mutant in _of_file(path, config["operators"])]
    return sorted(mutants, key=lambda each: (each.path, each.line, each.column, each.operator, each.occurrence))


def _of_file(path: str, operators: Mapping[str, str]) -> Iterator[Mutant]:
    nodes = list(ast_nodes(get_ast(text_of(path))))
    for name in operators:
        operator = get_operator(f"core/{name}")()
        positions = [(node, start) for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, (node, start) in enumerate(positions):
            if _changes_a_number(path, start) and _is_sign(node) and not _is_named(node):
                yield _mutant(path, name, occurrence, start, ASTQuery(node).get_definition_name() or "")


def _is_sign(node: Any) -> bool:
    return not (node.type == "operator" and node.parent.type in NO_SIGN_WITHIN)


def _is_named(node: Any) -> bool:
    """Return whether a condition gives its value a name, which cannot be negated as it stands."""
    return any(getattr(child, "type", "") == "namedexpr_test" for child in getattr(node, "children", ()))


def _mutant(path: str, operator: str, occurrence: int, start: tuple[int, int], function: str) -> Mutant:
    first, last = statement_lines(path, start[0])
    key = _digest(path, start[0], f"{start[1]} {operator} {occurrence % 2}")
    return Mutant(path, operator, occurrence, *start, function, first, last, key)


def _digest(path: str, line: int, change: str) -> str:
    top = [node for node in _tree(path).body if node.lineno <= line][-1]
    lines = text_of(path).splitlines()[top.lineno - 1 : top.end_lineno]
    return hashlib.sha256("\n".join([path, str(line - top.lineno), change, *lines]).encode()).hexdigest()[:20]


def _changes_a_number(path: str, position: tuple[int, int]) -> bool:
    return not any(start <= position < end for start, end in _left_out(path))


@functools.cache
def _tree(path: str) -> ast.Module:
    return ast.parse(text_of(path))


@functools.cache
def _left_out(path: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return from where to where a file holds types, declarations of classes, and texts."""
    nodes = (part for node in ast.walk(_tree(path)) for part in _parts_left_out(node))
    return [((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0)) for node in nodes]


def _parts_left_out(node: ast.AST) -> Iterator[ast.stmt | ast.expr]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield from node.decorator_list
    if isinstance(node, ast.FunctionDef):
        yield from [node.returns] if node.returns else []
        yield from [node] if node.name in TEXT_FUNCTIONS else []
    if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
        yield node.annotation
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXT_CALLS | WORK_CALLS:
        yield node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast":
        yield node.args[0]
    factors = _factors(node)
    if any(isinstance(factor, ast.Name) and factor.id in ROUNDING_NAMES for factor in factors):
        yield from (number for factor in factors for number in _numbers_in(factor))
    if isinstance(node, ast.Assign) and _is_union(node.value):
        yield node
    if isinstance(node, ast.keyword) and node.arg in ("strict", "kw_only"):
        yield node.value
    if isinstance(node, ast.If) and _only_charges(node):
        yield node


def _is_union(node: ast.expr) -> bool:
    """Return whether this is types with | between them."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _is_union(node.left) and _is_union(node.right)
    names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    return isinstance(node, ast.Name | ast.Subscript) and any(
        name in {"int", "str", "slice"} or name[0].isupper() for name in names
    )


def _factors(node: ast.AST) -> list[ast.expr]:
    """Return what a product is made of; nothing of what is none."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
        return []
    return [factor for side in (node.left, node.right) for factor in _factors(side) or [side]]


def _numbers_in(node: ast.expr) -> Iterator[ast.Constant]:
    """Yield the numbers of a sum: how often the rounding beside it is counted."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult):
        yield from (*_numbers_in(node.left), *_numbers_in(node.right))
    if isinstance(node, ast.Constant):
        yield node


def _only_charges(node: ast.If) -> bool:
    """Return whether a condition is there to estimate work, and for nothing else."""
    *before, last = node.body
    calls = isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) and isinstance(last.value.func, ast.Name)
    return calls and last.value.func.id in WORK_CALLS and all(isinstance(each, ast.Assign) for each in before)


@functools.cache
def statement_lines(path: str, line: int) -> tuple[int, int]:
    """Return the lines of the innermost statement that holds a line, without its body."""
    around = [node for node in ast.walk(_tree(path)) if isinstance(node, ast.stmt)]
    holding = [node for node in around if node.lineno <= line <= (node.end_lineno or 0)]
    inner = max(holding, key=lambda node: (node.lineno, -(node.end_lineno or 0)))
    body = getattr(inner, "body", None)
    last = body[0].lineno - 1 if isinstance(body, list) and body[0].lineno > line else inner.end_lineno or line
    return inner.lineno, max(line, last)

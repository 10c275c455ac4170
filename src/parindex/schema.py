"""TOML text to `Definition` and back: one strict converter, every fault with its line and column."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Literal, cast, get_args, get_origin

import attrs
import tomli
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from parindex.checks import check as check_tree
from parindex.definition import Definition, Text
from parindex.positions import locate, nearest
from parindex.problems import CODES, DefinitionError, Path, Problem, errors, near
from parindex.rules import RULES, Anchors, Options, Rule, plain

MAX_DIGITS = 30
_FRACTION = re.compile(r"-?[0-9]{1,18}/[0-9]{1,18}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_TYPES = {
    bool: "true or false",
    int: "a whole number",
    Decimal: "a number",
    str: "text",
    list: "a list",
    dict: "a table",
}


class _FaultError(Exception):
    """What a structuring hook raises: a problem that does not know its path yet."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.code, self.message, self.hint = code, message, hint


def _wrong(value: object, expected: str, hint: str = "") -> _FaultError:
    found = _TYPES.get(type(value), "a date or time")
    shown = f" {value!r}" if isinstance(value, str) else f" {value}" if isinstance(value, (int, Decimal)) else ""
    return _FaultError("wrong-type", f"expected {expected}, found {found}{shown}"[:200], hint)


def _text(value: object, _: object = str) -> str:
    if not isinstance(value, str):
        raise _wrong(value, "text")
    return unicodedata.normalize("NFC", value)


def _id(value: object, _: object) -> str:
    text = _text(value)
    if not _ID.fullmatch(text):
        hint = "letters, digits, _ . - and at most 64 of them, the first a letter or digit"
        raise _FaultError("wrong-value", f"{text[:80]!r} cannot be an id", hint)
    return text


def _integer(value: object, _: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(value, "a whole number")
    return value


def _boolean(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(value, "true or false")
    return value


def _number(value: object, _: object) -> Fraction:
    if isinstance(value, str):
        if not _FRACTION.fullmatch(value):
            raise _wrong(value, "a number", 'write 0.5 without quotes, or a fraction "1/7"')
        if int(value.partition("/")[2]) == 0:
            raise _FaultError("wrong-value", f"{value!r} divides by zero")
        return Fraction(value)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise _wrong(value, "a number")
    number = Decimal(value)
    if not number.is_finite():
        raise _FaultError("not-finite", f"{value} is not a finite number")
    exponent = cast("int", number.as_tuple().exponent)
    if number and (number.adjusted() >= MAX_DIGITS or exponent < -MAX_DIGITS):
        raise _FaultError("too-large", f"a number of more than {MAX_DIGITS} digits before or after the point")
    return Fraction(number) if number else Fraction(0)


def _options(value: object, _: object) -> Options:
    if not isinstance(value, dict):
        raise _wrong(value, "a table of options and points")
    points, faults = [], []
    for name, given in value.items():
        try:
            points.append((_text(name), _number(given, Fraction)))
        except _FaultError as fault:
            faults.append(_at(fault, IterableValidationNote("", name, Fraction)))
    if faults:
        raise IterableValidationError("options", faults, Options)
    return Options(tuple(points))


def _bilingual(converter: Converter) -> Callable[[object, object], Text]:
    structure = make_dict_structure_fn(Text, converter, _cattrs_forbid_extra_keys=True)

    def hook(value: object, _: object) -> Text:
        if isinstance(value, str):
            return Text(vi=_text(value), en=_text(value))
        if not isinstance(value, dict):
            raise _wrong(value, "text, or { vi = …, en = … }")
        return structure(value, Text)

    return hook


def _literal(type_: Any) -> Callable[[object, object], object]:
    allowed = [str(word) for word in get_args(type_)]

    def hook(value: object, _: object) -> object:
        text = _text(value)
        if text not in allowed:
            hint = near(text, allowed) or f"one of {', '.join(allowed)}"
            raise _FaultError("wrong-value", f"{text[:80]!r} is not known here", hint)
        return text

    return hook


def _list(type_: Any, converter: Converter) -> Callable[[object, object], tuple[Any, ...]]:
    arguments = get_args(type_)
    length = None if arguments[-1] is Ellipsis else len(arguments)

    def hook(value: object, _: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _wrong(value, "a list" if length is None else f"a list of {length} numbers")
        if length is not None and len(value) != length:
            raise _FaultError("wrong-value", f"a list of {length} is expected, found {len(value)}")
        out, faults = [], []
        for at, element in enumerate(value):
            try:
                out.append(converter.structure(element, arguments[0]))
            except (_FaultError, ClassValidationError, IterableValidationError) as fault:
                faults.append(_at(fault, IterableValidationNote("", at, arguments[0])))
        if faults:
            raise IterableValidationError("list", faults, tuple)
        return tuple(out)

    return hook


def _at(fault: Exception, note: IterableValidationNote) -> Exception:
    fault.__notes__ = [*getattr(fault, "__notes__", []), note]
    return fault


def _table(cls: type[Any], converter: Converter) -> Callable[[object, object], Any]:
    fields = {
        field.name: override(omit=not field.metadata.get("key", True), struct_hook=_id if field.name == "id" else None)
        for field in attrs.fields(cls)
    }
    structure: Callable[[Any, Any], Any] = make_dict_structure_fn(
        cls,
        converter,
        _cattrs_forbid_extra_keys=True,
        **fields,  # type: ignore[arg-type]  # the stub gives named fields the types of the options before them
    )

    def hook(value: object, _: object) -> Any:
        if not isinstance(value, dict):
            raise _wrong(value, "a table")
        return structure(value, cls)

    return hook


def _rule(converter: Converter) -> Callable[[object, object], Rule]:
    def hook(value: object, _: object) -> Rule:
        if not isinstance(value, dict):
            raise _wrong(value, "a table", 'write rule = { kind = "score" }')
        if "kind" not in value:
            raise _FaultError("missing-key", "the rule has no kind", f"one of {', '.join(RULES)}")
        kind = value["kind"]
        if not isinstance(kind, str) or kind not in RULES:
            hint = near(str(kind), RULES) or f"one of {', '.join(RULES)}"
            raise _FaultError("wrong-value", f"no rule is called {str(kind)[:80]!r}", hint)
        rest = {key: entry for key, entry in value.items() if key != "kind"}
        return converter.structure(rest, RULES[kind])

    return hook


def _is_literal(type_: Any) -> bool:
    return get_origin(type_) is cast("Any", Literal)


def _is_tuple(type_: Any) -> bool:
    return get_origin(type_) is cast("Any", tuple)


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True, omit_if_default=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _integer)
    converter.register_structure_hook(bool, _boolean)
    converter.register_structure_hook(Fraction, _number)
    converter.register_structure_hook_factory(attrs.has, lambda cls: _table(cls, converter))
    converter.register_structure_hook_func(_is_literal, lambda v, t: _literal(t)(v, t))
    converter.register_structure_hook_func(_is_tuple, lambda v, t: _list(t, converter)(v, t))
    converter.register_structure_hook_func(
        lambda t: t == Anchors,
        lambda v, _: (
            _literal(Literal["observed"])(v, str)
            if isinstance(v, str)
            else _list(tuple[Fraction, Fraction], converter)(v, tuple)
        ),
    )
    converter.register_structure_hook(Text, _bilingual(converter))
    converter.register_structure_hook(Options, _options)
    converter.register_structure_hook_func(lambda t: t is Rule, _rule(converter))
    converter.register_unstructure_hook(Fraction, lambda value: value)
    converter.register_unstructure_hook(
        Text, lambda text: text.vi if text.vi == text.en else {k: v for k, v in attrs.asdict(text).items() if v}
    )
    converter.register_unstructure_hook(Options, lambda options: dict(options.items))
    for cls in RULES.values():
        converter.register_unstructure_hook(cls, _with_kind(cls, converter))
    converter.register_unstructure_hook_func(lambda t: t is Rule, lambda rule: converter.unstructure(rule, type(rule)))
    return converter


def _with_kind(cls: type[Rule], converter: Converter) -> Callable[[Rule], dict[str, Any]]:
    unstructure = make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True)
    return lambda rule: {"kind": cls.kind, **unstructure(rule)}


def _faults(error: BaseException, path: Path = ()) -> Iterator[Problem]:
    """Walk the groups that cattrs raises; its notes hold the path as data."""
    if isinstance(error, (ClassValidationError, IterableValidationError)):
        for part in error.exceptions:
            steps: Path = ()
            for note in getattr(part, "__notes__", ()):
                if isinstance(note, AttributeValidationNote):
                    steps = (note.name,)
                elif isinstance(note, IterableValidationNote):
                    steps = (note.index,)
            yield from _faults(part, (*path, *steps))
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [field.name for field in attrs.fields(error.cl) if field.metadata.get("key", True)]
        for key in sorted(error.extra_fields):
            hint = near(key, known) or f"known here: {', '.join(known)}"
            yield Problem("unknown-key", "error", f"unknown key {key!r}", hint, path=(*path, key))
    elif isinstance(error, KeyError):
        yield Problem("missing-key", "error", f"the key {path[-1]!r} is missing", path=path[:-1])
    elif isinstance(error, _FaultError):
        key = next((f"{step}: " for step in reversed(path) if isinstance(step, str)), "")
        yield Problem(error.code, CODES[error.code].severity, f"{key}{error.message}", error.hint, path=path)
    else:
        raise error


def parse(text: str, source: str = "") -> tuple[Definition | None, tuple[Problem, ...]]:
    """Read a definition from TOML text.

    Parameters
    ----------
    text : str
        The file's text.
    source : str
        Its name, for messages.

    Returns
    -------
    definition : Definition or None
        None where there are errors.
    problems : tuple of Problem
        Every fault found, in the order of the text.
    """
    try:
        data = tomli.loads(text, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        return None, (Problem("toml-syntax", "error", error.msg, "", source, error.lineno, error.colno),)
    except (RecursionError, ValueError):  # nested too deeply; an integer of thousands of digits
        return None, (Problem("too-large", "error", "nested too deeply, or a number of too many digits", "", source),)
    definition: Definition | None = None
    try:
        definition = _converter().structure(data, Definition)
    except ClassValidationError as error:
        problems = tuple(_faults(error))
        problems += _checks_of_the_rest(data, problems)
    else:
        definition = attrs.evolve(definition, order=_order(text, data), sha256=fingerprint(text))
        problems = check_tree(definition)
    if problems:
        positions = locate(text)
        placed = []
        for problem in problems:
            at = nearest(positions, problem.path)
            placed.append(attrs.evolve(problem, source=source, line=at.line, column=at.column))
        problems = tuple(sorted(placed, key=lambda problem: (problem.line, problem.column, problem.code)))
    return (None if errors(problems) else definition), problems


def _checks_of_the_rest(data: dict[str, Any], problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Check what can be checked beside the keys at fault, so that one run tells all."""
    needed = {"id": "faulty", "index": "-", "version": "-", "title": "-", "years": [2000], "combine": "sum"}
    nodes = {kind: data[kind] for kind in ("component", "indicator") if isinstance(data.get(kind, 0), list)}
    if any(kind in data and kind not in nodes for kind in ("component", "indicator")):
        return ()
    touched = {
        problem.path[:2] if problem.path[:1] and problem.path[0] in nodes else problem.path[:1] for problem in problems
    }
    faulty = {problem.path for problem in problems}
    sound = {key: value for key, value in data.items() if (key,) not in touched}
    for kind, listed in nodes.items():
        sound[kind] = list(listed)
        for at in (at for at in range(len(listed)) if (kind, at) in touched):
            node = listed[at] if isinstance(listed[at], dict) else {}
            kept = {key: node[key] for key in ("id", "parent") if key in node and (kind, at, key) not in faulty}
            sound[kind][at] = {
                "id": f"faulty.{kind}.{at}",
                **({"combine": "sum"} if kind == "component" else {}),
                **kept,
            }
    definition = _converter().structure({**needed, **sound}, Definition)
    return check_tree(definition, touched)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a file's text, as `sha256sum` prints it where the file has no byte order mark."""
    return hashlib.sha256(text.encode()).hexdigest()


_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*(component|indicator)[ \t]*\]\]", re.MULTILINE)


def _order(text: str, data: dict[str, Any]) -> tuple[str, ...]:
    """Return the ids of components and indicators as they alternate in the file."""
    kinds = _HEADER.findall(text)
    nodes = {kind: data.get(kind, []) for kind in ("component", "indicator")}
    if any(kinds.count(kind) != len(listed) for kind, listed in nodes.items()):  # written inline, or quoted in a text
        positions = locate(text)
        places = [(kind, at) for kind, listed in nodes.items() for at in range(len(listed))]
        places.sort(key=lambda place: attrs.astuple(positions[place]))
        return tuple(nodes[kind][at]["id"] for kind, at in places)
    waiting = {kind: iter(listed) for kind, listed in nodes.items()}
    return tuple(next(waiting[kind])["id"] for kind in kinds)


def load_text(text: str, source: str = "") -> Definition:
    """Return the definition in `text`, or raise `DefinitionError` with every fault."""
    definition, problems = parse(text, source)
    if definition is None:
        raise DefinitionError(problems)
    return definition


def dump(definition: Definition) -> str:
    """Write a definition as TOML text; reading it gives an equal definition.

    Examples
    --------
    >>> import parindex
    >>> from parindex.schema import dump, load_text
    >>> definition = parindex.load("pci-2013")
    >>> load_text(dump(definition)) == definition
    True
    """
    converter = _converter()
    data = converter.unstructure(definition)
    nodes = {node["id"]: (kind, node) for kind in ("component", "indicator") for node in data.pop(kind, [])}
    data.pop("order", None)
    data.pop("sha256", None)
    lines = [f"{_key(key)} = {_value(value)}" for key, value in data.items()]
    for id_ in sorted(nodes, key=definition.order.index) if definition.order else nodes:
        kind, node = nodes[id_]
        lines += ["", f"[[{kind}]]", *(f"{_key(key)} = {_value(value)}" for key, value in node.items())]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _string(name)


_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", **{code: f"\\u{code:04X}" for code in (*range(32), 127)}}


def _string(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Fraction):
        text = plain(value)
        return f'"{text}"' if "/" in text else text
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(entry)}" for key, entry in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return str(value)

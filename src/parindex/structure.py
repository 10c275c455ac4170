"""Plain tables to the classes of a definition and back: one converter that converts nothing in silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from types import NoneType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    BaseValidationError,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from parindex.cases import Cell, Expected, Given, Row, Tolerance
from parindex.definition import Definition
from parindex.expressions import Expression, ExpressionError, parse
from parindex.kernels.combine import COMBINATIONS
from parindex.messages import say
from parindex.problems import CODES, Collector, Hints, Path, Problem
from parindex.rules import RULES, Anchors, Options, Rule
from parindex.texts import Text

Class = TypeVar("Class")
MAX_DIGITS, MAX_BITS = 30, 100
MAX_LIST, MAX_INPUTS = 10_000, 50
#: Turns what TOML gives into a value of a type, or raises what is wrong with it.
Hook = Callable[[Any, Any], Any]
_EITHER = 2
_NUMBERS = (int, Decimal, str)
FRACTION = re.compile(r"-?[0-9]{1,18}/[0-9]{1,18}")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_TYPES = {
    bool: say("true or false"),
    int: say("a whole number"),
    Decimal: say("a number"),
    str: say("text"),
    list: say("a list"),
    dict: say("a table"),
}
_MOST_SHOWN = 120


class _FaultError(Exception):
    """What a structuring hook raises: a problem that does not know its path yet, nor which word was meant."""

    def __init__(self, code: str, message: str, hint: str = "", word: str = "", known: Iterable[str] = ()) -> None:
        super().__init__(code, message, hint)
        self.code, self.message, self.hint, self.word, self.known = code, message, hint, word, known


_BRACKETS = say("in square brackets: [ … ]")


def _wrong(value: object, expected: str, hint: str = "") -> _FaultError:
    found = _TYPES.get(type(value), say("a date or time"))
    shown = repr(value[:80]) if isinstance(value, str) else ""
    if isinstance(value, Decimal) or (isinstance(value, int) and value.bit_length() <= MAX_BITS):
        shown = str(value)
    if shown:
        found = say("{type} {value}", type=found, value=shown[:_MOST_SHOWN])
    return _FaultError("wrong-type", say("expected {expected}, found {found}", expected=expected, found=found), hint)


def _text(value: object, _: object = str) -> str:
    if not isinstance(value, str):
        number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
        raise _wrong(value, say("text"), say('in quotes, as "1"') if number else "")
    return unicodedata.normalize("NFC", value)


def _id(value: object, _: object) -> str:
    text = _text(value)
    if not ID.fullmatch(text):
        hint = say("letters a to z without marks, digits, _ . - and at most 64 of them, the first a letter or digit")
        raise _FaultError("wrong-value", say("{text!r} cannot be an id", text=text[:80]), hint)
    return text


def _combine(value: object, _: object) -> str:
    return _known(_text(value), list(COMBINATIONS))


def _known(text: str, allowed: list[str]) -> str:
    if text not in allowed:
        hint = say("one of {names}", names=", ".join(allowed))
        raise _FaultError("wrong-value", say("{text!r} is not known here", text=text[:80]), hint, text, allowed)
    return text


def _ids(value: object, _: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong(value, say("a list of names"), say('in square brackets: ["on_time", "handled"]'))
    if len(value) > MAX_INPUTS:
        message = say("{count} names, at most {most} are read", count=len(value), most=MAX_INPUTS)
        raise _FaultError("too-large", message)
    names, faults = [], []
    for at, name in enumerate(value):
        try:
            names.append(_id(name, str))
        except _FaultError as fault:
            faults.append(_at(fault, IterableValidationNote("", at, str)))
    if faults:
        raise IterableValidationError("names", faults, tuple)
    return tuple(names)


def _expression(value: object, _: object) -> Expression:
    text = _text(value)
    try:
        return parse(text)
    except ExpressionError as error:
        message = say("at character {at}: {message}", at=error.at, message=error.message)
        raise _FaultError("value-syntax", message, error.hint) from None


#: Keys that hold the same kind of word in every table.
WORDS = {"id": _id, "combine": _combine, "inputs": _ids}


def _integer(value: object, _: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(value, say("a whole number"))
    if value.bit_length() > MAX_BITS:
        raise _FaultError("too-large", say("a number of too many digits"))
    return value


def _boolean(value: object, _: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(value, say("true or false"))
    return value


def _number(value: object, _: object) -> Fraction:
    if type(value) not in _NUMBERS:  # true is no number
        raise _wrong(value, say("a number"))
    return _fraction(cast("int | Decimal | str", value))


@lru_cache(maxsize=1024, typed=True)  # a definition says the same few numbers again and again
def _fraction(value: int | Decimal | str) -> Fraction:
    if isinstance(value, str):
        if not FRACTION.fullmatch(value):
            raise _wrong(value, say("a number"), say('write 0.5 without quotes, or a fraction "1/7"'))
        if int(value.partition("/")[2]) == 0:
            raise _FaultError("wrong-value", say("{value!r} divides by zero", value=value))
        return Fraction(value)
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        message = say("a number of more than {most} digits before the point", most=MAX_DIGITS)
        raise _FaultError("too-large", message)
    number = Decimal(value)
    if not number.is_finite():
        raise _FaultError("not-finite", say("{value} is not a finite number", value=value))
    exponent = cast("int", number.as_tuple().exponent)
    if number and (number.adjusted() >= MAX_DIGITS or exponent < -MAX_DIGITS):
        message = say("a number of more than {most} digits before or after the point", most=MAX_DIGITS)
        raise _FaultError("too-large", message)
    return Fraction(number) if number else Fraction(0)


def _options(value: object, _: object) -> Options:
    if not isinstance(value, dict):
        raise _wrong(value, say("a table of options and points"))
    points, faults = [], []
    for name, given in value.items():
        try:
            points.append((_text(name), _number(given, Fraction)))
        except _FaultError as fault:
            faults.append(_at(fault, IterableValidationNote("", name, Fraction)))
    if faults:
        raise IterableValidationError("options", faults, Options)
    return Options(tuple(points))


def _bilingual(converter: Converter) -> Hook:
    structure = make_dict_structure_fn(Text, converter, _cattrs_forbid_extra_keys=True)

    def hook(value: object, _: object) -> Text:
        if isinstance(value, str):
            return Text(vi=_text(value), en=_text(value))
        if not isinstance(value, dict) or not value:
            raise _wrong(value, say("text, or {{ vi = …, en = … }}"))
        return structure(value, Text)

    return hook


def _literal(type_: Any) -> Hook:
    allowed = [str(word) for word in get_args(type_)]
    return lambda value, _: _known(_text(value), allowed)


def _optional(type_: Any, converter: Converter) -> Hook:
    """TOML has no null: what may be absent is, where it stands, like what must be there."""
    return converter.get_structure_hook(next(part for part in get_args(type_) if part is not NoneType))


def _list(type_: Any, converter: Converter) -> Hook:
    arguments = get_args(type_)
    length = None if arguments[-1] is Ellipsis else len(arguments)
    inner = converter.get_structure_hook(arguments[0])

    def hook(value: object, _: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            expected = say("a list") if length is None else say("a list of {length} numbers", length=length)
            hint = say("a block stands in double brackets: [[ … ]]") if isinstance(value, dict) else _BRACKETS
            raise _wrong(value, expected, hint)
        if length is not None and len(value) != length:
            message = say("a list of {length} is expected, found {count}", length=length, count=len(value))
            raise _FaultError("wrong-value", message)
        if len(value) > MAX_LIST:
            message = say("a list of {count}, at most {most} are read", count=len(value), most=MAX_LIST)
            raise _FaultError("too-large", message)
        out, faults = [], []
        for at, element in enumerate(value):
            try:
                out.append(inner(element, arguments[0]))
            except (_FaultError, ClassValidationError, IterableValidationError) as fault:
                faults.append(_at(fault, IterableValidationNote("", at, arguments[0])))
        if faults:
            raise IterableValidationError("list", faults, tuple)
        return tuple(out)

    return hook


def _at(fault: Exception, note: IterableValidationNote) -> Exception:
    fault.__notes__ = [*getattr(fault, "__notes__", []), note]
    _bare(fault)
    return fault


def _bare(fault: BaseException) -> None:
    """Take the frames off a fault, which would be kept with all that is in them, in circles."""
    for part in getattr(fault, "exceptions", ()):
        _bare(part)
    fault.__traceback__ = None


def _table(cls: type[Any], converter: Converter) -> Hook:
    fields = {
        field.name: override(omit=not field.metadata.get("key", True), struct_hook=WORDS.get(field.name))
        for field in attrs.fields(cls)
    }
    structure: Callable[[Any, Any], Any] = make_dict_structure_fn(
        cls,
        converter,
        _cattrs_forbid_extra_keys=True,
        **cast("dict[str, Any]", fields),
    )

    def hook(value: object, _: object) -> Any:
        if not isinstance(value, dict):
            raise _wrong(value, say("a table"))
        return structure(value, cls)

    return hook


def _anchors(converter: Converter) -> Hook:
    word = _literal(Literal["observed"])
    ends = _list(tuple[Fraction, Fraction], converter)
    return lambda value, type_: word(value, type_) if isinstance(value, str) else ends(value, type_)


def _rule(converter: Converter) -> Hook:
    def hook(value: object, _: object) -> Rule:
        if not isinstance(value, dict):
            raise _wrong(value, say("a table"), say('write rule = {{ kind = "score" }}'))
        if "kind" not in value:
            raise _FaultError("missing-key", say("the rule has no kind"), say("one of {names}", names=", ".join(RULES)))
        kind = value["kind"]
        if not isinstance(kind, str) or kind not in RULES:
            hint, word = say("one of {names}", names=", ".join(RULES)), str(kind)
            fault = _FaultError("wrong-value", say("no rule is called {word!r}", word=word[:80]), hint, word, RULES)
            raise IterableValidationError("rule", [_at(fault, IterableValidationNote("", "kind", str))], Rule)
        rest = {key: entry for key, entry in value.items() if key != "kind"}
        return cast("Rule", converter.get_structure_hook(RULES[kind])(rest, RULES[kind]))

    return hook


def _figure(value: object, _: object = None) -> str | Decimal:
    """Read a cell of a case: a text, or a number kept as it is written."""
    if isinstance(value, str):
        return _text(value)
    _number(value, Fraction)
    return Decimal(cast("int | Decimal", value))


def _figures(value: object) -> str | Decimal | tuple[str | Decimal, ...]:
    return (
        _list(tuple[Decimal, ...], _converter("every fault"))(value, tuple)
        if isinstance(value, list)
        else _figure(value)
    )


def _named(value: object, read: Callable[[object], Any], keys: tuple[str, ...] = ()) -> list[tuple[Path, Any]]:
    """Read what stands under names; a table within makes a longer name, so that 1.1 = 5 needs no quotes."""
    if not isinstance(value, dict):
        return [(keys, read(value))]
    found, faults = [], []
    for key, entry in value.items():
        try:
            found += _named(entry, read, (*keys, key))
        except (_FaultError, IterableValidationError) as fault:
            faults.append(_at(fault, IterableValidationNote("", key, Cell)))
    if faults:
        raise IterableValidationError("cells", faults, Row)
    return found


def _name(keys: Path) -> str:
    return _text(".".join(map(str, keys)))


def _row(value: object, _: object) -> Row:
    if not isinstance(value, dict):
        raise _wrong(value, say("a table of figures"), say("write {{ entry = 8.4, land = 7.98 }}"))
    unit = value.get("unit")
    if unit is not None and not isinstance(unit, str):
        fault = _wrong(unit, say("text"), say('a code or name in quotes: unit = "01"'))
        raise IterableValidationError("row", [_at(fault, IterableValidationNote("", "unit", str))], Row)
    found = _named({key: cell for key, cell in value.items() if key != "unit"}, _figures)
    return Row(tuple(Cell(_name(keys), cell, keys) for keys, cell in found), None if unit is None else _text(unit))


def _rows(value: object, _: object) -> tuple[Row, ...]:
    """Read the figures of one unit, or of a list of units."""
    if isinstance(value, dict):
        return (_row(value, Row),)
    if not isinstance(value, list):
        hint = say("write {{ entry = 8.4 }}, or [{{ unit = … }}, …]")
        raise _wrong(value, say("figures of a unit, or a list of units"), hint)
    rows: tuple[Row, ...] = _list(tuple[Row, ...], _converter("every fault"))(value, tuple)
    return tuple(
        Row(tuple(Cell(cell.name, cell.value, (at, *cell.keys)) for cell in row.cells), row.unit)
        for at, row in enumerate(rows)
    )


def _tolerance(value: object, _: object) -> Tolerance:
    if not isinstance(value, dict):
        return Tolerance((("", _distance(value)),))
    return Tolerance(tuple((_name(keys), distance) for keys, distance in _named(value, _distance)))


def _distance(value: object) -> Fraction:
    number = _number(value, Fraction)
    if number < 0:
        raise _FaultError("wrong-value", say("a tolerance is not below 0, found {value}", value=value))
    return number


def _expected(converter: Converter) -> Callable[[object, object], Expected]:
    structure = _table(Expected, converter)
    return lambda value, _: Expected(_text(value)) if isinstance(value, str) else structure(value, Expected)


def _is_literal(type_: Any) -> bool:
    return get_origin(type_) is cast("Any", Literal)


def _is_tuple(type_: Any) -> bool:
    return get_origin(type_) is cast("Any", tuple)


def _is_optional(type_: Any) -> bool:
    parts = get_args(type_)
    return len(parts) == _EITHER and NoneType in parts


def _is_rule(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Rule)


@cache
def _converter(until: Literal["first fault", "every fault"]) -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=until == "every fault", omit_if_default=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _integer)
    converter.register_structure_hook(bool, _boolean)
    converter.register_structure_hook(Fraction, _number)
    converter.register_structure_hook_factory(attrs.has, lambda cls: _table(cls, converter))
    converter.register_structure_hook_factory(_is_literal, _literal)
    converter.register_structure_hook_factory(_is_tuple, lambda type_: _list(type_, converter))
    converter.register_structure_hook_factory(_is_optional, lambda type_: _optional(type_, converter))
    converter.register_structure_hook_factory(lambda type_: type_ == Anchors, lambda _: _anchors(converter))
    converter.register_structure_hook(Text, _bilingual(converter))
    converter.register_structure_hook(Options, _options)
    converter.register_structure_hook(Expression, _expression)
    converter.register_structure_hook_func(lambda t: t is Rule, _rule(converter))
    converter.register_structure_hook(Decimal, _figure)
    converter.register_structure_hook(Row, _row)
    converter.register_structure_hook(Tolerance, _tolerance)
    converter.register_structure_hook(Expected, _expected(converter))
    converter.register_structure_hook_func(lambda t: t == tuple[Row, ...], _rows)
    converter.register_structure_hook_func(
        lambda t: t == Given, lambda value, _: _text(value) if isinstance(value, str) else _rows(value, tuple)
    )
    converter.register_unstructure_hook(Fraction, lambda value: value)
    converter.register_unstructure_hook(
        Text, lambda text: text.vi if text.vi == text.en else {k: v for k, v in attrs.asdict(text).items() if v}
    )
    converter.register_unstructure_hook(Expression, str)
    converter.register_unstructure_hook(Options, lambda options: dict(options.items))
    converter.register_unstructure_hook_factory(_is_rule, lambda cls: _with_kind(cls, converter))
    return converter


def _with_kind(cls: type[Rule], converter: Converter) -> Callable[[Rule], dict[str, Any]]:
    if cls is Rule:
        return lambda rule: cast("dict[str, Any]", converter.unstructure(rule, type(rule)))
    unstructure = make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True)
    return lambda rule: {"kind": cls.kind, **unstructure(rule)}


def _faults(error: BaseException, hints: Hints, path: Path = ()) -> Iterator[Problem]:
    """Walk the groups that cattrs raises; its notes hold the path as data."""
    if isinstance(error, (ClassValidationError, IterableValidationError)):
        for part in error.exceptions:
            steps: Path = ()
            for note in getattr(part, "__notes__", ()):
                if isinstance(note, AttributeValidationNote):
                    steps = (note.name,)
                elif isinstance(note, IterableValidationNote):
                    steps = (note.index,)
            yield from _faults(part, hints, (*path, *steps))
    elif isinstance(error, ForbiddenExtraKeysError):
        known = [field.name for field in attrs.fields(error.cl) if field.metadata.get("key", True)]
        for key in sorted(error.extra_fields):
            hint = hints.near(key, known) or say("known here: {names}", names=", ".join(known))
            yield Problem("unknown-key", "error", say("unknown key {key!r}", key=key), hint, path=(*path, key))
    elif isinstance(error, KeyError):
        yield Problem("missing-key", "error", say("the key {key!r} is missing", key=path[-1]), path=path[:-1])
    elif isinstance(error, _FaultError):
        key = next((step for step in reversed(path) if isinstance(step, str)), "")
        message = say("{key}: {message}", key=key, message=error.message) if key else error.message
        hint = (hints.near(error.word, error.known) if error.word else "") or error.hint
        yield Problem(error.code, CODES[error.code].severity, message, hint, path=path)
    else:
        raise error


def structure(data: dict[str, Any]) -> tuple[Definition | None, tuple[Problem, ...]]:
    """Return the definition in a table as TOML gives it, or every fault with its path."""
    return structure_as(Definition, data)


def structure_as(cls: type[Class], data: dict[str, Any]) -> tuple[Class | None, tuple[Problem, ...]]:
    """Return what a file holds, such as cases, in a table as TOML gives it; or every fault with its path."""
    with suppress(_FaultError, BaseValidationError, ForbiddenExtraKeysError, KeyError):
        return _converter("first fault").structure(data, cls), ()
    try:
        return _converter("every fault").structure(data, cls), ()
    except ClassValidationError as error:
        return None, tuple(Collector(_faults(error, Hints())))


def unstructure(definition: Definition) -> dict[str, Any]:
    """Return a definition as a table, without what is as by default; numbers stay fractions."""
    table: dict[str, Any] = _converter("first fault").unstructure(definition)
    for name in ("order", "sha256"):
        table.pop(name, None)
    return table

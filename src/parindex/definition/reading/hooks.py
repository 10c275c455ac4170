"""How values of a file are read: nothing is converted in silence."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import NoneType
from typing import Any, Literal, cast, get_args

import attrs
from cattrs import Converter
from cattrs.errors import ClassValidationError, IterableValidationError, IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from parindex.base import Text, key_of, nfc, say, toml_value, without_thousands
from parindex.definition.expressions import Expression, ExpressionError, parse
from parindex.definition.inputs import Input
from parindex.definition.parameters_and_attributes import Attribute
from parindex.definition.ranks_and_bands import Needs
from parindex.definition.reading.faults import MAX_BITS, FaultError, noted, wrong_type
from parindex.definition.rules.kinds import RULES
from parindex.definition.rules.linear import Percentiles
from parindex.definition.rules.rule import NAME, Figure, Options, Rule
from parindex.definition.unit_registry import Attributes
from parindex.kernels import COMBINATIONS

MAX_DIGITS = 30
MAX_LIST, MAX_INPUTS = 10_000, 50
FRACTION = re.compile(r"-?[0-9]{1,18}/[0-9]{1,18}")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
#: Turns what TOML gives into a value of a type, or raises what is wrong with it.
Hook = Callable[[Any, Any], Any]
_NUMBERS = (int, Decimal, str)
#: A number in a text: with a comma before three digits it may be a thousand.
_PLAIN = re.compile(r"(-?(?:0|[1-9][0-9]*))(?:(?:\.|,(?![0-9]{3}$))([0-9]+))?")
_MOST_SHOWN, _MOST_NAMES = 40, 5
_BRACKETS = say("in square brackets: [ … ]")


def text_of(value: object, _: object = str) -> str:
    """Read a text, in NFC."""
    if not isinstance(value, str):
        raise wrong_type(value, say("text"), quoted(value))
    return nfc(value)


def quoted(value: object) -> str:
    """Return a hint that shows a number or a day as the text that was meant."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, dt.date, dt.time)):
        return ""
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return say("in quotes")
    return say('in quotes, as "{text}"', text=str(value)[:_MOST_SHOWN])


def id_of(value: object, _: object) -> str:
    """Read an id."""
    text = text_of(value)
    if not ID.fullmatch(text):
        hint = say("letters a to z without marks, digits, _ . - and at most 64 of them, the first a letter or digit")
        raise FaultError("wrong-value", say("{text!r} cannot be an id", text=text[:80]), hint)
    return text


def _each(entries: Iterable[tuple[Any, Any]], read: Hook, type_: Any) -> list[Any]:
    """Read values by their places; the faults of all are raised together."""
    values, faults = [], []
    for place, value in entries:
        try:
            values.append(read(value, type_))
        except (FaultError, ClassValidationError, IterableValidationError) as fault:
            faults.append(noted(fault, IterableValidationNote("", place, type_)))
    if faults:
        raise IterableValidationError("values", faults, tuple)
    return values


def _combine(value: object, _: object) -> str:
    return _known(text_of(value), list(COMBINATIONS))


def _known(text: str, allowed: list[str]) -> str:
    if text not in allowed:
        hint = say("one of {names}", names=", ".join(allowed))
        raise FaultError("wrong-value", say("{text!r} is not known here", text=text[:80]), hint, text, allowed)
    return text


def _in_brackets(value: object) -> str:
    """Return a hint that shows names in one text as a list of names."""
    names = [name.strip() for name in value.split(",")] if isinstance(value, str) else []
    if not all(map(ID.fullmatch, names)) or not 0 < len(names) <= _MOST_NAMES:
        return _BRACKETS
    return say("in square brackets: {names}", names=toml_value(names))


def _names_of(value: object, read: Hook, type_: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise wrong_type(value, say("a list of names"), _in_brackets(value))
    if len(value) > MAX_INPUTS:
        raise FaultError("too-large", say("{count} names, at most {most} are read", count=len(value), most=MAX_INPUTS))
    return tuple(_each(enumerate(value), read, type_))


def _ids(value: object, _: object) -> tuple[str, ...]:
    return _names_of(value, id_of, str)


def expression_of(value: object, _: object) -> Expression:
    """Read an expression."""
    text = text_of(value)
    try:
        return parse(text)
    except ExpressionError as error:
        message = say("at character {at}: {message}", at=error.at, message=error.message)
        raise FaultError("value-syntax", message, error.hint) from None


#: Keys that hold the same kind of word in every table.
WORDS = {"id": id_of, "combine": _combine, "then": _ids}


def integer_of(value: object, _: object) -> int:
    """Read a whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong_type(value, say("a whole number"))
    if value.bit_length() > MAX_BITS:
        raise FaultError("too-large", say("a number of too many digits"))
    return value


def boolean_of(value: object, _: object) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise wrong_type(value, say("true or false"))
    return value


def number_of(value: object, _: object) -> Fraction:
    """Read an exact number: whole, a decimal, or a fraction in quotes."""
    if type(value) not in _NUMBERS:  # true is no number
        raise wrong_type(value, say("a number"))
    return _fraction(cast("int | Decimal | str", value))


def needs_of(value: object, type_: Any) -> Needs:
    """Read how many parts are needed: a whole number of them, or a share with a decimal point or in quotes."""
    if type(value) is int:
        return Needs(parts=integer_of(value, type_))
    return Needs(share=number_of(value, type_))


def _unquoted(text: str) -> str:
    """Return a hint that shows a text as the number that was meant, where it can be but one."""
    if (match := _PLAIN.fullmatch(text.strip())) and len(text) <= MAX_DIGITS:
        return say("write {number} without quotes", number=match[1] + (f".{match[2]}" if match[2] else ""))
    if meant := without_thousands(text[: 2 * MAX_DIGITS]):
        return say("write {number} without quotes", number=meant)
    return say("a number stands without quotes; a fraction, of two whole numbers with / between, in quotes")


@lru_cache(maxsize=1024, typed=True)  # a definition says the same few numbers again and again
def _fraction(value: int | Decimal | str) -> Fraction:
    if isinstance(value, str):
        if not FRACTION.fullmatch(value):
            raise wrong_type(value, say("a number"), _unquoted(value))
        if int(value.partition("/")[2]) == 0:
            raise FaultError("wrong-value", say("{value!r} divides by zero", value=value))
        return Fraction(value)
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise FaultError("too-large", say("a number of more than {most} digits before the point", most=MAX_DIGITS))
    number = Decimal(value)
    if not number.is_finite():
        raise FaultError("not-finite", say("{value} is not a finite number", value=value))
    exponent = cast("int", number.as_tuple().exponent)
    if number and (number.adjusted() >= MAX_DIGITS or exponent < -MAX_DIGITS):
        message = say("a number of more than {most} digits before or after the point", most=MAX_DIGITS)
        raise FaultError("too-large", message)
    return Fraction(number) if number else Fraction(0)


def figure_of(value: object, _: object) -> Figure:
    """Read a number, or the name of a figure from outside."""
    return value if isinstance(value, str) and NAME.fullmatch(value) else number_of(value, Fraction)


def options_of(value: object, _: object) -> Options:
    """Read numbers by name."""
    if not isinstance(value, dict):
        raise wrong_type(value, say("a table of options and points"))
    numbers = _each(value.items(), number_of, Fraction)
    return Options(tuple(zip(map(text_of, value), numbers, strict=True)))


def attributes_of(value: object, _: object) -> Attributes:
    """Read what a unit has, true, or has not, false, or a number of it, by name."""
    if not isinstance(value, dict):
        raise wrong_type(value, say("a table of attributes, as {{ mountain = true }}"))
    numbers = _each(value.items(), _attribute_of, Fraction)
    return tuple(zip(map(text_of, value), numbers, strict=True))


def _attribute_of(value: object, type_: object) -> Fraction:
    return Fraction(value) if isinstance(value, bool) else number_of(value, type_)


def attribute_hook(converter: Converter) -> Hook:
    """Return what reads an attribute of units: its id, or a table."""
    table = table_hook(Attribute, converter)
    return lambda value, type_: Attribute(id_of(value, str)) if isinstance(value, str) else table(value, type_)


def bilingual_hook(converter: Converter) -> Hook:
    """Return what reads a text in one language or two."""
    structure = make_dict_structure_fn(Text, converter, _cattrs_forbid_extra_keys=True)

    def hook(value: object, _: object) -> Text:
        if isinstance(value, str):
            return Text(vi=text_of(value), en=text_of(value))
        if not isinstance(value, dict) or not value:
            raise wrong_type(value, say("text, or {{ vi = …, en = … }}"))
        return structure(value, Text)

    return hook


def literal_hook(type_: Any) -> Hook:
    """Return what reads one of some words."""
    allowed = [str(word) for word in get_args(type_)]
    return lambda value, _: _known(text_of(value), allowed)


def optional_hook(type_: Any, converter: Converter) -> Hook:
    """TOML has no null: what may be absent is, where it stands, like what must be there."""
    return converter.get_structure_hook(next(part for part in get_args(type_) if part is not NoneType))


def list_hook(type_: Any, converter: Converter) -> Hook:
    """Return what reads a list, of a fixed length or any."""
    arguments = get_args(type_)
    length = None if arguments[-1] is Ellipsis else len(arguments)
    inner = converter.get_structure_hook(arguments[0])

    def hook(value: object, _: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            expected = say("a list") if length is None else say("a list of {length} numbers", length=length)
            hint = say("a block stands in double brackets: [[ … ]]") if isinstance(value, dict) else _BRACKETS
            raise wrong_type(value, expected, hint)
        if length is not None and len(value) != length:
            message = say("a list of {length} is expected, found {count}", length=length, count=len(value))
            raise FaultError("wrong-value", message)
        if len(value) > MAX_LIST:
            message = say("a list of {count}, at most {most} are read", count=len(value), most=MAX_LIST)
            raise FaultError("too-large", message)
        return tuple(_each(enumerate(value), inner, arguments[0]))

    return hook


def table_hook(cls: type[Any], converter: Converter) -> Hook:
    """Return what reads a table whose keys are the attributes of a class."""
    fields = {
        field.name: override(
            omit=not field.metadata.get("key", True), rename=key_of(field.name), struct_hook=WORDS.get(field.name)
        )
        for field in attrs.fields(cls)
    }
    structure: Callable[[Any, Any], Any] = make_dict_structure_fn(
        cls, converter, _cattrs_forbid_extra_keys=True, **cast("dict[str, Any]", fields)
    )

    def hook(value: object, _: object) -> Any:
        if not isinstance(value, dict):
            raise wrong_type(value, say("a table"))
        return structure(value, cls)

    return hook


def inputs_hook(converter: Converter) -> Hook:
    """Return what reads inputs: each a name, or a table of a name and a title."""
    table = table_hook(Input, converter)

    def one(value: object, _: object) -> Input:
        return cast("Input", table(value, Input)) if isinstance(value, dict) else Input(id_of(value, str))

    return lambda value, _: _names_of(value, one, Input)


def anchors_hook(converter: Converter) -> Hook:
    """Return what reads two anchors, two percentiles, or the word for those observed."""
    word, ends = literal_hook(Literal["observed"]), list_hook(tuple[Fraction, Fraction], converter)
    table = table_hook(Percentiles, converter)
    readers: dict[type[Any], Hook] = {str: word, dict: table}
    return lambda value, type_: readers.get(type(value), ends)(value, type_)


def _rule_meant(value: object) -> str:
    """Return a hint that shows the name of a rule as its kind."""
    if isinstance(value, str) and value in RULES:
        return say('write rule = {{ kind = "{kind}" }}', kind=value)
    return say("a table with a kind, one of {names}", names=", ".join(RULES))


def rule_hook(converter: Converter) -> Hook:
    """Return what reads a rule by its kind."""

    def hook(value: object, _: object) -> Rule:
        if not isinstance(value, dict):
            raise wrong_type(value, say("a table"), _rule_meant(value))
        if "kind" not in value:
            raise FaultError("missing-key", say("the rule has no kind"), say("one of {names}", names=", ".join(RULES)))
        kind = value["kind"]
        if not isinstance(kind, str) or kind not in RULES:
            hint, word = say("one of {names}", names=", ".join(RULES)), str(kind)
            fault = FaultError("wrong-value", say("no rule is called {word!r}", word=word[:80]), hint, word, RULES)
            raise IterableValidationError("rule", [noted(fault, IterableValidationNote("", "kind", str))], Rule)
        rest = {key: entry for key, entry in value.items() if key != "kind"}
        return cast("Rule", converter.get_structure_hook(RULES[kind])(rest, RULES[kind]))

    return hook

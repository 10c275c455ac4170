"""The fields of a form: what each cell of evidence takes, in plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal, overload

import attrs

from parindex.base import (
    TICKS,
    AsFrame,
    AsJson,
    FieldKind,
    Message,
    Text,
    aligned_columns,
    fold,
    head,
    in_digits,
    language,
    local_number,
    plain,
    say,
    shipped_schema,
    together,
    translated,
)
from parindex.definition import Condition, condition_in_words, measure

#: What a cell gives.
FieldRole = Literal[
    "value", "input", "item", "points", "component", "attribute", "parameter", "document", "page", "note"
]
#: How it is filled in.
AnswerKind = Literal["number", "whole", "percent", "choice", "tick", "text"]
_ASKED: Mapping[str, Message] = {
    "number": say("number"),
    "whole": say("whole number"),
    "percent": say("percent"),
    "tick": say("yes or no"),
    "text": say("text"),
}
_TICKS: Mapping[str, Message] = {"yes": say("yes"), "no": say("no")}


@attrs.frozen
class FieldOption:
    """What may be chosen: its name, as evidence holds it, and its points, None where they are not known."""

    name: str
    points: Fraction | None = None


@attrs.frozen
class Field:
    """One cell of evidence that may be filled in.

    Attributes
    ----------
    column : str
        Its key in evidence, such as ``rate.done``.
    node : str
        The indicator, component, attribute or figure from outside that it is of.
    title : Text
        What it is called in both languages: the title of an indicator, of an input, the name of an item.
    role : str
        What it gives: value, input, item, points, component, attribute, parameter, document, page or note.
    asks : str
        How it is filled in: number, whole, percent, choice, tick or text.
    lang : str
        The language of `label`, `heading`, `how` and of texts in `to_dict`.
    item : str
        The input, or the item of a checklist or survey.
    node_title : Text
        The title of the node.
    options : tuple of FieldOption
        What may be chosen; of what is ticked, yes and no.
    least, greatest : Fraction or None
        Between what a number lies.
    above : bool
        `least` itself is left out.
    step : Fraction or None
        Numbers are whole steps from `start` on.
    start : Fraction or None
        Where steps begin.
    unit : str or None
        What it is measured in, as the definition says.
    decimals : int or None
        To how many decimals the points of the node are rounded.
    max : Fraction or None
        The most points of the node.
    default : Fraction or None
        Of a figure from outside: that of the definition, which stands where nothing is filled in.
    asked : bool
        A form needs it; without, it may be given in place of others, or beside them.
    required : bool
        It is refused where it is empty; of a document, where points are claimed and no note stands for it.
    missing : str or None
        What an empty cell does: error, propagate, zero or redistribute.
    not_applicable : str or None
        What ``n/a`` does: drop, share, full or zero; None where it is refused.
    documents : {"required"} or None
        Whether points need a document.
    when : tuple of str
        The attributes that units must have for it to apply, or with ``not`` must not have.
    layers : tuple of str
        The layers of points that may give it.
    self_scored : bool
        The unit itself may fill it in.
    instead_of : tuple of str
        The columns, or parts, in place of which it may be given.
    path : tuple of str
        The components above it, outermost first: the headings of a form.
    sections : tuple of Text
        Their titles.
    rule : Message
        How the node is scored, in words.
    """

    column: str
    node: str
    title: Text
    role: FieldRole
    asks: AnswerKind
    lang: str
    node_title: Text
    item: str = ""
    options: tuple[FieldOption, ...] = ()
    least: Fraction | None = None
    greatest: Fraction | None = None
    above: bool = False
    step: Fraction | None = None
    start: Fraction | None = None
    unit: str | None = None
    decimals: int | None = None
    max: Fraction | None = None
    default: Fraction | None = None
    asked: bool = True
    required: bool = False
    missing: str | None = None
    not_applicable: str | None = None
    documents: Literal["required"] | None = None
    when: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    self_scored: bool = True
    instead_of: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    sections: tuple[Text, ...] = ()
    rule: str = ""

    @property
    def label(self) -> str:
        """What it is called."""
        return self.title.get(self.lang)

    @property
    def heading(self) -> str:
        """What its node is called."""
        return self.node_title.get(self.lang)

    @property
    def how(self) -> str:
        """How it is filled in, in words."""
        return translated(self.said(), self.lang)

    def said(self) -> Message:
        """Say how it is filled in."""
        if self.asks == "choice":
            return say("one of {options}", options=together(option.name for option in self.options))
        kind = _ASKED[self.asks]
        if self.unit is not None and self.asks != "percent":
            kind = say("{kind} ({unit})", kind=kind, unit=measure(self.unit))
        steps = (
            "" if self.step is None or self.asks == "whole" else say("in steps of {step}", step=in_digits(self.step))
        )
        return together([kind, self._limits(), steps])

    def _limits(self) -> Message | str:
        low, high = in_digits(self.least), in_digits(self.greatest)
        if self.least is not None and self.greatest is not None:
            return say("{low} to {high}", low=low, high=high)
        if self.greatest is not None:
            return say("at most {edge}", edge=high)
        if self.least is None:
            return ""
        return say("above {edge}", edge=low) if self.above else say("at least {edge}", edge=low)

    def called(self, option: FieldOption) -> str:
        """Return what an option is called: yes and no in the language, others as the definition has them.

        Examples
        --------
        >>> import parindex
        >>> field = parindex.fields(parindex.load("par-template"), lang="vi").asked.of("1.2")[0]
        >>> [(option.name, field.called(option)) for option in field.options]
        [('yes', 'có'), ('no', 'không')]
        """
        return translated(_TICKS[option.name], self.lang) if self.asks == "tick" else option.name

    def chosen(self, entered: str) -> str | None:
        """Return the name of the option that a text is, ``yes`` for ``Có``; None where it is none."""
        word = fold(entered)
        if self.asks == "tick":
            return ("yes" if TICKS[word] else "no") if word in TICKS else None
        return next((option.name for option in self.options if fold(option.name) == word), None)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values: numbers as they are, texts in the language and titles in both."""
        return {
            "column": self.column,
            "node": self.node,
            "item": self.item or None,
            "role": self.role,
            "asks": self.asks,
            "label": self.label,
            "title": attrs.asdict(self.title),
            "heading": self.heading,
            "how": self.how,
            "options": [
                {"name": one.name, "label": self.called(one), "points": json_figure_of(one.points)}
                for one in self.options
            ],
            "least": json_figure_of(self.least),
            "greatest": json_figure_of(self.greatest),
            "above": self.above,
            "step": json_figure_of(self.step),
            "start": json_figure_of(self.start),
            "unit": self.unit,
            "decimals": self.decimals,
            "max": json_figure_of(self.max),
            "default": json_figure_of(self.default),
            "asked": self.asked,
            "required": self.required,
            "missing": self.missing,
            "not_applicable": self.not_applicable,
            "documents": self.documents,
            "when": list(self.when),
            "layers": list(self.layers),
            "self_scored": self.self_scored,
            "instead_of": list(self.instead_of),
            "path": list(self.path),
            "sections": [title.get(self.lang) for title in self.sections],
            "rule": translated(self.rule, self.lang),
        }

    def to_record(self) -> dict[str, Any]:
        """Return it as a flat record: lists become texts, titles are those of the language."""
        values = {name: value for name, value in self.to_dict().items() if name != "title"}
        options = together((option.name for option in self.options), "; ")
        lists = {name: "; ".join(values[name]) for name in ("when", "layers", "instead_of", "path", "sections")}
        return {**values, **lists, "options": str(options)}


def json_figure_of(figure: Fraction | None) -> int | float | None:
    """Return an exact number as JSON has it: whole where it is whole, else the nearest float64."""
    if figure is None:
        return None
    return int(figure) if figure.denominator == 1 else float(figure)


@attrs.frozen(repr=False)
class Fields(AsFrame, AsJson, Sequence[Field]):
    """The fields of a form of evidence: one for every cell of a unit that may be filled in.

    Attributes
    ----------
    definition, version : str
        What they are of.
    sha256 : str or None
        Of the text of the definition.
    lang : str
        The language of its texts.
    fields : tuple of Field
        In the order of the form: figures from outside and attributes first, then by node.
    """

    definition: str
    version: str
    sha256: str | None
    lang: str
    fields: tuple[Field, ...]

    def __len__(self) -> int:
        return len(self.fields)

    @overload
    def __getitem__(self, at: int) -> Field: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Field, ...]: ...
    def __getitem__(self, at: int | slice) -> Field | tuple[Field, ...]:
        return self.fields[at]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    @property
    def asked(self) -> Fields:
        """Those that a form needs: without what may be given in place of others, and papers nobody asks for."""
        return attrs.evolve(self, fields=tuple(field for field in self.fields if field.asked))

    def of(self, node: str) -> Fields:
        """Return those of an indicator, a component, an attribute or a figure from outside."""
        return attrs.evolve(self, fields=tuple(field for field in self.fields if field.node == node))

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        head_ = {name: getattr(self, name) for name in ("definition", "version", "sha256", "lang")}
        return {**head_, "fields": [field.to_dict() for field in self.fields]}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a field."""
        return [field.to_record() for field in self.fields]

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        numbers = ("least", "greatest", "step", "start", "max", "default")
        flags = ("above", "asked", "required", "self_scored")
        kinds: dict[str, FieldKind] = dict.fromkeys(attrs.fields_dict(Field), "text")
        kinds |= {"label": "text", "heading": "text", "how": "text"}
        return {**kinds, **dict.fromkeys(numbers, "number"), **dict.fromkeys(flags, "flag"), "decimals": "whole"}

    def lines(self, lang: str | None = None) -> list[tuple[str, ...]]:
        """Return what people read: column, title, how to fill it in, maximum; the heads first, headings of the form."""
        told = self.lang if lang is None else language(lang)
        rows = [tuple(head(name, told) for name in ("column", "title", "fill_in", "max"))]
        above: tuple[str, ...] = ()
        for field in self.fields:
            rows += _headings(field, above, told)
            above = field.path
            most = plain(field.max) if field.role in _SCORED else ""
            column = "  " * len(field.path) + field.column
            rows.append((column, _called(field, told), translated(_asking(field), told), local_number(most, told)))
        return rows

    def to_text(self, lang: str | None = None) -> str:
        """Return them as text, a line a field below the headings of the form; in their language or another one."""
        return "\n".join(aligned_columns(self.lines(lang), [3]))

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Fields of {self.definition!r}: {len(self.fields)}>"


_SCORED = ("value", "input", "item", "points", "component")


def _headings(field: Field, above: Sequence[str], lang: str) -> list[tuple[str, ...]]:
    """Return the lines of components that begin with a field."""
    shared = next((at for at, pair in enumerate(zip(field.path, above, strict=False)) if pair[0] != pair[1]), None)
    start = min(len(field.path), len(above)) if shared is None else shared
    places = range(start, len(field.path))
    return [("  " * at + field.path[at], field.sections[at].get(lang), "", "") for at in places]


def _called(field: Field, lang: str) -> str:
    """Return the title of a field, behind that of its node where it is of an input, an item or a paper."""
    own, node = field.title.get(lang), field.node_title.get(lang)
    return own if own == node else f"{node}: {own}"


def _asking(field: Field) -> Message:
    """Say how a field is filled in, and what else a person who fills it in should know."""
    needed = say("required") if field.required else ""
    other = "" if field.not_applicable is None else say("or n/a")
    who = "" if field.self_scored else say("not by the unit itself")
    when = [say("when {condition}", condition=condition_in_words(Condition.of(text))) for text in field.when]
    return together([field.said(), other, needed, who, *when])


def fields_schema() -> dict[str, Any]:
    """Return the JSON Schema of `Fields.to_dict`.

    Examples
    --------
    >>> import parindex
    >>> parindex.fields_schema()["title"]
    'Fields of a form of evidence'
    """
    return shipped_schema("parindex.evidence.forms", "fields")

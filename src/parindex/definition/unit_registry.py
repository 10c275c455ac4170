"""Registries of units, and finding a unit by its code or any spelling of its name; a guess is never taken."""

from __future__ import annotations

import csv
import pkgutil
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

import attrs

from parindex.base import AsFrame, FieldKind, Hints, Text, Titled, clean, either, fold, nfc, normal, say, without_marks

REGISTRIES = ("vn-provinces", "vn-ministries")
#: How the file of a registry of one's own ends.
UNITS_END = ".csv"
#: A path from the folder of a definition, and what leads out of that.
UNITS_FILE, LEAVES_FOLDER = r"^([^/\\:\x00-\x1f]+/)*[^/\\:\x00-\x1f]+\.csv$", r"(^|/)\.{1,2}/"
#: Periods of the provinces: how many there are, from, to, and the first and last year whose tables hold them.
_PROVINCES = (
    ("64", None, date(2008, 7, 31), 0, 2008),
    ("63", date(2008, 8, 1), date(2025, 6, 30), 2009, 2024),
    ("34", date(2025, 7, 1), None, 2025, 9999),
)
_LAST_RANKED = 2017
#: Words before and behind a name that say of what kind the unit is, not which one, without marks.
_KINDS: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[tuple[str, ...], ...]]] = {
    "": ((), ()),
    "province": ((("tinh",),), (("province",),)),
    "municipality": ((("thanh", "pho"), ("tp",), ("t", "p")), (("city",),)),
    "ministry": ((("bo",), ("ministry", "of")), ()),
}
_FULL_NAMES = {"province": "Tỉnh {}", "municipality": "Thành phố {}"}
_PARENT_LEADS = ("", "tỉnh", "thành phố", "TP")
#: Words for the authority of a unit, which stand before its name and mean the unit, without marks.
_COMMITTEES = (("ubnd",), ("uy", "ban", "nhan", "dan"), ("people's", "committee", "of"))
#: Attributes that registries give and that are no keys of a definition.
_OF_REGISTRY = {"key": False}
_BELOW_PORTAL = re.compile(r"(h[0-9]{2})(?:\.[0-9]+)+")
_ETH = str.maketrans({"Ð": "Đ", "ð": "đ"})


#: What a unit has or has not, by name: 1 for yes, 0 for no, or a number.
Attributes = tuple[tuple[str, Fraction], ...]


@attrs.frozen
class Unit(Titled):
    """One unit: a province, a ministry, a department, a commune.

    Attributes
    ----------
    id : str
        Its code.
    title : Text or None
        Its name.
    group : str or None
        The group that it is compared and ranked with.
    ranked : bool
        Whether it has a rank, or is scored only.
    spellings : tuple of str
        Other official spellings.
    parent : str or None
        What it belongs to, such as the province of a commune: the code of a unit of the list, or a name. Units of
        different parents may share a name, which is then found with the name of the parent behind it.
    attributes : tuple of (str, Fraction)
        What it has, 1, or has not, 0, or numbers of it, by the attributes that a definition names.
    kind, former_kind : str
        In a registry: province, municipality or ministry, which a name may say before or behind; and what it was
        before, "" where that is the same.
    kind_since : str
        The day from which it is of its kind, or only the year where the day is not known; "" where always.
    portal_code : str
        Its code on the National Public Service Portal, such as H15; "" where it has none, or none is known.
    region : Text or None
        The socio-economic region.
    became : str
        In a registry: the code of the unit of the next period that it is, or became part of; "" where there is none.
    formed_of : tuple of str
        In a registry: the codes of the units of the period before that became it.
    columns : tuple of (str, Fraction or str)
        What the file of one's own registry says of it besides, by the name of the column; a number is exact.
    """

    id: str
    title: Text | None = None
    group: str | None = None
    ranked: bool = True
    spellings: tuple[str, ...] = ()
    parent: str | None = None
    attributes: Attributes = ()
    kind: str = attrs.field(default="", metadata=_OF_REGISTRY)
    former_kind: str = attrs.field(default="", metadata=_OF_REGISTRY)
    kind_since: str = attrs.field(default="", metadata=_OF_REGISTRY)
    portal_code: str = attrs.field(default="", metadata=_OF_REGISTRY)
    region: Text | None = attrs.field(default=None, metadata=_OF_REGISTRY)
    became: str = attrs.field(default="", metadata=_OF_REGISTRY)
    formed_of: tuple[str, ...] = attrs.field(default=(), metadata=_OF_REGISTRY)
    columns: tuple[tuple[str, Fraction | str], ...] = attrs.field(default=(), metadata=_OF_REGISTRY)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind that it is and was: one code is one unit, whatever a table calls it."""
        return tuple(filter(None, (self.kind, self.former_kind)))

    def kind_in(self, year: int) -> str:
        """Return its kind in a year, that of the last day."""
        return self.former_kind if self.kind_since and year < int(self.kind_since[:4]) else self.kind

    def names(self) -> tuple[str, ...]:
        """Return every name it goes by, its code left out."""
        titles = (self.title.vi, self.title.en) if self.title else ()
        return tuple(dict.fromkeys(name for name in (*titles, *self.spellings) if name))


@attrs.frozen
class UnitMatch:
    """What looking up a label gave: a unit, or the problem that there is."""

    unit: Unit | None
    code: str = ""
    message: str = ""
    hint: str = ""


Key = tuple[str, tuple[str, ...]]


def _key(text: str, kind: str = "") -> Key:
    """Return the letters and digits of a name without marks, and the marks in their order.

    Words that say that the unit is of a `kind` are left out.
    """
    words: list[tuple[str, tuple[str, ...]]] = []
    for word in re.split(r"[\W_]+", nfc(text.translate(_ETH)).casefold()):
        letters, marks = "", []
        for sign in normal("NFD", word):
            if unicodedata.combining(sign) or sign == "đ":
                marks.append(sign)
            letters += "d" if sign == "đ" else "" if unicodedata.combining(sign) else sign
        words += [(letters, tuple(marks))] if letters else []
    bare = [letters for letters, _ in words]
    before, behind = _KINDS[kind]
    for lead in before:
        if tuple(bare[: len(lead)]) == lead and len(bare) > len(lead):
            words, bare = words[len(lead) :], bare[len(lead) :]
    for tail in behind:
        if tuple(bare[-len(tail) :]) == tail and len(bare) > len(tail):
            words, bare = words[: -len(tail)], bare[: -len(tail)]
    return "".join(bare), tuple(mark for _, marks in words for mark in marks)


def _within(marks: tuple[str, ...], all_: tuple[str, ...]) -> bool:
    """Return whether marks occur among others in the same order: a name may lack marks, but has no wrong one."""
    rest = iter(all_)
    return all(mark in rest for mark in marks)


@attrs.frozen
class Registry(AsFrame):
    """The units of one period, or a definition's own.

    Attributes
    ----------
    id : str
        Its name.
    since, until : date or None
        The period, both included.
    units : tuple of Unit
        In the order of their codes.
    """

    id: str
    since: date | None = None
    until: date | None = None
    units: tuple[Unit, ...] = ()

    @property
    def field_kinds(self) -> Mapping[str, FieldKind]:
        """What fields of records hold."""
        return {"ranked": "flag"}

    def to_records(self) -> list[dict[str, Any]]:
        """Return one flat record a unit, its name and region in both languages."""
        return [_record(unit) for unit in self.units]

    @property
    def label(self) -> str:
        """The name with the period."""
        label = self.id
        if self.since:
            label = say("{name} from {day}", name=label, day=self.since.isoformat())
        if self.until:
            label = say("{name} to {day}", name=label, day=self.until.isoformat())
        return label

    @cached_property
    def _codes(self) -> dict[str, Unit]:
        short = {unit.id.lstrip("0"): unit for unit in self.units if unit.id.isdigit()}
        portal = {fold(unit.portal_code): unit for unit in self.units if unit.portal_code}
        return {**portal, **short, **{fold(unit.id): unit for unit in self.units}}

    @cached_property
    def _names(self) -> dict[str, list[tuple[tuple[str, ...], Unit]]]:
        spellings: dict[str, list[tuple[tuple[str, ...], Unit]]] = {}
        behind = {parent: self._behind(parent) for parent in {unit.parent for unit in self.units} if parent}
        for unit in self.units:
            keys = dict.fromkeys(_key(name, kind) for name in unit.names() for kind in ("", *unit.kinds))
            ends = [("", ()), *behind.get(unit.parent or "", ())]
            for letters, marks in dict.fromkeys((key[0] + end[0], key[1] + end[1]) for key in keys for end in ends):
                spellings.setdefault(letters, []).append((marks, unit))
        return spellings

    def _behind(self, parent: str) -> tuple[Key, ...]:
        """Return how a parent may stand behind a name, with or without the word for its kind."""
        above = self._codes.get(fold(parent))
        keys: dict[Key, None] = {}
        for name in above.names() if above else (parent,):
            bare = next((key for kind in _FULL_NAMES if (key := _key(name, kind)) != _key(name)), _key(name))
            leads = map(_key, _PARENT_LEADS)
            keys |= dict.fromkeys([_key(name), *((lead[0] + bare[0], lead[1] + bare[1]) for lead in leads)])
        return tuple(keys)

    @cached_property
    def _kinds(self) -> tuple[str, ...]:
        return tuple(sorted({"", *(kind for unit in self.units for kind in unit.kinds)}))

    def find(self, label: str, hints: Hints | None = None) -> UnitMatch:
        """Find a unit by its code or a spelling of its name.

        Case, blanks, points, dashes and the Unicode form do not matter; marks may be lacking but not wrong.

        Examples
        --------
        >>> from parindex.definition.unit_registry import registry
        >>> registry("vn-provinces", 2022).find("TP. Hồ Chí Minh").unit.id
        '79'
        >>> registry("vn-provinces", 2022).find("Hồ Chí Mih").hint
        "did you mean 'Hồ Chí Minh'?"
        """
        text = clean(str(label))
        matches = self.matches(text)
        if len(matches) > 1:
            message = say("{text!r} may be {units}", text=text[:80], units=either(map(coded, matches)))
            return UnitMatch(None, "ambiguous-unit", message, say("write the code"))
        if matches:
            return UnitMatch(matches[0])
        hints = hints or Hints()
        hint = (self._below(text) or self._of_another_kind(text) or self._elsewhere(text)) if hints.left > 0 else ""
        hint = hint or hints.near(text, (name for unit in self.units for name in unit.names()))
        where = self.label or say("the list")
        return UnitMatch(None, "unknown-unit", say("no unit {text!r} in {where}", text=text[:80], where=where), hint)

    def matches(self, text: str) -> list[Unit]:
        """Return the unit of a code, else the units that go by a name; more than one where marks are lacking.

        A name may have words for the authority before it: "UBND tỉnh Đắk Lắk".
        """
        unit = self._codes.get(fold(text))
        if unit is not None:
            return [unit]
        return self.alike(text) or self.alike(_without_committee(text))

    def alike(self, text: str) -> list[Unit]:
        """Return the units that go by a name: with just its marks, else with more.

        In a definition's own list, where communes differ by a mark, a name has all of its marks or none.
        """
        near: dict[str, Unit] = {}
        for kind in self._kinds:
            letters, marks = _key(text, kind)
            candidates = [(its, unit) for its, unit in self._names.get(letters, ()) if kind in ("", *unit.kinds)]
            if exact := {unit.id: unit for its, unit in candidates if its == marks}:
                return list(exact.values())
            lenient = self.id in REGISTRIES or not marks
            near |= {unit.id: unit for its, unit in candidates if lenient and _within(marks, its)}
        return list(near.values())

    def _below(self, text: str) -> str:
        """Say of which unit a code of the portal is that goes on behind a point."""
        match = _BELOW_PORTAL.fullmatch(fold(text))
        above = self._codes.get(match[1]) if match else None
        return say("{code} is below {unit}, not that unit itself", code=text[:80], unit=coded(above)) if above else ""

    def _of_another_kind(self, text: str) -> str:
        """Say what a unit is called in full that a text names by another kind, as a city where it is a province."""
        for kind in filter(_FULL_NAMES.get, self._kinds):
            letters, marks = _key(text, kind)
            for its, unit in self._names.get(letters, ()):
                if kind not in unit.kinds and _within(marks, its):
                    name = _FULL_NAMES[unit.kind].format(unit.called("vi"))
                    return say("in this list it is {name} ({id})", name=name, id=unit.id)
        return ""

    def _elsewhere(self, text: str) -> str:
        """Say what a unit of another period is in this one."""
        for other in reversed(registry_periods(self.id)) if self.id in REGISTRIES else ():
            unit = next(iter(other.matches(text)), None) if other != self else None
            if unit is None:
                continue
            if self.since and other.until and other.until < self.since:
                target = self._codes.get(successor(unit.id, other, self))
                day = other.until.isoformat()
                return say("until {day}; then {unit}", day=day, unit=coded(target)) if target else ""
            return say("a unit of {registry}", registry=other.label)
        rows = _rows(self.id) if self.id == "vn-ministries" else ()
        for row in (row for row in rows if row["ranked"] == "not assessed"):
            keys = {_key(row[name], "ministry")[0] for name in ("code", "vi", "en")}
            if _key(text, "ministry")[0] in keys:
                return say("{name} is not assessed", name=row["vi"])
        return ""


def _record(unit: Unit) -> dict[str, Any]:
    title, region = unit.title or Text(), unit.region or Text()
    own = {name: value if isinstance(value, str) else float(value) for name, value in unit.columns}
    return {
        "unit": unit.id,
        "name_vi": title.vi,
        "name_en": title.en,
        "kind": unit.kind or None,
        "kind_since": unit.kind_since or None,
        "region_vi": region.vi,
        "region_en": region.en,
        "portal_code": unit.portal_code or None,
        "group": unit.group,
        "ranked": unit.ranked,
        "spellings": "|".join(unit.spellings) or None,
        "parent": unit.parent,
        "became": unit.became or None,
        "formed_of": "|".join(unit.formed_of) or None,
        **{name: float(value) for name, value in unit.attributes},
        **own,
    }


def _without_committee(text: str) -> str:
    """Return a name without words for the authority before it, "" where there are none."""
    words = text.replace("’", "'").split()
    bare = tuple(map(without_marks, words[:4]))
    leads = (len(lead) for lead in _COMMITTEES if bare[: len(lead)] == lead)
    return " ".join(words[next(leads, len(words)) :])


def names_file(units: str | None) -> bool:
    """Return whether `units` of a definition names a file of units, not a registry."""
    return units is not None and units.endswith(UNITS_END)


def stays_beside(name: str) -> bool:
    """Return whether a path is one of a file of units in the folder of a definition, or below it."""
    return bool(re.fullmatch(UNITS_FILE, name)) and not re.search(LEAVES_FOLDER, name)


def coded(unit: Unit) -> str:
    """Name a unit with its code, and what it belongs to."""
    name = unit.called("vi")
    return f"{name}, {unit.parent} ({unit.id})" if unit.parent else f"{name} ({unit.id})"


@cache
def _rows(id_: str) -> tuple[dict[str, str], ...]:
    text = (pkgutil.get_data("parindex.definition.registries", f"{id_}.csv") or b"").decode()
    return tuple(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def _region(row: dict[str, str]) -> Text | None:
    periods = set(row["period"].split("+")) if row.get("region") else set()
    for region in _rows("vn-regions") if periods else ():
        if region["id"] == row["region"] and periods <= set(region["period"].split("+")):
            return Text(region["vi"], region["en"])
    return None


def _unit(row: dict[str, str], period: str = "", *, ranked: bool = True) -> Unit:
    spellings = tuple(filter(None, row["spellings"].split("|")))
    kind = row.get("kind") or ("ministry" if row["vi"].startswith("Bộ ") else "")
    later, since = row.get("later", ""), row.get("since", "")
    return Unit(
        row["code"],
        Text(row["vi"], row["en"]),
        ranked=ranked,
        spellings=spellings,
        kind=later or kind,
        former_kind=kind if later else "",
        kind_since=since,
        portal_code=row.get("portal", ""),
        region=_region(row),
        became=_became(row, period),
    )


def _became(row: dict[str, str], period: str) -> str:
    """Return the code of a unit in the next period: of a row that holds there too, its own."""
    if "became" not in row:
        return ""
    return row["became"] if row["period"].endswith(period) else row["code"]


def successor(code: str, then: Registry, now: Registry) -> str:
    """Follow a unit through the periods of a registry, by the codes that it had and has."""
    periods = registry_periods(then.id)
    for period in periods[periods.index(then) : periods.index(now)]:
        code = next((unit.became for unit in period.units if unit.id == code), "") or code
    return code


@cache
def registry_periods(id: str) -> tuple[Registry, ...]:
    """Return all periods of a registry, oldest first.

    Raises
    ------
    KeyError
        There is no such registry.
    """
    if id not in REGISTRIES:
        raise KeyError(id)
    rows = _rows(id)
    if id == "vn-provinces":
        return _periods_of_provinces(rows)
    assessed = [row for row in rows if row["ranked"] != "not assessed"]
    all_ranked = tuple(_unit(row) for row in assessed)
    some_ranked = tuple(_unit(row, ranked=row["ranked"] == "yes") for row in assessed)
    early = Registry(id, None, date(_LAST_RANKED, 12, 31), all_ranked)
    return early, Registry(id, date(_LAST_RANKED + 1, 1, 1), None, some_ranked)


def _periods_of_provinces(rows: Sequence[dict[str, str]]) -> tuple[Registry, ...]:
    periods: list[Registry] = []
    for count, since, until, *_ in _PROVINCES:
        units = [_unit(row, count) for row in rows if count in row["period"].split("+")]
        before = periods[-1].units if periods else ()
        formed = {unit.id: tuple(old.id for old in before if old.became == unit.id) for unit in units}
        units = [attrs.evolve(unit, formed_of=formed[unit.id]) for unit in units]
        periods.append(Registry("vn-provinces", since, until, tuple(units)))
    return tuple(periods)


def registry(id: str, year: int) -> Registry:
    """Return the registry by which tables of a year are written.

    Tables of 2008 still hold Hà Tây, and so 64 provinces; tables of 2025 hold the 34 of the second half of the year.

    Examples
    --------
    >>> from parindex.definition.unit_registry import registry
    >>> [len(registry("vn-provinces", year).units) for year in (2006, 2008, 2009, 2024, 2025)]
    [64, 64, 63, 63, 34]
    """
    periods = registry_periods(id)
    if id == "vn-provinces":
        until = zip(periods, _PROVINCES, strict=True)
        return next((of_year for of_year, (*_, last) in until if year <= last), periods[-1])
    return periods[year > _LAST_RANKED]


def registry_of(units: Sequence[Unit], id: str = "") -> Registry:
    """Return a definition's own list as a registry."""
    return Registry(id, units=tuple(units))


def conflicts(units: Sequence[Unit]) -> list[tuple[int, str, str]]:
    """Return the places in a list whose code or name is that of an earlier unit, with message and hint."""
    messages: list[tuple[int, str, str]] = []
    codes: dict[str, str] = {}
    codes_as_names: dict[Key, str] = {}
    names: dict[Key, str] = {}
    below: dict[tuple[str, Key], str] = {}  # units of different parents may share a name
    for at, unit in enumerate(units):
        spellings = {_key(name): name for name in unit.names()}
        parent = fold(unit.parent or "")
        taken = [(unit.id, codes.get(fold(unit.id)) or names.get(_key(unit.id)))]
        taken += [(name, below.get((parent, key)) or codes_as_names.get(key)) for key, name in spellings.items()]
        for name, other in [(name, other) for name, other in taken if other][:1]:
            message = say("{name!r} of {id!r} is that of {other!r} already", name=name, id=unit.id, other=other)
            hint = say("two units cannot share a name, unless their parents differ")
            if (name, fold(other)) == (unit.id, fold(unit.id)):
                message = say("the unit {id!r} stands there already", id=other)
                hint = say("every unit has a code of its own")
            messages.append((at, message, hint))
        codes[fold(unit.id)] = codes_as_names[_key(unit.id)] = unit.id
        names.update(dict.fromkeys(spellings, unit.id))
        below.update({(parent, key): unit.id for key in spellings})
    return messages

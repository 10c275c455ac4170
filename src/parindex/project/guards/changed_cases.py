"""What changed in the cases of a definition, and whether published figures are checked less than before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import PurePosixPath

import attrs

from parindex.base import Figure, Message, Path, fold, plain, say, toml_value
from parindex.cases import Cases, Cell, Expected, is_printed
from parindex.comparison import Edit, Level
from parindex.project.guards.guard_edits import GuardFile, GuardWriter, named
from parindex.project.guards.matched_cases import (
    MatchedCases,
    PlacedCase,
    UnitAndName,
    figures_text,
    match_cases,
    name_of,
)

_Pair = tuple[PlacedCase, PlacedCase]
_Steps = Mapping[str, tuple[Fraction, Fraction]]
_Value = str | int | None


def edits_of_cases(id: str, old: Iterable[PlacedCase], new: Iterable[PlacedCase]) -> Iterator[Edit]:
    """Yield what changed in the cases of a definition: what they no longer check is loosening, what more editorial."""
    before, after, writer = list(old), list(new), GuardWriter(id)
    if before and not after:
        for cases, file in {case.file.shown: (case.cases, case.file) for case in before}.values():
            yield _all_removed(writer, cases, file)
        return
    matched = match_cases(before, after)
    for case in matched.removed:
        message = say("case removed: {node}", node="")
        node, value = case.case.name, _whole(case)
        yield writer.edit("case-removed", "loosening", message, (case.file, case.path), node=node, values=(value, None))
    for case in matched.added:
        message = say("case added: {node}", node="")
        node, value = case.case.name, _whole(case)
        yield writer.edit("case-added", "editorial", message, (case.file, case.path), node=node, values=(None, value))
    for pair in matched.pairs:
        yield from _PairWriter(writer, *pair).edits()
    yield from _tried_elsewhere(writer, matched)
    yield from _of_files(writer, matched)


def _tried_elsewhere(writer: GuardWriter, matched: MatchedCases) -> Iterator[Edit]:
    """Yield files of cases that are tried on another definition of the same id: a copy, or what is bundled."""
    told = {
        (new.file.shown, new.tried_on): new
        for old, new in matched.pairs
        if new.tried_on and new.tried_on != old.tried_on
    }
    for new in told.values():
        message = say("cases of {node} are tried on another definition: {file}", node="", file=new.tried_on)
        at, values = (new.file, ("definition",)), (None, toml_value(new.tried_on))
        yield writer.edit("definition-replaced", "loosening", message, at, key="definition", values=values)


def _all_removed(writer: GuardWriter, cases: Cases, file: GuardFile) -> Edit:
    names = toml_value([case.name for case in cases.case])
    words = {"file": PurePosixPath(file.shown.replace("\\", "/")).name, "count": len(cases.case)}
    message = say("cases of {node} removed: {file}, with {count}", node="", **words)
    return writer.edit("cases-removed", "loosening", message, (file, ()), values=(names, None))


def edit_of_unread(id: str, file: GuardFile) -> Edit:
    """Return that a file of cases went which nobody could run: its faults are told no more."""
    name = PurePosixPath(file.shown.replace("\\", "/")).name
    message = say("cases of {node} removed: {file}, which had faults", node="", file=name)
    return GuardWriter(id).edit("cases-removed", "loosening", message, (file, ()), values=(toml_value(name), None))


def edit_of_mended(id: str, file: GuardFile, text: str) -> Edit:
    """Return that a file of cases had faults which it has no more: what it checked before is not known."""
    name = PurePosixPath(file.shown.replace("\\", "/")).name
    message = say("{file} had faults, so whether cases of {node} check less is not known", node="", file=name)
    before = toml_value(text.replace("\r\n", "\n"))
    return GuardWriter(id).edit("cases-unreadable", "loosening", message, (file, ()), values=(before, None))


def _whole(case: PlacedCase) -> str:
    """Return what a case expects, as TOML."""
    return figures_text(case.cells) if case.cells else toml_value([problem.code for problem in case.case.problems])


@attrs.frozen
class _PairWriter:
    """Writes the edits of a case that both sides have."""

    writer: GuardWriter
    old: PlacedCase
    new: PlacedCase

    @property
    def less(self) -> Level:
        """How far it reaches that figures are others: of a printed source they are not for whoever writes cases."""
        return "loosening" if is_printed(self.old.case) else "restating"

    def edits(self) -> Iterator[Edit]:
        """Yield all of them."""
        if fold(self.old.case.name) != fold(self.new.case.name):
            message = say("case renamed: {node} is {new!r} now", node="", new=self.new.case.name)
            yield self._edit("case-renamed", "editorial", message, "name", (self.old.case.name, self.new.case.name))
        yield from self.source()
        yield from self.evidence()
        yield from self.figures()
        yield from self.problems()
        if self.old.case.tolerance != self.new.case.tolerance:
            yield from self.tolerance()

    def source(self) -> Iterator[Edit]:
        before, after = self.old.case.source, self.new.case.source
        if before != after:
            level: Level = "loosening" if is_printed(self.old.case) and not is_printed(self.new.case) else "editorial"
            words = {"before": before, "after": after}
            message = say("source of case {node}: {before} → {after}", node="", **words)
            yield self._edit("source-replaced", level, message, "source", (before, after))

    def evidence(self) -> Iterator[Edit]:
        if self.old.evidence == self.new.evidence:
            return
        years = self.old.case.year, self.new.case.year
        if years[0] != years[1]:
            message = say("case {node} is scored for another year", node="")
            yield self._edit("year-replaced", self.less, message, "year", years)
        if self.old.evidence[:-1] == self.new.evidence[:-1]:
            return
        table = self.new.table_name
        if table and table == self.old.table_name:
            message = say("the table of case {node} is another: {table}", node="", table=table)
            yield self._edit("evidence-replaced", self.less, message, "evidence", (table, table))
            return
        texts = _evidence(self.old), _evidence(self.new)
        if _only_more_units(self.old, self.new):
            message = say("case {node} has evidence of more units", node="")
            yield self._edit("case-extended", "editorial", message, "evidence", texts)
            return
        message = say("case {node} has other evidence", node="")
        yield self._edit("evidence-replaced", self.less, message, "evidence", texts)

    def figures(self) -> Iterator[Edit]:
        """Yield figures that are expected no more, that are others, that have company, and that are new."""
        old, new = self.old.expected, self.new.expected
        kept = [key for key in old if key in new and set(old[key]) != set(new[key])]
        wider = [key for key in kept if set(old[key]) < set(new[key])]
        narrower = [key for key in kept if set(old[key]) > set(new[key])]
        other = [key for key in kept if key not in wider and key not in narrower]
        less, more = [key for key in old if key not in new], [key for key in new if key not in old] + narrower
        if less:
            message = say("case {node} expects less: without {figures}", node="", figures=named(map(name_of, less)))
            yield self._figures("expectation-removed", "loosening", message, less)
        if other:
            message = say("case {node} expects other figures: {figures}", node="", figures=named(self._steps(other)))
            yield self._figures("expectation-replaced", self.less, message, other)
        if wider:
            message = say(
                "case {node} takes more figures for right: {figures}", node="", figures=named(map(name_of, wider))
            )
            yield self._figures("expectation-widened", "loosening", message, wider)
        if more:
            message = say("case {node} expects more: {figures}", node="", figures=named(map(name_of, more)))
            yield self._figures("case-extended", "editorial", message, more)

    def _steps(self, keys: Iterable[UnitAndName]) -> Iterator[Message]:
        for key in keys:
            before, after = (Figure(_shown(side.cells[key])) for side in (self.old, self.new))
            yield say("{name} {before} → {after}", name=name_of(key), before=before, after=after)

    def _figures(self, kind: str, level: Level, message: Message, keys: list[UnitAndName]) -> Edit:
        texts = [figures_text(_of(side.cells, keys)) or None for side in (self.old, self.new)]
        cell = next((self.new.cells[key] for key in keys if key in self.new.cells), None)
        path: Path = ("expect",) if cell is None else ("expect", *cell.keys)
        return self._edit(kind, level, message, "expect", (texts[0], texts[1]), path=path)

    def problems(self) -> Iterator[Edit]:
        old, new = self.old.case.problems, self.new.case.problems
        gone = [one for one in old if not any(_demands(other, one) for other in new)]
        come = [one for one in new if not any(_demands(one, other) for other in old)]
        if gone:
            message = say("case {node} no longer wants problems: {codes}", node="", codes=named(map(_problem, gone)))
            yield self._edit("problem-removed", "loosening", message, "problems", (_codes(old), _codes(new)))
        if come:
            message = say("case {node} takes problems for right: {codes}", node="", codes=named(map(_problem, come)))
            yield self._edit("problem-added", "loosening", message, "problems", (_codes(old), _codes(new)))

    def tolerance(self) -> Iterator[Edit]:
        """Yield other tolerances, which the case says itself on either side."""
        raised, lowered = _tolerances(self.old, self.new)
        if raised:
            message = say("case {node} allows more tolerance: {figures}", node="", figures=_each(raised))
            yield self._edit("tolerance-raised", "loosening", message, "tolerance", _ends(raised))
        if lowered:
            message = say("case {node} allows less tolerance: {figures}", node="", figures=_each(lowered))
            yield self._edit("tolerance-lowered", "editorial", message, "tolerance", _ends(lowered))

    def _edit(
        self, kind: str, level: Level, message: Message, key: str, values: tuple[_Value, _Value], *, path: Path = ()
    ) -> Edit:
        at = self.new.file, (*self.new.path, *(path or (key,)))
        before, after = (None if value is None else str(value) for value in values)
        node = self.old.case.name
        return self.writer.edit(kind, level, message, at, node=node, key=key, values=(before, after))


def _of_files(writer: GuardWriter, matched: MatchedCases) -> Iterator[Edit]:
    """Yield other tolerances of a file, which its cases take that have none of their own."""
    steps: dict[tuple[str, Fraction, Fraction], list[_Pair]] = {}
    for old, new in matched.pairs:
        if old.case.tolerance == new.case.tolerance:
            for change in _tolerances(old, new):
                for before, after in dict.fromkeys(change.values()):
                    steps.setdefault((new.file.shown, before, after), []).append((old, new))
    for (_, before, after), pairs in steps.items():
        names = named(repr(old.case.name) for old, _ in pairs)
        words = {"before": Figure(plain(before)), "after": Figure(plain(after)), "cases": names}
        at, values = (pairs[0][1].file, ("tolerance",)), (toml_value(before), toml_value(after))
        if after > before:
            message = say("cases of {node} allow more tolerance, {before} → {after}: {cases}", node="", **words)
            yield writer.edit("tolerance-raised", "loosening", message, at, key="tolerance", values=values)
        else:
            message = say("cases of {node} allow less tolerance, {before} → {after}: {cases}", node="", **words)
            yield writer.edit("tolerance-lowered", "editorial", message, at, key="tolerance", values=values)


def _tolerances(old: PlacedCase, new: PlacedCase) -> tuple[_Steps, _Steps]:
    """Return the tolerances of figures that both sides expect: those that are wider now, and those that are closer."""
    names = dict.fromkeys(name for unit, name in old.expected if (unit, name) in new.expected)
    held = {name: (old.cases.within(old.case, name), new.cases.within(new.case, name)) for name in names}
    compared = {name: step for name, step in held.items() if name not in ("published", "rank", "band")}
    return (
        {name: step for name, step in compared.items() if step[1] > step[0]},
        {name: step for name, step in compared.items() if step[1] < step[0]},
    )


def _each(steps: _Steps) -> Message:
    return named(
        say("{name} {before} → {after}", name=name, before=Figure(plain(before)), after=Figure(plain(after)))
        for name, (before, after) in steps.items()
    )


def _ends(steps: _Steps) -> tuple[str, str]:
    """Return tolerances before and after as TOML."""
    before, after = ({name: step[at] for name, step in steps.items()} for at in (0, 1))
    return toml_value(before), toml_value(after)


def _only_more_units(old: PlacedCase, new: PlacedCase) -> bool:
    """Return whether all evidence of a case is there, and beside it that of other units."""
    if old.table_name or new.table_name or old.case.year != new.case.year:
        return False
    units = {unit for unit, _ in old.given}
    here = {key: value for key, value in new.given.items() if key[0] in units}
    return "" not in units and here == old.given and new.given != old.given


def _evidence(case: PlacedCase) -> str:
    if isinstance(case.case.evidence, str):
        return toml_value(case.case.evidence)
    rows = [{"unit": row.unit, **{cell.name: cell.value for cell in row.cells}} for row in case.case.evidence]
    return toml_value([{key: value for key, value in row.items() if value is not None} for row in rows])


def _of(cells: Mapping[UnitAndName, Cell], keys: Iterable[UnitAndName]) -> dict[UnitAndName, Cell]:
    return {key: cells[key] for key in keys if key in cells}


def _shown(cell: Cell) -> str:
    values = cell.value if isinstance(cell.value, tuple) else (cell.value,)
    return " / ".join(map(str, values))


def _demands(one: Expected, other: Expected) -> bool:
    """Return whether evidence that has one problem has the other, too."""
    return one.code == other.code and all(
        wide is None or (narrow is not None and fold(narrow) == fold(wide))
        for narrow, wide in ((one.unit, other.unit), (one.column, other.column))
    )


def _problem(expected: Expected) -> str:
    place = ", ".join(filter(None, (expected.unit, expected.column)))
    return f"{expected.code} ({place})" if place else expected.code


def _codes(problems: Iterable[Expected]) -> str:
    return toml_value(sorted(map(_problem, problems)))

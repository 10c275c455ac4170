"""An audit as a document in one language, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs
import numpy as np

from parindex.base import Message, half_up_text, json_document, local_number, say, translated, with_titles
from parindex.definition import title_in_year, titles_of
from parindex.robustness import Audit, ComponentCoherence
from parindex.views.audits.coherence_tables import (
    added_value_table,
    correlation_table,
    description_table,
    framework_table,
    parts_table,
)
from parindex.views.audits.robustness_tables import alternatives_table, intervals_table, shares_table, without_table
from parindex.views.document import (
    Block,
    Cells,
    Heading,
    Lines,
    Section,
    TextTable,
    TitledBlocks,
    html_page,
    markdown_document,
    text_document,
)

#: Correlations of more parts than these are left to JSON.
MOST_PARTS = 16
_LEAST_CHANCE = 0.001


@attrs.frozen
class AuditDocument:
    """What is told of an audit, in a language."""

    audit: Audit
    lang: str

    def titled_blocks(self) -> TitledBlocks:
        """Return the document."""
        definition = self.audit.scores.definition
        title = self._said(say("Audit: {title}", title=title_in_year(definition, self.audit.scores.year)))
        blocks: list[Block] = [Heading(title, 1), Lines([self._said(self._summary())])]
        for heading, content in self._sections():
            blocks += [Section(list(content), Heading(self._said(heading), 2))]
        return TitledBlocks(title, self.lang, blocks)

    def _summary(self) -> Message:
        scores = self.audit.scores
        return say(
            "{units} units, {indicators} indicators, {components} components; {flags} questions",
            units=len(scores.units),
            indicators=len(self.audit.coherence.evidence.indicators),
            components=len(self.audit.coherence.components),
            flags=len(self.audit.flags),
        )

    def _sections(self) -> Iterator[tuple[Message, Iterable[Block]]]:
        yield say("1. Framework"), self._framework()
        yield say("2. Data"), self._data()
        yield say("3. Coherence within components"), self._components()
        yield say("4. Coherence of the index"), self._component(self._root) if self._root else ()
        yield say("5. Added value"), self._added_value()
        yield say("6. Robustness"), self._robustness()
        yield say("7. Units"), self._units()
        yield say("8. Questions"), self._questions()

    @property
    def _root(self) -> ComponentCoherence | None:
        return self.audit.coherence.components.get(self.audit.scores.definition.id)

    def _framework(self) -> Iterator[Block]:
        yield self._cells(framework_table(self.audit.scores.definition, self.lang))

    def _data(self) -> Iterator[Block]:
        evidence = self.audit.coherence.evidence
        lacking = int((evidence.availability_of_units < 1).sum())
        there = float(np.mean(~np.isnan(evidence.values) & evidence.wanted)) if evidence.values.size else np.nan
        yield self._line(
            say("{value} of the values are there; {count} units lack some", value=self._percent(there), count=lacking)
        )
        yield self._cells(description_table(evidence, self.lang))

    def _components(self) -> Iterator[Block]:
        found = [one for one in self.audit.coherence.components.values() if one is not self._root]
        if not found:
            yield self._line(say("no component below the index has several parts"))
        for one in found:
            yield Section(list(self._component(one)), Heading(self._called(one.component), 3))

    def _component(self, found: ComponentCoherence) -> Iterator[Block]:
        alpha, pca = found.alpha, found.pca
        figures = [
            (say("Cronbach's alpha, standardised"), self._figure(alpha.standardised)),
            (say("Cronbach's alpha, raw"), self._figure(alpha.raw)),
            (say("share of the first principal component"), self._percent(pca.shares[0] if pca else np.nan)),
            (say("sampling adequacy (KMO)"), self._figure(found.kmo)),
            (say("Bartlett's test, p"), self._chance(found.bartlett.p)),
        ]
        yield Lines([f"{self._said(name)}: {figure}" for name, figure in figures if figure], "item")
        yield self._cells(parts_table(found, self.lang))
        if len(found.parts) <= MOST_PARTS:
            yield self._cells(correlation_table(found, self.lang))
        else:
            count = len(found.parts)
            yield self._line(
                say("correlations of {count} parts with each other are too many here; JSON has them", count=count)
            )

    def _added_value(self) -> Iterator[Block]:
        if self._root:
            places = self.audit.coherence.thresholds.places
            yield self._line(
                say("how many units a part ranks {places} places or more from where the index has them", places=places)
            )
            yield self._cells(added_value_table(self._root, self.lang))

    def _robustness(self) -> Iterator[Block]:
        audit = self.audit
        if audit.alternatives:
            yield Heading(self._said(say("Other methods")), 3)
            yield self._cells(alternatives_table(audit.alternatives, self.lang))
            if audit.alternatives.notes:
                yield Lines([translated(note, self.lang) for note in audit.alternatives.notes], "note")
        if audit.leave_out:
            yield Heading(self._said(say("Without each part")), 3)
            yield self._cells(without_table(audit.leave_out, self.lang))
        if audit.uncertainty and audit.intervals:
            yield Heading(self._said(say("Weights that vary by a quarter")), 3)
            yield Lines([self._said(line) for line in self._intervals()], "item")
        if audit.sobol:
            yield self._line(say("what the shifts of ranks come from (total effects of Sobol)"))
            yield self._cells(shares_table(audit.sobol, self.lang))

    def _intervals(self) -> Iterator[Message]:
        intervals = self.audit.intervals
        if intervals is not None:
            one, three = self._percent(intervals.within_1), self._percent(intervals.within_3)
            yield say("{value} of the units are within one place of their simulated median", value=one)
            yield say("{value} of the units are within three places of their simulated median", value=three)
            mean = half_up_text(float(intervals.width.mean()), 1)
            words = {"mean": mean, "count": len(intervals.wide)}
            yield say("intervals of 90 % span {mean} places on average; {count} span ten or more", **words)

    def _units(self) -> Iterator[Block]:
        if self.audit.intervals:
            yield self._cells(intervals_table(self.audit.intervals, self.audit.scores, self.lang))

    def _questions(self) -> Iterator[Block]:
        flags = self.audit.flags
        if not flags:
            yield self._line(say("no figure is beyond a threshold"))
        for component in dict.fromkeys(flag.component for flag in flags):
            if component:
                yield Heading(self._called(component), 3)
            asked = [flag for flag in flags if flag.component == component]
            yield Lines([f"{self._titled(flag.message)} ({flag.reference})" for flag in asked], "item")
        yield Heading(self._said(say("Not looked at")), 3)
        yield Lines([self._said(reason) for reason in (*self.audit.coherence.notes, *self.audit.not_done)], "item")

    def _said(self, message: Message) -> str:
        return translated(message, self.lang)

    def _titled(self, message: Message) -> str:
        return translated(with_titles(message, titles_of(self.audit.scores.definition)), self.lang, titles=True)

    def _line(self, message: Message) -> Lines:
        return Lines([self._said(message)])

    def _called(self, node: str) -> str:
        title = self.audit.scores.definition[node].called(self.lang)
        return title if title == node else f"{title} ({node})"

    def _cells(self, table: TextTable) -> Cells:
        return Cells(table.in_language(self.lang))

    def _figure(self, figure: float) -> str:
        return "" if np.isnan(figure) else local_number(half_up_text(float(figure), 3), self.lang)

    def _chance(self, p: float) -> str:
        return f"< {self._figure(_LEAST_CHANCE)}" if p < _LEAST_CHANCE else self._figure(p)

    def _percent(self, share: float) -> str:
        return "" if np.isnan(share) else f"{local_number(half_up_text(100 * float(share), 1), self.lang)} %"


#: Every format that `audit` writes, by name: of an audit, in a language.
AUDITS: dict[str, Callable[[Audit, str], str]] = {
    "text": lambda audit, lang: text_document(AuditDocument(audit, lang).titled_blocks()),
    "json": lambda audit, lang: json_document(audit.to_dict(), lang),
    "markdown": lambda audit, lang: markdown_document(AuditDocument(audit, lang).titled_blocks()),
    "html": lambda audit, lang: html_page(AuditDocument(audit, lang).titled_blocks()),
}

"""What holds for every bundled definition and every example: it is sound, sourced and survives writing and reading.

Weights: PCI and SIPAS state them as shares of one. In 2006 the workbook's weights of the inspections add to 0.64
(../shared/facts/pci/pci.md, section 4). No tolerance: weights are exact numbers.
"""

from fractions import Fraction
from pathlib import Path

import pytest

import parindex
from parindex.definition.reading.definition_text import dump, load_text
from parindex.definition.rules.kinds import RULES

BUNDLED = [entry.id for entry in parindex.catalogue()]
EXAMPLES = sorted(
    path
    for path in (Path(__file__).resolve().parents[2] / "examples" / "definitions").glob("*.toml")
    if not path.name.endswith(".cases.toml")
)
#: What stays: the groups within the sub-indices of 2006 have no published titles, of the PAR INDEX no group below C is
#: published, and the form of Hải Phòng is kept with its printed fault.
MEANT = {
    "pci-2006": {"no-title"},
    "par-ministry-2022": {"no-lowest-group"},
    "par-province-2020": {"no-lowest-group"},
    "par-province-2022": {"no-lowest-group"},
    "par-province-2024": {"no-lowest-group"},
    "haiphong-212-form1": {"short-of-maximum"},
}


@pytest.mark.parametrize("name", [*BUNDLED, *EXAMPLES], ids=lambda name: getattr(name, "name", name))
def test_definition_is_sound_and_reads_back_as_written(name):
    assert {problem.code for problem in parindex.check(name)} == MEANT.get(Path(name).stem, set())
    definition = parindex.load(name)
    assert definition.sources
    assert 1 <= len(definition.years) <= 2
    assert load_text(dump(definition)) == definition
    assert [node.id for node in load_text(dump(definition)).nodes] == [node.id for node in definition.nodes]


@pytest.mark.parametrize("id_", BUNDLED)
def test_bundled_definition_is_titled_in_both_languages(id_):
    definition = parindex.load(id_)
    assert definition.id == id_
    assert definition.title.vi
    assert definition.title.en
    assert definition.title.vi != definition.title.en
    assert [node.id for node in definition.nodes if node.title and node.title.vi == node.title.en] == []


@pytest.mark.parametrize("id_", BUNDLED)
def test_notes_are_told_in_both_languages(id_):
    """A report in Vietnamese shows them; titles of sources are names and stay."""
    definition = parindex.load(id_)
    noted = [thing.note for thing in (definition, *definition.nodes, *definition.sources) if thing.note]
    assert [note.get() for note in noted if not note.vi or not note.en or note.vi == note.en] == []


@pytest.mark.parametrize("id_", [entry.id for entry in parindex.catalogue() if entry.index in ("PCI", "SIPAS")])
def test_weights_of_siblings_add_to_one(id_):
    definition = parindex.load(id_)
    for component in (definition.root, *definition.component):
        if component.combine == "weighted-mean":
            assert component.weights_total in (None, 1)
            assert sum(part.weight for part in definition.parts(component.id)) == 1


def test_weights_of_inspections_of_2006_add_to_064():
    definition = parindex.load("pci-2006")
    assert sum(part.weight for part in definition.parts("time_inspections")) == Fraction("0.64")
    assert definition["time_inspections"].combine == "weighted-sum"
    assert definition["time_inspections"].weights_total == Fraction("0.64")
    assert definition.weights_total == 1


def test_the_template_says_that_it_is_one_and_shows_everything():
    """The eight domains of 2017 are its frame; its 100 points are made up."""
    template, frame = parindex.load("par-template"), parindex.load("par-province-2017")
    assert template.status == "template"
    assert "template" in template.title.en.casefold()
    domains = [node.title.vi for node in template.parts(template.id)]
    assert domains == [node.title.vi for node in frame.parts(frame.id)]
    assert len(domains) == 8
    assert template.maximum(template.root) == 100
    assert {leaf.rule.kind for leaf in template.leaves} == set(RULES)
    assert {leaf.self_scored for leaf in template.leaves} == {True, False}
    assert any(leaf.documents for leaf in template.leaves)
    assert {node.adds for node in template.beside} == {"bonus", "penalty"}
    assert any(leaf.inputs for leaf in template.leaves)
    assert {leaf.not_applicable for leaf in template.leaves} > {"drop"}

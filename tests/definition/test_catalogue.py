import copy
import hashlib
import timeit
from pathlib import PurePath

import pytest

import parindex
from parindex.definition import catalogue_sources, definition_source

TEXT = """\
# a definition
id = "{id}"
index = "{index}"
version = "{version}"
title = {{ vi = "Chỉ số", en = "Index" }}
years = {years}
status = "partial"
combine = "sum"

[[indicator]]
id = "a"
max = 10
"""


def text(id="x-2020", index="X", version="1", years="[2020, 2021]"):
    return TEXT.format(id=id, index=index, version=version, years=years)


def sha256(of):
    return hashlib.sha256(of.encode()).hexdigest()


def told(catalogue):
    return [(PurePath(one.source).name, one.line, one.severity, one.code) for one in catalogue.problems]


@pytest.fixture
def folder(tmp_path):
    for name, content in (
        ("a.toml", text()),
        ("below/b.toml", text("x-2022", years="[2022]")),
        (".drafts/c.toml", "no definition"),
        ("a.cases.toml", "no definition"),
        ("parindex.toml", "[check]"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_without_a_source_it_lists_what_is_bundled_each_with_the_digest_that_load_tells():
    catalogue = parindex.catalogue()
    assert catalogue.problems == ()
    assert all(entry.bundled for entry in catalogue)
    for entry in catalogue:
        definition = entry.load()
        assert (entry.sha256, entry.version, entry.title) == (definition.sha256, definition.version, definition.title)
        assert (entry.index, entry.years, entry.status) == (definition.index, definition.years, definition.status)
        assert parindex.load(entry.id) is definition


def test_a_folder_gives_its_definitions_and_those_below_and_nothing_else(folder):
    catalogue = parindex.catalogue(folder)
    assert catalogue.problems == ()
    assert [(entry.id, entry.source, entry.bundled) for entry in catalogue] == [
        ("x-2020", str(folder / "a.toml"), False),
        ("x-2022", str(folder / "below" / "b.toml"), False),
    ]
    entry = catalogue["x-2020"]
    assert (entry.index, entry.version, entry.years, entry.status) == ("X", "1", (2020, 2021), "partial")
    assert (entry.title.vi, entry.title.en) == ("Chỉ số", "Index")
    assert entry.sha256 == hashlib.sha256((folder / "a.toml").read_bytes()).hexdigest()
    assert catalogue.to_records()[1]["sha256"] == sha256(text("x-2022", years="[2022]"))


def test_faulty_files_are_told_with_their_place_and_keep_no_other_out(folder):
    (folder / "d.toml").write_text(text("d").replace("max = 10", "max = -1"), encoding="utf-8")
    (folder / "e.toml").write_bytes(text("e").encode("utf-16"))
    (folder / "f.toml").symlink_to("nowhere.toml")
    (folder / "g.toml").write_text("id = ", encoding="utf-8")
    catalogue = parindex.catalogue(str(folder))
    assert [entry.id for entry in catalogue] == ["x-2020", "x-2022"]
    assert told(catalogue) == [
        ("d.toml", 12, "error", "wrong-value"),
        ("e.toml", None, "error", "unreadable"),
        ("f.toml", None, "error", "unreadable"),
        ("g.toml", 1, "error", "toml-syntax"),
    ]
    assert str(catalogue.problems[2]) == f"{folder / 'f.toml'}: error unreadable: No such file or directory"


def test_files_content_texts_by_name_and_texts_by_digest_are_listed_alike(folder):
    stored = text("db-2021", index="D")
    catalogue = parindex.catalogue(
        folder / "a.toml",
        "pci-2013",
        parindex.Content(text("c-2021", index="C"), "c.toml"),
        [parindex.Content(text("l-2021", index="L").encode())],
        {sha256(stored).upper(): stored, "named": text("n-2021", index="N").encode()},
    )
    assert catalogue.problems == ()
    assert {entry.id: entry.load().id for entry in catalogue} == {
        id_: id_ for id_ in ("x-2020", "pci-2013", "c-2021", "l-2021", "db-2021", "n-2021")
    }
    assert catalogue["n-2021"].source == "named"
    assert catalogue["pci-2013"].bundled
    assert catalogue.get(sha256(stored)).id == "db-2021"
    assert catalogue[sha256(stored).upper()].load().index == "D"


def test_a_text_under_a_digest_that_is_not_its_own_is_told_and_not_listed():
    key = sha256(text(version="2"))
    catalogue = parindex.catalogue({key: text(version="3")})
    assert (len(catalogue), told(catalogue)) == (0, [(key, None, "error", "digest-differs")])


def test_every_version_of_an_id_is_found_by_its_digest_and_the_first_by_the_id():
    versions = [text(version=version) for version in "123"]
    catalogue = parindex.catalogue([parindex.Content(one, f"v{at}.toml") for at, one in enumerate(versions)])
    assert [catalogue.get(sha256(one)).version for one in versions] == ["1", "2", "3"]
    assert catalogue["x-2020"].version == "1"
    assert told(catalogue) == [("v1.toml", 2, "warning", "id-reused"), ("v2.toml", 2, "warning", "id-reused")]


def test_the_same_definition_twice_is_listed_once_and_told(folder):
    (folder / "z.toml").write_text(text(), encoding="utf-8")
    catalogue = parindex.catalogue(folder)
    assert [entry.source for entry in catalogue if entry.id == "x-2020"] == [str(folder / "a.toml")]
    assert told(catalogue) == [("z.toml", 2, "note", "id-reused")]


def test_editions_of_one_index_that_claim_the_same_year_are_told(folder):
    (folder / "z.toml").write_text(text("x-2021", years="[2021]"), encoding="utf-8")
    catalogue = parindex.catalogue(folder)
    assert set(told(catalogue)) == {
        ("a.toml", 6, "warning", "editions-overlap"),
        ("z.toml", 6, "warning", "editions-overlap"),
    }
    assert [entry.id for entry in catalogue.covering("X", 2021)] == ["x-2020", "x-2021"]


def test_an_open_edition_covers_the_years_until_the_next_one_begins(folder):
    (folder / "z.toml").write_text(text("x-2025", years="[2025]"), encoding="utf-8")
    catalogue = parindex.catalogue(folder)
    covering = {year: [entry.id for entry in catalogue.covering("x", year)] for year in (2019, 2021, 2024, 2025, 2030)}
    assert covering == {2019: [], 2021: ["x-2020"], 2024: ["x-2022"], 2025: ["x-2025"], 2030: ["x-2025"]}
    with pytest.raises(parindex.UnknownNameError, match="no index 'Y'"):
        catalogue.covering("Y", 2020)
    with pytest.raises(TypeError, match="year must be a whole number"):
        catalogue.covering("X", "2020")


def test_a_definition_in_place_of_a_bundled_one_is_told(folder):
    own = definition_source("pci-2013")[0] + "# ours\n"
    (folder / "pci.toml").write_text(own, encoding="utf-8")
    alone, both = parindex.catalogue(folder), parindex.catalogue(folder, bundled=True)
    assert told(alone) == [("pci.toml", 7, "warning", "id-reused")]
    assert told(both) == [("pci-2013.toml", 7, "warning", "id-reused")]
    assert alone["pci-2013"].sha256 == both["pci-2013"].sha256 == sha256(own)
    assert [entry.bundled for entry in both if entry.id == "pci-2013"] == [False, True]
    assert {"x-2020", "sipas-2023"} <= {entry.id for entry in both}
    (folder / "pci.toml").write_text(definition_source("pci-2013")[0], encoding="utf-8")
    assert parindex.catalogue(folder).problems == parindex.catalogue(folder, bundled=True).problems == ()


def test_a_file_that_changed_since_is_not_loaded_for_what_was_listed(folder):
    entry = parindex.catalogue(folder)["x-2020"]
    (folder / "a.toml").write_text(text(version="2"), encoding="utf-8")
    with pytest.raises(parindex.UnreadableError, match="has changed since it was listed"):
        entry.load()
    assert parindex.catalogue(folder)["x-2020"].load().version == "2"


def test_the_file_of_units_belongs_to_the_digest(folder):
    (folder / "u.toml").write_text(text("u-2020", index="U").replace("combine", 'units = "u.csv"\ncombine'), "utf-8")
    digests = []
    for units in ("unit\nA\n", "unit\nB\n", "unit\nA\n"):
        (folder / "u.csv").write_text(units, encoding="utf-8")
        entry = parindex.catalogue(folder)["u-2020"]
        assert entry.sha256 == sha256((folder / "u.toml").read_text("utf-8") + units) == entry.load().sha256
        digests.append(entry.sha256)
    assert digests[0] == digests[2] != digests[1]
    (folder / "u.csv").unlink()
    assert told(parindex.catalogue(folder)) == [("u.toml", 8, "error", "wrong-value")]


def test_where_files_are_not_opened_no_folder_is_looked_into(folder):
    server = parindex.Limits.server()
    for source in (folder, str(folder), [folder / "a.toml"], "nowhere"):
        with pytest.raises(parindex.UnreadableError, match="files are not opened by their names"):
            parindex.catalogue(source, limits=server)
    catalogue = parindex.catalogue({"x": text()}, bundled=True, limits=server)
    assert catalogue["x-2020"].load().id == "x-2020"
    assert catalogue["pci-2013"].load().id == "pci-2013"
    large = parindex.catalogue({"x": text(), "y": text("y") + "#" * 9_000_000}, limits=server)
    assert told(large) == [("y", None, "error", "unreadable")]


@pytest.mark.parametrize("source", [7, None, {7: "x"}, {"x": 7}])
def test_what_is_no_source_is_refused(source):
    with pytest.raises(TypeError):
        parindex.catalogue(source)


def test_a_source_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(parindex.UnreadableError, match="nowhere"):
        parindex.catalogue(tmp_path / "nowhere")
    assert told(parindex.catalogue(tmp_path)) == [(tmp_path.name, None, "warning", "unreadable")]


def test_it_stays_a_tuple_that_can_be_copied(folder):
    catalogue = parindex.catalogue(folder)
    again = copy.deepcopy(catalogue)  # by the same way as pickle
    assert (again, again.problems) == (catalogue, catalogue.problems)
    assert again[-1] is again[1]
    assert [entry.id for entry in again[:1]] == ["x-2020"]
    assert ("x-2022" in again, "x" in again, again[0] in again) == (True, False, True)
    with pytest.raises(parindex.UnknownNameError, match="did you mean 'x-2020'"):
        again["x-2O20"]


def test_a_catalogue_of_texts_seen_before_parses_nothing(folder, monkeypatch):
    first = parindex.catalogue(folder, bundled=True)
    monkeypatch.setattr(catalogue_sources, "parse_definition", None)
    monkeypatch.setattr(catalogue_sources, "tomli", None)
    assert parindex.catalogue(folder, bundled=True) == first
    assert min(timeit.repeat(parindex.catalogue, number=1, repeat=5)) < 0.02

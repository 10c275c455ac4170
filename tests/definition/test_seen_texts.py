import timeit
from concurrent.futures import ThreadPoolExecutor

import pytest

import parindex
from parindex.definition.reading import seen_texts

TEXT = """\
id = "seen"
index = "S"
version = "1"
title = "Seen"
years = [2024]
combine = "sum"
{more}
[[indicator]]
id = "a"
max = 10
"""
SOUND = TEXT.format(more="")
OF_FILE = TEXT.format(more='units = "units.csv"')


@pytest.fixture(autouse=True)
def _nothing_seen():
    seen_texts._SEEN.clear()


def beside(folder, units, name="seen.toml"):
    folder.mkdir(exist_ok=True)
    (folder / "units.csv").write_text(units, encoding="utf-8")
    (folder / name).write_text(OF_FILE, encoding="utf-8")
    return folder / name


def test_a_text_that_was_read_before_is_the_same_definition_whatever_it_is_called(tmp_path):
    (tmp_path / "a.toml").write_text(SOUND, encoding="utf-8")
    first = parindex.load(tmp_path / "a.toml")
    assert parindex.loads(SOUND, name="another.toml") is first
    assert parindex.loads(SOUND.encode()) is first
    assert parindex.loads(SOUND + "# more\n") is not first
    assert parindex.load("pci-2013") is parindex.load("pci-2013")


def test_a_definition_is_the_same_while_its_file_of_units_is(tmp_path):
    path = beside(tmp_path / "one", "unit\nA\nB\n")
    first = parindex.load(path)
    assert parindex.load(path) is first
    assert parindex.load(beside(tmp_path / "two", "unit\nA\nB\n")) is first
    other = parindex.load(beside(tmp_path / "three", "unit\nC\n"))
    assert [unit.id for unit in other.unit] == ["C"]
    assert parindex.load(path) is first
    assert parindex.load(tmp_path / "three" / "seen.toml") is other
    changed = parindex.load(beside(tmp_path / "one", "unit\nA\n"))
    assert [unit.id for unit in changed.unit] == ["A"]
    (tmp_path / "one" / "units.csv").unlink()
    with pytest.raises(parindex.DefinitionError, match=r"units\.csv"):
        parindex.load(path)
    with pytest.raises(parindex.DefinitionError, match="no file is read beside a text"):
        parindex.loads(OF_FILE)


def test_faults_are_told_under_the_name_that_each_source_has():
    for name in ("one.toml", "two.toml"):
        with pytest.raises(parindex.DefinitionError) as caught:
            parindex.loads(SOUND.replace("max = 10", "max = -1"), name=name)
        assert {problem.source for problem in caught.value.problems} == {name}
    assert len(seen_texts._SEEN) == 0


def test_warnings_are_told_each_time_under_the_name_of_each_source(tmp_path):
    path = beside(tmp_path, "unit,nmae\nA,x\n")
    again = beside(tmp_path / "again", "unit,nmae\nA,x\n", "again.toml")
    assert parindex.load(path) is parindex.load(again)
    for place in (path, again, path):
        told = [problem for problem in parindex.check(place) if problem.code == "unknown-column"]
        assert [problem.source for problem in told] == [str(place.parent / "units.csv")]


def test_advice_is_given_of_a_text_that_was_loaded_before():
    parindex.loads(SOUND)
    assert "no-source" in {problem.code for problem in parindex.check(SOUND.encode())}


def test_narrower_limits_refuse_what_was_read_within_wider_ones():
    assert parindex.loads(SOUND).id == "seen"
    with pytest.raises(parindex.DefinitionError, match="more than"):
        parindex.loads(SOUND + '[[indicator]]\nid = "b"\nmax = 1\n', limits=parindex.Limits(max_nodes=1))
    parindex.loads(SOUND + '[[indicator]]\nid = "b"\nmax = 1\n')
    with pytest.raises(parindex.DefinitionError, match="more than"):
        parindex.loads(SOUND + '[[indicator]]\nid = "b"\nmax = 1\n', limits=parindex.Limits(max_nodes=1))


def test_threads_get_one_definition():
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: parindex.loads(SOUND), range(64)))
    assert len({id(definition) for definition in found}) == 1


def test_what_is_kept_is_bounded_in_number_and_in_size():
    padding = "# " + "x" * 50_000 + "\n"
    for number in range(100):
        parindex.loads(f"# {number}\n{padding}{SOUND}")
    assert len(seen_texts._SEEN) < 80
    for number in range(300):
        parindex.loads(f"# {number}\n{SOUND}")
    assert len(seen_texts._SEEN) <= 256


def test_a_load_of_a_text_seen_before_takes_microseconds():
    text = parindex.definition.definition_source("pci-2006")[0]
    parindex.loads(text)
    assert min(timeit.repeat(lambda: parindex.loads(text), number=20, repeat=5)) / 20 < 0.001

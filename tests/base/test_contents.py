"""What is given in place of a file: bytes, text, streams; and what is never opened."""

import io
import os
from importlib.resources import files

import pytest

import parindex

TABLE = "unit,appraised,survey\nMOHA,60.65,26.38\n"
SERVER = parindex.Limits.server()
TOML = files("parindex.indicators").joinpath("pgi-2022.toml").read_text(encoding="utf-8")


@pytest.fixture
def ministries():
    return parindex.load("par-ministry-2022")


@pytest.mark.parametrize(
    "source, name",
    [
        (TABLE, "upload.csv"),
        (TABLE.encode(), None),
        (bytearray(TABLE, "utf-8"), None),
        (memoryview(TABLE.encode()), None),
        (io.BytesIO(TABLE.encode()), None),
        (io.StringIO(TABLE), None),
        (parindex.Content("\ufeff" + TABLE, "upload.csv"), None),
        (b'[{"unit": "MOHA", "appraised": 60.65, "survey": 26.38}]', None),
        ('{"MOHA": {"appraised": 60.65, "survey": 26.38}}', "upload.json"),
    ],
)
def test_content_of_every_form_is_read_as_the_file_would_be(ministries, source, name):
    scores = parindex.score(ministries, source, name=name, limits=SERVER)
    assert [str(total) for total in scores.rounded] == ["87.03"]  # 60.65 + 26.38


def test_problems_of_content_show_the_name_that_was_given(ministries):
    (problem,) = parindex.validate(ministries, TABLE.replace("26.38", "35"), name="biểu.csv", limits=SERVER)
    assert problem.place == "biểu.csv:2:3"


@pytest.mark.parametrize("source", [TOML, TOML.encode(), io.StringIO(TOML), io.BytesIO(TOML.encode())])
def test_a_definition_is_loaded_from_text_bytes_and_streams(source):
    assert parindex.loads(source, limits=SERVER) == parindex.load("pgi-2022")


def test_contents_of_definitions_are_checked_and_compared_with_their_names():
    faulty = TOML.replace("max = 10", "max = 11", 1)
    assert {problem.source for problem in parindex.check(faulty, name="mới.toml", limits=SERVER)} == {"mới.toml"}
    old, new = parindex.Content(TOML, "cũ.toml"), parindex.Content(TOML.replace("ministry", "Ministry"), "mới.toml")
    assert parindex.diff(old, new, limits=SERVER).names == ("cũ.toml", "mới.toml")


def refusal(work, *given, **options):
    with pytest.raises(parindex.UnreadableError) as caught:
        work(*given, **options)
    return str(caught.value)


def test_without_files_no_string_and_no_path_opens_anything(ministries, tmp_path):
    (tmp_path / "a.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "a.toml").write_text(TOML, encoding="utf-8")
    table, definition = tmp_path / "a.csv", tmp_path / "a.toml"
    for name in (str, lambda path: path):
        refused = [
            refusal(parindex.load, name(definition), limits=SERVER),
            refusal(parindex.check, name(definition), limits=SERVER),
            refusal(parindex.diff, name(definition), "pgi-2022", limits=SERVER),
            refusal(parindex.diff, "pgi-2022", "pgi-2022", approvals=name(definition), limits=SERVER),
            refusal(parindex.read_evidence, ministries, name(table), limits=SERVER),
            refusal(parindex.read_evidence, ministries, TABLE.encode(), survey=name(table), limits=SERVER),
            refusal(parindex.read_evidence, ministries, TABLE.encode(), layout=name(definition), limits=SERVER),
            refusal(parindex.validate, ministries, name(table), limits=SERVER),
            refusal(parindex.score, ministries, name(tmp_path), limits=SERVER),
            refusal(parindex.score, ministries, "-", limits=SERVER),
        ]
        assert all("files are not opened by their names here" in message for message in refused)
    assert "not opened" in refusal(parindex.diff, "HEAD:indicators/pgi-2022.toml", "pgi-2022", limits=SERVER)
    assert parindex.load("pgi-2022", limits=SERVER).id == "pgi-2022"  # bundled: nothing of the machine is opened


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes have no names here")
def test_pipes_and_devices_are_refused_at_once(ministries, tmp_path):
    os.mkfifo(tmp_path / "a.toml")
    assert refusal(parindex.load, tmp_path / "a.toml").count("a.toml") == 1
    for name in (tmp_path / "a.toml", "/dev/zero"):
        assert "no plain file" in refusal(parindex.load, os.fspath(name))
        assert "no plain file" in refusal(parindex.read_evidence, ministries, os.fspath(name))


class Endless:
    """A stream without end, that counts what is taken of it."""

    taken = 0

    def read(self, size):
        self.taken += size
        return b"0" * size


def test_a_stream_is_read_no_further_than_limits_allow(ministries):
    stream, limits = Endless(), parindex.Limits.server(max_bytes=3_000_000)
    assert "larger than 2 MB" in refusal(parindex.read_evidence, ministries, stream, limits=limits)
    assert stream.taken == limits.max_bytes + 1


class Waiting:
    """A stream of a web framework, whose `read` has to be awaited."""

    async def read(self, size):
        return b""


def test_what_is_no_stream_of_bytes_or_text_is_told(ministries):
    with pytest.raises(TypeError, match="gives bytes or text, not coroutine"):
        parindex.read_evidence(ministries, Waiting())
    with pytest.raises(TypeError, match=r"parindex\.loads takes texts and bytes"):
        parindex.load(TOML.encode())
    assert refusal(parindex.load, TOML).startswith("#")  # its first line, not the whole of it
    assert "parindex.loads takes texts" in refusal(parindex.load, TOML)


def test_a_text_that_is_no_utf8_is_told_with_its_line(ministries):
    assert "line 3 is not UTF-8" in refusal(parindex.read_evidence, ministries, TABLE + "\ud800", name="a.csv")


def test_rows_cells_and_nodes_beyond_the_limits_are_refused(ministries):
    rows = {f"u{at}": {"appraised": 1, "survey": 1} for at in range(3)}
    table = b"unit,appraised,survey\na,1,1\nb,1,1\nc,1,1\n"
    few_rows, few_cells = parindex.Limits(max_rows=2), parindex.Limits(max_cells=5)
    assert "3 rows, more than 2" in refusal(parindex.score, ministries, rows, limits=few_rows)
    assert "6 cells, more than 5" in refusal(parindex.score, ministries, rows, limits=few_cells)
    assert "line 3: more than 2 rows" in refusal(parindex.score, ministries, table, limits=few_rows)
    assert "line 2: more than 5 cells" in refusal(parindex.score, ministries, table, limits=few_cells)
    with pytest.raises(parindex.DefinitionError, match="4 components and indicators, more than 3"):
        parindex.loads(TOML, limits=parindex.Limits(max_nodes=3))


def test_limits_show_in_what_they_differ_from_a_preset():
    assert repr(parindex.Limits()) == "Limits()"
    assert repr(parindex.Limits(max_rows=5)) == "Limits(max_rows=5)"
    assert repr(parindex.Limits.server(max_bytes=1, files=True)) == "Limits.server(max_bytes=1, files=True)"
    assert repr(parindex.Limits.server()) == "Limits.server()"


@pytest.mark.parametrize("word", ["false", 0, None])
def test_whether_files_are_opened_is_never_a_word_that_is_taken_for_yes(word):
    with pytest.raises(TypeError, match="files is True or False, not"):
        parindex.Limits.server(files=word)

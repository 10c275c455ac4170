"""`parindex schema`, the copy of its output at the top, and the tools that editors run."""

import json
import shutil
import subprocess

import jsonschema
import pytest

import parindex
from parindex.cli.schema_command import SCHEMAS

from ..command import DONE, FAILED, process, run


def schema(*options):
    """Return what is printed; nothing is said besides."""
    code, printed, said = run("schema", *options)
    assert (code, said) == (DONE, "")
    return printed


#: A program that runs the command once for each of its arguments, with a line of nothing but `\0` between them.
EACH = """
import sys
from parindex.cli.entry import main
for of in sys.argv[1:]:
    assert main(["schema", "--of", of]) == 0
    print(chr(0))
"""


@pytest.fixture(scope="module")
def elsewhere():
    """Give every schema as it is printed in another process, of another seed of hashes."""
    code, printed, said = process(*SCHEMAS, program=("-c", EACH), PYTHONHASHSEED="11")
    assert (code, said) == (DONE, "")
    return dict(zip(SCHEMAS, printed.split("\0\n"), strict=False))


@pytest.mark.parametrize("of", SCHEMAS)
def test_every_schema_is_one_and_the_same_each_time(of, elsewhere):
    first = schema("--of", of)
    assert first == elsewhere[of]
    assert first.endswith("}\n")
    read = json.loads(first)
    jsonschema.validators.validator_for(read).check_schema(read)
    assert {"$schema", "$id", "title"} <= set(read)
    assert str(read["$id"]).startswith("urn:parindex:")


def test_a_definition_is_described_unless_said_otherwise():
    assert json.loads(schema()) == parindex.definition_schema()
    assert json.loads(schema("--lang", "vi")) == parindex.definition_schema("vi")
    assert json.loads(schema("--of", "result")) == parindex.result_schema()


def test_it_is_written_to_a_file(tmp_path):
    assert schema("-o", tmp_path / "parindex.schema.json") == ""
    assert (tmp_path / "parindex.schema.json").read_text(encoding="utf-8") == schema()


def test_a_language_where_there_is_none_to_choose_is_refused():
    code, _, said = run("schema", "--of", "result", "--lang", "vi")
    assert code == FAILED
    assert "--of result không dùng với --lang" in said


def test_the_copy_at_the_top_is_that_of_this_version(root):
    copy = (root / "parindex.schema.json").read_text(encoding="utf-8")
    assert copy == schema(), "write it again: parindex schema -o parindex.schema.json"


@pytest.fixture(params=["taplo", "tombi"])
def lint(request):
    """Give a run of an editor's tool, from the folder whose settings it reads; it looks nothing up elsewhere."""
    tool = shutil.which(request.param)
    if tool is None:
        pytest.skip(f"{request.param} is not installed (pip install {request.param})")
    offline = ["--offline"] if request.param == "tombi" else []

    def lint(folder, *files):
        command = [tool, "lint", *offline, *files]
        return subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False
        )

    return lint


def test_the_tools_of_editors_accept_the_definitions_of_this_project(lint, root):
    files = sorted(
        path.relative_to(root) for path in [*root.glob("indicators/*.toml"), *root.glob("examples/definitions/*.toml")]
    )
    done = lint(root, *files)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "arning" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "old, new",
    [
        ('combine = "sum"', 'combine = "summ"'),
        ("decimals = 2", "decimal = 2"),
        ('kind = "count"', 'kind = "counting"'),
        ("max = 100", "max = 0"),
    ],
)
def test_the_tools_of_editors_refuse_a_slip_by_the_first_line(lint, root, tmp_path, old, new):
    schema("-o", tmp_path / "parindex.schema.json")
    sound = (root / "indicators" / "par-template.toml").read_text(encoding="utf-8")
    assert old in sound
    for name, text, code in (("good", sound, 0), ("bad", sound.replace(old, new, 1), 1)):
        file = tmp_path / f"{name}.toml"
        file.write_text(f"#:schema ./parindex.schema.json\n{text}", encoding="utf-8")
        done = lint(tmp_path, file.name)
        assert done.returncode == code, done.stdout + done.stderr


def test_that_of_evidence_is_of_a_definition():
    printed = schema("par-ministry-2022", "--of", "evidence", "--lang", "vi")
    assert json.loads(printed) == parindex.evidence_schema(parindex.load("par-ministry-2022"), "vi")
    for options in (["--of", "evidence"], ["par-ministry-2022"], ["par-ministry-2022", "--of", "result"]):
        code, printed, said = run("schema", *options)
        assert (code, printed) == (FAILED, "")
        assert "parindex schema" in said

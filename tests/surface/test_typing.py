"""What a type checker sees of the surface: names that exist, with their types, and no others."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import parindex

api = pytest.importorskip("mypy.api", reason="mypy is not installed (python -m tox -e typing has it)")
ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).parent / "portal_program.py"
PORTAL = ROOT / "examples/portal/portal.py"

#: A line of code, and the code of the error that it is.
FAULTY = {
    "parindex.scoer(1, 2)": "attr-defined",
    "x: int = parindex.uncertianty": "attr-defined",
    "from parindex import scoer": "attr-defined",
    "from parindex.comparison import Edti": "attr-defined",
    'parindex.score(parindex.load("pci-2013"), "x.csv", evidnce=1)': "call-arg",
    'parindex.diff("a", "b", aprovals="x.toml")': "call-arg",
    'parindex.read_evidence(parindex.load("pci-2013"), "x.csv", empty="nonsense")': "arg-type",
    'parindex.target(parindex.score(parindex.load("pci-2013"), "x.csv"), "38", rnk=1)': "call-arg",
    "parindex.series({2016: 1})": "dict-item",
    'parindex.read_evidence("x.csv", parindex.load("pci-2013"))': "arg-type",
}


def checked(path, text, monkeypatch):
    monkeypatch.chdir(ROOT)  # with the settings of the project, whose cache is there after `mypy`
    path.write_text(text, encoding="utf-8")
    told, said, code = api.run([str(path)])
    assert not said
    return told.splitlines(), code


def test_what_the_surface_offers_is_typed(tmp_path, monkeypatch):
    told, code = checked(tmp_path / "sound.py", PROGRAM.read_text(encoding="utf-8"), monkeypatch)
    assert code == 0, told


def test_mypy_is_content_with_the_example_portal(tmp_path, monkeypatch):
    pytest.importorskip("starlette", reason="starlette is not installed (python -m tox -e typing has it)")
    told, code = checked(tmp_path / "portal.py", PORTAL.read_text(encoding="utf-8"), monkeypatch)
    assert code == 0, told


def test_pyright_is_as_content_with_portals(tmp_path):
    """In its strict mode, in which every type must be known; basedpyright is pyright with its own node."""
    for module in ("basedpyright", "starlette"):
        pytest.importorskip(module, reason=f"{module} is not installed (python -m tox -e typing has it)")
    settings = {"typeCheckingMode": "strict", "extraPaths": [str(Path(parindex.__file__).parents[1])]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    for program in (PROGRAM, PORTAL):
        (tmp_path / program.name).write_text(program.read_text(encoding="utf-8"), encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--pythonpath", sys.executable, "-p", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "0 errors, 0 warnings, 0 notes"), done.stdout


def test_what_does_not_exist_is_an_error(tmp_path, monkeypatch):
    told, code = checked(tmp_path / "faulty.py", "\n".join(["import parindex", *FAULTY]) + "\n", monkeypatch)
    assert code == 1
    for line, (text, error) in enumerate(FAULTY.items(), start=2):
        here = [one for one in told if f"faulty.py:{line}: error" in one]
        assert any(f"[{error}]" in one for one in here), (text, here)

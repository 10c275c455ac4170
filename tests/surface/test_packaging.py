"""What is published works by itself: source distribution, wheel made from it, new environment."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SHIPPED = {".css", ".csv", ".j2", ".js", ".json", ".py", ".toml", ".typed"}
CORE = {"attrs", "cattrs", "numpy", "parindex", "tomli"}
THEIRS = {"typing_extensions"}

LIST_BUNDLED = """
import json, importlib.resources, parindex
files = importlib.resources.files("parindex.indicators").iterdir()
print(json.dumps({
    "files": sorted(file.name for file in files if file.name.endswith(".toml")),
    "ids": sorted(entry.id for entry in parindex.catalogue()),
}))
"""

LIST_DISTRIBUTIONS = """
import json, sys
before = set(sys.modules)
import parindex
from importlib.metadata import packages_distributions
owners = packages_distributions()
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(json.dumps(sorted({owner for name in new for owner in owners.get(name, ())})))
"""


def run(*command, cwd):
    """Run a command as in a new shell, without what the test runner set for itself."""
    own = ("COVERAGE_", "PYTHONPATH", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the source distribution from a copy, then the wheel from the source distribution."""
    here = tmp_path_factory.mktemp("build")
    litter = shutil.ignore_patterns(".*", "*.egg-info", "__pycache__", "build", "dist", "_build")
    shutil.copytree(ROOT, here / "parindex", ignore=litter)
    run(sys.executable, "-m", "build", "--outdir", here / "dist", here / "parindex", cwd=here)
    assert len(list((here / "dist").glob("*.tar.gz"))) == 1
    (built,) = (here / "dist").glob("*.whl")
    return built


def test_every_package_and_every_file_beside_modules_is_told_to_the_build():
    """An editable install finds what is not told: the wheel would lack it."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    sources = {path for path in (ROOT / "src").rglob("*") if path.suffix in SHIPPED and "egg-info" not in str(path)}
    packages = {".".join(path.parent.relative_to(ROOT / "src").parts) for path in sources}
    assert sorted(packages | {"parindex.indicators"}) == sorted(told["packages"])
    beside = {(".".join(path.parent.relative_to(ROOT / "src").parts), path) for path in sources if path.suffix != ".py"}
    patterns = told["package-data"]
    assert [path.name for package, path in beside if not any(map(path.match, patterns.get(package, [])))] == []


@pytest.mark.slow
def test_wheel_holds_every_module_and_definition(wheel):
    expected = {
        "parindex/" + path.relative_to(ROOT / "src/parindex").as_posix()
        for path in (ROOT / "src/parindex").rglob("*")
        if path.suffix in SHIPPED
    }
    expected |= {f"parindex/indicators/{path.name}" for path in (ROOT / "indicators").glob("*.toml")}
    expected |= {"parindex/indicators/__init__.py", "parindex/py.typed"}
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == expected


@pytest.mark.slow
def test_wheel_alone_finds_its_definitions_from_another_folder(wheel, tmp_path):
    venv.create(tmp_path / "venv")
    python = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", wheel, cwd=tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    bundled = json.loads(run(python, "-c", LIST_BUNDLED, cwd=elsewhere))
    names = sorted(path.name for path in (ROOT / "indicators").glob("*.toml"))
    assert names, "no definitions to bundle"
    ids = [name.removesuffix(".toml") for name in names if not name.endswith(".cases.toml")]
    assert bundled == {"files": names, "ids": ids}
    assert names == sorted(f"{id_}{end}" for id_ in ids for end in (".toml", ".cases.toml"))


def test_import_loads_nothing_but_the_core(tmp_path):
    """In an environment that has the optional libraries too: importing parindex leaves them alone."""
    loaded = set(json.loads(run(sys.executable, "-c", LIST_DISTRIBUTIONS, cwd=tmp_path)))
    assert loaded <= CORE | THEIRS

"""What stands beside the code agrees with it: how to cite, the matrix of CI."""

import re
import tomllib
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml")

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VERSION = "Programming Language :: Python :: 3."
TOX = (ROOT / "tox.ini").read_text(encoding="utf-8")


def read(path):
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def test_the_citation_is_of_this_version():
    cited = read("CITATION.cff")
    assert cited["cff-version"] == "1.2.0"
    assert (cited["title"], str(cited["version"]), cited["license"]) == tuple(
        PROJECT[key] for key in ("name", "version", "license")
    )
    assert cited["authors"] == PROJECT["authors"]
    assert cited["keywords"] == PROJECT["keywords"]


def test_every_python_that_is_supported_is_tried_on_every_system():
    matrix = read(".github/workflows/ci.yml")["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["os"] == ["ubuntu-latest", "windows-latest", "macos-latest"]
    named = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if line.startswith(VERSION)]
    assert matrix["python"] == named
    assert re.findall(r"\bpy(3\.\d+)\b", re.search(r"(?m)^env_list.*$", TOX)[0]) == named

"""What `import parindex` brings: all of the surface, each name once it is named."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import parindex

PACKAGES = [(package, name) for package, names in parindex._PACKAGES.items() for name in names.split()]


@pytest.mark.parametrize("package, name", PACKAGES)
def test_every_name_of_the_surface_comes_from_its_package(package, name):
    assert getattr(parindex, name).__module__.startswith(f"parindex.{package}.")


def test_the_names_are_those_that_a_type_checker_sees():
    tree = ast.parse(Path(parindex.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    seen = {(node.module, alias.asname) for node in imports for alias in node.names if alias.asname}
    assert seen - {("parindex", "plot")} == {(f"parindex.{package}", name) for package, name in PACKAGES}


def test_pictures_are_at_hand_without_an_import_of_their_own():
    told = "import sys, parindex; print('parindex.plot' in sys.modules, parindex.plot.ranking.__name__)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "False ranking\n"


def test_completion_shows_the_surface_only():
    assert dir(parindex) == sorted(parindex.__all__)
    assert set(parindex.__all__) == {"__version__", *(name for _, name in PACKAGES)}
    assert len(parindex.__all__) == len(set(parindex.__all__))


def test_the_version_is_that_of_the_distribution():
    from importlib.metadata import version

    assert parindex.__version__ == version("parindex")


def test_a_name_that_is_none_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'scroe'"):
        parindex.scroe  # noqa: B018


def test_scoring_needs_no_analysis():
    """What reads and scores loads neither analyses nor views."""
    later = "('parindex.robustness', 'parindex.comparison', 'parindex.project', 'parindex.views', 'parindex.cli')"
    told = f"import sys, parindex; parindex.score; print([name for name in sys.modules if name.startswith({later})])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

"""What `import parindex` brings: all of the surface, and of the analyses only what is named."""

import subprocess
import sys

import pytest

import parindex


@pytest.mark.parametrize("name", parindex.__all__)
def test_every_name_of_the_surface_is_there(name):
    assert getattr(parindex, name).__module__.startswith("parindex.")
    assert name in dir(parindex)


def test_what_is_imported_later_is_what_the_type_checker_sees():
    later = [name for names in parindex._LATER.values() for name in names]
    assert len(later) == len(set(later))
    assert set(later) < set(parindex.__all__)
    for module, names in parindex._LATER.items():
        for name in names:
            assert getattr(parindex, name).__module__ == f"parindex.{module}"


def test_a_name_that_is_none_is_refused():
    with pytest.raises(AttributeError, match="no attribute 'scroe'"):
        parindex.scroe  # noqa: B018


def test_scoring_needs_no_analysis_and_no_linting():
    later = "('parindex.analysis', 'parindex.linting')"
    told = f"import sys, parindex; print([name for name in sys.modules if name.startswith({later})])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

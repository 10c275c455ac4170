"""What all tests share: the profiles of Hypothesis, the project's root, the published tables."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

os.environ.pop("PARINDEX_LANG", None)
os.environ["LC_ALL"] = "C.UTF-8"  # messages are in English, wherever the tests run
if "PYTEST_XDIST_WORKER" in os.environ:
    # Workers are traced for coverage, the commands they start are not: that takes as long again as a command does,
    # and all but their ending is run in this process too.
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)
# How long examples take to be drawn says nothing where several tests share a processor.
SHARED_MACHINE = [HealthCheck.too_slow]
settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=SHARED_MACHINE)
settings.register_profile(
    "ci", max_examples=50, derandomize=True, deadline=None, print_blob=True, suppress_health_check=SHARED_MACHINE
)
settings.register_profile(
    "mutation",
    max_examples=15,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # that a test fails is enough: its example need not be small
    suppress_health_check=SHARED_MACHINE,
)
settings.register_profile("long", settings.get_profile("ci"), max_examples=500, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an option that makes the search in ``tests/fuzz`` longer."""
    parser.addoption("--fuzz", type=int, default=1, metavar="N", help="N times as many examples in tests/fuzz")


def pytest_configure(config: pytest.Config) -> None:
    """Give the profiles of costly laws and of ``tests/fuzz``; a longer search takes other examples every time."""
    times, chosen = config.getoption("--fuzz"), settings.default
    settings.register_profile("costly", chosen, max_examples=max(10, chosen.max_examples // 3))
    settings.register_profile(
        "fuzz",
        chosen,
        max_examples=2 * chosen.max_examples * times,  # each takes a few milliseconds
        derandomize=chosen.derandomize and times == 1,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes long first: begun at the end, it leaves all workers but one without work."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Give the path of a published table: ``shared("pci/2006/published.csv")``; skip where it is absent."""

    def table(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"published table {name} is not beside the project (../shared/data)")
        return path

    return table

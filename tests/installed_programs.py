"""Programs of the system that some tests need: without them these are skipped, which in CI is a failure."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


def absent(what):
    """Skip, or fail where tests run for everybody."""
    if os.environ.get("CI") and sys.platform == "linux":
        pytest.fail(f"{what} is needed in CI")
    pytest.skip(f"{what} is not installed")


@contextmanager
def chromium() -> Iterator[Any]:
    """Give a browser without a window."""
    playwright = _playwright() if os.environ.get("CI") else pytest.importorskip("playwright.sync_api")
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        absent("Chromium")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def _playwright():
    from playwright import sync_api

    return sync_api

"""The browser that all of these tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import Chromium

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def running_chromium(need: Callable[[str], str]) -> Iterator[Chromium]:
    """Return a real headless Chromium, started once; without one installed, the test is skipped by its name."""
    with Chromium(need("chromium")) as browser:
        yield browser


@pytest.fixture
def chromium(running_chromium: Chromium) -> Chromium:
    """Return the browser as a phone's, in light, with every protection on."""
    running_chromium.set_viewport(360)
    running_chromium.ask("Page.setBypassCSP", enabled=False)
    return running_chromium

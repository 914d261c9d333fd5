"""What all tests share: real parts are looked for by name, and in CI a missing one is a failure."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.desk import STORY, Desk

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent

# The machines are noisy, so no example has a deadline; in CI the same examples are tried each time.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


def skip_or_fail(missing: str) -> None:
    """Skip the test by the name of what is missing; in CI, where nothing may be skipped, fail it."""
    if os.environ.get("CI"):
        pytest.fail(f"{missing} is missing; scripts/debian_packages should have installed it")
    pytest.skip(f"{missing} is missing")


@pytest.fixture(scope="session")
def need() -> Callable[[str], str]:
    """Return a function that gives the path of a program, or skips."""

    def find(program: str) -> str:
        path = shutil.which(program)
        if path is None:
            skip_or_fail(program)
        return str(path)

    return find


@pytest.fixture(scope="session")
def seeds() -> Path:
    """Return the folder of the five pages."""
    return ROOT / "seeds"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return an empty desk: a watched folder with nothing in it, whose files need not settle."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "feedpub.toml").write_text("[watch]\nsettle = 0\n")
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, seeds: Path) -> Desk:
    """Return a desk whose five seed pages are published; tests only look at it."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(seeds, folder / "seeds")
    (folder / "feedpub.toml").write_text("[watch]\nsettle = 0\n")
    desk = Desk(folder)
    desk.run("publish")
    desk.run("digest", "--last-run")
    return desk


@pytest.fixture
def second(published: Desk, tmp_path: Path) -> Desk:
    """Return a copy of it, which a test may change."""
    return Desk(shutil.copytree(published.folder, tmp_path / "second"))


@pytest.fixture
def story() -> Callable[[str, str], str]:
    """Return a function that writes a page of one story."""
    return lambda title, text: STORY.format(title=title, text=text)

"""A folder with pages, and the commands run in it as a user would."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

FEEDPUB = Path(sys.executable).with_name("feedpub")

STORY = "{title}\n\n本报讯 (记者 张明) 近日,{text}\n\n活动得到了大家的欢迎,参加的有一百多人。\n"


@dataclass(frozen=True)
class Desk:
    """A user's folder: `run` starts the real program there."""

    folder: Path

    def run(self, *words: str, stdin: str = "", code: int | None = 0, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, and check its exit code."""
        from os import environ

        done = subprocess.run(
            [FEEDPUB, *words],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={**environ, **environment},
            timeout=120,
        )
        assert code is None or done.returncode == code, done.stdout + done.stderr
        return done

    def json(self, *words: str, **rest: Any) -> Any:
        """Run a command with --json and return what it says."""
        return json.loads(self.run(*words, "--json", **rest).stdout)

    def put(self, name: str, content: bytes | str) -> Path:
        """Put a page into the watched folder."""
        path = self.folder / "seeds" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def files(self) -> dict[str, bytes]:
        """Return all that was written, the archive included."""
        roots = (self.folder / "output", self.folder / ".feedpub")
        return {str(path): path.read_bytes() for root in roots for path in root.rglob("*") if path.is_file()}


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
def story() -> Callable[[str, str], str]:
    """Return a function that writes a page of one story."""
    return lambda title, text: STORY.format(title=title, text=text)

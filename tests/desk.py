"""A user's desk: a folder with pages, and the real commands run in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FEEDPUB = Path(sys.executable).with_name("feedpub")
LOCKS = ("lock", "run.lock")

STORY = "{title}\n\n本报讯 (记者 张明) 近日,{text}\n\n活动得到了大家的欢迎,参加的有一百多人。\n"


@dataclass(frozen=True)
class Desk:
    """A user's folder: `run` starts the real program there."""

    folder: Path

    def run(
        self, *words: str, stdin: str = "", code: int | None = 0, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, and check its exit code."""
        done = subprocess.run(
            [FEEDPUB, *words],
            input=stdin,
            capture_output=True,
            text=True,
            cwd=self.folder,
            env={**os.environ, **environment},
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
        """Return all that was written, the archive included; the locks say who was there last, and nothing else."""
        roots = (self.folder / "output", self.folder / ".feedpub")
        paths = (path for root in roots for path in root.rglob("*"))
        return {str(path): path.read_bytes() for path in paths if path.is_file() and path.name not in LOCKS}

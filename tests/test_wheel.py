"""The wheel holds all that the program needs besides its code."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_the_wheel_holds_templates_tables_and_the_plugins_names(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = tmp_path.glob("*.whl")

    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        entry_points = next(name for name in names if name.endswith("entry_points.txt"))
        points = wheel.read(entry_points).decode()

    ours = {f"feedpub/templates/{file.relative_to(ROOT / 'templates').as_posix()}" for file in _files("templates")}
    tables = {file.relative_to(ROOT).as_posix() for file in _files("feedpub/data")}
    assert ours | tables | {"feedpub/py.typed"} <= names
    assert "[feedpub.read]" in points
    assert "feedpub = feedpub.cli:main" in points
    assert not any(name.startswith(("tests/", "seeds/")) for name in names)


def _files(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"]

"""What the README, the guide and CONTRIBUTING say can be typed, opened and run as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feedpub.cli import COMMANDS

if TYPE_CHECKING:
    from tests.desk import Desk

ROOT = Path(__file__).parent.parent
GUIDES = pytest.mark.parametrize("name", ["docs/guide.md", "docs/guide.zh-CN.md"])
READMES = pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
DOCUMENTS = sorted(
    str(path.relative_to(ROOT))
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests/faults/README.md"]
)


@GUIDES
def test_every_command_is_in_the_guide_and_every_command_there_is_one(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    table = "".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    named = set(re.findall(r"`([a-z-]+)", table))

    assert named == set(COMMANDS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_a_document_leads_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)", text) if "://" not in target]

    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_path_of_the_project_that_a_document_names_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    paths = re.findall(r"`((?:feedpub|tests|templates|scripts|benchmarks|docs|deploy)/[\w./-]*)`", text)

    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_contributing_says_for_each_room_what_it_is_for() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = {path.name for path in (ROOT / "feedpub").iterdir() if (path / "__init__.py").exists()}

    assert {room for room in rooms if f"`feedpub/{room}/" not in text} <= {"model", "text", "testing", "regions"}


@READMES
def test_the_story_that_the_readme_shows_is_one_of_the_five_pages(published: Desk, name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    shown = re.findall(r"feedpub show ([0-9a-f]+)", text)

    assert shown
    assert all(published.json("show", each)["title"] for each in shown)


def test_the_library_example_prints_the_headlines_of_a_page() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, timeout=60, check=True
    )

    assert "常州市总党组召开新《党章》学习交流会" in done.stdout

"""What both READMEs say can be typed as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feedpub.cli import feedpub

if TYPE_CHECKING:
    from tests.desk import Desk

ROOT = Path(__file__).parent.parent
BOTH = pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])


@BOTH
def test_every_command_is_in_the_readme_and_every_command_there_is_one(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    table = "".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    named = set(re.findall(r"`([a-z-]+)", table))

    assert named == set(feedpub.commands)


@BOTH
def test_every_file_that_the_readme_leads_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", text)

    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []


@BOTH
def test_the_story_that_the_readme_shows_is_one_of_the_five_pages(published: Desk, name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    shown = re.findall(r"feedpub show ([0-9a-f]+)", text)

    assert shown
    assert all(published.json("show", each)["title"] for each in shown)

"""docs/operating.md: what it promises is held by tests that are there, and what it tells to say can be said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feedpub.cli import COMMANDS
from tests.web.serving import visiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.desk import Desk

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs/operating.md").read_text(encoding="utf-8")

READING_COMMANDS = ("articles", "regions", "papers", "held", "rejected", "status", "schedule", "doctor")


@pytest.mark.parametrize("name", [f"I{number}" for number in range(1, 9)])
def test_each_promise_names_a_test_that_is_there(name: str) -> None:
    (file, test) = re.findall(rf"^\| {name} \| .*`(tests/[^`]*)::([^`]*)` \|$", TEXT, re.MULTILINE)[0]

    assert f"\ndef {test}(" in (ROOT / file).read_text(encoding="utf-8")


def test_every_command_that_it_names_is_one() -> None:
    lines = " ".join(re.findall(r"`feedpub [^`]*`|^ {4}feedpub .*", TEXT, re.MULTILINE))
    named = set(re.findall(r"feedpub ([a-z][a-z-]*[a-z])\b", lines))

    assert named <= set(COMMANDS), named - set(COMMANDS)
    assert {"run", "status", "schedule", "backup"} <= named


@pytest.mark.invariant("I7")
def test_i7_reading_changes_nothing(second: Desk) -> None:
    before = dict(_files(second.folder))
    paths = [path.relative_to("output/site").as_posix() for path in before if path.parts[:2] == ("output", "site")]

    for command in READING_COMMANDS:
        second.run(command, code=None)
    with visiting(second.folder / "output/site") as visitor:
        for path in [*paths[:40], "", "nothing", "?q=1", "../feedpub.toml"]:
            visitor.get(f"/{path}")
        visitor.get("/", method="DELETE")

    assert dict(_files(second.folder)) == before


def _files(folder: Path) -> Iterator[tuple[Path, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder), path.read_bytes()

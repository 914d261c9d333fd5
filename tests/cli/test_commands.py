"""The other commands: what the archive holds, what is misconfigured, the first ten minutes, the letter."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.desk import Desk


COMMANDS = (
    "publish",
    "watch",
    "digest",
    "regions",
    "articles",
    "show",
    "held",
    "release",
    "fix",
    "split",
    "locate",
    "summarise",
    "init",
    "serve",
    "ping",
    "preview",
    "doctor",
)

HEAVY = {"jieba", "sqlalchemy", "lxml", "jinja2", "rich", "feedgen", "css_inline", "msgspec", "schedule"}


def test_help_loads_nothing_that_it_does_not_need() -> None:
    code = "import feedpub.cli, sys; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not HEAVY & set(loaded)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_four_workspace_options(desk: Desk, command: str) -> None:
    text = desk.run(command, "--help").stdout

    assert all(option in text for option in ("--source", "--output", "--state", "--config"))


def test_a_settings_file_that_was_named_must_be_there(desk: Desk) -> None:
    assert "other.toml" in desk.run("publish", "--config", "other.toml", code=2).stderr


def test_a_second_writer_ends_with_75(desk: Desk) -> None:
    from feedpub.adapters.system.locks import hold_lock

    with hold_lock(desk.folder / ".feedpub"):
        done = desk.run("publish", code=75)

    assert "another feedpub" in done.stderr

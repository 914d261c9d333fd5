"""The unit in deploy/: tight (S30), and not so tight that feedpub could not work in it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.service.running import running

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.desk import Desk

UNIT = Path(__file__).parent.parent / "deploy/feedpub.service"
FAMILIES = {"AF_UNIX", "AF_INET", "AF_INET6"}

AS_ROOT_ONLY = {"fchown"}
"""SQLite gives its journal to the database's owner when it is root, which it is not under the unit."""


@pytest.mark.fault("S30")
def test_s30_the_unit_scores_two_or_better(need: Callable[[str], str]) -> None:
    words = [need("systemd-analyze"), "security", "--offline=true", str(UNIT)]
    said = subprocess.run(words, capture_output=True, text=True, timeout=60).stdout
    score = re.search(r"exposure level for feedpub.service: ([0-9.]+)", said)

    assert score is not None, said
    assert float(score[1]) <= 2.0


@pytest.mark.fault("S24")
def test_s24_what_the_unit_makes_is_not_for_the_world() -> None:
    assert "\nUMask=0027\n" in UNIT.read_text()


@pytest.mark.fault("S30")
def test_s30_the_service_calls_nothing_that_the_unit_forbids(
    need: Callable[[str], str], desk: Desk, story: Callable[[str, str], str]
) -> None:
    desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    calls = desk.folder / "calls"
    before = [need("strace"), "-f", "-qq", "-o", str(calls), "-e", "signal=none", "-e", "abbrev=all"]
    settings = 'engine = "processes"\n[watch]\nsettle = 0\n[log]\nformat = "json"\n'
    with running(desk, before=before, settings=settings) as service:
        service.wait_for_event("job done", job="housekeeping")
    lines = calls.read_text(errors="replace").splitlines()
    used = {match[1] for line in lines if (match := re.match(r"\d+ +(?:<\.\.\. )?([a-z_0-9]+)[( ]", line))}

    assert "renameat" in used | {"renameat" for name in used if name.startswith("rename")}
    assert used - _allowed(need("systemd-analyze")) <= AS_ROOT_ONLY
    assert not [line for line in lines if re.search(r"m(map|protect)\(.*PROT_WRITE\|PROT_EXEC", line)]
    asked = {match[1] for line in lines if (match := re.search(r" socket(?:pair)?\((AF_[A-Z0-9]+)", line))}
    assert asked <= FAMILIES


def _allowed(systemd_analyze: str) -> set[str]:
    """Return the system calls that the unit's filters leave."""
    allowed: set[str] = set()
    for words in re.findall(r"^SystemCallFilter=(.*)$", UNIT.read_text(), re.MULTILINE):
        named = set().union(*(_group(systemd_analyze, word) for word in words.lstrip("~").split()))
        allowed = allowed - named if words.startswith("~") else allowed | named
    return allowed


def _group(systemd_analyze: str, name: str) -> set[str]:
    if not name.startswith("@"):
        return {name}
    words = [systemd_analyze, "syscall-filter", name]
    said = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout
    members = [line.strip() for line in said.splitlines()[1:]]
    return set().union(*(_group(systemd_analyze, member) for member in members if member and member[0] != "#"))

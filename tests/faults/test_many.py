"""More files at once than any queue of events holds: a look at the folder finds them all, in one run."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from lxml import etree

from feedpub.testing import FakeOutput
from tests.desk import FEEDPUB
from tests.faults.simulated_folder import SETTINGS, SimulatedFolder
from tests.faults.test_any_sequence import sentence, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from feedpub.model import Document

MANY = 300

MEGABYTE = 1_000_000

STARTER = """
import resource, subprocess, sys

code = subprocess.run(sys.argv[1:], stdout=sys.stderr).returncode
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

ATOM = "{http://www.w3.org/2005/Atom}"


class CountingOutput(FakeOutput):
    """A shelf that counts how often the output is written."""

    write_count = 0

    def write(self, documents: Iterable[Document], prune: Iterable[str] = ()) -> int:
        self.write_count += 1
        return super().write(documents, prune)


@pytest.mark.fault("R10", "R38")
def test_files_without_events_are_all_published_by_one_scan_and_written_once(tmp_path: Path) -> None:
    output = CountingOutput()
    folder = SimulatedFolder(tmp_path, output=output)
    folder.seeds.mkdir()
    for number in range(MANY):
        text = f"{title(number)}\n\n昨日,{sentence(number)}\n"
        folder.write(folder.seeds / f"{number}.txt", text.encode())

    outcome = folder.run()

    assert outcome is not None
    assert (outcome.pages, len(folder.published()), output.write_count) == (MANY, MANY, 1)
    feed = etree.fromstring(output.documents["site/rss.xml"])
    assert len(feed.findall(".//item")) == SETTINGS.feeds.items


@pytest.mark.fault("R38")
def test_of_a_burst_the_real_command_publishes_all_and_a_reader_can_page_back_to_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    folder.mkdir()
    for number in range(MANY):
        path = folder / f"2023-02-07_{number}.txt"
        path.write_text(f"{title(number)}\n\n昨日,{sentence(number)}\n", encoding="utf-8")
        os.utime(path, (1_680_000_000, 1_680_000_000))

    status, used = run_and_measure("publish", "--engine", "processes", folder=tmp_path)

    assert status == 0
    assert len(paged_back(tmp_path / "output" / "site")) == MANY
    assert len(list((tmp_path / "output" / "site" / "articles").glob("*/index.html"))) == MANY
    assert used < 250 * MEGABYTE, "as much for a hundred thousand, but for some 500 bytes for each"


def run_and_measure(*arguments: str, folder: Path) -> tuple[int, int]:
    """Return how a command ended, and the most bytes of memory that its own process had.

    A small process starts it, since a new process counts at first with the size of the one that it comes from.
    """
    with (folder / "said.txt").open("wb") as log:
        start = [sys.executable, "-c", STARTER, str(FEEDPUB), *arguments]
        run = subprocess.run(start, cwd=folder, stdout=subprocess.PIPE, stderr=log, timeout=600, check=True)
    code, most = map(int, run.stdout.split()[-2:])
    return code, most * 1024


def paged_back(site: Path) -> set[str]:
    """Return the guids of the whole feed and of all its archive documents, each found by the one before it."""
    found: set[str] = set()
    name = "rss.xml"
    while name:
        feed = etree.parse(site / name)
        found |= {guid.text or "" for guid in feed.iter("guid")}
        before = [str(link.get("href")) for link in feed.iter(f"{ATOM}link") if link.get("rel") == "prev-archive"]
        name = urlsplit(before[0]).path.rpartition("/")[2] if before else ""
    return found

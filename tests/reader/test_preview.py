"""Real readers subscribe to every feed of the five pages through `feedpub preview`."""

from __future__ import annotations

import subprocess
import threading
from typing import TYPE_CHECKING

import feedparser
import pytest

from tests.desk import FEEDPUB
from tests.reader.newsboat import Newsboat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.desk import Desk

TIMEOUT = 120


@pytest.fixture(scope="module")
def preview(published: Desk) -> Iterator[str]:
    """Return the address of a running `feedpub preview`, on a port that was free."""
    command = [str(FEEDPUB), "preview", "--port", "0"]
    with subprocess.Popen(command, cwd=published.folder, stdout=subprocess.PIPE, text=True) as server:
        kill = threading.Timer(TIMEOUT, server.kill)
        kill.start()
        address = next(iter(server.stdout or ())).split()[1]
        kill.cancel()
        yield address
        server.terminate()


def feeds(published: Desk, *names: str) -> list[str]:
    site = published.folder / "output" / "site"
    return sorted(path.relative_to(site).as_posix() for name in names for path in site.rglob(name))


def titles(published: Desk) -> set[str]:
    return {row["title"] for row in published.json("articles")}


@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_feedparser_reads_every_feed_without_a_complaint(published: Desk, preview: str, name: str) -> None:
    known = titles(published)

    for path in feeds(published, name):
        read = feedparser.parse(preview + path)

        assert not read.bozo, f"{path}: {read.get('bozo_exception')}"
        assert read.status == 200
        assert read.entries, path
        assert {entry.title for entry in read.entries} <= known
        assert all(entry.published_parsed and entry.summary and entry.id for entry in read.entries), path
        again = feedparser.parse(preview + path, etag=read.etag, modified=read.get("modified"))
        assert again.status == 304


@pytest.mark.reader
@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_newsboat_subscribes_to_every_feed(
    published: Desk, preview: str, need: Callable[[str], str], tmp_path: Path, name: str
) -> None:
    program = need("newsboat")
    known = titles(published)

    # One reader for each feed: newsboat shows a story that stands in two of its feeds in only one of them.
    for number, path in enumerate(feeds(published, name)):
        reader = Newsboat(program, tmp_path / str(number), [preview + path])
        reader.reload()

        items = reader.items()
        assert items, path
        assert {item.title for item in items} <= known
        assert all(item.content and item.date for item in items), path

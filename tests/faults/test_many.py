"""More files at once than any queue of events holds: a look at the folder finds them all, in one run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from feedpub.testing import FakeShelf
from tests.faults.folder import SETTINGS, Folder
from tests.faults.test_any_sequence import sentence, title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from feedpub.model import Document

MANY = 300


class CountingShelf(FakeShelf):
    """A shelf that counts how often the output is written."""

    times = 0

    def put(self, documents: Iterable[Document], whole: Iterable[str] = ()) -> int:
        self.times += 1
        return super().put(documents, whole)


@pytest.mark.fault("R10", "R38")
def test_files_that_no_event_told_of_are_all_published_by_one_look_and_written_out_once(tmp_path: Path) -> None:
    shelf = CountingShelf()
    folder = Folder(tmp_path, shelf=shelf)
    folder.seeds.mkdir()
    for number in range(MANY):
        text = f"{title(number)}\n\n昨日,{sentence(number)}\n"
        folder.write(folder.seeds / f"{number}.txt", text.encode())

    outcome = folder.run()

    assert outcome is not None
    assert (outcome.pages, len(folder.published()), shelf.times) == (MANY, MANY, 1)
    feed = etree.fromstring(shelf.documents["site/rss.xml"])
    assert len(feed.findall(".//item")) == SETTINGS.feeds.items

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.settings import Settings, Site
from feedpub.stages.gather import gather_feeds
from feedpub.stages.render import feed_documents as feed_documents
from feedpub.stages.render.opml import opml_documents
from tests.reader.newsboat import Newsboat
from tests.reader.server import served
from tests.stories import GUANGDONG, START, WUJIN, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feedpub.model import Story
    from tests.reader.server import Record

pytestmark = pytest.mark.reader

STORIES = (
    story(
        2,
        WUJIN,
        headline="社区图书角开张",
        paragraphs=("社区图书角昨天开张。", "<script>alert(1)</script>"),
        byline="记者 吴一凡 通讯员 周小虹",
        updated=START + timedelta(hours=1),
    ),
    story(1, WUJIN, headline="河道清淤<b>提前</b>完工 R&D ]]>"),
)


class FeedServer:
    """A site under `folder`, served at `root`, and newsboat beside it."""

    def __init__(self, folder: Path, root: str, record: Record, program: str) -> None:
        self.folder, self.root, self.record, self._program = folder, root, record, program

    def publish(self, *stories: Story) -> None:
        """Write all documents over these stories."""
        settings = Settings(base_url=self.root, site=Site(title="乡镇新闻"))
        feeds = gather_feeds(stories, 30)
        documents = [document for feed in feeds for document in feed_documents(feed, settings)]
        for document in [*documents, *opml_documents(feeds, settings)]:
            path = self.folder / document.path.removeprefix("site/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(document.content)

    def subscriber(self, *paths: str) -> Newsboat:
        """Return a reader that is subscribed to these feeds."""
        return Newsboat(self._program, self.folder.parent / "home", [self.root + path for path in paths])


@pytest.fixture
def feed_server(tmp_path: Path, need: Callable[[str], str]) -> Iterator[FeedServer]:
    program = need("newsboat")
    folder = tmp_path / "site"
    folder.mkdir()
    with served(folder) as (root, record):
        yield FeedServer(folder, root, record, program)


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
def test_a_subscriber_sees_titles_authors_dates_and_texts(feed_server: FeedServer, file: str) -> None:
    feed_server.publish(*STORIES)
    reader = feed_server.subscriber(f"regions/jiangsu/changzhou/wujin/{file}")

    reader.reload()
    first, second = reader.items()

    assert list(reader.feeds().values()) == ["江苏省常州市武进区 · 乡镇新闻"]
    assert (first.title, second.title) == ("社区图书角开张", "河道清淤＜b＞提前＜/b＞完工 R&D ]]＞")
    assert (first.guid, first.url) == (STORIES[0].guid, f"{feed_server.root}articles/{STORIES[0].id}/")
    assert first.author == "吴一凡、周小虹"
    assert "<p>社区图书角昨天开张。</p>" in first.content
    assert "<script>" not in first.content
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in first.content
    assert datetime.fromtimestamp(second.date, UTC) == STORIES[1].published


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
def test_a_second_look_shows_nothing_new_and_a_third_is_answered_304(feed_server: FeedServer, file: str) -> None:
    feed_server.publish(*STORIES)
    reader = feed_server.subscriber(file)
    reader.reload()
    before = reader.items()

    reader.reload()  # newsboat 2.21 keeps the date of a document from the second time on
    reader.reload()

    assert feed_server.record == [(f"/{file}", 200), (f"/{file}", 200), (f"/{file}", 304)]
    assert reader.items() == before
    assert len(before) == 2


def test_a_correction_and_a_withdrawal_replace_the_text_of_the_same_items(feed_server: FeedServer) -> None:
    path = "regions/jiangsu/changzhou/wujin/rss.xml"
    reader = feed_server.subscriber(path)
    feed_server.publish(*STORIES)
    reader.reload()

    feed_server.publish(
        story(
            2, WUJIN, headline="社区图书角开张", paragraphs=("图书角今天开张。",), updated=START + timedelta(hours=2)
        ),
        story(1, WUJIN, headline="河道清淤完工", withdrawn="数字有误", updated=START + timedelta(hours=3)),
    )
    reader.reload()
    corrected, withdrawn = reader.items()

    assert (corrected.guid, withdrawn.guid) == (STORIES[0].guid, STORIES[1].guid)
    assert corrected.content.strip() == "<p>图书角今天开张。</p>"
    assert withdrawn.content.strip() == "<p>本文已撤回（原因：数字有误）</p>"


def test_the_list_of_all_feeds_can_be_imported(feed_server: FeedServer) -> None:
    feed_server.publish(*STORIES, story(3, GUANGDONG))
    reader = feed_server.subscriber()

    reader.run("-i", str(feed_server.folder / "feeds.opml"))
    listed = [line.split()[0] for line in (reader.home / "urls").read_text(encoding="utf-8").splitlines()]

    assert sorted(listed) == sorted(
        f"{feed_server.root}{path}rss.xml"
        for path in (
            "",
            "regions/guangdong/",
            "regions/jiangsu/",
            "regions/jiangsu/changzhou/",
            "regions/jiangsu/changzhou/wujin/",
        )
    )

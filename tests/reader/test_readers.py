"""Real readers over every kind of feed: titles, dates and texts; then a correction and a withdrawal."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest

from feedpub.model import FeedHistory
from feedpub.settings import Feeds, Group, Settings, Site
from feedpub.stages.gather import FeedMembership, all_archive_pages, as_feed, gather_feeds
from feedpub.stages.render import feed_documents
from feedpub.text.slugs import paper_path, tag_path
from tests.reader.readers import Rss2email, by_feedparser, by_sfeed
from tests.reader.server import served
from tests.stories import CHANGZHOU, START, WUJIN, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feedpub.model import Story
    from tests.reader.readers import ReadItem

pytestmark = pytest.mark.reader

STORIES = tuple(
    replace(
        story(
            number, WUJIN, also=[CHANGZHOU], national=True, headline=headline, paragraphs=(text,), keywords=("图书",)
        ),
        paper="江南日报",
    )
    for number, (headline, text) in enumerate(
        [
            ("社区图书角开张", "社区图书角昨天开张。"),
            ("河道清淤<b>提前</b>完工", "<script>alert(1)</script> & 完工。"),
            ("研发 R&D 投入 5 < 6", "投入增长。"),
            ("古桥修缮 ]]> 完成", "古桥修好了。"),
        ],
        1,
    )
)
TITLES = ["古桥修缮 ]]＞ 完成", "研发 R&D 投入 5 ＜ 6", "河道清淤＜b＞提前＜/b＞完工", "社区图书角开张"]
SECONDS = [int(START.timestamp()) + number for number in (4, 3, 2, 1)]
KINDS = {
    "whole": "",
    "national": "national/",
    "region": "regions/jiangsu/changzhou/wujin/",
    "group": "groups/sunan/",
    "paper": f"{paper_path('江南日报')}/",
    "tag": f"{tag_path('图书')}/",
}
FILES = ("rss.xml", "atom.xml", "rss-summary.xml", "atom-summary.xml")
ARCHIVE = ("rss-1.xml", "atom-1.xml")


class FeedServer:
    """A site under `folder`, served at `root`."""

    def __init__(self, folder: Path, root: str) -> None:
        self._folder, self.root, self._edition = folder, root, int(START.timestamp())
        self._settings = Settings(
            base_url=root, site=Site(title="乡镇新闻"), feeds=Feeds(content="both", mark_corrections=True)
        )

    def publish(self, *stories: Story) -> None:
        """Write the feeds of these stories, the first of them in an archive document as well."""
        self._edition += 60
        routes = FeedMembership({"sunan": Group(name="苏南", regions=("江苏省/常州市",))}, {"图书"})
        histories = {
            path.rstrip("/"): FeedHistory(((stories[0].guid,),), tuple(each.guid for each in stories[1:]))
            for path in KINDS.values()
        }
        feeds = gather_feeds(stories, 30, routes, histories)
        stories_by_guid = {each.guid: each for each in stories}
        archive_pages = [
            as_feed(archive_page, stories_by_guid, routes) for archive_page in all_archive_pages(feeds, histories)
        ]
        for document in [
            document for feed in (*feeds, *archive_pages) for document in feed_documents(feed, self._settings)
        ]:
            path = self._folder / document.path.removeprefix("site/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(document.content)
            os.utime(path, (self._edition, self._edition))  # this server tells editions apart by whole seconds


@pytest.fixture
def feed_server(tmp_path: Path) -> Iterator[FeedServer]:
    folder = tmp_path / "site"
    folder.mkdir()
    with served(folder) as (root, _):
        server = FeedServer(folder, root)
        server.publish(*STORIES)
        yield server


@pytest.fixture(params=["feedparser", "sfeed"])
def read(request: pytest.FixtureRequest, need: Callable[[str], str]) -> Callable[[str], list[ReadItem]]:
    """Return what a reader makes of an address, newest first."""
    if request.param == "feedparser":
        return by_feedparser
    return partial(by_sfeed, program=need("sfeed"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", FILES)
def test_every_kind_of_feed_is_read_with_titles_dates_and_texts(
    feed_server: FeedServer, read: Callable[[str], list[ReadItem]], kind: str, file: str
) -> None:
    items = read(feed_server.root + KINDS[kind] + file)

    assert [each.title for each in items] == TITLES
    assert [each.date for each in items] == SECONDS
    assert [each.guid for each in items] == [each.guid for each in reversed(STORIES)]
    wanted = "社区图书角开张，每周六开放。" if "summary" in file else "<p>社区图书角昨天开张。</p>"
    assert items[-1].text.strip() == wanted
    assert all("<script>" not in each.text for each in items)


@pytest.mark.parametrize("file", ARCHIVE)
def test_an_archive_document_is_a_feed_like_any_other(
    feed_server: FeedServer, read: Callable[[str], list[ReadItem]], file: str
) -> None:
    assert [each.title for each in read(feed_server.root + file)] == TITLES[3:]


@pytest.mark.parametrize("file", FILES)
def test_a_correction_is_marked_and_a_withdrawal_leaves_a_notice(
    feed_server: FeedServer, read: Callable[[str], list[ReadItem]], file: str
) -> None:
    feed_server.publish(*changed())
    items = {each.guid: each for each in read(feed_server.root + file)}

    assert [items[each.guid].title for each in STORIES[:2]] == ["【更正】社区图书角开张", TITLES[2]]
    assert "本文已撤回（原因：数字有误）" in items[STORIES[1].guid].text
    assert len(items) == len(STORIES)
    if "summary" not in file:
        assert "图书角今天开张" in items[STORIES[0].guid].text


def changed() -> tuple[Story, ...]:
    """Return the stories after a correction of the first and the withdrawal of the second."""
    report = STORIES[0].analysis
    words = replace(report, article=replace(report.article, paragraphs=("图书角今天开张。",)))
    return (
        replace(STORIES[0], analysis=words, updated=START + timedelta(hours=1)),
        replace(STORIES[1], withdrawn="数字有误", updated=START + timedelta(hours=2)),
        *STORIES[2:],
    )


def test_rss2email_writes_each_story_once_and_its_changes_where_configured(
    feed_server: FeedServer, need: Callable[[str], str], tmp_path: Path
) -> None:
    addresses = {
        f"{kind}{number}": feed_server.root + KINDS[kind] + file
        for kind in KINDS
        for number, file in enumerate((*FILES, *ARCHIVE))
    }
    program = need("r2e")
    reader = Rss2email(program, tmp_path / "r2e", addresses)
    strict = Rss2email(program, tmp_path / "strict", {"whole": f"{feed_server.root}rss.xml"}, by_guid=False)

    mails, _ = reader.run()
    strict.run()
    nothing, unchanged = reader.run()
    feed_server.publish(*changed())
    again, _ = reader.run()
    changes, _ = strict.run()

    assert set(mails) == set(addresses.values())
    for address, items in mails.items():
        titles = TITLES[3:] if address.endswith(ARCHIVE) else TITLES
        assert sorted(each.title for each in items) == sorted(titles), address
        assert {each.date for each in items} <= set(SECONDS)
    assert nothing == {}
    assert unchanged == len(addresses)
    assert again == {}
    texts = {each.title: each.text for each in changes[f"{feed_server.root}rss.xml"]}
    assert set(texts) == {"【更正】社区图书角开张", TITLES[2]}
    assert "图书角今天开张" in texts["【更正】社区图书角开张"]
    assert "本文已撤回（原因：数字有误）" in texts[TITLES[2]]

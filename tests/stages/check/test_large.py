"""A large output, made by the whole pipeline, under the eyes of the checker."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from feedpub.adapters.templates import load_templates
from feedpub.model import Focus, RegionMatch, RegionRole
from feedpub.pipeline.documents import add_stories_to_feeds, all_documents, feed_membership
from feedpub.regions import by_code
from feedpub.settings import Feeds, Group, Settings, Site
from feedpub.stages.check import check
from feedpub.testing import analysed_article, analysed_page, article, page, source_file
from tests.model.archive import FakeArchive

NOW = datetime(2023, 6, 1, tzinfo=UTC)
CODES = ("320412", "320402", "320500", "440100", "440300", "110101", "510104", "810000")
PAPERS = ("江南日报", "《工人报》", None)
WORDS = ("图书", "社区", "秋收", "水利", "工会")


def full(seed: int, pages: int, settings: Settings) -> FakeArchive:
    """Return an archive of so many pages of eight stories that came in an order of chance, some withdrawn since."""
    chance = random.Random(seed)
    archive = FakeArchive()
    for number in chance.sample(range(pages), pages):
        reports = []
        for place in range(8):
            plain = analysed_article(
                article(f"第{number}版第{place}条<b>&amp;", f"第{number}版第{place}条的全文 ]]> 5 < 6。")
            )
            where = RegionMatch(by_code(chance.choice(CODES)), RegionRole.PRIMARY, 1.0)
            focus = Focus((where,) if place % 5 else (), national=place == 0, foreign=place == 5)
            words = replace(plain.summary, keywords=tuple(chance.sample(WORDS, 2)))
            reports.append(replace(plain, focus=focus, summary=words))
        day = date(2023, 1, 1) + timedelta(days=number)
        of = replace(page(f"{number}.txt"), day=day, paper=chance.choice(PAPERS))
        archive.save_page(analysed_page(*reports, of=of), source_file(f"{number}.txt", "1"), NOW)
        if number % 3 == 0:
            add_stories_to_feeds(archive, settings, feed_membership(archive, settings))
    for story in chance.sample(list(archive.stories()), 5):
        archive.withdraw(story.guid, "数字有误", NOW)
    add_stories_to_feeds(archive, settings, feed_membership(archive, settings))
    return archive


@pytest.mark.parametrize("content", ["full", "summary", "both"])
def test_nothing_is_found_in_a_large_output(content: str) -> None:
    settings = Settings(
        base_url="https://news.example.org/papers",
        site=Site(title="乡镇新闻"),
        feeds=Feeds(items=7, content=content, mark_corrections=True, hubs=("https://hub.example.org/",)),  # type: ignore[arg-type] # one of the three
        groups={"sunan": Group(name="苏南", regions=("江苏省/常州市", "江苏省/苏州市"))},
    )
    archive = full(7, 40, settings)
    made = {d.path.removeprefix("site/"): d.content for d in all_documents(archive, settings, load_templates())}

    assert sum("-" in path and path.endswith(".xml") for path in made) > 100
    assert sum(path.endswith("gone.html") for path in made) == 5
    assert list(check(made.items(), settings.root_url)) == []

from __future__ import annotations

import pytest

from tests.stages.render.pages import ENGLISH, SETTINGS, Sheet, published
from tests.stories import WUJIN, story

WUJIN_PAGE = "regions/jiangsu/changzhou/wujin/index.html"


def test_it_leads_up_to_what_the_region_lies_in() -> None:
    sheet = Sheet(published()[WUJIN_PAGE])

    assert sheet.all("//nav[@class='trail']//li") == ["首页", "江苏省", "常州市", "武进区"]
    assert sheet.all("//nav[@class='trail']//a/@href") == [
        "../../../../index.html",
        "../../../../regions/jiangsu/index.html",
        "../../../../regions/jiangsu/changzhou/index.html",
    ]
    assert sheet.one("//title") == "武进区 · 常州市 · 江苏省 – 乡镇新闻"


def test_it_leads_down_to_what_lies_in_it_with_counts() -> None:
    sheet = Sheet(published()["regions/jiangsu/index.html"])

    assert sheet.all("//nav[@class='below']//li") == ["常州市 2", "苏州市 2"]
    assert Sheet(published()[WUJIN_PAGE]).all("//nav[@class='below']") == []


def test_its_stories_stand_with_headline_summary_paper_and_date() -> None:
    sheet = Sheet(published()["regions/jiangsu/changzhou/index.html"])

    assert sheet.all("//h3") == ["社区图书角开张", "河道清淤提前完工"]
    assert sheet.all("//p[@class='gist']")[0] == "社区图书角开张，每周六开放。"
    assert sheet.all("//p[@class='facts']") == ["武进区 2023年2月7日", "2023年2月7日"]
    assert sheet.all("//p[@class='facts']/time/@datetime")[0] == "2023-02-07T06:00:01+08:00"


def test_it_has_its_own_addresses_in_three_formats() -> None:
    sheet = Sheet(published()[WUJIN_PAGE])
    folder = "https://news.example.org/papers/regions/jiangsu/changzhou/wujin/"

    assert sheet.all("//code") == [folder + "rss.xml", folder + "atom.xml", folder + "feed.json"]
    assert sheet.one("//link[@rel='canonical']/@href") == folder
    assert sheet.all("//link[@rel='alternate']/@title") == ["武进区 (RSS)", "武进区 (Atom)", "武进区 (JSON Feed)"]


def test_it_says_when_there_are_more_stories_than_it_lists() -> None:
    stories = [story(number, WUJIN) for number in range(SETTINGS.feeds.items + 1)]

    assert Sheet(published(stories)[WUJIN_PAGE]).one("//p[@class='rest']") == "共 31 篇，这里列出最新 30 篇。"
    assert Sheet(published(stories[1:])[WUJIN_PAGE]).all("//p[@class='rest']") == []


@pytest.mark.parametrize(
    ("path", "chinese", "english"), [("national", "全国", "National"), ("foreign", "国际", "Abroad")]
)
def test_what_has_no_region_has_a_page_too(path: str, chinese: str, english: str) -> None:
    page = f"{path}/index.html"

    assert Sheet(published()[page]).one("//h1") == chinese
    assert Sheet(published(settings=ENGLISH)[page]).one("//h1") == english

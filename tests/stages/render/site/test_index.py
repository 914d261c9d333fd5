from __future__ import annotations

from datetime import timedelta

from feedpub.stages.render.site.index import NEWEST_STORIES
from tests.stages.render.pages import SETTINGS, Sheet, published
from tests.stories import GUANGDONG, START, SUZHOU, WUJIN, story


def test_it_begins_with_the_newest_stories() -> None:
    sheet = Sheet(published()["index.html"])

    assert sheet.all("//section[@class='news']//h3") == [
        "社区图书角开张",
        "河道清淤提前完工",
        "古桥修缮",
        "荔枝早熟",
        "全国秋粮入库",
        "邻国大选",
    ]
    assert sheet.one("//header//p[@class='edition']") == "更新于 2023年2月7日 星期二 · 6 篇"


def test_the_newest_day_comes_first_and_is_in_the_order_of_print() -> None:
    day = timedelta(days=1)
    stories = [
        story(number, WUJIN, published=START + number // 2 * day + timedelta(seconds=number)) for number in range(4)
    ]

    sheet = Sheet(published(stories)["index.html"])

    assert sheet.all("//section[@class='news']//h3") == ["第2条新闻", "第3条新闻", "第0条新闻", "第1条新闻"]


def test_the_lead_of_a_day_is_there_even_when_the_feed_of_everything_is_full_without_it() -> None:
    places = (WUJIN, SUZHOU, GUANGDONG)
    stories = [story(number, places[number % 3]) for number in range(SETTINGS.feeds.items * 2)]

    sheet = Sheet(published(stories)["index.html"])

    assert sheet.all("//section[@class='news']//h3")[0] == "第0条新闻"


def test_it_holds_no_more_of_them_than_a_first_page_does() -> None:
    sheet = Sheet(published([story(number, WUJIN) for number in range(NEWEST_STORIES + 5)])["index.html"])

    assert len(sheet.all("//section[@class='news']//h3")) == NEWEST_STORIES


def test_the_regions_stand_as_a_tree_with_their_counts() -> None:
    sheet = Sheet(published()["index.html"])

    assert sheet.all("//nav[@class='directory']//h3") == ["不限地区", "江苏省 3", "广东省 1"]
    assert sheet.one("//nav[@class='directory']//p[@class='run']") == "全国 1 国际 1"
    assert sheet.all("//nav[@class='directory']/div/section/ul/li") == ["常州市 2 武进区 1", "苏州市 2"]
    assert sheet.all("//nav[@class='directory']//a/@href") == [
        "national/index.html",
        "foreign/index.html",
        "regions/jiangsu/index.html",
        "regions/jiangsu/changzhou/index.html",
        "regions/jiangsu/changzhou/wujin/index.html",
        "regions/jiangsu/suzhou/index.html",
        "regions/guangdong/index.html",
    ]


def test_provinces_with_stories_are_links_on_the_map() -> None:
    sheet = Sheet(published()["index.html"])

    assert len(sheet.all("//ol[@class='cartogram']/li")) == 34
    assert sheet.all("//ol[@class='cartogram']//a/@href") == [
        "regions/jiangsu/index.html",
        "regions/guangdong/index.html",
    ]
    assert sheet.all("//ol[@class='cartogram']//a")[0] == "江苏 33 篇"  # the bare number is hidden from who listens
    assert sheet.all("//ol[@class='cartogram']//a/*[@aria-hidden]") == ["3", "1"]


def test_it_says_how_to_subscribe_to_everything() -> None:
    sheet = Sheet(published()["index.html"])

    assert sheet.all("//section[@class='subscribe']//code") == [
        "https://news.example.org/papers/rss.xml",
        "https://news.example.org/papers/atom.xml",
        "https://news.example.org/papers/feed.json",
    ]
    assert {"feeds.opml", "digests/index.html"} <= set(sheet.all("//section[@class='subscribe']//a/@href"))
    assert sheet.all("//link[@rel='alternate']/@href") == ["rss.xml", "atom.xml", "feed.json"]
    assert sheet.all("//link[@rel='alternate']/@type") == [
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
    ]

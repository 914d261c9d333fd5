"""Keywords on the site: each of enough stories has a page and feeds, and none crowds the regions."""

from __future__ import annotations

from feedpub.stages.gather import FeedMembership, gather_feeds, popular_tags
from feedpub.stages.render.opml import opml_documents
from feedpub.stages.render.rss import rss
from feedpub.stages.render.site import site_documents
from feedpub.stages.render.site.article import article_page
from feedpub.text.slugs import tag_path
from tests.stages.render.pages import ENGLISH, SETTINGS, TEMPLATES, Sheet
from tests.stories import WUJIN, story

STORIES = [story(1, WUJIN, keywords=("图书角", "社区")), story(2, keywords=("图书角",)), story(3, keywords=("义诊",))]
TAGS = popular_tags({"图书角": 2, "社区": 1, "义诊": 1}, 2)
FEEDS = gather_feeds(STORIES, 30, FeedMembership(tags=TAGS))
PATH = tag_path("图书角")


def test_a_keyword_needs_enough_stories() -> None:
    assert popular_tags({"图书角": 3, "社区": 2}, 3) == {"图书角"}


def test_its_feed_holds_its_stories() -> None:
    feed = FEEDS[-1]

    assert (feed.path, feed.title, feed.total) == (PATH, "图书角", 2)
    assert [each.id for each in feed.stories] == [STORIES[1].id, STORIES[0].id]
    assert "<title>图书角" in rss(feed, SETTINGS).content.decode()


def test_its_page_leads_back_to_the_list() -> None:
    pages = {document.path: document for document in site_documents(FEEDS, SETTINGS, TEMPLATES)}
    sheet = Sheet(pages[f"site/{PATH}/index.html"])

    assert sheet.one("//h1") == "图书角"
    assert sheet.all("//nav[contains(@class, 'trail')]//li") == ["首页", "关键词", "图书角"]
    assert Sheet(pages["site/tags/index.html"]).all("//main//ul/li") == ["图书角 2"]


def test_it_crowds_neither_the_first_page_nor_the_list_of_feeds() -> None:
    pages = {document.path: document for document in site_documents(FEEDS, SETTINGS, TEMPLATES)}
    index = Sheet(pages["site/index.html"])
    everything, tags, *_ = opml_documents(FEEDS, SETTINGS)

    assert "图书角" not in index.all("//nav//a")
    assert index.all("//a[@href='tags/index.html']") == ["关键词"]
    assert PATH not in everything.content.decode()
    assert PATH in tags.content.decode()
    assert FEEDS[0].children[-1].region is not None


def test_a_story_leads_to_the_keywords_that_have_a_page() -> None:
    sheet = Sheet(article_page(STORIES[0], SETTINGS, TEMPLATES, TAGS))

    assert sheet.all("//a[@class='keyword']/@href") == [f"../../{PATH}/index.html"]
    assert sheet.all("//span[@class='keyword']") == ["社区"]


def test_in_english_the_list_is_called_keywords() -> None:
    pages = {document.path: document for document in site_documents(gather_feeds([], 30), ENGLISH, TEMPLATES)}

    assert Sheet(pages["site/tags/index.html"]).one("//h1") == "Keywords"
    assert "No keyword has enough stories yet." in Sheet(pages["site/tags/index.html"]).text

from __future__ import annotations

import posixpath

import pytest

from tests.stages.render.pages import ENGLISH, SETTINGS, STORIES, Sheet, published

PAGES = [path for path in published() if path.endswith(".html")]

LETTERS = {"digests/index.html"}
"""Documents of the letter, to which the site leads."""


def test_every_feed_and_every_story_has_a_page() -> None:
    assert {
        "index.html",
        "404.html",
        "style.css",
        "national/index.html",
        "foreign/index.html",
        "regions/jiangsu/index.html",
        "regions/jiangsu/changzhou/index.html",
        "regions/jiangsu/changzhou/wujin/index.html",
        "regions/guangdong/index.html",
        *(f"articles/{story.id}/{'gone' if story.withdrawn else 'index'}.html" for story in STORIES),
    } <= set(published())


@pytest.mark.parametrize("settings", [SETTINGS, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_document(page: str, settings: object) -> None:
    documents = published()
    root = "https://news.example.org/papers/"
    addresses = Sheet(documents[page]).all("//@href[not(starts-with(., '#'))] | //@src")

    for address in addresses:
        target = address.removeprefix(root) if address.startswith(root) else posixpath.join(page, "..", address)
        target = posixpath.normpath(target.partition("#")[0].partition("?")[0])

        assert target in documents.keys() | LETTERS | {"."} or f"{target}/index.html" in documents, address


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith(("404.html", "gone.html"))])
def test_links_are_relative_so_that_the_site_can_lie_anywhere(page: str) -> None:
    addresses = Sheet(published()[page]).all("//@href[not(../@rel = 'canonical')]")

    assert [address for address in addresses if ":" in address or address.startswith("/")] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_well_built(page: str) -> None:
    sheet = Sheet(published()[page])
    levels = [int(str(heading.tag)[1]) for heading in sheet.tree.iter("h1", "h2", "h3", "h4")]

    assert sheet.one("/html/@lang") == "zh-CN"
    assert sheet.one("//title")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(deeper <= higher + 1 for higher, deeper in zip(levels, levels[1:], strict=False))
    assert sheet.one("//a[@class='skip']/@href") == "#" + sheet.one("//main/@id")
    assert len(sheet.all("//header[@class='masthead']")) == len(sheet.all("/html/body/footer")) == 1
    assert len(sheet.all("//@id")) == len(set(sheet.all("//@id")))


@pytest.mark.parametrize("page", PAGES)
def test_no_page_asks_for_anything_from_elsewhere_and_only_buttons_for_a_script(page: str) -> None:
    sheet = Sheet(published()[page])
    root = "../" * page.count("/")

    assert sheet.all("//script/@src") == ([f"{root}copy.js"] if page.endswith("subscribe.html") else [])
    assert sheet.all("//script/text() | //img | //iframe | //object | //form | //@style | //style") == []
    assert sheet.all("//@*[starts-with(name(), 'on')]") == []
    assert "default-src 'none'" in sheet.one("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert sheet.one("//meta[@name='referrer']/@content") == "no-referrer"


def test_the_stylesheet_asks_for_nothing_either() -> None:
    sheet = published()["style.css"].content.decode()

    assert not any(word in sheet for word in ("url(", "@import", "@font-face", "http"))
    assert "@media screen and (prefers-color-scheme: dark)" in sheet
    assert "@media print" in sheet


def test_the_same_stories_give_the_same_bytes_in_whatever_order_they_come() -> None:
    assert published(STORIES) == published(reversed(STORIES))


def test_without_any_story_the_index_says_how_to_begin() -> None:
    documents = published([])

    assert sorted(documents) == [
        *(
            "404.html",
            "atom.xml",
            "copy.js",
            "feed.css",
            "feed.json",
            "feeds.opml",
            "icon.svg",
            "index.html",
            "mail/index.html",
        ),
        *("rss.xml", "style.css", "subscribe.html", "tags/index.html"),
    ]
    assert "还没有稿件" in Sheet(documents["index.html"]).one("//main//section[@class='news']")


def test_a_withdrawn_story_is_in_no_list() -> None:
    for path, document in published().items():
        if path.endswith(".html"):
            assert "一则有误的消息" not in document.content.decode(), path


def test_english_is_a_setting() -> None:
    sheet = Sheet(published(settings=ENGLISH)["index.html"])

    assert sheet.one("/html/@lang") == "en"
    assert sheet.all("//h2")[:2] == ["Stories by province", "Newest stories"]
    assert sheet.all("//h3/a/@lang")[0] == "zh-CN"


def test_the_page_for_a_wrong_address_is_right_at_any_address() -> None:
    sheet = Sheet(published()["404.html"])

    assert sheet.one("//link[@rel='stylesheet']/@href") == "https://news.example.org/papers/style.css"
    assert sheet.one("//meta[@name='robots']/@content") == "noindex"

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from feedpub.model import ItemKind
from feedpub.stages.render.site.article import article_page
from tests.stages.render.feeds import HOSTILE, shown
from tests.stages.render.pages import ENGLISH, SETTINGS, TEMPLATES, Sheet
from tests.stories import CHANGZHOU, START, SUZHOU, WUJIN, story

if TYPE_CHECKING:
    from typing import Any

    from feedpub.model import Article, Story

LONG = "新书架摆在门边，老人和孩子都够得着，周末还有人来讲故事。" * 6

STORY = story(
    1,
    WUJIN,
    also=[SUZHOU],
    headline="社区图书角开张",
    kicker="把书送到家门口",
    byline="记者 吴一凡",
    paragraphs=("开张的日子", LONG, "旧书换新书", "管理员说，每周六开放。"),
    subheads=(0, 2),
    keywords=("图书角", "社区"),
)


def page(story: Story, **changes: Any) -> Sheet:
    """Return the page of the story, whose article has changed in `changes`."""
    article: Article = replace(story.analysis.article, **changes)
    return Sheet(article_page(replace(story, analysis=replace(story.analysis, article=article)), SETTINGS, TEMPLATES))


def test_its_address_is_the_permalink() -> None:
    document = article_page(STORY, SETTINGS, TEMPLATES)

    assert document.path == f"site/articles/{STORY.id}/index.html"
    assert Sheet(document).one("//link[@rel='canonical']/@href") == (
        f"https://news.example.org/papers/articles/{STORY.id}/"
    )


def test_the_head_stands_as_it_was_printed() -> None:
    sheet = page(replace(STORY, paper="江苏工人报", page_number="A3"), subtitle="每周六开放")

    assert sheet.all("//hgroup/*") == ["把书送到家门口", "社区图书角开张", "每周六开放"]
    assert sheet.one("//article/header/p[@class='facts']") == "《江苏工人报》 A3版 2023年2月7日 星期二 记者 吴一凡"


def test_the_body_keeps_its_subheads_and_its_dateline() -> None:
    sheet = page(STORY, dateline="本报讯")

    assert sheet.all("//div[@class='body']/h2") == ["开张的日子", "旧书换新书"]
    assert sheet.all("//div[@class='body']/p") == ["本报讯 " + LONG, "管理员说，每周六开放。"]


def test_the_summary_is_marked_as_one_and_says_how_it_was_made() -> None:
    sheet = page(STORY)

    assert sheet.one("//section[@class='summary']") == "摘要 社区图书角开张，每周六开放。 程序摘自原文，未改写"
    assert sheet.one("//meta[@name='description']/@content") == "社区图书角开张，每周六开放。"


def test_a_text_as_short_as_its_summary_has_none_above_it() -> None:
    assert page(STORY, paragraphs=("社区图书角开张。",), subheads=()).all("//section[@class='summary']") == []


def test_regions_are_links_and_their_feeds_can_be_found() -> None:
    sheet = page(STORY)

    assert sheet.all("//footer//dt") == ["地区", "亦涉及", "关键词", "订阅"]
    assert sheet.all("//footer//a[@class='place']/@href") == [
        "../../regions/jiangsu/changzhou/wujin/index.html",
        "../../regions/jiangsu/suzhou/index.html",
    ]
    assert sheet.all("//link[@rel='alternate']/@href")[::3] == [
        "../../regions/jiangsu/changzhou/wujin/rss.xml",
        "../../regions/jiangsu/suzhou/rss.xml",
        "../../rss.xml",
    ]
    assert sheet.all("//nav[contains(@class, 'trail')]//li") == ["首页", "江苏省", "常州市", "武进区"]


def test_a_story_of_no_region_leads_to_the_feed_that_it_is_in() -> None:
    sheet = Sheet(article_page(story(1, national=True), SETTINGS, TEMPLATES))

    assert sheet.all("//nav[contains(@class, 'trail')]//a/@href") == ["../../index.html", "../../national/index.html"]
    assert sheet.all("//link[@rel='alternate']/@href")[0] == "../../national/rss.xml"


def test_a_story_that_is_nowhere_has_a_page_all_the_same() -> None:
    sheet = Sheet(article_page(story(1), SETTINGS, TEMPLATES))

    assert sheet.one("//h1") == "第1条新闻"
    assert sheet.all("//footer//dt") == []


def test_a_photograph_with_its_words_looks_like_one() -> None:
    sheet = page(STORY, kind=ItemKind.CAPTION, byline="吴一凡 摄", subheads=())

    assert sheet.one("//hgroup/p[@class='tag']") == "图片"
    assert sheet.one("//figure/div") == "照片见报纸原版"
    assert sheet.one("//figure/figcaption/p[@class='credit']") == "吴一凡 摄"
    assert sheet.all("//div[@class='body']") == []


def test_a_jump_mark_stands_on_the_side_on_which_it_was_printed() -> None:
    onward = page(STORY, jump="下转第2版").all("//div[@class='body']/*")
    back = page(STORY, jump="上接第1版").all("//div[@class='body']/*")

    assert onward[-1] == "下转第2版"
    assert back[0] == "上接第1版"


def test_a_corrected_story_says_when() -> None:
    sheet = Sheet(article_page(replace(STORY, updated=START + timedelta(days=1)), SETTINGS, TEMPLATES))

    assert "更新于 2023年2月8日" in sheet.one("//article/header/p[@class='facts']")


def test_of_a_withdrawn_story_only_the_notice_is_left() -> None:
    document = article_page(replace(STORY, withdrawn="数字有误"), SETTINGS, TEMPLATES)
    text = document.content.decode()

    assert Sheet(document).one("//main") == "本文已撤回 原因: 数字有误"
    assert not any(word in text for word in ("图书角", "吴一凡", "武进", "canonical"))
    assert Sheet(document).one("//meta[@name='robots']/@content") == "noindex"


def test_in_english_only_the_words_around_it_change() -> None:
    sheet = Sheet(article_page(story(1, CHANGZHOU, also=[WUJIN]), ENGLISH, TEMPLATES))

    assert (sheet.one("/html/@lang"), sheet.one("//main/article/@lang")) == ("en", "zh-CN")
    assert sheet.all("//footer//dt")[:2] == ["Region", "Also about"]
    assert sheet.all("//footer//dd")[:2] == ["常州市", "武进区"]


def test_text_of_a_page_never_becomes_markup() -> None:
    clean = article_page(story(1, WUJIN, headline="a", kicker="b", byline="c", keywords=("d",)), SETTINGS, TEMPLATES)
    elements = shown(clean.content.decode())[1]
    for text in (*HOSTILE, "{{ 7*7 }}", "{% raw %}", "javascript:alert(1)"):
        hostile = replace(
            story(
                1,
                WUJIN,
                headline=text,
                kicker=text,
                byline=text,
                keywords=(text,),
                paragraphs=(text, text),
                summary="f",
            ),
            paper=text,
            page_number=text,
        )

        words, found = shown(article_page(hostile, SETTINGS, TEMPLATES).content.decode())

        assert words.count(text) == 9  # the title, and eight places of the page
        assert found == elements


def test_all_papers_that_printed_it_are_named_and_its_page_in_the_first() -> None:
    sheet = page(replace(STORY, paper="江南日报", page_number="A3", papers=("江南日报", "北方日报")))

    assert sheet.one("//article/header/p[@class='facts']").startswith("《江南日报》 A3版 《北方日报》 2023年2月7日")

"""Feeds made by hand for the tests of all formats: an ordinary one, and one of everything that a page may hold."""

from __future__ import annotations

from datetime import timedelta

from lxml import etree

from feedpub.settings import Settings, Site
from tests.stories import CHANGZHOU, START, WUJIN, feed, story

SETTINGS = Settings(base_url="https://news.example.org/papers", site=Site(title="乡镇新闻", owner="乡镇新闻编辑部"))

FEED = feed(
    story(
        3,
        WUJIN,
        also=[CHANGZHOU],
        headline="社区图书角开张",
        kicker="把书送到家门口",
        byline="记者 吴一凡 通讯员 周 虹",
        paragraphs=("社区图书角昨天开张。", "旧书换新书", "管理员说，每周六开放。"),
        subheads=(1,),
        keywords=("图书角", "社区"),
        updated=START + timedelta(hours=5),
    ),
    story(2, WUJIN, headline="河道清淤提前完工", byline="李四", keywords=("清淤",)),
    story(1, WUJIN, headline="一则有误的消息", withdrawn="数字有误", updated=START + timedelta(hours=6)),
)

HOSTILE = (
    "<script>alert(1)</script>",
    "]]>",
    "&lt;b&gt;",
    "&amp;lt;",
    "<!-- x -->",
    "<![CDATA[x]]>",
    '"><img src=x onerror=alert(1)>',
    "R&D",
    "5 < 6 > 4",
)
"""What a page may hold by accident or by malice; all of it is text."""

ILLEGAL = ("\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800")
"""What no XML document can hold."""


def shown(html: str) -> tuple[str, set[str]]:
    """Return the text that a browser would show of `html`, and the elements in it."""
    tree = etree.HTML(html)
    return "".join(map(str, tree.itertext())), {str(element.tag) for element in tree.iter()} - {"html", "body"}

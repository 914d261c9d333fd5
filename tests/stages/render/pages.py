"""What the tests of the site share: a whole small site, and a way to read its pages as a browser would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from feedpub.adapters.templates import load_templates
from feedpub.settings import Settings, Site
from feedpub.stages.gather import gather_feeds
from feedpub.stages.render import feed_documents as feed_documents
from feedpub.stages.render.opml import opml_documents
from feedpub.stages.render.site import article_page, site_documents
from tests.stories import CHANGZHOU, GUANGDONG, SUZHOU, WUJIN, story

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import Document, Story

TEMPLATES = load_templates()
SETTINGS = Settings(base_url="https://news.example.org/papers", site=Site(title="乡镇新闻", owner="乡镇新闻编辑部"))
ENGLISH = Settings(base_url="https://news.example.org/papers", site=Site(title="Town News", language="en"))

STORIES = (
    story(1, WUJIN, headline="社区图书角开张", also=[SUZHOU], keywords=("图书角",)),
    story(2, CHANGZHOU, headline="河道清淤提前完工"),
    story(3, SUZHOU, headline="古桥修缮"),
    story(4, GUANGDONG, headline="荔枝早熟"),
    story(5, headline="全国秋粮入库", national=True),
    story(6, headline="邻国大选", foreign=True),
    story(7, WUJIN, headline="一则有误的消息", withdrawn="数字有误"),
)


def published(stories: Iterable[Story] = STORIES, settings: Settings = SETTINGS) -> dict[str, Document]:
    """Return all documents of the public folder, by their paths below it."""
    held = list(stories)
    feeds = gather_feeds(held, settings.feeds.items)
    documents = [article_page(each, settings, TEMPLATES) for each in held]
    documents += [document for each in feeds for document in feed_documents(each, settings)]
    documents += [*opml_documents(feeds, settings), *site_documents(feeds, settings, TEMPLATES)]
    return {document.path.removeprefix("site/"): document for document in documents}


class Sheet:
    """A page, read by an HTML parser."""

    def __init__(self, document: Document) -> None:
        self.tree = etree.HTML(document.content.decode())

    def all(self, path: str) -> list[str]:
        """Return what an XPath finds: attributes as they are, the text of elements in one line."""
        found = self.tree.xpath(path)
        assert isinstance(found, list)
        return [
            " ".join("".join(map(str, e.itertext())).split()) if isinstance(e, etree._Element) else str(e)
            for e in found
        ]

    def one(self, path: str) -> str:
        """Return the only thing that an XPath finds."""
        found = self.all(path)
        assert len(found) == 1, f"{path} finds {found}"
        return found[0]

    @property
    def text(self) -> str:
        """All that a reader sees."""
        return self.one("//body")

"""Feeds -> OPML 2.0: files with which a reader subscribes to many feeds, or picks some (opml.org/spec2.opml)."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from lxml import etree

from feedpub.language.civil import civil
from feedpub.language.papers import PAPERS, is_paper
from feedpub.language.tags import TAGS
from feedpub.model import Document
from feedpub.stages.render.channel import channel
from feedpub.stages.render.plain import one_line
from feedpub.stages.render.rss import FILE
from feedpub.stages.render.tags import is_tag
from feedpub.stages.render.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feedpub.model import Feed, RegionPath
    from feedpub.settings import Settings

LIST = "feeds.opml"


def opml_documents(feeds: Iterable[Feed], settings: Settings) -> Iterator[Document]:
    """Yield the list of all feeds, one for each province, and one of the keywords, which would drown the others."""
    listed = [feed for feed in feeds if feed.total or not feed.path]
    yield opml([feed for feed in listed if not is_tag(feed.path)], settings)
    tags = [feed for feed in listed if is_tag(feed.path)]
    if tags:
        yield opml(tags, settings, TAGS, wording(settings.site.language).keywords)
    for province in listed:
        if province.region and len(province.region.path) == 1:
            within = [feed for feed in listed if feed.region and feed.region.path[0] == province.region.name]
            yield opml(within, settings, province.path, province.region.name)


def opml(feeds: Sequence[Feed], settings: Settings, folder: str = "", name: str = "") -> Document:
    """Return the list of these feeds for `folder`, nested by province, city and county, in the order given.

    A region with others below it is a folder that begins with its own feed: importers take an outline either for a feed
    or for a folder, never for both.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    site = settings.site.title
    etree.SubElement(head, "title").text = one_line(f"{name} · {site}" if name else site)
    newest = max((feed.updated for feed in feeds if feed.stories), default=None)
    if newest:
        etree.SubElement(head, "dateModified").text = format_datetime(civil(newest, settings.timezone))
    if settings.site.owner:
        etree.SubElement(head, "ownerName").text = one_line(settings.site.owner)
    body = etree.SubElement(root, "body")
    folders: dict[RegionPath, etree._Element] = {(): body}
    for feed in feeds:
        _outline(_folder(feed, folders, settings), feed, settings)
    path = f"site/{folder}/{LIST}" if folder else f"site/{LIST}"
    return Document(path, etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8"))


def _folder(feed: Feed, folders: dict[RegionPath, etree._Element], settings: Settings) -> etree._Element:
    """Return the outline into which a feed belongs; it is made where the feed is the first in it."""
    if feed.region is None:
        if not is_paper(feed.path):
            return folders[()]
        if (PAPERS,) not in folders:
            name = wording(settings.site.language).papers
            folders[(PAPERS,)] = etree.SubElement(folders[()], "outline", text=name)
        return folders[(PAPERS,)]
    path = feed.region.path
    above = next(folders[path[:depth]] for depth in range(len(path) - 1, -1, -1) if path[:depth] in folders)
    if not feed.children:
        return above
    folders[path] = etree.SubElement(above, "outline", text=one_line(feed.region.name))
    return folders[path]


def _outline(folder: etree._Element, feed: Feed, settings: Settings) -> None:
    about = channel(feed, settings, FILE)
    etree.SubElement(
        folder,
        "outline",
        type="rss",
        text=about.title,
        title=about.title,
        description=about.description,
        xmlUrl=about.url,
        htmlUrl=about.page,
    )

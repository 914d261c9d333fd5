"""Feeds -> OPML 2.0: files with which a reader subscribes to many feeds, or picks some (opml.org/spec2.opml)."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from lxml import etree

from feedpub.model import Document
from feedpub.stages.render.feed_metadata import feed_metadata
from feedpub.stages.render.rss import RSS_FILE
from feedpub.text.civil_time import civil_time
from feedpub.text.one_line import feed_line
from feedpub.text.slugs import PAPERS_FOLDER, TAGS_FOLDER, is_paper_path, is_tag_path
from feedpub.wording.site import site_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from feedpub.model import Feed, RegionPath
    from feedpub.settings import Settings

OPML_FILE = "feeds.opml"


def opml_documents(feeds: Iterable[Feed], settings: Settings) -> Iterator[Document]:
    """Yield the list of all feeds, one for each province, and one of the keywords, which would drown the others."""
    with_stories = [feed for feed in feeds if feed.total or not feed.path]
    yield opml([feed for feed in with_stories if not is_tag_path(feed.path)], settings)
    tags = [feed for feed in with_stories if is_tag_path(feed.path)]
    if tags:
        yield opml(tags, settings, TAGS_FOLDER, site_wording(settings.site.language).keywords)
    for province in with_stories:
        if province.region and len(province.region.path) == 1:
            within = [feed for feed in with_stories if feed.region and feed.region.path[0] == province.region.name]
            yield opml(within, settings, province.path, province.region.name)


def opml(feeds: Sequence[Feed], settings: Settings, folder: str = "", name: str = "") -> Document:
    """Return the list of these feeds for `folder`, nested by province, city and county, in the order given.

    A region with others below it is a folder that begins with its own feed: importers take an outline either for a feed
    or for a folder, never for both.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    site = settings.site.title
    etree.SubElement(head, "title").text = feed_line(f"{name} · {site}" if name else site)
    newest = max((feed.updated for feed in feeds if feed.stories), default=None)
    if newest:
        etree.SubElement(head, "dateModified").text = format_datetime(civil_time(newest, settings.timezone))
    if settings.site.owner:
        etree.SubElement(head, "ownerName").text = feed_line(settings.site.owner)
    body = etree.SubElement(root, "body")
    folders: dict[RegionPath, etree._Element] = {(): body}
    for feed in feeds:
        _add_outline(_outline_parent(feed, folders, settings), feed, settings)
    path = f"site/{folder}/{OPML_FILE}" if folder else f"site/{OPML_FILE}"
    return Document(path, etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8"))


def _outline_parent(feed: Feed, folders: dict[RegionPath, etree._Element], settings: Settings) -> etree._Element:
    """Return the outline into which a feed belongs; it is made where the feed is the first in it."""
    if feed.region is None:
        if not is_paper_path(feed.path):
            return folders[()]
        if (PAPERS_FOLDER,) not in folders:
            name = site_wording(settings.site.language).papers
            folders[(PAPERS_FOLDER,)] = etree.SubElement(folders[()], "outline", text=name)
        return folders[(PAPERS_FOLDER,)]
    path = feed.region.path
    above = next(folders[path[:depth]] for depth in range(len(path) - 1, -1, -1) if path[:depth] in folders)
    if not feed.children:
        return above
    folders[path] = etree.SubElement(above, "outline", text=feed_line(feed.region.name))
    return folders[path]


def _add_outline(folder: etree._Element, feed: Feed, settings: Settings) -> None:
    metadata = feed_metadata(feed, settings, RSS_FILE)
    etree.SubElement(
        folder,
        "outline",
        type="rss",
        text=metadata.title,
        title=metadata.title,
        description=metadata.description,
        xmlUrl=metadata.feed_url,
        htmlUrl=metadata.page_url,
    )

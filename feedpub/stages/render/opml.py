"""Feeds -> OPML 2.0: one file with which a reader subscribes to all feeds, or picks some (opml.org/spec2.opml)."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from lxml import etree

from feedpub.model import Document
from feedpub.stages.render.channel import channel
from feedpub.stages.render.plain import one_line
from feedpub.stages.render.rss import FILE
from feedpub.stages.render.tags import is_tag

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import Feed, RegionPath
    from feedpub.settings import Settings

PATH = "site/feeds.opml"


def opml(feeds: Iterable[Feed], settings: Settings) -> Document:
    """Return the list of all feeds that count a story but the tags', nested by province, city and county, in order.

    A region with others below it is a folder that begins with its own feed: importers take an outline either for a feed
    or for a folder, never for both.
    """
    listed = [feed for feed in feeds if feed.total and not is_tag(feed.path)]
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = one_line(settings.site.title)
    if listed:
        newest = max(feed.updated for feed in listed).astimezone(settings.timezone)
        etree.SubElement(head, "dateModified").text = format_datetime(newest)
    if settings.site.owner:
        etree.SubElement(head, "ownerName").text = one_line(settings.site.owner)
    body = etree.SubElement(root, "body")
    folders: dict[RegionPath, etree._Element] = {(): body}
    for feed in listed:
        _outline(_folder(feed, folders), feed, settings)
    return Document(PATH, etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8"))


def _folder(feed: Feed, folders: dict[RegionPath, etree._Element]) -> etree._Element:
    """Return the outline into which a feed belongs; it is made where the feed is the first in it."""
    if feed.region is None:
        return folders[()]
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

"""Feed -> the page that says in plain words how to subscribe to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.language.tags import TAGS
from feedpub.stages.render.frame import Frame, Place, document
from feedpub.stages.render.opml import LIST
from feedpub.stages.render.tags import is_tag

if TYPE_CHECKING:
    from feedpub.model import Document, Feed
    from feedpub.ports import Templates
    from feedpub.settings import Settings

FILE = "subscribe.html"


def subscribe_page(feed: Feed, settings: Settings, templates: Templates) -> Document:
    """Return `<feed.path>/subscribe.html`: the steps, and each address with a button that copies it."""
    frame = Frame(settings)
    path = f"{feed.path}/{FILE}" if feed.path else FILE
    name = frame.name(feed.path, feed.region, feed.title)
    addresses = frame.feeds(feed.path, name)
    values = frame.values(path) | {
        "feeds": addresses,
        "addresses": addresses,
        "name": "".join(feed.region.path) if feed.region else name,
        "trail": [*frame.above(feed), Place(name, feed.path)] if feed.path else [],
        "list": _list(feed, frame),
        "brief": settings.feeds.content == "both",
    }
    return document(path, templates.render("site/subscribe_page.html", **values))


def _list(feed: Feed, frame: Frame) -> Place | None:
    """Return the list with which one subscribes to this feed and its neighbours at once."""
    if not feed.path:
        return Place(frame.say.subscribe_all, LIST)
    if feed.region:
        province = feed.region.path[0]
        return Place(frame.say.province_list.format(name=province), f"regions/{feed.region.slug.split('/')[0]}/{LIST}")
    return Place(frame.say.subscribe_tags, f"{TAGS}/{LIST}") if is_tag(feed.path) else None

"""Feed -> the page that says in plain words how to subscribe to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.language.tags import TAGS_FOLDER
from feedpub.stages.render.frame import PageContext, PageLink, site_document
from feedpub.stages.render.opml import OPML_FILE
from feedpub.stages.render.tags import is_tag_path

if TYPE_CHECKING:
    from feedpub.model import Document, Feed
    from feedpub.ports import Templates
    from feedpub.settings import Settings

SUBSCRIBE_FILE = "subscribe.html"


def subscribe_page(feed: Feed, settings: Settings, templates: Templates) -> Document:
    """Return `<feed.path>/subscribe.html`: the steps, and each address with a button that copies it."""
    context = PageContext(settings)
    path = f"{feed.path}/{SUBSCRIBE_FILE}" if feed.path else SUBSCRIBE_FILE
    name = context.page_name(feed.path, feed.region, feed.title)
    addresses = context.feeds(feed.path, name)
    values = context.base_values(path) | {
        "feeds": addresses,
        "addresses": addresses,
        "name": "".join(feed.region.path) if feed.region else name,
        "trail": [*context.parent_pages(feed), PageLink(name, feed.path)] if feed.path else [],
        "list": _opml_link(feed, context),
        "brief": settings.feeds.content == "both",
    }
    return site_document(path, templates.render("site/subscribe_page.html", **values))


def _opml_link(feed: Feed, context: PageContext) -> PageLink | None:
    """Return the list with which one subscribes to this feed and its neighbours at once."""
    if not feed.path:
        return PageLink(context.wording.subscribe_all, OPML_FILE)
    if feed.region:
        province = feed.region.path[0]
        return PageLink(context.wording.province_list.format(name=province), f"regions/{feed.region.slug.split('/')[0]}/{OPML_FILE}")
    return PageLink(context.wording.subscribe_tags, f"{TAGS_FOLDER}/{OPML_FILE}") if is_tag_path(feed.path) else None

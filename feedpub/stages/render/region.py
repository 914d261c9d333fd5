"""Feed -> the page on which a reader looks at it before subscribing: a region's, the national one, a keyword's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.render.frame import PageContext, PageLink, site_document

if TYPE_CHECKING:
    from feedpub.model import Document, Feed
    from feedpub.ports import Templates
    from feedpub.settings import Settings


def feed_page(feed: Feed, settings: Settings, templates: Templates) -> Document:
    """Return `<feed.path>/index.html`: parents, children, the newest stories, the addresses to subscribe to."""
    context = PageContext(settings)
    path = f"{feed.path}/index.html"
    name = context.page_name(feed.path, feed.region, feed.title)
    values = context.base_values(path) | {
        "feeds": context.feeds(feed.path, name),
        "addresses": context.addresses(feed.path, name),
        "name": name,
        "how": f"{feed.path}/subscribe.html",
        "parents": context.parent_pages(feed),
        "children": [
            PageLink(context.page_name(child.path, child.region, child.name), child.path, child.total) for child in feed.children
        ],
        "lines": context.story_lines(feed.stories, feed.region),
        "total": feed.total,
        "by_mail": _signup_link(feed, settings),
        "updated": context.shown_date(feed.updated),
    }
    return site_document(path, templates.render("site/region.html", **values))


def _signup_link(feed: Feed, settings: Settings) -> str:
    """Return where the letter about this region is asked for; "" where there is none about just this."""
    code = feed.region.code if feed.region else feed.path if feed.path in ("national", "foreign") else ""
    return f"mail/?region={code}" if settings.signup.enabled and code else ""

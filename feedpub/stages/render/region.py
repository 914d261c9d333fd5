"""Feed -> the page on which a reader looks at it before subscribing: a region's, the national one, a keyword's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.render.frame import Frame, Place, document

if TYPE_CHECKING:
    from feedpub.model import Document, Feed
    from feedpub.ports import Templates
    from feedpub.settings import Settings


def region_page(feed: Feed, settings: Settings, templates: Templates) -> Document:
    """Return `<feed.path>/index.html`: parents, children, the newest stories, the addresses to subscribe to."""
    frame = Frame(settings)
    path = f"{feed.path}/index.html"
    name = frame.name(feed.path, feed.region, feed.title)
    values = frame.values(path) | {
        "feeds": frame.feeds(feed.path, name),
        "addresses": frame.addresses(feed.path, name),
        "name": name,
        "how": f"{feed.path}/subscribe.html",
        "parents": frame.above(feed),
        "children": [
            Place(frame.name(child.path, child.region, child.name), child.path, child.total) for child in feed.children
        ],
        "lines": frame.lines(feed.stories, feed.region),
        "total": feed.total,
        "by_mail": _by_mail(feed, settings),
        "updated": frame.moment(feed.updated),
    }
    return document(path, templates.render("site/region.html", **values))


def _by_mail(feed: Feed, settings: Settings) -> str:
    """Return where the letter about this region is asked for; "" where there is none about just this."""
    code = feed.region.code if feed.region else feed.path if feed.path in ("national", "foreign") else ""
    return f"mail/?region={code}" if settings.signup.open and code else ""

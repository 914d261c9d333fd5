"""Feed -> the page that says in plain words how to subscribe to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.render.opml import OPML_FILE
from feedpub.stages.render.site.context import PageContext, PageLink, site_document
from feedpub.text.slugs import TAGS_FOLDER, is_tag_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import Document, Feed, FeedRef
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
            PageLink(context.page_name(child.path, child.region, child.name), child.path, child.total)
            for child in feed.children
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


# Feed -> the page that says in plain words how to subscribe to it.


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
        return PageLink(
            context.wording.province_list.format(name=province), f"regions/{feed.region.slug.split('/')[0]}/{OPML_FILE}"
        )
    return PageLink(context.wording.subscribe_tags, f"{TAGS_FOLDER}/{OPML_FILE}") if is_tag_path(feed.path) else None


# Tags' feeds -> the list of all keywords that have a page.


def tags_index(refs: Iterable[FeedRef], settings: Settings, templates: Templates) -> Document:
    """Return `tags/index.html`: the keywords of most stories first; a page as well while there are none."""
    context = PageContext(settings)
    path = f"{TAGS_FOLDER}/index.html"
    ordered = sorted(refs, key=lambda ref: (-ref.total, ref.name))
    values = context.base_values(path) | {
        "tags": [PageLink(ref.name, ref.path, ref.total) for ref in ordered],
        "addresses": context.addresses("", settings.site.title),
    }
    return site_document(path, templates.render("site/tags.html", **values))

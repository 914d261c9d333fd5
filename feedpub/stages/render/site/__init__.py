"""Feeds -> the site's Documents: a page for each, the index that leads to them, the stylesheet.

The pages of the stories are `article_page`, one by one, so that a run renders only those that changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import FeedRef
from feedpub.stages.render.site.article import article_page
from feedpub.stages.render.site.context import PageContext, site_document
from feedpub.stages.render.site.feed_pages import feed_page, subscribe_page, tags_index
from feedpub.stages.render.site.index import index_page
from feedpub.text.slugs import is_tag_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feedpub.model import Document, Feed, Story
    from feedpub.ports import Templates
    from feedpub.settings import Settings

__all__ = ["article_page", "site_documents"]


def site_documents(feeds: Iterable[Feed], settings: Settings, templates: Templates) -> Iterator[Document]:
    """Yield the page of every feed, in the order given, then the lists, then what belongs to no feed.

    The feed whose path is empty holds the newest stories of the whole; the index is its page.
    """
    context = PageContext(settings)
    whole: Feed | None = None
    refs: list[FeedRef] = []
    stories: dict[str, Story] = {}
    for feed in feeds:
        stories.update((story.guid, story) for story in feed.stories)
        yield subscribe_page(feed, settings, templates)
        if feed.path:
            if feed.total:
                refs.append(
                    FeedRef(feed.path, context.page_name(feed.path, feed.region, feed.title), feed.total, feed.region)
                )
            yield feed_page(feed, settings, templates)
        else:
            whole = feed
    tags = [ref for ref in refs if is_tag_path(ref.path)]
    yield tags_index(tags, settings, templates)
    refs = [ref for ref in refs if not is_tag_path(ref.path)]
    yield index_page(whole, refs, stories.values(), settings, templates)
    if settings.signup.enabled:  # `feedpub serve` has the form there; elsewhere no link of ours leads to nothing
        yield site_document(
            "mail/index.html", templates.render("site/mail.html", **context.base_values("mail/index.html"))
        )
    yield site_document(
        "404.html", templates.render("site/missing.html", **context.base_values("404.html", absolute=True))
    )
    for file in ("style.css", "feed.css", "copy.js", "icon.svg"):
        yield site_document(file, templates.render(f"site/{file}", wording=context.wording))

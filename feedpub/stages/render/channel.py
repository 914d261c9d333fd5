"""Feed -> Channel: what every format says of the feed itself, so that no two of them can disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from feedpub.stages.render.plain import one_line
from feedpub.stages.render.wording import wording

if TYPE_CHECKING:
    from datetime import datetime

    from feedpub.model import Feed
    from feedpub.settings import Settings

LANGUAGE = "zh-CN"
"""What the stories are written in, whatever the site around them speaks."""

GENERATOR = "feedpub"
"""Without the version: a new release must not rewrite feeds in which nothing happened."""

DESCRIPTIONS = {
    "zh": ("新闻的摘要与全文，选自报纸", "{}新闻的摘要与全文，选自报纸"),
    "en": ("Newspaper stories: summaries and full text", "Newspaper stories, {}: summaries and full text"),
}
"""Of the whole, and of a part of it."""

_NAMESPACE = UUID("5d0dc5a5-6c5c-4a0c-9f55-0d4e6a3c7b12")


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed's own fields; `page` and `url` are absolute and ASCII."""

    id: str
    title: str
    description: str
    author: str
    page: str
    url: str
    updated: datetime


def channel(feed: Feed, settings: Settings, file: str) -> Channel:
    """Return what the document `file` ("rss.xml") of a feed says of the feed."""
    folder = settings.root_url + (f"{feed.path}/" if feed.path else "")
    site = settings.site.title
    place = _place(feed, settings)
    of_whole, of_part = DESCRIPTIONS[settings.site.language]
    return Channel(
        id=_id(feed, settings),
        title=one_line(f"{place} · {site}" if feed.path else site),
        description=of_part.format(place) if feed.path else of_whole,
        author=one_line(settings.site.owner or site),
        page=folder,
        url=folder + file,
        updated=feed.updated.astimezone(settings.timezone),
    )


def document_path(feed: Feed, file: str) -> str:
    """Return where the document `file` of a feed stands in the output."""
    return f"site/{feed.path}/{file}" if feed.path else f"site/{file}"


def _place(feed: Feed, settings: Settings) -> str:
    """Return the region in full, since there is more than one 鼓楼区, or what a feed without one is called."""
    if feed.region:
        return "".join(feed.region.path)
    say = wording(settings.site.language)
    return {"national": say.national, "foreign": say.foreign}.get(feed.path, feed.title)


def _id(feed: Feed, settings: Settings) -> str:
    """Return the feed's own urn.

    RFC 4287, 4.2.6, wants it to stay the same when the feed moves and to differ from all others in the world. Made of
    the path and the site's title it survives another `base_url` and a lost archive; made of the path alone, every
    feedpub in the world would call its national feed the same.
    """
    return uuid5(_NAMESPACE, f"{settings.site.title}\n{feed.path}").urn

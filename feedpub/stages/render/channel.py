"""Feed -> Channel: what every format says of the feed itself, so that no two of them can disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from feedpub.language.civil import civil
from feedpub.language.papers import is_paper
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

SUMMARY = "summary"
"""The variant of a feed that holds the summaries alone: what stands in the names of its files."""

DESCRIPTIONS = {
    "zh": ("新闻的摘要与全文，选自报纸", "{}新闻的摘要与全文，选自报纸"),
    "en": ("Newspaper stories: summaries and full text", "Newspaper stories, {}: summaries and full text"),
}
"""Of the whole, and of a part of it."""

BRIEF_DESCRIPTIONS = {
    "zh": ("新闻的摘要，选自报纸", "{}新闻的摘要，选自报纸"),
    "en": ("Newspaper stories: summaries", "Newspaper stories, {}: summaries"),
}

_NAMESPACE = UUID("5d0dc5a5-6c5c-4a0c-9f55-0d4e6a3c7b12")


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed's own fields; every address is absolute and ASCII, and "" where there is none."""

    id: str
    title: str
    description: str
    author: str
    page: str
    url: str
    updated: datetime
    is_empty: bool = False
    current: str = ""
    """Of an archive document: the address of the document that readers subscribe to."""
    previous: str = ""
    """The archive document with the stories that came just before these."""
    next: str = ""
    is_archive: bool = False
    """Whether it is full, so that its stories stay the same."""
    hubs: tuple[str, ...] = ()
    style: str = ""
    """Where its stylesheet is, as seen from the document."""


def channel(feed: Feed, settings: Settings, file: str, *, brief: bool = False) -> Channel:
    """Return what the document `file` ("rss.xml") of a feed, or of its variant with summaries alone, says of the feed.

    Which number of the archive it is follows from the feed. An archive document names no hub: only the one that readers
    subscribe to is followed.
    """
    folder = settings.root_url + (f"{feed.path}/" if feed.path else "")
    site = settings.site.title
    place = _place(feed, settings)
    of_whole, of_part = (BRIEF_DESCRIPTIONS if is_lean(settings, brief) else DESCRIPTIONS)[settings.site.language]
    title = f"{place} · {site}" if feed.path else site
    before = feed.number - 1 if feed.number else feed.volumes
    return Channel(
        id=_id(feed, settings, brief=brief),
        title=one_line(wording(settings.site.language).summaries_of.format(title) if brief else title),
        description=of_part.format(place) if feed.path else of_whole,
        author=one_line(settings.site.owner or site),
        page=folder,
        url=folder + name_of(file, feed.number, brief=brief),
        updated=civil(feed.updated, settings.timezone),
        is_empty=not feed.stories,
        current=folder + name_of(file, brief=brief) if feed.number else "",
        previous=folder + name_of(file, before, brief=brief) if before else "",
        next=folder + name_of(file, feed.number + 1, brief=brief) if 0 < feed.number <= feed.volumes else "",
        is_archive=0 < feed.number <= feed.volumes,
        hubs=() if feed.number else settings.feeds.hubs,
        style=("../" * (feed.path.count("/") + 1) if feed.path else "") + "feed.css",
    )


def is_lean(settings: Settings, brief: bool) -> bool:
    """Whether a feed, or its variant with summaries alone, holds no full texts."""
    return brief or settings.feeds.content == SUMMARY


def name_of(file: str, number: int = 0, *, brief: bool = False) -> str:
    """Return the name of a document: "rss.xml", "rss-summary.xml", and of the archive "rss-7.xml"."""
    stem, _, ending = file.rpartition(".")
    parts = [stem, *([SUMMARY] if brief else ()), *([str(number)] if number else ())]
    return f"{'-'.join(parts)}.{ending}"


def document_path(feed: Feed, file: str, *, brief: bool = False) -> str:
    """Return where the document `file` of a feed stands in the output."""
    name = name_of(file, feed.number, brief=brief)
    return f"site/{feed.path}/{name}" if feed.path else f"site/{name}"


def _place(feed: Feed, settings: Settings) -> str:
    """Return the region in full, since there is more than one 鼓楼区, or what a feed without one is called."""
    if feed.region:
        return "".join(feed.region.path)
    say = wording(settings.site.language)
    if is_paper(feed.path):
        return say.newspaper(feed.title)
    return {"national": say.national, "foreign": say.foreign}.get(feed.path, feed.title)


def _id(feed: Feed, settings: Settings, *, brief: bool) -> str:
    """Return the feed's own urn, which its archive documents share.

    RFC 4287, 4.2.6, wants it to stay the same when the feed moves and to differ from all others in the world. Made of
    the path and the site's title it survives another `base_url` and a lost archive; made of the path alone, every
    feedpub in the world would call its national feed the same.
    """
    return uuid5(_NAMESPACE, f"{settings.site.title}\n{feed.path}" + (f"\n{SUMMARY}" if brief else "")).urn

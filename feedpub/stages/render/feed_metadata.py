"""Feed -> Channel: what every format says of the feed itself, so that no two of them can disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from feedpub.text.civil_time import civil_time
from feedpub.text.one_line import feed_line
from feedpub.text.slugs import is_paper_path
from feedpub.wording.site import site_wording

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
class FeedMetadata:
    """A feed's own fields; every address is absolute and ASCII, and "" where there is none."""

    id: str
    title: str
    description: str
    author: str
    page_url: str
    feed_url: str
    updated: datetime
    is_empty: bool = False
    current_url: str = ""
    """Of an archive document: the address of the document that readers subscribe to."""
    previous_url: str = ""
    """The archive document with the stories that came just before these."""
    next_url: str = ""
    is_archive: bool = False
    """Whether it is full, so that its stories stay the same."""
    hubs: tuple[str, ...] = ()
    stylesheet: str = ""
    """Where its stylesheet is, as seen from the document."""


def feed_metadata(feed: Feed, settings: Settings, file: str, *, brief: bool = False) -> FeedMetadata:
    """Return what the document `file` ("rss.xml") of a feed, or of its variant with summaries alone, says of the feed.

    Which number of the archive it is follows from the feed. An archive document names no hub: only the one that readers
    subscribe to is followed.
    """
    folder = settings.root_url + (f"{feed.path}/" if feed.path else "")
    site = settings.site.title
    subject = _subject(feed, settings)
    description, description_of_part = (BRIEF_DESCRIPTIONS if has_summaries_only(settings, brief) else DESCRIPTIONS)[
        settings.site.language
    ]
    title = f"{subject} · {site}" if feed.path else site
    previous_number = feed.archive_page - 1 if feed.archive_page else feed.archive_page_count
    return FeedMetadata(
        id=_feed_id(feed, settings, brief=brief),
        title=feed_line(site_wording(settings.site.language).summaries_of.format(title) if brief else title),
        description=description_of_part.format(subject) if feed.path else description,
        author=feed_line(settings.site.owner or site),
        page_url=folder,
        feed_url=folder + file_name(file, feed.archive_page, brief=brief),
        updated=civil_time(feed.updated, settings.timezone),
        is_empty=not feed.stories,
        current_url=folder + file_name(file, brief=brief) if feed.archive_page else "",
        previous_url=folder + file_name(file, previous_number, brief=brief) if previous_number else "",
        next_url=folder + file_name(file, feed.archive_page + 1, brief=brief)
        if 0 < feed.archive_page <= feed.archive_page_count
        else "",
        is_archive=0 < feed.archive_page <= feed.archive_page_count,
        hubs=() if feed.archive_page else settings.feeds.hubs,
        stylesheet=("../" * (feed.path.count("/") + 1) if feed.path else "") + "feed.css",
    )


def has_summaries_only(settings: Settings, brief: bool) -> bool:
    """Whether a feed, or its variant with summaries alone, holds no full texts."""
    return brief or settings.feeds.content == SUMMARY


def file_name(file: str, number: int = 0, *, brief: bool = False) -> str:
    """Return the name of a document: "rss.xml", "rss-summary.xml", and of the archive "rss-7.xml"."""
    stem, _, ending = file.rpartition(".")
    parts = [stem, *([SUMMARY] if brief else ()), *([str(number)] if number else ())]
    return f"{'-'.join(parts)}.{ending}"


def document_path(feed: Feed, file: str, *, brief: bool = False) -> str:
    """Return where the document `file` of a feed stands in the output."""
    name = file_name(file, feed.archive_page, brief=brief)
    return f"site/{feed.path}/{name}" if feed.path else f"site/{name}"


def _subject(feed: Feed, settings: Settings) -> str:
    """Return the region in full, since there is more than one 鼓楼区, or what a feed without one is called."""
    if feed.region:
        return "".join(feed.region.path)
    texts = site_wording(settings.site.language)
    if is_paper_path(feed.path):
        return texts.newspaper(feed.title)
    return {"national": texts.national, "foreign": texts.foreign}.get(feed.path, feed.title)


def _feed_id(feed: Feed, settings: Settings, *, brief: bool) -> str:
    """Return the feed's own urn, which its archive documents share.

    RFC 4287, 4.2.6, wants it to stay the same when the feed moves and to differ from all others in the world. Made of
    the path and the site's title it survives another `base_url` and a lost archive; made of the path alone, every
    feedpub in the world would call its national feed the same.
    """
    return uuid5(_NAMESPACE, f"{settings.site.title}\n{feed.path}" + (f"\n{SUMMARY}" if brief else "")).urn

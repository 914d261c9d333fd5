"""Settings -> what every page of the site has in common: its words, its links, its feeds' addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedpub.model import Document, ItemKind, RegionRole
from feedpub.stages.render.atom import ATOM_FILE as ATOM
from feedpub.stages.render.atom import ATOM_MEDIA_TYPE as ATOM_TYPE
from feedpub.stages.render.feed_metadata import file_name
from feedpub.stages.render.jsonfeed import JSON_FILE as JSON
from feedpub.stages.render.jsonfeed import JSON_MEDIA_TYPE as JSON_TYPE
from feedpub.stages.render.rss import RSS_FILE as RSS
from feedpub.stages.render.rss import RSS_MEDIA_TYPE as RSS_TYPE
from feedpub.text.civil_time import civil_time
from feedpub.text.slugs import TAGS_FOLDER, is_paper_path
from feedpub.wording.site import site_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from feedpub.model import Feed, Region, Story
    from feedpub.settings import Settings

PAGE_FORMATS = (
    ("RSS", RSS, RSS_TYPE),
    ("Atom", ATOM, ATOM_TYPE),
    ("JSON Feed", JSON, JSON_TYPE),
)


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page to go to, by its name and its folder below the site's root."""

    name: str
    path: str
    total: int = 0


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """A feed in one format: where a program finds it (`path`, below the root) and what a person copies (`url`)."""

    format: str
    type: str
    title: str
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class ShownDate:
    """A point in time as a page shows it, and as machines read it."""

    day: str
    full_day: str
    iso: str


@dataclass(frozen=True, slots=True)
class StoryLine:
    """A story as a list shows it."""

    path: str
    headline: str
    summary: str
    places: tuple[PageLink, ...]
    paper: str
    moment: ShownDate
    photo: bool


def site_document(path: str, text: str) -> Document:
    """Return a file of the site from its path below the site's root."""
    return Document(f"site/{path}", text.encode())


class PageContext:
    """The common values of pages, for one choice of settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.wording = site_wording(settings.site.language)
        self.zone = settings.timezone

    def base_values(self, path: str, *, absolute: bool = False) -> dict[str, Any]:
        """Return what `site/page.html` needs for the page at `path`.

        `root` leads from the page to the site's root, so that the site can lie anywhere; it is `absolute` for a page
        that a server shows at any address.
        """
        address = self.settings.root_url + path.removesuffix("index.html")
        return {
            "wording": self.wording,
            "site": self.settings.site,
            "root": self.settings.root_url if absolute else "../" * path.count("/"),
            "canonical": address,
            "feeds": self.feeds("", self.settings.site.title),
            "how": "subscribe.html",
        }

    def page_name(self, path: str, region: Region | None, otherwise: str = "") -> str:
        """Return what a feed's page is called; a group of the owner's is called what they call it."""
        if region:
            return region.name
        if is_paper_path(path):
            return self.wording.newspaper(otherwise)
        fixed_names = {"": self.settings.site.title, "national": self.wording.national, "foreign": self.wording.foreign}
        return fixed_names.get(path) or otherwise or path

    def addresses(self, path: str, name: str) -> tuple[FeedAddress, ...]:
        """Return where the feed in the folder `path` is found, a format each."""
        return tuple(self._addresses(path, name, brief=False))

    def feeds(self, path: str, name: str) -> tuple[FeedAddress, ...]:
        """Return the same, and where the settings want them, the variants with summaries alone."""
        variants = (False, True) if self.settings.feeds.content == "both" else (False,)
        return tuple(address for brief in variants for address in self._addresses(path, name, brief=brief))

    def _addresses(self, path: str, name: str, *, brief: bool) -> Iterator[FeedAddress]:
        folder = f"{path}/" if path else ""
        for label, file, media_type in PAGE_FORMATS:
            place = folder + file_name(file, brief=brief)
            shown_label = self.wording.summaries_of.format(label) if brief else label
            yield FeedAddress(shown_label, media_type, f"{name} ({shown_label})", place, self.settings.root_url + place)

    def shown_date(self, moment: datetime) -> ShownDate:
        """Return a point in time in the settings' zone."""
        local = civil_time(moment, self.zone)
        return ShownDate(self.wording.day(local.date()), self.wording.full_day(local.date()), local.isoformat())

    def story_lines(
        self, stories: Iterable[Story], here: Region | None = None, limit: int | None = None
    ) -> list[StoryLine]:
        """Return the stories that stand, for a list on the page of the region `here`, which is not named again.

        The newest day comes first, and its stories in the order of print: a newspaper's lead stays the lead.
        """
        current = [story for story in stories if story.withdrawn is None]
        return [self._story_line(story, here) for story in sorted(current, key=self._rank)[:limit]]

    def _rank(self, story: Story) -> tuple[int, datetime]:
        return -story.published.astimezone(self.zone).toordinal(), story.published

    def _story_line(self, story: Story, here: Region | None) -> StoryLine:
        return StoryLine(
            path=f"articles/{story.id}/index.html",
            headline=story.headline,
            summary=story.analysis.summary.text,
            places=tuple(self.places_of(story, RegionRole.PRIMARY, here)),
            paper=self.wording.newspaper(story.paper) if story.paper else "",
            moment=self.shown_date(story.published),
            photo=story.analysis.article.kind is ItemKind.CAPTION,
        )

    def places_of(self, story: Story, role: RegionRole, here: Region | None = None) -> list[PageLink]:
        """Return a story's regions in one role; the national and the foreign page count among the primary ones."""
        focus = story.analysis.focus
        found = [
            PageLink(located.region.name, f"regions/{located.region.slug}")
            for located in focus.regions
            if located.role is role and located.region != here
        ]
        if role is RegionRole.PRIMARY:
            found += [PageLink(self.wording.national, "national")] * focus.national
            found += [PageLink(self.wording.foreign, "foreign")] * focus.foreign
        return found

    def parents_of_region(self, region: Region) -> list[PageLink]:
        """Return the regions above it, from the province down; their slugs are the beginnings of its own."""
        steps = region.slug.split("/")
        return [
            PageLink(name, "regions/" + "/".join(steps[:depth]))
            for depth, name in enumerate(region.path[:-1], 1)
            if depth < len(steps)
        ]

    def parent_pages(self, feed: Feed) -> list[PageLink]:
        """Return the pages above that of a feed."""
        if feed.path.startswith(f"{TAGS_FOLDER}/"):
            return [PageLink(self.wording.keywords, TAGS_FOLDER)]
        return self.parents_of_region(feed.region) if feed.region else []

    def source_line(self, story: Story) -> str:
        """Return the paper and the page that a story stood in, and the other papers, as far as they are known."""
        parts = [self.wording.newspaper(story.paper)] if story.paper else []
        parts += [self.wording.page(story.page_number)] if story.page_number else []
        parts += [self.wording.newspaper(paper) for paper in story.papers if paper != story.paper]
        return " ".join(parts)

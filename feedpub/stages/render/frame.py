"""Settings -> what every page of the site has in common: its words, its links, its feeds' addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedpub.language.civil import civil
from feedpub.language.papers import is_paper
from feedpub.language.tags import TAGS
from feedpub.model import Document, Kind, Role
from feedpub.stages.render.atom import FILE as ATOM
from feedpub.stages.render.atom import MEDIA_TYPE as ATOM_TYPE
from feedpub.stages.render.channel import name_of
from feedpub.stages.render.jsonfeed import FILE as JSON
from feedpub.stages.render.jsonfeed import MEDIA_TYPE as JSON_TYPE
from feedpub.stages.render.rss import FILE as RSS
from feedpub.stages.render.rss import MEDIA_TYPE as RSS_TYPE
from feedpub.stages.render.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from feedpub.model import Feed, Region, Story
    from feedpub.settings import Settings

FORMATS = (
    ("RSS", RSS, RSS_TYPE),
    ("Atom", ATOM, ATOM_TYPE),
    ("JSON Feed", JSON, JSON_TYPE),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A page to go to, by its name and its folder below the site's root."""

    name: str
    path: str
    total: int = 0


@dataclass(frozen=True, slots=True)
class Address:
    """A feed in one format: where a program finds it (`path`, below the root) and what a person copies (`url`)."""

    format: str
    type: str
    title: str
    path: str
    url: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as a page shows it, and as machines read it."""

    day: str
    full_day: str
    iso: str


@dataclass(frozen=True, slots=True)
class Line:
    """A story as a list shows it."""

    path: str
    headline: str
    summary: str
    places: tuple[Place, ...]
    paper: str
    moment: Moment
    photo: bool


def document(path: str, text: str) -> Document:
    """Return a file of the site from its path below the site's root."""
    return Document(f"site/{path}", text.encode())


class Frame:
    """The common values of pages, for one choice of settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.say = wording(settings.site.language)
        self.zone = settings.timezone

    def values(self, path: str, *, absolute: bool = False) -> dict[str, Any]:
        """Return what `site/page.html` needs for the page at `path`.

        `root` leads from the page to the site's root, so that the site can lie anywhere; it is `absolute` for a page
        that a server shows at any address.
        """
        address = self.settings.root_url + path.removesuffix("index.html")
        return {
            "say": self.say,
            "site": self.settings.site,
            "root": self.settings.root_url if absolute else "../" * path.count("/"),
            "canonical": address,
            "feeds": self.feeds("", self.settings.site.title),
            "how": "subscribe.html",
        }

    def name(self, path: str, region: Region | None, otherwise: str = "") -> str:
        """Return what a feed's page is called; a group of the owner's is called what they call it."""
        if region:
            return region.name
        if is_paper(path):
            return self.say.newspaper(otherwise)
        ours = {"": self.settings.site.title, "national": self.say.national, "foreign": self.say.foreign}
        return ours.get(path) or otherwise or path

    def addresses(self, path: str, name: str) -> tuple[Address, ...]:
        """Return where the feed in the folder `path` is found, a format each."""
        return tuple(self._addresses(path, name, brief=False))

    def feeds(self, path: str, name: str) -> tuple[Address, ...]:
        """Return the same, and where the settings want them, the variants with summaries alone."""
        variants = (False, True) if self.settings.feeds.content == "both" else (False,)
        return tuple(address for brief in variants for address in self._addresses(path, name, brief=brief))

    def _addresses(self, path: str, name: str, *, brief: bool) -> Iterator[Address]:
        folder = f"{path}/" if path else ""
        for label, file, kind in FORMATS:
            place = folder + name_of(file, brief=brief)
            called = self.say.summaries_of.format(label) if brief else label
            yield Address(called, kind, f"{name} ({called})", place, self.settings.root_url + place)

    def moment(self, moment: datetime) -> Moment:
        """Return a point in time in the settings' zone."""
        local = civil(moment, self.zone)
        return Moment(self.say.day(local.date()), self.say.full_day(local.date()), local.isoformat())

    def lines(self, stories: Iterable[Story], here: Region | None = None, limit: int | None = None) -> list[Line]:
        """Return the stories that stand, for a list on the page of the region `here`, which is not named again.

        The newest day comes first, and its stories in the order of print: a newspaper's lead stays the lead.
        """
        standing = [story for story in stories if story.withdrawn is None]
        return [self._line(story, here) for story in sorted(standing, key=self._rank)[:limit]]

    def _rank(self, story: Story) -> tuple[int, datetime]:
        return -story.published.astimezone(self.zone).toordinal(), story.published

    def _line(self, story: Story, here: Region | None) -> Line:
        return Line(
            path=f"articles/{story.id}/index.html",
            headline=story.headline,
            summary=story.report.summary.text,
            places=tuple(self.places(story, Role.PRIMARY, here)),
            paper=self.say.newspaper(story.paper) if story.paper else "",
            moment=self.moment(story.published),
            photo=story.report.article.kind is Kind.CAPTION,
        )

    def places(self, story: Story, role: Role, here: Region | None = None) -> list[Place]:
        """Return a story's regions in one role; the national and the foreign page count among the primary ones."""
        focus = story.report.focus
        found = [
            Place(located.region.name, f"regions/{located.region.slug}")
            for located in focus.regions
            if located.role is role and located.region != here
        ]
        if role is Role.PRIMARY:
            found += [Place(self.say.national, "national")] * focus.national
            found += [Place(self.say.foreign, "foreign")] * focus.foreign
        return found

    def parents(self, region: Region) -> list[Place]:
        """Return the regions above it, from the province down; their slugs are the beginnings of its own."""
        steps = region.slug.split("/")
        return [
            Place(name, "regions/" + "/".join(steps[:depth]))
            for depth, name in enumerate(region.path[:-1], 1)
            if depth < len(steps)
        ]

    def above(self, feed: Feed) -> list[Place]:
        """Return the pages above that of a feed."""
        if feed.path.startswith(f"{TAGS}/"):
            return [Place(self.say.keywords, TAGS)]
        return self.parents(feed.region) if feed.region else []

    def source(self, story: Story) -> str:
        """Return the paper and the page that a story stood in, and the other papers, as far as they are known."""
        parts = [self.say.newspaper(story.paper)] if story.paper else []
        parts += [self.say.page(story.number)] if story.number else []
        parts += [self.say.newspaper(paper) for paper in story.papers if paper != story.paper]
        return " ".join(parts)

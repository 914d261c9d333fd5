"""All feeds -> the site's first page: the newest stories, the map, how to subscribe, the tree of regions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedpub.regions.tile_map import TONES, map_squares
from feedpub.stages.render.site.context import PageContext, site_document
from feedpub.text.slugs import is_paper_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.model import Document, Feed, FeedRef, RegionPath, Story
    from feedpub.ports import Templates
    from feedpub.settings import Settings


NEWEST_STORIES = 11
"""Stories on the first page, a lead and five rows of two."""


def index_page(
    whole: Feed | None, refs: Sequence[FeedRef], stories: Iterable[Story], settings: Settings, templates: Templates
) -> Document:
    """Return `index.html` from the feed of everything (None while there is none) and a line about each other feed.

    `stories` are all that any feed holds. The feed of everything alone will not do: it ends with the stories printed
    last, so that on a day with more of them than it holds, the leads of the front pages would be missing.
    """
    context = PageContext(settings)
    addresses = context.addresses("", settings.site.title)
    values = context.base_values("index.html") | {
        "addresses": addresses,
        "everything": True,
        "by_mail": "mail/" if settings.signup.enabled else "",
        "lines": context.story_lines(stories, limit=NEWEST_STORIES),
        "total": whole.total if whole else 0,
        "updated": context.shown_date(whole.updated) if whole and whole.total else None,
        "squares": map_squares(refs),
        "tones": range(1, TONES + 1),
        "elsewhere": [ref for ref in refs if ref.region is None and not is_paper_path(ref.path)],
        "papers": [ref for ref in refs if is_paper_path(ref.path)],
        "branches": region_branches(refs),
    }
    return site_document("index.html", templates.render("site/index.html", **values))


# Feeds by region -> a tree: provinces, their cities, their counties.


@dataclass(frozen=True, slots=True)
class Branch:
    """A region's feed and those of its parts that have one, in the order of the code table."""

    ref: FeedRef
    children: list[Branch] = field(default_factory=list)


def region_branches(refs: Iterable[FeedRef]) -> list[Branch]:
    """Return the provinces' branches; a region whose parent has no feed hangs on its nearest ancestor that has."""
    of_regions = [(ref.region, ref) for ref in refs if ref.region]
    of_regions.sort(key=lambda pair: (len(pair[0].path), pair[0].code))
    top: list[Branch] = []
    branches: dict[RegionPath, Branch] = {}
    for region, ref in of_regions:
        branch = Branch(ref)
        ancestors = (branches.get(region.path[:length]) for length in range(len(region.path) - 1, 0, -1))
        parent = next((ancestor for ancestor in ancestors if ancestor), None)
        (parent.children if parent else top).append(branch)
        branches[region.path] = branch
    return top

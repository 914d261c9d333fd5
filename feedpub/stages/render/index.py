"""All feeds -> the site's first page: the newest stories, the map, how to subscribe, the tree of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.language.papers import is_paper_path
from feedpub.language.provinces import TONES
from feedpub.stages.render.cartogram import map_squares
from feedpub.stages.render.frame import PageContext, site_document
from feedpub.stages.render.tree import region_branches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.model import Document, Feed, FeedRef, Story
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

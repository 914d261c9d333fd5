"""All feeds -> the site's first page: the newest stories, the map, how to subscribe, the tree of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.language.papers import is_paper
from feedpub.language.provinces import TONES
from feedpub.stages.render.cartogram import cartogram
from feedpub.stages.render.frame import Frame, document
from feedpub.stages.render.tree import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.model import Document, Feed, FeedRef, Story
    from feedpub.ports import Templates
    from feedpub.settings import Settings

NEWEST = 11
"""Stories on the first page, a lead and five rows of two."""


def index_page(
    whole: Feed | None, refs: Sequence[FeedRef], stories: Iterable[Story], settings: Settings, templates: Templates
) -> Document:
    """Return `index.html` from the feed of everything (None while there is none) and a line about each other feed.

    `stories` are all that any feed holds. The feed of everything alone will not do: it ends with the stories printed
    last, so that on a day with more of them than it holds, the leads of the front pages would be missing.
    """
    frame = Frame(settings)
    addresses = frame.addresses("", settings.site.title)
    values = frame.values("index.html") | {
        "addresses": addresses,
        "everything": True,
        "by_mail": "mail/" if settings.signup.open else "",
        "lines": frame.lines(stories, limit=NEWEST),
        "total": whole.total if whole else 0,
        "updated": frame.moment(whole.updated) if whole and whole.total else None,
        "squares": cartogram(refs),
        "tones": range(1, TONES + 1),
        "elsewhere": [ref for ref in refs if ref.region is None and not is_paper(ref.path)],
        "papers": [ref for ref in refs if is_paper(ref.path)],
        "branches": tree(refs),
    }
    return document("index.html", templates.render("site/index.html", **values))

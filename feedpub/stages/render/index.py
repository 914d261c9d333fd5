"""All feeds -> the site's first page: the newest stories, the map, how to subscribe, the tree of regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.render.cartogram import TONES, cartogram
from feedpub.stages.render.frame import Frame, document
from feedpub.stages.render.tree import tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.model import Document, Feed, FeedRef
    from feedpub.ports import Templates
    from feedpub.settings import Settings

NEWEST = 11
"""Stories on the first page, a lead and five rows of two; the feed itself holds as many as the settings say."""


def index_page(whole: Feed | None, refs: Sequence[FeedRef], settings: Settings, templates: Templates) -> Document:
    """Return `index.html` from the feed of everything (None while there is none) and a line about each other feed."""
    frame = Frame(settings)
    addresses = frame.addresses("", settings.site.title)
    values = frame.values("index.html") | {
        "feeds": addresses,
        "addresses": addresses,
        "everything": True,
        "lines": frame.lines(whole.stories)[:NEWEST] if whole else [],
        "total": whole.total if whole else 0,
        "updated": frame.moment(whole.updated) if whole and whole.total else None,
        "squares": cartogram(refs),
        "tones": range(1, TONES + 1),
        "elsewhere": [ref for ref in refs if ref.region is None],
        "branches": tree(refs),
    }
    return document("index.html", templates.render("site/index.html", **values))

"""Tags' feeds -> the list of all keywords that have a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.language.tags import TAGS
from feedpub.stages.render.frame import Frame, Place, document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import Document, FeedRef
    from feedpub.ports import Templates
    from feedpub.settings import Settings


def is_tag(path: str) -> bool:
    """Whether the feed at `path` is a keyword's."""
    return path.startswith(f"{TAGS}/")


def tags_index(refs: Iterable[FeedRef], settings: Settings, templates: Templates) -> Document:
    """Return `tags/index.html`: the keywords of most stories first; a page as well while there are none."""
    frame = Frame(settings)
    path = f"{TAGS}/index.html"
    ordered = sorted(refs, key=lambda ref: (-ref.total, ref.name))
    values = frame.values(path) | {
        "tags": [Place(ref.name, ref.path, ref.total) for ref in ordered],
        "addresses": frame.addresses("", settings.site.title),
    }
    return document(path, templates.render("site/tags.html", **values))

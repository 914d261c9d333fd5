"""Tags' feeds -> the list of all keywords that have a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.language.tags import TAGS_FOLDER
from feedpub.stages.render.frame import PageContext, PageLink, site_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import Document, FeedRef
    from feedpub.ports import Templates
    from feedpub.settings import Settings


def is_tag_path(path: str) -> bool:
    """Whether the feed at `path` is a keyword's."""
    return path.startswith(f"{TAGS_FOLDER}/")


def tags_index(refs: Iterable[FeedRef], settings: Settings, templates: Templates) -> Document:
    """Return `tags/index.html`: the keywords of most stories first; a page as well while there are none."""
    context = PageContext(settings)
    path = f"{TAGS_FOLDER}/index.html"
    ordered = sorted(refs, key=lambda ref: (-ref.total, ref.name))
    values = context.base_values(path) | {
        "tags": [PageLink(ref.name, ref.path, ref.total) for ref in ordered],
        "addresses": context.addresses("", settings.site.title),
    }
    return site_document(path, templates.render("site/tags.html", **values))

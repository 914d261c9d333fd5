"""Story -> its own page: the permalink of the feeds' items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedpub.model import ItemKind, RegionRole
from feedpub.stages.render.site.context import PageContext, PageLink, site_document
from feedpub.text.slugs import tag_name, tag_path

if TYPE_CHECKING:
    from collections.abc import Container

    from feedpub.model import Article, Document, Story
    from feedpub.ports import Templates
    from feedpub.settings import Settings

NOTICE_FILE = "gone.html"
"""The notice of a withdrawn story, in the place of its page."""

MIN_LENGTH_RATIO = 1.5
"""A text less than this many times as long as its summary is read faster than both."""


@dataclass(frozen=True, slots=True)
class BodyBlock:
    """A paragraph of the body, or a subhead in it; the first paragraph carries the dateline."""

    text: str
    subhead: bool
    dateline: str


def article_page(
    story: Story, settings: Settings, templates: Templates, tags: Container[str] = frozenset()
) -> Document:
    """Return `articles/<id>/index.html`, the whole story, or once it is withdrawn `articles/<id>/gone.html`: a notice.

    A server shows the notice at the story's address, and says 410 (RFC 9110, 15.5.11). Its keywords lead to the pages
    of those that are `tags`.
    """
    context = PageContext(settings)
    path = f"articles/{story.id}/index.html"
    if story.withdrawn is not None:
        values = context.base_values(path, absolute=True) | {"story": story}
        return site_document(f"articles/{story.id}/{NOTICE_FILE}", templates.render("site/withdrawn.html", **values))
    values = context.base_values(path) | {"story": story, "published": context.shown_date(story.published)}
    return site_document(path, templates.render("site/article.html", **(values | _story_values(story, context, tags))))


def _story_values(story: Story, context: PageContext, tags: Container[str]) -> dict[str, Any]:
    article, summary = story.analysis.article, story.analysis.summary
    long = summary.long or summary.text
    main_places, other_places = context.places_of(story, RegionRole.PRIMARY), context.places_of(story, RegionRole.ALSO)
    places = [*main_places, *other_places, PageLink(context.settings.site.title, "")]
    first = next((each.region for each in story.analysis.focus.regions if each.role is RegionRole.PRIMARY), None)
    return {
        "parents": [*context.parents_of_region(first), main_places[0]] if first else main_places[:1],
        "addresses": context.addresses(main_places[0].path, main_places[0].name) if main_places else (),
        "feeds": [address for place in places for address in context.feeds(place.path, place.name)],
        "article": article,
        "blocks": body_blocks(article),
        "photo": article.kind is ItemKind.CAPTION,
        "summary": long if len(article.text) > MIN_LENGTH_RATIO * len(long) else "",
        "method": context.wording.method(summary.method),
        "description": summary.text,
        "keywords": [PageLink(word, tag_path(word) if tag_name(word) in tags else "") for word in summary.keywords],
        "subject": main_places,
        "also": other_places,
        "source": context.source_line(story),
        "revised": context.shown_date(story.updated) if story.is_corrected else None,
        "continues": bool(article.jump) and "上接" not in (article.jump or ""),
    }


def body_blocks(article: Article) -> list[BodyBlock]:
    """Return the body piece by piece, in order."""
    first_paragraph = next((index for index in range(len(article.paragraphs)) if index not in article.subheads), None)
    return [
        BodyBlock(text, place in article.subheads, (article.dateline or "") if place == first_paragraph else "")
        for place, text in enumerate(article.paragraphs)
    ]

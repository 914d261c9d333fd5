"""Story -> its own page: the permalink of the feeds' items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedpub.language.tags import tag, tag_path
from feedpub.model import Kind, Role
from feedpub.stages.render.frame import Frame, Place, document

if TYPE_CHECKING:
    from collections.abc import Container

    from feedpub.model import Article, Document, Story
    from feedpub.ports import Templates
    from feedpub.settings import Settings

GONE = "gone.html"
"""The notice of a withdrawn story, in the place of its page."""

WORTH_A_SUMMARY = 1.5
"""A text less than this many times as long as its summary is read faster than both."""


@dataclass(frozen=True, slots=True)
class Block:
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
    frame = Frame(settings)
    path = f"articles/{story.id}/index.html"
    if story.withdrawn is not None:
        values = frame.values(path, absolute=True) | {"story": story}
        return document(f"articles/{story.id}/{GONE}", templates.render("site/withdrawn.html", **values))
    values = frame.values(path) | {"story": story, "published": frame.moment(story.published)}
    return document(path, templates.render("site/article.html", **(values | _telling(story, frame, tags))))


def _telling(story: Story, frame: Frame, tags: Container[str]) -> dict[str, Any]:
    article, summary = story.report.article, story.report.summary
    long = summary.long or summary.text
    subject, also = frame.places(story, Role.PRIMARY), frame.places(story, Role.ALSO)
    found = [*subject, *also, Place(frame.settings.site.title, "")]
    first = next((each.region for each in story.report.focus.regions if each.role is Role.PRIMARY), None)
    return {
        "parents": [*frame.parents(first), subject[0]] if first else subject[:1],
        "addresses": frame.addresses(subject[0].path, subject[0].name) if subject else (),
        "feeds": [address for place in found for address in frame.feeds(place.path, place.name)],
        "article": article,
        "blocks": blocks(article),
        "photo": article.kind is Kind.CAPTION,
        "summary": long if len(article.text) > WORTH_A_SUMMARY * len(long) else "",
        "method": frame.say.method(summary.method),
        "description": summary.text,
        "keywords": [Place(word, tag_path(word) if tag(word) in tags else "") for word in summary.keywords],
        "subject": subject,
        "also": also,
        "source": frame.source(story),
        "revised": frame.moment(story.updated) if story.is_corrected else None,
        "continues": bool(article.jump) and "上接" not in (article.jump or ""),
    }


def blocks(article: Article) -> list[Block]:
    """Return the body piece by piece, in order."""
    opening = next((place for place in range(len(article.paragraphs)) if place not in article.subheads), None)
    return [
        Block(text, place in article.subheads, (article.dateline or "") if place == opening else "")
        for place, text in enumerate(article.paragraphs)
    ]

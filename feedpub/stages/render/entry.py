"""Story -> Entry: what every format says of a story, so that no two of them can disagree."""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING

from lxml import etree

from feedpub.language.bylines import author_names
from feedpub.model import Rejected
from feedpub.text.civil_time import civil_time
from feedpub.text.one_line import feed_line, without_controls
from feedpub.wording.site import site_wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from feedpub.model import Article, Story
    from feedpub.settings import Settings

CORRECTION_MARK = "【更正】"

NOTICES = {"zh": "{}（{}：{}）", "en": "{} ({}: {})"}
"""How a language puts the reason of a withdrawal after it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A story as a feed shows it.

    All but `html` is plain text, in single lines without a character that a reader could take for mark-up; `html`
    holds nothing but escaped paragraphs. Both moments are in the site's zone.
    """

    guid: str
    url: str
    title: str
    published: datetime
    updated: datetime
    summary: str
    html: str
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    is_withdrawn: bool = False

    @property
    def byline(self) -> str:
        """All authors in one name: of several, newsboat, rss2email and sfeed show one and drop the others."""
        return "、".join(self.authors)


def to_entry(story: Story, settings: Settings) -> Entry:
    """Return the story as a feed shows it: a withdrawn one keeps its guid and its title, and nothing of its words."""
    report = story.analysis
    if story.withdrawn is None:
        text = report.summary.text
        html = full_text_html(report.article) or paragraph(text or story.headline)
        names, keywords = author_names(report.article.byline), report.summary.keywords
        papers = papers_of(story)
    else:
        text = withdrawal_notice(story.withdrawn, settings)
        html = paragraph(text)
        names, keywords, papers = (), (), ()
    places = [located.region.name for located in report.focus.regions]
    return Entry(
        guid=story.guid,
        url=f"{settings.root_url}articles/{story.id}/",
        title=feed_line(_title(story, settings)),
        published=_local_time(story.published, settings),
        updated=_local_time(story.updated, settings),
        summary=feed_line(text),
        html=html,
        authors=tuple(map(feed_line, names)),
        tags=tuple(dict.fromkeys(map(feed_line, [*places, *keywords, *papers]))),
        is_withdrawn=story.withdrawn is not None,
    )


def papers_of(story: Story) -> tuple[str, ...]:
    """Return the papers that printed it where there are several; one alone is named by the feed that it is in."""
    return story.papers if len(story.papers) > 1 else ()


def _title(story: Story, settings: Settings) -> str:
    """Return the headline; where the owner wants it, a story that was changed since it came out is marked."""
    return (
        CORRECTION_MARK + story.headline if story.is_corrected and settings.feeds.mark_corrections else story.headline
    )


def full_text_html(article: Article) -> str:
    """Return the full text as HTML: kicker and subtitle above, subheads as such, every character escaped."""
    above = [f"<p><strong>{markup(line)}</strong></p>" for line in (article.kicker, article.subtitle) if line]
    below = [
        f"<h3>{markup(text)}</h3>" if number in article.subheads else paragraph(text)
        for number, text in enumerate(article.paragraphs)
    ]
    return "\n".join(above + below)


def paragraph(text: str) -> str:
    """Return `text` as one paragraph of HTML."""
    return f"<p>{markup(text)}</p>" if text else ""


def markup(text: str) -> str:
    """Return `text` as HTML in which none of its characters is mark-up any more."""
    return escape(without_controls(text), quote=False)


def withdrawal_notice(reason: str, settings: Settings) -> str:
    """Return what stands in place of a withdrawn story."""
    texts = site_wording(settings.site.language)
    return NOTICES[settings.site.language].format(texts.withdrawn, texts.reason, reason) if reason else texts.withdrawn


def unrenderable_stories(stories: Iterable[Story], settings: Settings) -> tuple[Rejected, ...]:
    """Return which of the stories are missing from the documents of every feed, each with the reason."""
    results = (entry_or_reason(story, settings) for story in stories)
    return tuple(result for result in results if isinstance(result, Rejected))


def entry_or_reason(story: Story, settings: Settings) -> Entry | Rejected:
    """Build one entry and let lxml, which writes the feeds, look at all its texts.

    feedgen would raise for the whole feed: one forbidden character in one story, and no region gets its news.
    """
    try:
        built = to_entry(story, settings)
        _check_texts(built)
    except Exception as error:
        source = story.sources[0] if story.sources else story.id
        return Rejected(source, f"{story.guid} is left out of the feeds: {error}; mend the page and publish again")
    return built


def _check_texts(built: Entry) -> None:
    element = etree.Element("trial")
    for field in fields(built):
        value = getattr(built, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            element.text = text if isinstance(text, str) else str(text)
    if not (built.guid and built.title):
        raise ValueError("it has no guid or no title")


def _local_time(moment: datetime, settings: Settings) -> datetime:
    """Return the moment in the site's zone; a naive one would be read in the zone of whatever machine runs this."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return civil_time(moment, settings.timezone)

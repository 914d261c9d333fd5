"""Story -> Entry: what every format says of a story, so that no two of them can disagree."""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING

from lxml import etree

from feedpub.language.civil import civil
from feedpub.model import Spoiled
from feedpub.stages.render.authors import authors
from feedpub.stages.render.plain import one_line, visible
from feedpub.stages.render.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from feedpub.model import Article, Story
    from feedpub.settings import Settings

CORRECTED = "【更正】"

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


def entry(story: Story, settings: Settings) -> Entry:
    """Return the story as a feed shows it: a withdrawn one keeps its guid and its title, and nothing of its words."""
    report = story.report
    if story.withdrawn is None:
        words = report.summary.text
        html = body(report.article) or paragraph(words or story.headline)
        names, keywords = authors(report.article.byline), report.summary.keywords
        papers = papers_of(story)
    else:
        words = notice(story.withdrawn, settings)
        html = paragraph(words)
        names, keywords, papers = (), (), ()
    places = [located.region.name for located in report.focus.regions]
    return Entry(
        guid=story.guid,
        url=f"{settings.root_url}articles/{story.id}/",
        title=one_line(_title(story, settings)),
        published=_local(story.published, settings),
        updated=_local(story.updated, settings),
        summary=one_line(words),
        html=html,
        authors=tuple(map(one_line, names)),
        tags=tuple(dict.fromkeys(map(one_line, [*places, *keywords, *papers]))),
        is_withdrawn=story.withdrawn is not None,
    )


def papers_of(story: Story) -> tuple[str, ...]:
    """Return the papers that printed it where there are several; one alone is named by the feed that it is in."""
    return story.papers if len(story.papers) > 1 else ()


def _title(story: Story, settings: Settings) -> str:
    """Return the headline; where the owner wants it, a story that was changed since it came out is marked."""
    return CORRECTED + story.headline if story.is_corrected and settings.feeds.mark_corrections else story.headline


def body(article: Article) -> str:
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
    return escape(visible(text), quote=False)


def notice(reason: str, settings: Settings) -> str:
    """Return what stands in place of a withdrawn story."""
    say = wording(settings.site.language)
    return NOTICES[settings.site.language].format(say.withdrawn, say.reason, reason) if reason else say.withdrawn


def left_out(stories: Iterable[Story], settings: Settings) -> tuple[Spoiled, ...]:
    """Return which of the stories are missing from the documents of every feed, each with the reason."""
    tried = (try_entry(story, settings) for story in stories)
    return tuple(each for each in tried if isinstance(each, Spoiled))


def try_entry(story: Story, settings: Settings) -> Entry | Spoiled:
    """Build one entry and let lxml, which writes the feeds, look at all its texts.

    feedgen would raise for the whole feed: one forbidden character in one story, and no region gets its news.
    """
    try:
        made = entry(story, settings)
        _examine(made)
    except Exception as error:
        source = story.sources[0] if story.sources else story.id
        return Spoiled(source, f"{story.guid} is left out of the feeds: {error}; mend the page and publish again")
    return made


def _examine(made: Entry) -> None:
    trial = etree.Element("trial")
    for field in fields(made):
        value = getattr(made, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            trial.text = text if isinstance(text, str) else str(text)
    if not (made.guid and made.title):
        raise ValueError("it has no guid or no title")


def _local(moment: datetime, settings: Settings) -> datetime:
    """Return the moment in the site's zone; a naive one would be read in the zone of whatever machine runs this."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return civil(moment, settings.timezone)

"""Issues -> their pages on the site: one for each, where nothing is too large, and the list of them all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.model import FeedRef
from feedpub.regions import lineage
from feedpub.regions.tile_map import TONES, map_squares
from feedpub.stages.render.site.context import PageContext, StoryLine, site_document
from feedpub.wording.dates import format_issue_dates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feedpub.model import Document, Issue, Region, Section
    from feedpub.ports import Templates
    from feedpub.settings import Settings

SHOWN_HEADLINES = 3
"""Headlines by which the list tells one letter from another."""


@dataclass(frozen=True, slots=True)
class DigestSection:
    """A region's part of a page; `path` is its folder below the root, with a slash at its end."""

    anchor: str
    name: str
    above: str
    path: str
    total: int
    lines: list[StoryLine]


@dataclass(frozen=True, slots=True)
class DigestRow:
    """A letter as the list of letters shows it."""

    path: str
    title: str
    dates: str
    leading: str
    total: int


def digest_page(issue: Issue, settings: Settings, templates: Templates) -> Document:
    """Return `digests/<key>.html`, to which the mail leads: every story of the issue that stands, under its region."""
    issue = issue.without_withdrawn
    context = PageContext(settings)
    path = f"digests/{issue.key}.html"
    values = context.base_values(path) | {
        "title": issue.title,
        "dates": format_issue_dates(settings.site.language, issue.key, issue.first, issue.last),
        "total": issue.total,
        "sections": [_digest_section(number, section, context) for number, section in enumerate(issue.sections, 1)],
        "squares": map_squares(_provinces(issue)),
        "tones": range(1, TONES + 1),
        "addresses": context.addresses("", settings.site.title),
    }
    return site_document(path, templates.render("site/digest.html", **values))


def digests_index(issues: Iterable[Issue], settings: Settings, templates: Templates) -> Document:
    """Return `digests/index.html`: the letters of `issues`, the latest first; a page as well while there are none."""
    context = PageContext(settings)
    path = "digests/index.html"
    ordered = sorted(
        (issue.without_withdrawn for issue in issues),
        key=lambda issue: (issue.last, issue.first, issue.key),
        reverse=True,
    )
    values = context.base_values(path) | {
        "letters": [_digest_row(issue, settings) for issue in ordered],
        "addresses": context.addresses("", settings.site.title),
    }
    return site_document(path, templates.render("site/digests.html", **values))


def _digest_section(number: int, section: Section, context: PageContext) -> DigestSection:
    return DigestSection(
        anchor=f"r{number}",
        name=context.page_name(section.path, section.region) if section.path else context.wording.elsewhere,
        above=" ".join(section.region.path[:-1]) if section.region else "",
        path=f"{section.path}/" if section.path else "",
        total=section.total,
        lines=context.story_lines(section.stories, section.region),
    )


def _provinces(issue: Issue) -> list[FeedRef]:
    """Return the provinces of an issue with their stories; each story is counted once, under its own section."""
    totals: Counter[Region] = Counter()
    for section in issue.sections:
        if section.region:
            totals[lineage(section.region)[0]] += section.total
    return [FeedRef(f"regions/{region.slug}", region.name, total, region) for region, total in totals.items()]


def _digest_row(issue: Issue, settings: Settings) -> DigestRow:
    headlines = [section.stories[0].headline for section in issue.sections if section.stories]
    return DigestRow(
        path=f"digests/{issue.key}.html",
        title=issue.title,
        dates=format_issue_dates(settings.site.language, issue.key, issue.first, issue.last),
        leading="；".join(headlines[:SHOWN_HEADLINES]),
        total=issue.total,
    )

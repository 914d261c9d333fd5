"""Issue and cut -> the values that the letter's templates are filled with, the same for HTML and for text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from feedpub.regions.tile_map import map_rows
from feedpub.stages.letter.headers import contact
from feedpub.text.one_line import one_line
from feedpub.wording.dates import format_day, format_issue_dates, format_period, format_week

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.model import Issue, Section, Story
    from feedpub.settings import Settings
    from feedpub.stages.letter.size_budget import Selection
    from feedpub.wording.letter import LetterWording

_PREVIEW_LENGTH = 90
"""Characters that the widest list of a mail program shows beside the subject."""

_HEADLINE_LENGTH = 120
"""Characters: a page that is one long line must not fill the letter with its headline."""

_SUMMARY_LENGTH = 400
"""Characters: whatever the settings allow a summary, one story must leave room for the others."""


@dataclass(frozen=True, slots=True)
class LetterItem:
    """A story as the letter shows it."""

    headline: str
    url: str
    summary: str
    source: str
    """The paper and the day, as far as known."""


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A region's part of the letter; without `items`, its line among the regions to be read on the site."""

    anchor: str
    name: str
    label: str
    """The name as a list under its province shows it."""
    ancestors: str
    """The divisions that hold it: "江苏省 常州市"."""
    total: int
    url: str
    items: tuple[LetterItem, ...]


@dataclass(frozen=True, slots=True)
class ProvinceGroup:
    """The parts of one province, or the national part alone."""

    name: str
    total: int
    url: str
    parts: tuple[LetterSection, ...]

    @property
    def is_single(self) -> bool:
        """Whether its only part is the province itself, so that its name says all."""
        return len(self.parts) == 1 and self.parts[0].name == self.name

    @property
    def contents_pieces(self) -> tuple[str, ...]:
        """The province and its parts with their numbers, in words that stay whole; a number is said once."""
        named = f"{self.name} {self.total}"
        if self.is_single:
            return (named,)
        labels = [f"{part.label} {part.total}" if len(self.parts) > 1 else part.label for part in self.parts]
        return (f"{named}：", *(f"{each}、" for each in labels[:-1]), labels[-1])


@dataclass(frozen=True, slots=True)
class ReaderLinks:
    """The addresses of a reader's own pages."""

    unsubscribe: str
    preferences: str


def letter_values(
    issue: Issue, selection: Selection, settings: Settings, texts: LetterWording, links: ReaderLinks | None = None
) -> dict[str, Any]:
    """Return the values, by the names that the templates know."""
    root = settings.root_url
    parts = _parts(issue, selection, settings, texts)
    groups = _by_province(issue.sections, parts, root)
    shown = sum(selection.shown)
    return {
        "wording": texts,
        "title": one_line(settings.letter_title, 60),
        "subject": subject(issue, settings),
        "dates": format_issue_dates(settings.site.language, issue.key, issue.first, issue.last),
        "opening": texts.opening_line(shown, issue.total, sum(1 for section in issue.sections if section.region)),
        "preheader": preheader(issue),
        "url": f"{root}digests/{issue.key}.html",
        "root": root,
        "owner": one_line(settings.site.owner, 120),
        "contact": contact(settings),
        "why": texts.reason.format(site=one_line(settings.site.title, 60), title=one_line(settings.letter_title, 60)),
        "links": links,
        "leave": texts.unsubscribe_by_mail.format(address=contact(settings), word=texts.unsubscribe_word),
        "rows": map_rows(issue.sections),
        "contents": _with_parts(groups, with_items=True),
        "parts": [part for part in parts if part.items],
        "elsewhere": _with_parts(groups, with_items=False),
        "listing": selection.listing.value,
    }


def subject(issue: Issue, settings: Settings) -> str:
    """Return the issue's title, with its time where the title itself is the same every week."""
    title = one_line(issue.title, 120)
    if title != one_line(settings.letter_title):
        return title
    language = settings.site.language
    return f"{title} · {format_week(language, issue.key) or format_period(language, issue.first, issue.last)}"


def preheader(issue: Issue) -> str:
    """Return what a mail program shows beside the subject: the first summaries, of different regions where it can."""
    first = [section.stories[0] for section in issue.sections if section.stories]
    summaries = [
        one_line(story.analysis.summary.brief or story.analysis.summary.text or story.headline) for story in first
    ]
    if len(summaries) == 1:
        summaries += [
            one_line(story.analysis.summary.brief or story.headline) for story in issue.sections[0].stories[1:3]
        ]
    return one_line(" ".join(summaries[:3]), _PREVIEW_LENGTH)


def _parts(issue: Issue, selection: Selection, settings: Settings, texts: LetterWording) -> list[LetterSection]:
    labels = _labels(issue.sections)
    return [
        LetterSection(
            anchor=f"r{number}",
            name=texts.section(section.path, section.name),
            label=texts.section(section.path, label),
            ancestors=" ".join(section.region.path[:-1]) if section.region else "",
            total=section.total,
            url=_folder_url(settings.root_url, section.path),
            items=tuple(_item(story, issue, settings, texts) for story in section.stories[:count]),
        )
        for number, (section, count, label) in enumerate(zip(issue.sections, selection.shown, labels, strict=True), 1)
    ]


def _item(story: Story, issue: Issue, settings: Settings, texts: LetterWording) -> LetterItem:
    published = story.published.astimezone(settings.timezone).date()
    names_year = issue.first.year != issue.last.year or published.year != issue.first.year
    date_text = format_day(settings.site.language, published, year=names_year)
    paper = texts.newspaper(one_line(story.paper, 40)) if story.paper else ""
    return LetterItem(
        headline=one_line(story.headline, _HEADLINE_LENGTH),
        url=f"{settings.root_url}articles/{story.id}/",
        summary=one_line(story.analysis.summary.text, _SUMMARY_LENGTH),
        source=" · ".join(filter(None, (paper, date_text))),
    )


def _labels(sections: Sequence[Section]) -> list[str]:
    """Name each section as a list under its province does."""
    names = Counter((section.region.path[0], section.name) for section in sections if section.region)
    return [_label(section, names) for section in sections]


def _label(section: Section, names: Mapping[tuple[str, str], int]) -> str:
    """Call a province 全省; put the city before a name that its province has twice (鼓楼区 in 南京市, in 徐州市)."""
    if section.region is None:
        return section.name
    path = section.region.path
    if len(path) == 1:
        return f"全{section.name[-1]}"
    return path[-2] + section.name if len(path) > 2 and names[path[0], section.name] > 1 else section.name


def _by_province(sections: Sequence[Section], parts: Sequence[LetterSection], root: str) -> list[ProvinceGroup]:
    """Gather neighbouring parts of one province; the national part stands alone."""
    pairs = zip(sections, parts, strict=True)
    groups = []
    for name, members in groupby(pairs, key=lambda pair: pair[0].region.path[0] if pair[0].region else pair[0].name):
        group = list(members)
        first = group[0][0]
        path = "/".join(first.path.split("/")[:2]) if first.region else first.path
        named = name if first.region else group[0][1].name
        total = sum(section.total for section, _ in group)
        groups.append(ProvinceGroup(named, total, _folder_url(root, path), tuple(part for _, part in group)))
    return groups


def _folder_url(root: str, path: str) -> str:
    return f"{root}{path}/" if path else root


def _with_parts(groups: Sequence[ProvinceGroup], *, with_items: bool) -> list[ProvinceGroup]:
    """Return the provinces with only those parts that have stories in the letter, or only those that have none."""
    kept = []
    for group in groups:
        parts = tuple(part for part in group.parts if bool(part.items) == with_items)
        if parts:
            kept.append(ProvinceGroup(group.name, sum(part.total for part in parts), group.url, parts))
    return kept

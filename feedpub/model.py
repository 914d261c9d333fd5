"""The nouns of the newsroom, as frozen values, in the order in which a page meets them.

    SourceFile ─read─▶ Page ─split─▶ Article ─locate─▶ Focus ┐
                  └──▶ Spoiled           └──summarise─▶ Summary ┴▶ Story
    Stories ─gather─▶ Feed ─render─▶ Documents          Stories ─gather─▶ Issue ─address─▶ Letter ─render─▶ Documents

Every moment is an aware `datetime`. Every line number counts the physical lines of the source from 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

RegionPath = tuple[str, ...]
"""A division by its full names from the province down: ("江苏省", "常州市", "武进区")."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A complete file of the watched folder, read once.

    `path` is relative to that folder, with `/`; bytes that are not UTF-8 stand in it as `surrogateescape` leaves them.
    """

    path: str
    content: bytes
    arrived: datetime
    fingerprint: str = ""
    """What the file system told of it when it was read: as long as it tells the same, the file is not read again."""
    fixes: bytes = b""
    """What the file of fixes beside it holds (`feedpub.stages.amend`); nothing where there is none."""


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A file that could not be used, and why: what, where, and what to do about it."""

    path: str
    reason: str
    fingerprint: str = ""
    """As of `SourceFile`, where the file was not even read."""
    again: bool = False
    """Whether the next run tries it once more, though it has not changed."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that the archive holds to be of no use, why, and since when."""

    path: str
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """The clean text of one newspaper page and what is known of it.

    `lines` are the physical lines of the file, in order and in full: `lines[0]` is line 1. They hold no character that
    XML 1.0 forbids. Front matter, where a file has one, is left as empty lines, so that line numbers stay true.
    """

    path: str
    lines: tuple[str, ...]
    paper: str | None = None
    day: date | None = None
    """The day of the issue, where the file says it."""
    number: str | None = None
    """The page's own number as printed: "A3", "1"."""
    home: RegionPath = ()
    """The paper's own region where the file or the settings say it."""
    markdown: bool = False
    """Whether the file says of itself (by its name) that it is Markdown."""


class Kind(StrEnum):
    """What an item of a page is."""

    ARTICLE = "article"
    CAPTION = "caption"
    """A photograph with its words, with or without a headline."""
    AD = "ad"
    """Whatever is not news: adverts, slogans, mastheads, subscription notices."""
    FRAGMENT = "fragment"
    """The continuation of a story from another page."""


PUBLISHED = frozenset({Kind.ARTICLE, Kind.CAPTION})
"""What becomes a story; adverts are kept aside, and a fragment waits for the rest of its story."""


@dataclass(frozen=True, slots=True)
class Article:
    """One item of a page, its columns rejoined; advert and fragment are items as well, told apart by `kind`."""

    kind: Kind
    title: str | None
    paragraphs: tuple[str, ...]
    """The body without byline, `本报讯` and credits; inner subheads are paragraphs of their own."""
    lines: tuple[int, ...]
    """The source lines of all that belongs to it, headline and byline included, ascending."""
    kicker: str | None = None
    subtitle: str | None = None
    byline: str | None = None
    """As printed, with the roles: "记者 张明 通讯员 李华"."""
    dateline: str | None = None
    """The lead as printed: "本报讯", "新华社北京3月1日电"."""
    subheads: tuple[int, ...] = ()
    """Which paragraphs (from 0) are subheads."""
    jump: str | None = None
    """The mark that parts it from another page, as printed: "上接第1版", "下转第2版"."""
    confidence: float = 1.0

    @property
    def text(self) -> str:
        """The paragraphs, a line each."""
        return "\n".join(self.paragraphs)


class Role(StrEnum):
    """How an article belongs to a region."""

    PRIMARY = "primary"
    ALSO = "also"


@dataclass(frozen=True, slots=True)
class Region:
    """A division of the bundled table.

    `slug`, such as "jiangsu/changzhou/wujin", is the ASCII path of its pages and feeds below `regions/`.
    """

    code: str
    """Six digits of GB/T 2260, such as "320412"; the country as a whole has no Region."""
    path: RegionPath
    slug: str
    short: str
    """The name without the word for its rank: "武进"."""

    @property
    def name(self) -> str:
        """The full name of the last level."""
        return self.path[-1]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of an article that speak for a region: where they stand and by which rule they count."""

    words: str
    offset: int
    rule: str


@dataclass(frozen=True, slots=True)
class Located:
    """A region that an article is about."""

    region: Region
    role: Role
    confidence: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Focus:
    """All that an article is about on the map, the primary region first; none where it is only national or foreign."""

    regions: tuple[Located, ...] = ()
    national: bool = False
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """What most readers will see of an article, at three lengths, and how it was made."""

    text: str
    """For feeds, lists and the letter (80 characters unless the settings say otherwise)."""
    keywords: tuple[str, ...]
    brief: str = ""
    """For previews (40 characters)."""
    long: str = ""
    """For the head of the article's own page (120 characters)."""
    method: str = "extract"


@dataclass(frozen=True, slots=True)
class Half:
    """A part of a story that stands on two pages of an issue: its opening, or the fragment with the rest."""

    path: str
    number: str | None
    """The page's own."""
    article: Article
    joined: bool = False
    """Whether the archive has it as one story with a half of the page that was asked for."""


@dataclass(frozen=True, slots=True)
class Report:
    """An item with all that the pure stages found out about it; `headline` is never empty for what gets published."""

    article: Article
    focus: Focus
    summary: Summary
    headline: str
    """The title, or for a caption without one the headline that was made from its words."""
    opening: Article | None = None
    """What its own page has of it, where the rest stands on another one; by that it is known."""
    rest: Half | None = None
    """Where the rest stands."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A page after the pure stages: everything that the archive wants to know of it."""

    page: Page
    reports: tuple[Report, ...]
    unfit: tuple[str, ...] = ()
    """What the page's file of fixes asks for and could not be done."""
    votes: tuple[str, ...] = ()
    """The codes of the first regions of its stories, each found without knowing where the paper is at home."""
    elsewhere: tuple[tuple[str, Report], ...] = ()
    """The stories of other pages, each with its page's path, that this page completes, or completes no longer."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What a paper covers: how many pages of it were read, and how many of their stories voted for each code."""

    paper: str
    pages: int
    votes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """An article or a caption as the archive holds it, ready to be published.

    `guid` is a `urn:uuid:` that never changes; `id`, 16 hexadecimal digits of the same digest, names its page.
    `published` and `updated` are unique seconds; `updated` is `published` until the words change, and once the story is
    withdrawn the moment of that.
    """

    guid: str
    id: str
    report: Report
    published: datetime
    updated: datetime
    sources: tuple[str, ...]
    """The files that hold it; the first is where it was first seen."""
    paper: str | None = None
    number: str | None = None
    withdrawn: str | None = None
    """The reason of its withdrawal, or None while it stands."""
    papers: tuple[str, ...] = ()
    """The papers of the files that hold it, as far as they are known, in the order of the files."""

    @property
    def headline(self) -> str:
        """What stands above it in every list."""
        return self.report.headline


@dataclass(frozen=True, slots=True)
class Feed:
    """A stream of stories that a reader subscribes to: a region's, the national one, or the whole.

    `path` is its folder below the site's root, such as "regions/jiangsu/changzhou/wujin"; "" for the whole.
    """

    path: str
    title: str
    stories: tuple[Story, ...]
    """Newest first, no more than the settings allow in one document."""
    total: int
    """How many stories the archive holds for it."""
    updated: datetime
    """When its newest story was last changed; never the moment of the run."""
    region: Region | None = None
    children: tuple[FeedRef, ...] = ()
    """The feeds one level below that have stories, in the order of the code table."""
    volumes: int = 0
    """How many full archive documents there are of it (RFC 5005, 4)."""
    number: int = 0
    """Which archive document this is, from 1; 0 is the one that readers subscribe to."""


@dataclass(frozen=True, slots=True)
class Roll:
    """The stories of a feed by their guids, in the order in which they came to it.

    A full volume is never added to again, and no story changes its place; one that no longer belongs to the feed is on
    its roll nevertheless.
    """

    volumes: tuple[tuple[str, ...], ...] = ()
    loose: tuple[str, ...] = ()
    """Those that came since the last volume was full."""


@dataclass(frozen=True, slots=True)
class FeedRef:
    """A feed as another page lists it."""

    path: str
    name: str
    total: int
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file of the output: `path` is relative to `output/`, with `/`."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Section:
    """A region's part of a letter, or the national one's (`region` None)."""

    name: str
    path: str
    """The folder of its feed below the site's root."""
    stories: tuple[Story, ...]
    total: int
    """How many stories it has in the period; more than `stories` when the letter is capped."""
    region: Region | None = None

    @property
    def standing(self) -> Section:
        """The section without the stories that were withdrawn, which are not counted either."""
        stories = tuple(story for story in self.stories if story.withdrawn is None)
        return replace(self, stories=stories, total=self.total - (len(self.stories) - len(stories)))


@dataclass(frozen=True, slots=True)
class Issue:
    """One number of the digest: what is in it, frozen, for whomever it goes to. Each story stands in one section."""

    key: str
    """The ISO week, "2023-W06", or the day of a run, "2023-02-07"."""
    title: str
    first: date
    last: date
    sections: tuple[Section, ...]
    total: int

    @property
    def stories(self) -> Sequence[Story]:
        """All stories of the letter, in its order."""
        return [story for section in self.sections for story in section.stories]

    @property
    def standing(self) -> Issue:
        """The issue as it may be shown now: without what was withdrawn since it was frozen."""
        sections = tuple(section for section in (each.standing for each in self.sections) if section.total)
        return replace(self, sections=sections, total=sum(section.total for section in sections))


@dataclass(frozen=True, slots=True)
class Letter:
    """An issue as one mail: HTML and text say the same."""

    issue: str
    subject: str
    html: str
    text: str
    message_id: str
    sender: str
    recipient: str
    date: datetime
    headers: tuple[tuple[str, str], ...] = field(default=())


class Every(StrEnum):
    """How often a subscriber gets a letter."""

    WEEK = "week"
    DAY = "day"


class Standing(StrEnum):
    """How it stands with a subscriber."""

    PENDING = "pending"
    """Asked for, not confirmed; gone after seven days."""
    ACTIVE = "active"
    PAUSED = "paused"
    """Mail came back too often; confirming anew makes it active."""
    LEFT = "left"
    """Nothing is sent any more, and the address is erased."""


EVERYWHERE = ""
"""The wish for all regions, national and foreign news included."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a subscriber asked for. Equal wishes make equal letters."""

    regions: tuple[str, ...]
    """The codes of divisions, each with all that lies in it, "national", "foreign"; or `EVERYWHERE` alone.

    Sorted, and none of them covered by another one.
    """
    every: Every = Every.WEEK
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who gets letters. `id`, 16 random hexadecimal digits, stands for the address in links and logs."""

    key: int
    id: str
    address: str = field(repr=False)
    wish: Wish
    standing: Standing = Standing.ACTIVE


class Sending(StrEnum):
    """How it stands with one letter to one subscriber."""

    QUEUED = "queued"
    SENDING = "sending"
    """Committed before the first byte of the message goes out; found at a start, it becomes uncertain."""
    SENT = "sent"
    RETRY = "retry"
    """Refused for now, to be tried again at its `not_before`."""
    UNCERTAIN = "uncertain"
    """Nobody here can know whether it arrived; never guessed."""
    FAILED = "failed"
    EXCLUDED = "excluded"
    """Left or suppressed since the snapshot, or nothing in the issue for this wish."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One letter to one subscriber, as the ledger holds it."""

    number: str
    """The key of the issue."""
    subscriber: Subscriber
    state: Sending
    message_id: str
    attempt: int = 0
    reply: str = ""
    """What the server said last, or why it was excluded."""
    moment: datetime | None = None
    """When its state last changed."""


class Ran(StrEnum):
    """How a run of a job went."""

    BEGUN = "begun"
    """It is at work, or was cut off."""
    DONE = "done"
    FAILED = "failed"
    """It raised an error, and is tried again until its slot is stale."""
    SKIPPED = "skipped"
    """Its slot was stale when feedpub came to it."""


@dataclass(frozen=True, slots=True)
class JobRun:
    """What is on record of a job for a slot of its timetable; there is one for each slot at most."""

    job: str
    slot: str
    """The period or the day that it is for: "2026-W47", "2026-11-21"; "" for a job without a timetable."""
    started: datetime
    outcome: Ran
    ended: datetime | None = None
    note: str = ""
    tries: int = 1
    lived: int = 0
    """The seconds for which feedpub had been running, in all its lives, when the run began."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """An issue of the digest as it was fixed once and for all: which stories, for whom is in the ledger."""

    key: str
    """The ISO week, "2026-W47", or the day of a daily letter, "2026-11-20"."""
    every: Every
    title: str
    first: date
    last: date
    due: datetime
    """When it was to go out; too long after that nothing of it is sent any more."""
    guids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accounts:
    """What became of all letters of an issue; they balance: `candidates` is the sum of the others."""

    candidates: int
    sent: int = 0
    excluded: int = 0
    failed: int = 0
    uncertain: int = 0
    pending: int = 0

    @property
    def balanced(self) -> bool:
        """Whether every candidate is accounted for."""
        return self.candidates == self.sent + self.excluded + self.failed + self.uncertain + self.pending


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail as it goes over the line, and what stands on its envelope."""

    mail: bytes
    sender: str
    recipient: str = field(repr=False)

"""A file of the watched folder, its page, and the items of that: what read and split make."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from feedpub.model.locations import RegionPath


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A complete file of the watched folder, read once.

    `path` is relative to that folder, with `/`; bytes that are not UTF-8 stand in it as `surrogateescape` leaves them.
    """

    path: str
    content: bytes
    found_at: datetime
    fingerprint: str = ""
    """What the file system told of it when it was read: as long as it tells the same, the file is not read again."""
    fixes: bytes = b""
    """What the file of fixes beside it holds (`feedpub.stages.fixes`); nothing where there is none."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that could not be used, and why: what, where, and what to do about it."""

    path: str
    reason: str
    fingerprint: str = ""
    """As of `SourceFile`, where the file was not even read."""
    retry: bool = False
    """Whether the next run tries it once more, though it has not changed."""


@dataclass(frozen=True, slots=True)
class RejectedFile:
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
    page_number: str | None = None
    """The page's own number as printed: "A3", "1"."""
    home: RegionPath = ()
    """The paper's own region where the file or the settings say it."""


class ItemKind(StrEnum):
    """What an item of a page is."""

    ARTICLE = "article"
    CAPTION = "caption"
    """A photograph with its words, with or without a headline."""
    AD = "ad"
    """Whatever is not news: adverts, slogans, mastheads, subscription notices."""
    FRAGMENT = "fragment"
    """The continuation of a story from another page."""


PUBLISHED_KINDS = frozenset({ItemKind.ARTICLE, ItemKind.CAPTION})
"""What becomes a story; adverts are kept aside, and a fragment waits for the rest of its story."""


@dataclass(frozen=True, slots=True)
class Article:
    """One item of a page, its columns rejoined; advert and fragment are items as well, told apart by `kind`."""

    kind: ItemKind
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

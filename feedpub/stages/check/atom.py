"""An Atom document -> Findings (RFC 4287, RFC 5005, RFC 6721)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from feedpub.stages.check.dates import OWN, check_3339, check_newest
from feedpub.stages.check.finding import Chain
from feedpub.stages.check.markup import check_markup
from feedpub.stages.check.xml import AT, ATOM, FH, first, links, name_spaces, once, parsed, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from feedpub.stages.check.finding import Finding, Told

LINK, ENTRY = f"{ATOM}link", f"{ATOM}entry"


def check_atom(told: Told, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with it, and note how it stands in its history."""
    root, found = parsed(told, content)
    yield from found
    if root is None:
        return
    yield from told.size(content)
    stones = root.findall(f"{AT}deleted-entry")
    yield from name_spaces(told, root, AT.strip("{}") if stones else "")
    if root.tag != f"{ATOM}feed":
        yield told.error("is no Atom feed", "RFC 4287, 4.1.1")
        return
    entries = root.findall(ENTRY)
    yield from _head(told, root)
    for entry in entries:
        yield from _entry(told, root, entry)
    for stone in stones:
        if not stone.get("ref"):
            yield told.error("a tombstone names no entry", "RFC 6721, 3: ref")
        yield from check_3339(told, stone.get("when", ""), "at:deleted-entry")
    ids = [id_ for entry in entries for id_ in texts(entry, f"{ATOM}id")]
    if len(set(ids)) < len(ids):
        yield told.error("has two entries of one id", "RFC 4287, 4.1.1; the W3C validator's DuplicateEntries")
    dates = [date for entry in entries for date in texts(entry, f"{ATOM}updated")]
    if len(set(dates)) < len(dates):
        yield told.error("has two entries of one date", OWN)
    yield from check_newest(told, texts(root, f"{ATOM}updated"), dates, datetime.fromisoformat)
    told.site.chains[told.url] = Chain(
        told.path,
        told.url,
        tuple(ids),
        current=first(root, LINK, "current"),
        previous=first(root, LINK, "prev-archive"),
        next=first(root, LINK, "next-archive"),
        is_archive=root.find(f"{FH}archive") is not None,
    )


def _head(told: Told, feed: etree._Element) -> Iterator[Finding]:
    required = [f"{ATOM}{name}" for name in ("id", "title", "updated")]
    yield from once(told, feed, required, "RFC 4287, 4.1.1", "feed")
    for date in texts(feed, f"{ATOM}updated"):
        yield from check_3339(told, date, "feed/updated")
    if links(feed, LINK, "self") != [told.url]:
        rule = "RFC 4287, 4.1.1: rel=self is the address of the feed itself; readers subscribe to it"
        yield told.error(f"calls itself {links(feed, LINK, 'self')} and is {told.url}", rule, "feed")
    tags = [str(child.tag) for child in feed]
    first = tags.index(ENTRY) if ENTRY in tags else len(tags)
    if any(tag != ENTRY for tag in tags[first:]):
        yield told.error("has elements of the feed behind entries", "the W3C validator's MisplacedMetadata", "feed")
    for link in feed.findall(LINK):
        yield from told.address(link.get("href", ""), f"link {link.get('rel')}", "RFC 4287, 4.2.7.1")


def _entry(told: Told, feed: etree._Element, entry: etree._Element) -> Iterator[Finding]:
    place = "".join(texts(entry, f"{ATOM}id")[:1]) or "entry"
    required = [f"{ATOM}{name}" for name in ("id", "title", "updated")]
    yield from once(told, entry, required, "RFC 4287, 4.1.2", place)
    if feed.find(f"{ATOM}author") is None and entry.find(f"{ATOM}author") is None:
        yield told.error("names no author, nor does its feed", "RFC 4287, 4.1.2", place)
    for name in ("published", "updated"):
        for date in texts(entry, f"{ATOM}{name}"):
            yield from check_3339(told, date, place)
    alternates = links(entry, LINK, "alternate")
    if len(alternates) != 1:
        yield told.error(f"has {len(alternates)} links to its page", "RFC 4287, 4.1.2", place)
    for address in alternates:
        yield from told.address(address, place, "RFC 4287, 4.2.7.1")
    if not texts(entry, f"{ATOM}summary") and not texts(entry, f"{ATOM}content"):
        yield told.error("has neither summary nor content", "the W3C validator's MissingTextualContent", place)
    yield from _texts(told, entry, place)


def _texts(told: Told, entry: etree._Element, place: str) -> Iterator[Finding]:
    for title in entry.findall(f"{ATOM}title"):
        if title.get("type", "text") != "text":
            yield told.error("has a title that is not plain text", "field experience: readers show its mark-up", place)
    for name in ("summary", "content"):
        for text in entry.findall(f"{ATOM}{name}"):
            if text.get("type") == "html":
                yield from check_markup(told, text.text or "", place)
            elif text.get("type", "text") != "text":
                yield told.error(f"{name} is of type {text.get('type')}", "RFC 4287, 3.1.1", place)

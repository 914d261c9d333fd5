"""An Atom document -> Findings (RFC 4287, RFC 5005, RFC 6721)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from feedpub.stages.check.finding import FeedDocument
from feedpub.stages.check.values import UNIQUE_DATES, check_markup, check_newest, check_rfc3339_date
from feedpub.stages.check.xml import (
    ATOM,
    FH,
    TOMBSTONE,
    check_namespaces,
    check_required,
    first_link,
    links,
    parse_xml,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from feedpub.stages.check.finding import CheckedFile, Finding

LINK, ENTRY = f"{ATOM}link", f"{ATOM}entry"


def check_atom(file: CheckedFile, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with it, and note how it stands in its history."""
    root, found = parse_xml(file, content)
    yield from found
    if root is None:
        return
    yield from file.check_size(content)
    tombstones = root.findall(f"{TOMBSTONE}deleted-entry")
    yield from check_namespaces(file, root, TOMBSTONE.strip("{}") if tombstones else "")
    if root.tag != f"{ATOM}feed":
        yield file.error("is no Atom feed", "RFC 4287, 4.1.1")
        return
    entries = root.findall(ENTRY)
    yield from _check_head(file, root)
    for entry in entries:
        yield from _check_entry(file, root, entry)
    for tombstone in tombstones:
        if not tombstone.get("ref"):
            yield file.error("a tombstone names no entry", "RFC 6721, 3: ref")
        yield from check_rfc3339_date(file, tombstone.get("when", ""), "at:deleted-entry")
    ids = [id_ for entry in entries for id_ in texts(entry, f"{ATOM}id")]
    if len(set(ids)) < len(ids):
        yield file.error("has two entries of one id", "RFC 4287, 4.1.1; the W3C validator's DuplicateEntries")
    dates = [date for entry in entries for date in texts(entry, f"{ATOM}updated")]
    if len(set(dates)) < len(dates):
        yield file.error("has two entries of one date", UNIQUE_DATES)
    yield from check_newest(file, texts(root, f"{ATOM}updated"), dates, datetime.fromisoformat)
    file.site.feed_documents[file.url] = FeedDocument(
        file.path,
        file.url,
        tuple(ids),
        current=first_link(root, LINK, "current"),
        previous=first_link(root, LINK, "prev-archive"),
        next=first_link(root, LINK, "next-archive"),
        is_archive=root.find(f"{FH}archive") is not None,
    )


def _check_head(file: CheckedFile, feed: etree._Element) -> Iterator[Finding]:
    required = [f"{ATOM}{name}" for name in ("id", "title", "updated")]
    yield from check_required(file, feed, required, "RFC 4287, 4.1.1", "feed")
    for date in texts(feed, f"{ATOM}updated"):
        yield from check_rfc3339_date(file, date, "feed/updated")
    if links(feed, LINK, "self") != [file.url]:
        rule = "RFC 4287, 4.1.1: rel=self is the address of the feed itself; readers subscribe to it"
        yield file.error(f"calls itself {links(feed, LINK, 'self')} and is {file.url}", rule, "feed")
    tags = [str(child.tag) for child in feed]
    first = tags.index(ENTRY) if ENTRY in tags else len(tags)
    if any(tag != ENTRY for tag in tags[first:]):
        yield file.error("has elements of the feed behind entries", "the W3C validator's MisplacedMetadata", "feed")
    for link in feed.findall(LINK):
        yield from file.check_address(link.get("href", ""), f"link {link.get('rel')}", "RFC 4287, 4.2.7.1")


def _check_entry(file: CheckedFile, feed: etree._Element, entry: etree._Element) -> Iterator[Finding]:
    place = "".join(texts(entry, f"{ATOM}id")[:1]) or "entry"
    required = [f"{ATOM}{name}" for name in ("id", "title", "updated")]
    yield from check_required(file, entry, required, "RFC 4287, 4.1.2", place)
    if feed.find(f"{ATOM}author") is None and entry.find(f"{ATOM}author") is None:
        yield file.error("names no author, nor does its feed", "RFC 4287, 4.1.2", place)
    for name in ("published", "updated"):
        for date in texts(entry, f"{ATOM}{name}"):
            yield from check_rfc3339_date(file, date, place)
    alternates = links(entry, LINK, "alternate")
    if len(alternates) != 1:
        yield file.error(f"has {len(alternates)} links to its page", "RFC 4287, 4.1.2", place)
    for address in alternates:
        yield from file.check_address(address, place, "RFC 4287, 4.2.7.1")
    if not texts(entry, f"{ATOM}summary") and not texts(entry, f"{ATOM}content"):
        yield file.error("has neither summary nor content", "the W3C validator's MissingTextualContent", place)
    yield from _check_texts(file, entry, place)


def _check_texts(file: CheckedFile, entry: etree._Element, place: str) -> Iterator[Finding]:
    for title in entry.findall(f"{ATOM}title"):
        if title.get("type", "text") != "text":
            yield file.error("has a title that is not plain text", "field experience: readers show its mark-up", place)
    for name in ("summary", "content"):
        for text in entry.findall(f"{ATOM}{name}"):
            if text.get("type") == "html":
                yield from check_markup(file, text.text or "", place)
            elif text.get("type", "text") != "text":
                yield file.error(f"{name} is of type {text.get('type')}", "RFC 4287, 3.1.1", place)

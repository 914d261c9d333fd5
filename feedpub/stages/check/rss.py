"""An RSS document -> Findings (rssboard.org/rss-specification, rssboard.org/rss-profile)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from feedpub.stages.check.finding import FeedDocument
from feedpub.stages.check.values import UNIQUE_DATES, check_markup, check_newest, check_rss_date
from feedpub.stages.check.xml import (
    ATOM,
    CONTENT,
    DC,
    FH,
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

RSS = "RSS 2.0 (rssboard.org/rss-specification)"
PROFILE = "RSS profile (rssboard.org/rss-profile)"
LINK = f"{ATOM}link"
SELF = "RSS profile: atom:link rel=self is the address of the feed itself; readers subscribe to it"


def check_rss(file: CheckedFile, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with it, and note how it stands in its history."""
    root, found = parse_xml(file, content)
    yield from found
    if root is None:
        return
    yield from file.check_size(content)
    yield from check_namespaces(file, root)
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        yield file.error("is no <rss version='2.0'> with one <channel>", RSS)
        return
    channel = channels[0]
    items = channel.findall("item")
    yield from _check_head(file, channel)
    for item in items:
        yield from _check_item(file, item)
    guids = [guid for item in items for guid in texts(item, "guid")]
    if len(set(guids)) < len(guids):
        yield file.error("has two items of one guid", f"{RSS}: a guid is unique")
    dates = [date for item in items for date in texts(item, "pubDate")]
    if len(set(dates)) < len(dates):
        yield file.error("has two items of one date", UNIQUE_DATES)
    yield from check_newest(file, texts(channel, "lastBuildDate"), dates, parsedate_to_datetime)
    file.site.feed_documents[file.url] = FeedDocument(
        file.path,
        file.url,
        tuple(guids),
        current=first_link(channel, LINK, "current"),
        previous=first_link(channel, LINK, "prev-archive"),
        next=first_link(channel, LINK, "next-archive"),
        is_archive=channel.find(f"{FH}archive") is not None,
    )


def _check_head(file: CheckedFile, channel: etree._Element) -> Iterator[Finding]:
    yield from check_required(file, channel, ("title", "link", "description"), RSS, "channel")
    if not texts(channel, "language"):
        yield file.error("does not name its language", "the W3C validator's MissingDCLanguage", "channel")
    if links(channel, LINK, "self") != [file.url]:
        yield file.error(f"calls itself {links(channel, LINK, 'self')} and is {file.url}", SELF, "channel")
    if (pages := texts(channel, "link")) and pages[0] != file.page:
        yield file.error(f"leads to {pages[0]} and lies in {file.page}", f"{RSS}: <link> is the page", "channel")
    for date in texts(channel, "lastBuildDate"):
        yield from check_rss_date(file, date, "lastBuildDate")
    tags = [str(child.tag) for child in channel]
    first = tags.index("item") if "item" in tags else len(tags)
    if any(tag != "item" for tag in tags[first:]):
        yield file.error("has elements of the channel behind items", "the W3C validator's MisplacedItem", "channel")
    for link in channel.findall(LINK):
        yield from file.check_address(link.get("href", ""), f"atom:link {link.get('rel')}", PROFILE)
    for page in pages:
        yield from file.check_address(page, "channel/link", RSS)
    if texts(channel, "ttl"):
        yield file.warning("has a <ttl>", "field experience: a long ttl delays the news", "channel")


def _check_item(file: CheckedFile, item: etree._Element) -> Iterator[Finding]:
    place = "".join(texts(item, "guid")[:1]) or "".join(texts(item, "title")[:1]) or "item"
    yield from check_required(file, item, ("title", "link", "guid", "pubDate"), PROFILE, place)
    tags = [str(child.tag) for child in item]
    twice = {tag for tag in tags if tags.count(tag) > 1 and tag != "category"}
    if twice:
        yield file.error(f"has {', '.join(sorted(twice))} twice", "the W3C validator's DuplicateElement", place)
    for guid in item.findall("guid"):
        if guid.get("isPermaLink") != "false" and not (guid.text or "").startswith("http"):
            yield file.error("guid is no address, and does not say so", f"{RSS}: isPermaLink='false'", place)
    if f"{CONTENT}encoded" in tags and (
        "description" not in tags or tags.index("description") > tags.index(f"{CONTENT}encoded")
    ):
        rule = "the W3C validator's NeedDescriptionBeforeContent"
        yield file.error("content:encoded stands without or before the description", rule, place)
    if "author" in tags and f"{DC}creator" in tags:
        yield file.error("names its author twice", "the W3C validator's DuplicateItemSemantics", place)
    if any("@" not in author for author in texts(item, "author")):
        yield file.error("<author> is no mail address; use dc:creator", f"{RSS}: <author> is an address", place)
    if any(not category.strip() for category in texts(item, "category")):
        yield file.error("has an empty category", "the W3C validator's NotBlank", place)
    for date in texts(item, "pubDate"):
        yield from check_rss_date(file, date, place)
    for address in texts(item, "link"):
        yield from file.check_address(address, place, RSS)
    for html in (*texts(item, "description"), *texts(item, f"{CONTENT}encoded")):
        yield from check_markup(file, html, place)
    if any("<" in title for title in texts(item, "title")):
        yield file.error("has mark-up in its title", "field experience: readers differ on titles with mark-up", place)

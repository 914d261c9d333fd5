"""An RSS document -> Findings (rssboard.org/rss-specification, rssboard.org/rss-profile)."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from feedpub.stages.check.dates import OWN, check_822, check_newest
from feedpub.stages.check.finding import Chain
from feedpub.stages.check.markup import check_markup
from feedpub.stages.check.xml import ATOM, CONTENT, DC, FH, first, links, name_spaces, once, parsed, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

    from feedpub.stages.check.finding import Finding, Told

RSS = "RSS 2.0 (rssboard.org/rss-specification)"
PROFILE = "RSS profile (rssboard.org/rss-profile)"
LINK = f"{ATOM}link"
SELF = "RSS profile: atom:link rel=self is the address of the feed itself; readers subscribe to it"


def check_rss(told: Told, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with it, and note how it stands in its history."""
    root, found = parsed(told, content)
    yield from found
    if root is None:
        return
    yield from told.size(content)
    yield from name_spaces(told, root)
    channels = root.findall("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or len(channels) != 1:
        yield told.error("is no <rss version='2.0'> with one <channel>", RSS)
        return
    channel = channels[0]
    items = channel.findall("item")
    yield from _head(told, channel)
    for item in items:
        yield from _item(told, item)
    guids = [guid for item in items for guid in texts(item, "guid")]
    if len(set(guids)) < len(guids):
        yield told.error("has two items of one guid", f"{RSS}: a guid is unique")
    dates = [date for item in items for date in texts(item, "pubDate")]
    if len(set(dates)) < len(dates):
        yield told.error("has two items of one date", OWN)
    yield from check_newest(told, texts(channel, "lastBuildDate"), dates, parsedate_to_datetime)
    told.site.chains[told.url] = Chain(
        told.path,
        told.url,
        tuple(guids),
        current=first(channel, LINK, "current"),
        previous=first(channel, LINK, "prev-archive"),
        next=first(channel, LINK, "next-archive"),
        is_archive=channel.find(f"{FH}archive") is not None,
    )


def _head(told: Told, channel: etree._Element) -> Iterator[Finding]:
    yield from once(told, channel, ("title", "link", "description"), RSS, "channel")
    if not texts(channel, "language"):
        yield told.error("does not name its language", "the W3C validator's MissingDCLanguage", "channel")
    if links(channel, LINK, "self") != [told.url]:
        yield told.error(f"calls itself {links(channel, LINK, 'self')} and is {told.url}", SELF, "channel")
    if (pages := texts(channel, "link")) and pages[0] != told.page:
        yield told.error(f"leads to {pages[0]} and lies in {told.page}", f"{RSS}: <link> is the page", "channel")
    for date in texts(channel, "lastBuildDate"):
        yield from check_822(told, date, "lastBuildDate")
    tags = [str(child.tag) for child in channel]
    first = tags.index("item") if "item" in tags else len(tags)
    if any(tag != "item" for tag in tags[first:]):
        yield told.error("has elements of the channel behind items", "the W3C validator's MisplacedItem", "channel")
    for link in channel.findall(LINK):
        yield from told.address(link.get("href", ""), f"atom:link {link.get('rel')}", PROFILE)
    for page in pages:
        yield from told.address(page, "channel/link", RSS)
    if texts(channel, "ttl"):
        yield told.warning("has a <ttl>", "field experience: a long ttl delays the news", "channel")


def _item(told: Told, item: etree._Element) -> Iterator[Finding]:
    place = "".join(texts(item, "guid")[:1]) or "".join(texts(item, "title")[:1]) or "item"
    yield from once(told, item, ("title", "link", "guid", "pubDate"), PROFILE, place)
    tags = [str(child.tag) for child in item]
    twice = {tag for tag in tags if tags.count(tag) > 1 and tag != "category"}
    if twice:
        yield told.error(f"has {', '.join(sorted(twice))} twice", "the W3C validator's DuplicateElement", place)
    for guid in item.findall("guid"):
        if guid.get("isPermaLink") != "false" and not (guid.text or "").startswith("http"):
            yield told.error("guid is no address, and does not say so", f"{RSS}: isPermaLink='false'", place)
    if f"{CONTENT}encoded" in tags and (
        "description" not in tags or tags.index("description") > tags.index(f"{CONTENT}encoded")
    ):
        rule = "the W3C validator's NeedDescriptionBeforeContent"
        yield told.error("content:encoded stands without or before the description", rule, place)
    if "author" in tags and f"{DC}creator" in tags:
        yield told.error("names its author twice", "the W3C validator's DuplicateItemSemantics", place)
    if any("@" not in author for author in texts(item, "author")):
        yield told.error("<author> is no mail address; use dc:creator", f"{RSS}: <author> is an address", place)
    if any(not category.strip() for category in texts(item, "category")):
        yield told.error("has an empty category", "the W3C validator's NotBlank", place)
    for date in texts(item, "pubDate"):
        yield from check_822(told, date, place)
    for address in texts(item, "link"):
        yield from told.address(address, place, RSS)
    for html in (*texts(item, "description"), *texts(item, f"{CONTENT}encoded")):
        yield from check_markup(told, html, place)
    if any("<" in title for title in texts(item, "title")):
        yield told.error("has mark-up in its title", "field experience: readers differ on titles with mark-up", place)

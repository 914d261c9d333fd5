"""Dates of feeds -> what is wrong with them; six of six readers take a named zone wrong, five of six a missing one."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from feedpub.stages.check.finding import CheckedFile, Finding


RFC_822 = "RSS 2.0 and RFC 822, 5 with RFC 1123, 5.2.14: a date with four digits of the year and a numeric zone"
RFC_3339 = "RFC 3339, 5.6: a date, a time and a numeric zone"
UNIQUE_DATES = (
    "the W3C validator's DuplicateUpdated: readers order stories by their dates, so each needs a second of its own"
)

_RFC_822_DATE = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (\w{3}) \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
_RFC_3339_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def check_rss_date(file: CheckedFile, text: str, place: str) -> Iterator[Finding]:
    """Yield what is wrong with a date of RSS."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        yield file.error(f"{text!r} is no date", RFC_822, place)
        return
    if not _RFC_822_DATE.fullmatch(text):
        yield file.error(f"{text!r} is not written as readers want it", RFC_822, place)
    elif not text.startswith(f"{moment:%a}"):
        yield file.error(f"{text!r} names the wrong weekday", RFC_822, place)


def check_rfc3339_date(file: CheckedFile, text: object, place: str) -> Iterator[Finding]:
    """Yield what is wrong with a date of Atom or JSON Feed."""
    if not isinstance(text, str) or not _RFC_3339_DATE.fullmatch(text) or not _is_moment(text):
        yield file.error(f"{text!r} is no date of RFC 3339", RFC_3339, place)


def check_newest(
    file: CheckedFile, dates_of_feed: Sequence[str], dates_of_stories: Sequence[str], parse: Callable[[str], datetime]
) -> Iterator[Finding]:
    """Yield that a feed says it is older than a story in it: readers that compare would not look at it again."""
    feed_dates, story_dates = (
        [found for date in dates if (found := _timestamp(date, parse)) is not None]
        for dates in (dates_of_feed, dates_of_stories)
    )
    if feed_dates and story_dates and feed_dates[0] < max(story_dates):
        yield file.error("is older than its newest story", "RFC 4287, 4.2.15: updated is the latest change")


def _timestamp(text: str, parse: Callable[[str], datetime]) -> float | None:
    try:
        return parse(text).timestamp()
    except (ValueError, TypeError):
        return None


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


# HTML of an entry -> what in it would act or lead nowhere in a reader.


HARMLESS = frozenset(("a", "b", "blockquote", "br", "em", "h2", "h3", "h4", "i", "li", "ol", "p", "strong", "ul"))
SAFE = "the W3C validator's SecurityRisk; readers strip it, or run it"


def check_markup(file: CheckedFile, html: str, place: str) -> Iterator[Finding]:
    """Yield the elements and attributes that have no business in a story."""
    if "<" not in html:
        return
    tree = etree.fromstring(f"<body>{html}</body>", etree.HTMLParser())
    if tree is None:
        return
    for element in tree.iter():
        tag = str(element.tag)
        if tag not in HARMLESS and tag not in ("html", "body"):
            yield file.error(f"holds the element <{tag}>", SAFE, place)
        for name, value in element.attrib.items():
            if name == "href":
                yield from file.check_address(str(value), place, "RFC 4287, 4.1.3.1: relative links break in readers")
            else:
                yield file.error(f"holds the attribute {name!s}", SAFE, place)

"""A page -> Findings (html.spec.whatwg.org), and its links for the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.stages.check.finding import Finding, Told

HTML = "HTML (html.spec.whatwg.org)"
FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
FINDING_FEEDS = "RSS Autodiscovery (rssboard.org/rss-autodiscovery): a reader is given the page's address"


def check_html(told: Told, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with it, and note where its links lead."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        yield told.error(f"is not UTF-8 at byte {error.start}", f"{HTML}, 4.2.5.4")
        return
    if not text.lstrip().lower().startswith("<!doctype html>"):
        yield told.error("does not begin with <!doctype html>", f"{HTML}, 13.1.1")
    if b'charset="utf-8"' not in content[:1024].lower():
        yield told.error("does not name its encoding in its first 1,024 bytes", f"{HTML}, 4.2.5.4")
    tree = etree.fromstring(text, etree.HTMLParser())
    if tree is None:
        yield told.error("is empty", f"{HTML}, 4.1.1")
        return
    if not (tree.findtext("head/title") or "").strip():
        yield told.error("has no title", f"{HTML}, 4.2.2")
    if not tree.get("lang"):
        yield told.error("does not name its language", "WCAG 2.2, 3.1.1")
    ids = found(tree, "//@id")
    if len(set(ids)) < len(ids):
        yield told.error("has an id twice", f"{HTML}, 3.2.6")
    yield from _acting(told, tree)
    types = found(tree, "//link[@rel='alternate']/@type")
    for kind in FEEDS:
        if kind not in types:
            yield told.error(f"names no feed of {kind}", FINDING_FEEDS)
    for address in found(tree, "//@href | //@src"):
        told.remember(address)


def _acting(told: Told, tree: etree._Element) -> Iterator[Finding]:
    rule = "the content security policy of the pages: nothing of a page's own text may act"
    for script in tree.iter("script"):
        if not script.get("src") or (script.text or "").strip():
            yield told.error("has a script in it", rule)
    if found(tree, "//@*[starts-with(name(), 'on')]"):
        yield told.error("has an element that acts", rule)
    for address in found(tree, "//@href | //@src"):
        if address.lower().lstrip().startswith(("javascript:", "data:")):
            yield told.error(f"has the address {address[:40]!r}", rule)


def found(tree: etree._Element, path: str) -> list[str]:
    """Return the attributes that an XPath finds."""
    values = tree.xpath(path)
    return [str(value) for value in values] if isinstance(values, list) else []

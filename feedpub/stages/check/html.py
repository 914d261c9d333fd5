"""A page -> Findings (html.spec.whatwg.org), and its links for the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.stages.check.finding import CheckedFile, Finding

HTML = "HTML (html.spec.whatwg.org)"
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
AUTODISCOVERY = "RSS Autodiscovery (rssboard.org/rss-autodiscovery): a reader is given the page's address"


def check_html(file: CheckedFile, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with it, and note where its links lead."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        yield file.error(f"is not UTF-8 at byte {error.start}", f"{HTML}, 4.2.5.4")
        return
    if not text.lstrip().lower().startswith("<!doctype html>"):
        yield file.error("does not begin with <!doctype html>", f"{HTML}, 13.1.1")
    if b'charset="utf-8"' not in content[:1024].lower():
        yield file.error("does not name its encoding in its first 1,024 bytes", f"{HTML}, 4.2.5.4")
    tree = etree.fromstring(text, etree.HTMLParser())
    if tree is None:
        yield file.error("is empty", f"{HTML}, 4.1.1")
        return
    if not (tree.findtext("head/title") or "").strip():
        yield file.error("has no title", f"{HTML}, 4.2.2")
    if not tree.get("lang"):
        yield file.error("does not name its language", "WCAG 2.2, 3.1.1")
    ids = xpath_values(tree, "//@id")
    if len(set(ids)) < len(ids):
        yield file.error("has an id twice", f"{HTML}, 3.2.6")
    yield from _check_scripts(file, tree)
    types = xpath_values(tree, "//link[@rel='alternate']/@type")
    for kind in FEED_TYPES:
        if kind not in types:
            yield file.error(f"names no feed of {kind}", AUTODISCOVERY)
    for address in xpath_values(tree, "//@href | //@src"):
        file.remember_link(address)


def _check_scripts(file: CheckedFile, tree: etree._Element) -> Iterator[Finding]:
    rule = "the content security policy of the pages: nothing of a page's own text may act"
    for script in tree.iter("script"):
        if not script.get("src") or (script.text or "").strip():
            yield file.error("has a script in it", rule)
    if xpath_values(tree, "//@*[starts-with(name(), 'on')]"):
        yield file.error("has an element that acts", rule)
    for address in xpath_values(tree, "//@href | //@src"):
        if address.lower().lstrip().startswith(("javascript:", "data:")):
            yield file.error(f"has the address {address[:40]!r}", rule)


def xpath_values(tree: etree._Element, path: str) -> list[str]:
    """Return the attributes that an XPath finds."""
    values = tree.xpath(path)
    return [str(value) for value in values] if isinstance(values, list) else []

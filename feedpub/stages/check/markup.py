"""HTML of an entry -> what in it would act or lead nowhere in a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.stages.check.finding import Finding, CheckedFile

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

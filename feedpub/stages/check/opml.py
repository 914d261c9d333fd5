"""An OPML document -> Findings (opml.org/spec2.opml)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.check.values import check_rss_date
from feedpub.stages.check.xml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.stages.check.finding import CheckedFile, Finding

OPML = "OPML 2.0 (opml.org/spec2.opml)"


def check_opml(file: CheckedFile, content: bytes) -> Iterator[Finding]:
    """Yield what is wrong with it."""
    root, found = parse_xml(file, content)
    yield from found
    if root is None:
        return
    if root.tag != "opml" or root.get("version") != "2.0" or [child.tag for child in root] != ["head", "body"]:
        yield file.error("is no <opml version='2.0'> of a <head> and a <body>", OPML)
        return
    for date in root.findall("head/dateModified"):
        yield from check_rss_date(file, date.text or "", "head/dateModified")
    listed = set()
    for outline in root.iter("outline"):
        place = outline.get("text", "")
        if not place:
            yield file.error("has an outline without a text", f"{OPML}: text is required")
        if outline.get("type") == "rss":
            for name in ("xmlUrl", "htmlUrl"):
                yield from file.check_address(outline.get(name, ""), place, f"{OPML}: {name}")
            if not outline.get("title"):
                yield file.error("is a feed without a title", "field experience: importers want a title", place)
            if outline.get("xmlUrl") in listed:
                yield file.error("is listed twice", OPML, place)
            listed.add(outline.get("xmlUrl"))
        elif not len(outline):
            yield file.error("is neither a feed nor a folder", OPML, place)

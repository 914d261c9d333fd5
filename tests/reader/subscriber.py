"""A subscriber who wants the whole history: pages back as RFC 5005, 4.2, says, and fetches nothing twice."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.request import urlopen

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

ATOM = "{http://www.w3.org/2005/Atom}"


@dataclass
class FeedSubscriber:
    """Holds the stories of a feed, by guid, and what it has fetched of the archive."""

    address: str
    titles: dict[str, str] = field(default_factory=dict)
    archive: dict[str, bytes] = field(default_factory=dict)

    def poll(self) -> None:
        """Fetch the feed, and those archive documents that are new since the last look."""
        content = _fetch(self.address)
        found = dict(_entries(content))
        while (back := _previous(content)) and back not in self.archive:
            content = self.archive[back] = _fetch(back)
            found = dict(_entries(content)) | found
        self.titles |= found

    def changed(self) -> list[str]:
        """Return which archive documents are no longer what they were when they were fetched."""
        return [address for address, content in self.archive.items() if _fetch(address) != content]


def _fetch(address: str) -> bytes:
    with urlopen(address, timeout=60) as answer:
        content: bytes = answer.read()
    return content


def _entries(content: bytes) -> Iterator[tuple[str, str]]:
    if content.startswith(b"{"):
        for item in json.loads(content)["items"]:
            yield item["id"], item["title"]
        return
    root = etree.fromstring(content)
    for entry in root.iter("item", f"{ATOM}entry"):
        guid = entry.findtext("guid") or entry.findtext(f"{ATOM}id") or ""
        yield guid, entry.findtext("title") or entry.findtext(f"{ATOM}title") or ""


def _previous(content: bytes) -> str:
    if content.startswith(b"{"):
        return str(json.loads(content).get("next_url", ""))
    links = etree.fromstring(content).iter(f"{ATOM}link")
    return next((link.get("href", "") for link in links if link.get("rel") == "prev-archive"), "")

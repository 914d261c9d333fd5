"""What a check finds, and what it remembers of a document for the checks that concern several."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FEED_BYTES = 100_000
"""Bytes; "under 100 KB is ideal" for what readers fetch again and again."""

_ABSOLUTE = re.compile(r"https?://[^/?#]")
_OTHER_SITE = re.compile(r"//|[A-Za-z][A-Za-z0-9+.-]*:")
_ENCODED = re.compile(rb"%([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong: where (a path below the root, and a place in it), what, and the rule with its source."""

    path: str
    message: str
    rule: str
    place: str = ""
    is_error: bool = True
    """A warning stops nobody, and neither does it change the exit code."""


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """How a feed document stands in its feed's history (RFC 5005, 4)."""

    path: str
    url: str
    guids: tuple[str, ...]
    current: str = ""
    previous: str = ""
    next: str = ""
    is_archive: bool = False


@dataclass
class Site:
    """What is known of the whole output so far."""

    root: str
    paths: set[str] = field(default_factory=set)
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By the path that a link means: who has it, and as what it is written."""
    feed_documents: dict[str, FeedDocument] = field(default_factory=dict)
    """The feed documents by their address."""

    def broken_links(self) -> Iterator[Finding]:
        """Yield every link that leads to nothing."""
        for target, (path, written) in self.links.items():
            candidates = (target, f"{target}/index.html".lstrip("/"), f"{target}/gone.html".lstrip("/"))
            if not any(each in self.paths for each in candidates):
                yield Finding(path, "leads to nothing in the output", "RFC 9110, 15.5.5: it would be a 404", written)


@dataclass(frozen=True)
class CheckedFile:
    """A document under the eye of a check: where it is, and what it should call itself."""

    site: Site
    path: str

    @property
    def url(self) -> str:
        """The address at which readers fetch it."""
        return self.site.root + self.path

    @property
    def page(self) -> str:
        """The address of the folder that it is in."""
        return self.url.rpartition("/")[0] + "/"

    def error(self, message: str, rule: str, place: str = "") -> Finding:
        """Return that something is wrong."""
        return Finding(self.path, message, rule, place)

    def warning(self, message: str, rule: str, place: str = "") -> Finding:
        """Return that something should be looked at."""
        return Finding(self.path, message, rule, place, is_error=False)

    def check_size(self, content: bytes) -> Iterator[Finding]:
        """Yield whether a feed is larger than readers like."""
        if len(content) > MAX_FEED_BYTES:
            rule = "field experience: feeds under 100 KB are fetched by every reader; lower feeds.items"
            yield self.warning(f"is {len(content) // 1000} KB", rule)

    def check_address(self, written: str, place: str, rule: str) -> Iterator[Finding]:
        """Yield what is wrong with an address in a feed, read far from the site; remember where it leads."""
        if not written.isascii():
            yield self.error(f"{written!r} is not ASCII", "RFC 3986, 2: an address is ASCII", place)
        elif not _ABSOLUTE.match(written):
            yield self.error(f"{written!r} is no absolute address", rule, place)
        elif any(character.isspace() for character in written):
            yield self.error(f"{written!r} has white space in it", "RFC 3986, 2", place)
        else:
            self.remember_link(written)

    def remember_link(self, written: str) -> None:
        """Note a link into the site, absolute or relative to the document, so that it is looked for at the end."""
        if written.startswith(self.site.root):
            target = written[len(self.site.root) :]
        elif _OTHER_SITE.match(written):
            return
        else:
            target = join(self.path.rpartition("/")[0], written) if written.partition("#")[0] else self.path
        target = normpath(_decoded(target.partition("#")[0].partition("?")[0]) or ".")
        self.site.links.setdefault("" if target == "." else target, (self.path, written))


def _decoded(path: str) -> str:
    """Return a path as a file system has it (RFC 3986, 2.1)."""
    return _ENCODED.sub(lambda found: bytes.fromhex(found[1].decode()), path.encode()).decode(errors="replace")

"""Name of a document -> its media type, and the class of answers that it is counted among."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json",
    ".opml": "text/x-opml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}

_FEEDS = (
    (re.compile(r"rss\b.*\.xml"), "application/rss+xml; charset=utf-8"),
    (re.compile(r"atom\b.*\.xml"), "application/atom+xml; charset=utf-8"),
    (re.compile(r"feed\b.*\.json"), "application/feed+json"),
)
"""By the first word of the name, so that a feed's archive documents (`rss-1.xml`) are feeds as well.

JSON has no parameter for a charset (RFC 8259, 11): it is UTF-8.
"""

TEXT_SUFFIXES = frozenset({".html", ".css", ".js", ".txt", ".xml", ".json", ".opml", ".svg"})
"""What may stand there compressed as well."""


def media_type(name: str) -> str:
    """Return the media type of a document by its name."""
    path = PurePosixPath(name)
    for pattern, kind in _FEEDS:
        if pattern.fullmatch(path.name):
            return kind
    return _TYPES.get(path.suffix, "application/octet-stream")


def is_styled_feed(name: str) -> bool:
    """Whether a document is a feed that a browser shows by its stylesheet, where it is not told that it is a feed.

    Chromium shows the source of what calls itself `application/rss+xml`, and Firefox offers to save it.
    """
    return name.endswith(".xml") and media_type(name) != STYLED_FEED_TYPE.decode()


STYLED_FEED_TYPE = b"application/xml; charset=utf-8"
"""As what a browser is given a feed."""


def is_text(name: str) -> bool:
    """Whether a document may have compressed forms."""
    return PurePosixPath(name).suffix in TEXT_SUFFIXES


def route_label(name: str) -> str:
    """Return the class of a document as metrics count it: few, and without a word of its name."""
    kind = media_type(name)
    if "rss" in kind or "atom" in kind or "feed+json" in kind:
        return "feed"
    return "page" if kind.startswith("text/html") else "file"


# Accept-Encoding -> the codings that a client takes, the best first (RFC 9110, 12.5.3).


CODINGS = {"br": ".br", "gzip": ".gz"}
"""Names of codings, and how the names of the files end that hold them; the first is the smaller one."""

_WEIGHT = re.compile(r"\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)


@lru_cache(maxsize=256)
def negotiate_codings(header: str) -> tuple[str, ...]:
    """Return which of our codings go before none at all, the most wanted first, and the smaller of two alike.

    A client that accepts nothing that we have gets the plain document: RFC 9110 lets us, and it can read that.
    """
    weights: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, rest = part.partition(";")
        weights[name.strip()] = _parse_weight(rest)
    weights["gzip"] = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0)))
    weights["br"] = weights.get("br", weights.get("*", 0))
    identity_weight = weights.get("identity", 0)
    accepted_codings = [name for name in CODINGS if weights[name] > 0 and weights[name] >= identity_weight]
    return tuple(sorted(accepted_codings, key=lambda name: -weights[name]))


def _parse_weight(rest: str) -> float:
    """Return the weight that follows a coding; what is no weight counts as none given, as with other servers."""
    found = _WEIGHT.fullmatch(rest)
    return float(found[1]) if found else 1.0

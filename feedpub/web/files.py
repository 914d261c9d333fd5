"""A request's path -> the file below the public folder that it means, and what HTTP says of that file."""

from __future__ import annotations

import hashlib
import os
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
"""Sent with every answer; `no-cache` means: keep it, but ask each time whether it still holds."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json",
    ".opml": "text/x-opml; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}

FEED_TYPES = {
    ("rss", ".xml"): "application/rss+xml; charset=utf-8",
    ("atom", ".xml"): "application/atom+xml; charset=utf-8",
    ("feed", ".json"): "application/feed+json",
}
"""By the beginning of the name, so that a feed's archive documents (`rss-1.xml`) are feeds as well."""


class File(NamedTuple):
    """A file, read at one moment: `tag` is its ETag, a strong one, `modified` in whole seconds."""

    content: bytes
    type: str
    tag: str
    modified: int

    @property
    def facts(self) -> dict[str, str]:
        """What an answer says of it, a 304 included."""
        return {"ETag": self.tag, "Last-Modified": formatdate(self.modified, usegmt=True)}


def find(folder: Path, path: str) -> Path | None:
    """Return the file that a path of a URL means below `folder`, or the folder, where only the last slash is missing.

    None where there is no such file, where it is hidden (half-written documents are), and where it leads out of
    `folder`, by dots or by links.
    """
    steps = unquote(path, errors="surrogateescape").split("/")
    if any(step.startswith(".") or "\0" in step for step in steps):
        return None
    root = Path(os.path.realpath(folder))
    target = Path(os.path.realpath(root.joinpath(*(step for step in steps if step))))
    try:
        if target.is_dir():
            index = Path(os.path.realpath(target / "index.html"))
            if not index.is_file() or not index.is_relative_to(root):
                return None
            return index if steps[-1] == "" else target
        return target if steps[-1] and target.is_file() and target.is_relative_to(root) else None
    except OSError:  # a name longer than the file system knows
        return None


def read(path: Path) -> File:
    """Return the file as it is now."""
    with path.open("rb") as stream:
        content = stream.read()
        modified = int(os.fstat(stream.fileno()).st_mtime)
    return File(content, _type(path), f'"{hashlib.sha256(content).hexdigest()[:32]}"', modified)


def unchanged(file: File, tags: str | None, since: str | None) -> bool:
    """Whether what a client holds is still right: by its tags, or by its date if it sends none (RFC 9110, 13.2.2)."""
    if tags is not None:
        theirs = {each.strip().removeprefix("W/") for each in tags.split(",")}
        return "*" in theirs or file.tag in theirs
    try:
        return since is not None and file.modified <= parsedate_to_datetime(since).timestamp()
    except (ValueError, OverflowError):
        return False


def _type(path: Path) -> str:
    for (beginning, ending), kind in FEED_TYPES.items():
        if path.name.startswith(beginning) and path.suffix == ending:
            return kind
    return TYPES.get(path.suffix, "application/octet-stream")

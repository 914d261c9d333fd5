"""The whole output -> Findings: what is wrong with it, where, and by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.stages.check.atom import check_atom
from feedpub.stages.check.compressed import CompressedPairs
from feedpub.stages.check.finding import CheckedFile, Finding, Site
from feedpub.stages.check.history import check_history
from feedpub.stages.check.html import check_html
from feedpub.stages.check.json_feed import check_json_feed
from feedpub.stages.check.opml import check_opml
from feedpub.stages.check.rss import check_rss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Finding", "check"]

CHECKERS: tuple[tuple[str, str, Callable[[CheckedFile, bytes], Iterator[Finding]]], ...] = (
    ("rss", ".xml", check_rss),
    ("atom", ".xml", check_atom),
    ("feed", ".json", check_json_feed),
    ("", ".opml", check_opml),
    ("", ".html", check_html),
)
"""How the name of a document begins and ends, and what looks at it."""


def check(documents: Iterable[tuple[str, bytes]], root_url: str) -> Iterator[Finding]:
    """Yield what is wrong with a site, given by its files (paths below its root, with their bytes), in their order.

    `root_url` is its public address, with a slash at its end. One file is held at a time; what concerns several, links
    and chains of archive documents, comes last.
    """
    site = Site(root_url)
    compressed_pairs = CompressedPairs()
    for path, content in documents:
        site.paths.add(path)
        yield from compressed_pairs.check(path, content)
        name = path.rpartition("/")[2]
        for beginning, ending, checker in CHECKERS:
            if name.startswith(beginning) and name.endswith(ending):
                yield from _check_safely(checker, CheckedFile(site, path), content)
    yield from compressed_pairs.mismatches()
    yield from check_history(site)
    yield from site.broken_links()


def _check_safely(
    checker: Callable[[CheckedFile, bytes], Iterator[Finding]], file: CheckedFile, content: bytes
) -> Iterator[Finding]:
    try:
        yield from checker(file, content)
    except Exception as error:  # of a shape that the look does not know; the other documents are looked at all the same
        yield file.error(f"has a form that cannot be checked: {error!r}", "the form of its kind of document")

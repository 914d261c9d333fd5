"""The feed documents of a site -> Findings on their history (RFC 5005, 4; `next_url` of JSON Feed)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.check.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feedpub.stages.check.finding import FeedDocument, Site

RFC = "RFC 5005, 4"
BACK_RULE = f"{RFC}: prev-archive (JSON Feed 1.1: next_url)"

_NUMBERED = re.compile(r"-\d+\.\w+$")
"""The names of archive documents; JSON Feed has no mark for them."""


def check_history(site: Site) -> Iterator[Finding]:
    """Yield where a subscriber who pages back would be stopped, sent in a circle, or shown a story twice."""
    reached: set[str] = set()
    for document in site.feed_documents.values():
        if not _NUMBERED.search(document.path):
            yield from _check_paging(document, site.feed_documents, reached)
        elif not document.path.endswith(".json"):
            yield from _check_archive_document(document, site.feed_documents)
    for document in site.feed_documents.values():
        if document.is_archive and document.url not in reached:
            yield Finding(document.path, "is an archive document to which nobody is led", BACK_RULE)


def _check_paging(
    subscribed: FeedDocument, documents: Mapping[str, FeedDocument], reached: set[str]
) -> Iterator[Finding]:
    """Page back from the document that readers subscribe to, as they would."""
    guids: set[str] = set()
    visited = {subscribed.url}
    document = subscribed
    while document.previous:
        older = documents.get(document.previous)
        if older is None:
            yield Finding(document.path, f"leads back to {document.previous}, which is not there", BACK_RULE)
            return
        if older.url in visited:
            yield Finding(document.path, f"leads back to {older.path} in a circle", BACK_RULE)
            return
        if repeated := guids.intersection(older.guids):
            yield Finding(older.path, "holds a story that a newer archive document holds", RFC, min(repeated))
        guids.update(older.guids)
        visited.add(older.url)
        document = older
    reached |= visited


def _check_archive_document(document: FeedDocument, documents: Mapping[str, FeedDocument]) -> Iterator[Finding]:
    path = document.path
    if document.current not in documents:
        yield Finding(path, f"names {document.current or 'nothing'} as its feed, which is not there", f"{RFC}: current")
    if document.is_archive and not (document.previous or document.next):
        yield Finding(path, "leads neither back nor on", "the W3C validator's ArchiveIncomplete")
    if document.next:
        after = documents.get(document.next)
        if after is None:
            yield Finding(path, f"leads on to {document.next}, which is not there", f"{RFC}: next-archive")
        elif after.previous != document.url:
            yield Finding(path, f"leads on to {after.path}, which does not lead back", f"{RFC}: next-archive")

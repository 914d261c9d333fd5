"""One run, read from top to bottom: new files in, the archive grown, the output brought up to date."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from feedpub import __version__
from feedpub.model import PUBLISHED_KINDS, Rejected
from feedpub.pipeline.analyse import analyse
from feedpub.pipeline.deletions import process_deletions
from feedpub.pipeline.documents import add_stories_to_feeds, all_documents, feed_membership
from feedpub.pipeline.jumps import complete_jumps
from feedpub.pipeline.page_warnings import page_warnings
from feedpub.pipeline.run import Adapters, PageWarning, RunResult
from feedpub.stages.locate import homes_from_votes
from feedpub.stages.render import feed_documents as feed_documents
from feedpub.stages.render.entry import unrenderable_stories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import datetime

    from feedpub.model import AnalysedArticle, AnalysedPage, Document, SourceFile
    from feedpub.ports import (
        Archive,
        Engine,
        FailureReason,
        SummaryRewriter,
    )
    from feedpub.settings import Settings

    OnProgress = Callable[[str, str], object]


T = TypeVar("T")
R = TypeVar("R")

PRUNED_FOLDERS = ("site",)
"""The folders of which a run writes all that is wanted."""


def _no_progress(_step: str, _name: str) -> None:
    """Report no progress."""


def publish(
    adapters: Adapters, settings: Settings, on_progress: OnProgress = _no_progress, written_revision: int | None = None
) -> RunResult:
    """Take in what is new and bring the output up to date; `on_progress` is called with each step and its file.

    `written` is the revision of the archive that this process has written out already, if it has: then nothing is
    rendered as long as no story has changed.
    """
    return render(adapters, settings, ingest(adapters, settings, on_progress), on_progress, written_revision)


def render(
    adapters: Adapters,
    settings: Settings,
    result: RunResult,
    on_progress: OnProgress = _no_progress,
    written_revision: int | None = None,
) -> RunResult:
    """Bring the output up to date with the archive; return `outcome`, that of taking in, with what was written."""
    result.revision = adapters.archive.revision()
    if result.revision == written_revision:
        return result
    if result.stories:
        result.rejected += unrenderable_stories(adapters.archive.stories_of_last_run(), settings)
    add_stories_to_feeds(adapters.archive, settings, feed_membership(adapters.archive, settings))
    documents = with_progress(all_documents(adapters.archive, settings, adapters.templates), on_progress)
    result.documents = adapters.output.write(documents, prune=PRUNED_FOLDERS)
    return result


def ingest(adapters: Adapters, settings: Settings, on_progress: OnProgress = _no_progress) -> RunResult:
    """Archive every fresh file, in the order of their paths, each in a transaction of its own."""
    result = RunResult()
    now = adapters.clock.now()
    archive = adapters.archive
    known = current_fingerprints(archive, settings)
    new_files = adapters.inbox.new_files(known)
    new_files = after_scan(new_files, lambda: _record_missing(adapters, known, now))
    homes = homes_from_votes(
        archive.paper_coverage()
    )  # what this run teaches counts from the next on: no page hangs on its neighbours
    for source, analysed in in_order(adapters.engine, partial(analyse, settings=settings, homes=homes), new_files):
        if isinstance(analysed, Rejected):
            fingerprint = "" if analysed.retry else source.fingerprint + _version_suffix(settings)
            archive.reject(analysed, replace(source, fingerprint=fingerprint), now)
            result.rejected.append(analysed)
        elif not isinstance(source, Rejected):
            is_known = source.path in known
            analysed = rewrite_summaries(
                complete_jumps(analysed, archive, settings, homes, is_known=is_known), adapters.rewriter
            )
            result.stories += archive.save_page(analysed, source, now)
            result.pages += 1
            result.warnings += (PageWarning(source.path, message) for message in page_warnings(analysed, archive))
        on_progress("reading", source.path)
    if adapters.rejected_report:
        adapters.rejected_report.write(archive.rejected())
    result.unstable += adapters.inbox.unstable
    result.warnings += (PageWarning("[watch]", words) for words in process_deletions(archive, known, settings, now))
    result.warnings += (
        PageWarning("[llm]", words) for words in (adapters.rewriter.warnings if adapters.rewriter else ())
    )
    return result


def _record_missing(adapters: Adapters, known: Mapping[str, str], now: datetime) -> None:
    """Store which known files the scan did not find, where it can say."""
    missing = adapters.inbox.missing_files(known.keys())
    if missing is not None:
        adapters.archive.record_missing(missing, now)


def after_scan(files: Iterator[T], on_scanned: Callable[[], object]) -> Iterator[T]:
    """Yield what is fresh, and call `look` once before the first of it: then the folder has been looked through."""
    first = next(files, None)
    on_scanned()
    if first is not None:
        yield first
    yield from files


def rewrite_summaries(page: AnalysedPage, rewriter: SummaryRewriter | None) -> AnalysedPage:
    """Return the page with its stories' summaries as the editor words them, where there is one."""
    if rewriter is None:
        return page

    def rewritten(article: AnalysedArticle) -> AnalysedArticle:
        if article.article.kind not in PUBLISHED_KINDS:
            return article
        return replace(article, summary=rewriter.rewrite(article.article, article.summary))

    return replace(
        page,
        articles=tuple(map(rewritten, page.articles)),
        changed_elsewhere=tuple((path, rewritten(article)) for path, article in page.changed_elsewhere),
    )


def current_fingerprints(archive: Archive, settings: Settings) -> dict[str, str]:
    """Return the fingerprint of every file that need not be looked at again, by path.

    A rejected file is tried again under other settings, or by another version: the reason may have told its
    owner to set the encoding, or the fault may have been ours.
    """
    suffix = _version_suffix(settings)
    return {path: fingerprint.removesuffix(suffix) for path, fingerprint in archive.fingerprints().items()}


def _version_suffix(settings: Settings) -> str:
    """Return what stands behind the fingerprint of a file that was refused: with whose eyes it was looked at."""
    version = f"{__version__} {settings.pages}"
    return f"?{hashlib.sha256(version.encode()).hexdigest()[:12]}"


def with_progress(documents: Iterable[Document], on_progress: OnProgress) -> Iterator[Document]:
    """Yield the documents, and tell the path of each."""
    for document in documents:
        on_progress("writing", document.path)
        yield document


def in_order(engine: Engine, do: Callable[[T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
    """Yield each item with what `do` makes of it, in the order of the items, whatever order the engine keeps."""
    pending: dict[int, T] = {}

    def numbered() -> Iterator[tuple[int, T]]:
        for number, item in enumerate(items):
            pending[number] = item
            yield number, item

    done: dict[int, R] = {}
    next_number = 0
    for number, result in engine(partial(_with_item_number, do), numbered()):
        done[number] = result
        while next_number in done:
            yield pending.pop(next_number), done.pop(next_number)
            next_number += 1


def rejected_by_worker(numbered: tuple[int, SourceFile | Rejected], reason: FailureReason) -> tuple[int, Rejected]:
    """Return what a file comes to of which no worker could make anything."""
    number, source = numbered
    consequence = "it is left out; split it, report it, or try again with `feedpub retry`"
    if not reason.is_final:
        consequence = "the next run tries it again"
    return number, Rejected(source.path, f"{reason.message}; {consequence}", retry=not reason.is_final)


def task_key(numbered: tuple[int, SourceFile | Rejected], settings: Settings) -> tuple[str, str]:
    """Return by which path and fingerprint it is remembered that a file was tried under these settings."""
    _, source = numbered
    return source.path, source.fingerprint + _version_suffix(settings)


def _with_item_number(do: Callable[[T], R], numbered: tuple[int, T]) -> tuple[int, R]:
    number, item = numbered
    return number, do(item)

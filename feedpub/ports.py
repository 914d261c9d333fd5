"""What the program asks of the world: small promises, kept in `feedpub.adapters`, faked in `feedpub.testing`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from feedpub.model import (
        AnalysedPage,
        Article,
        Document,
        FeedHistory,
        Focus,
        Frequency,
        Issue,
        JobRun,
        JumpPart,
        PaperCoverage,
        Rejected,
        RejectedFile,
        SourceFile,
        Story,
        Subscriber,
        Summary,
    )

T = TypeVar("T")
R = TypeVar("R")


class Clock(Protocol):
    """The one place that knows the time."""

    def now(self) -> datetime:
        """Return the present moment, aware, without microseconds."""
        ...


class Inbox(Protocol):
    """The watched folder."""

    def new_files(self, known_fingerprints: Mapping[str, str]) -> Iterator[SourceFile | Rejected]:
        """Yield what is new or changed since `known` (path -> fingerprint), in the order of the paths.

        A file is complete when it is yielded. One that cannot be read, or may not be, comes as `Rejected`.
        """
        ...

    def missing_files(self, known_paths: Collection[str]) -> frozenset[str] | None:
        """Return which of the known files the last look did not find.

        None where nothing can be said of that: the folder is empty, as one that is not mounted, or only some paths were
        looked at. Of a folder in it that is empty or cannot be read, no file is gone.
        """
        ...

    @property
    def unstable(self) -> tuple[str, ...]:
        """The paths that the last look left for the next, because they were still being written."""
        ...


class FolderWatcher(Protocol):
    """Who says that it is time for another look at the watched folder."""

    fallback_reason: str
    """Why it does not hear of every change at once, where it does not; "" otherwise."""

    def wait(self, seconds: float) -> bool:
        """Return True at once when something may have changed, False when the seconds are over or the work is to end.

        A ring may be false, and one may be missing: look through the folder from time to time without it.
        """
        ...

    def renamed_in(self) -> Collection[str]:
        """Return the paths of files that were renamed into the folder since the last call, as far as is known."""
        ...

    def close(self) -> None:
        """Hear no more."""
        ...


class StoryRecords(Protocol):
    """What was published, to be read."""

    def stories(self, *, first: date | None = None, last: date | None = None) -> Iterator[Story]:
        """Yield the published stories, newest first; between two days of publication, both included, where given."""
        ...

    def stories_of_last_run(self) -> Iterator[Story]:
        """Yield the published stories that the last run brought which brought any, new or reworded, newest first."""
        ...

    def story(self, id_or_prefix: str) -> Story:
        """Return one story by its id, its guid or an unambiguous beginning of the id; raises `NotFound`.

        One that is withdrawn is found as well.
        """
        ...

    def stories_by_guid(self, guids: Sequence[str]) -> Mapping[str, Story]:
        """Return the stories of these guids by them: those that are published, and those that were and are withdrawn.

        What is held back, or unknown, is left out.
        """
        ...

    def withdrawn(self, *, since: date | None = None) -> Iterator[Story]:
        """Yield what was published and is withdrawn, the last withdrawn first; from a day on, where given.

        `updated` is the moment of the withdrawal.
        """
        ...

    def story_counts(self) -> Mapping[str, int]:
        """Return how many published stories there are by the code of each region, those below it included.

        Under "" stands the number of all, under "national" that of the national ones.
        """
        ...

    def tag_counts(self) -> Mapping[str, int]:
        """Return how many published stories have each keyword."""
        ...

    def revision(self) -> int:
        """Return a number that grows when any story changes in any way, and only then."""
        ...


class FileRecords(Protocol):
    """What the files of the watched folder came to, to be read."""

    def rejected(self) -> Sequence[RejectedFile]:
        """Return the files that could not be used as they are now, in the order of the bytes of their paths."""
        ...

    def missing(self) -> Mapping[str, datetime]:
        """Return the files that are not in the folder any more, with the first look that did not find each.

        Once that was acted upon, they are gone, and stand here no longer.
        """
        ...

    def stories_of_file(self, path: str) -> Sequence[Story]:
        """Return the stories of which a file is a source now, withdrawn ones too, in the order of their archiving."""
        ...

    def is_only_source(self, path: str) -> bool:
        """Whether all stories of which a file is a source are published and have no other source."""
        ...

    def jump_parts(self, paper: str | None, day: date, path: str) -> Sequence[JumpPart]:
        """Return the halves of stories that other pages than `path` of an issue hold, in the order of the pages.

        Those are `joined` that are one story with a half of the page `path`.
        """
        ...

    def fragments(self) -> Iterator[tuple[str, Article]]:
        """Yield the continuations that wait for the rest of their story, each with the path of its page."""
        ...

    def paper_coverage(self) -> Sequence[PaperCoverage]:
        """Return the papers by name, each with its pages and what their stories voted for.

        Pages without a paper's name vote for nobody; a page that is read again votes once.
        """
        ...


class FeedRecords(Protocol):
    """Who came to which feed in which order, to be read."""

    def feed_histories(self) -> Mapping[str, FeedHistory]:
        """Return the roll of every feed that ever had a story, by its path."""
        ...

    def feed_history(self, feed: str) -> FeedHistory:
        """Return the roll of one feed, which is empty where it never had a story."""
        ...


class ArchiveReader(StoryRecords, FileRecords, FeedRecords, Protocol):
    """All that the archive tells those who only read."""

    def held_stories(self) -> Iterator[Story]:
        """Yield the stories that are held back until an editor releases them, the least certain first."""
        ...

    def issues(self) -> Iterator[Issue]:
        """Yield the issues of the digest, the latest first, without the stories that were withdrawn since."""
        ...


class ArchiveWriter(Protocol):
    """What a look at the watched folder tells the archive."""

    def fingerprints(self) -> Mapping[str, str]:
        """Return the fingerprint of every source that was dealt with, by path."""
        ...

    def save_page(self, analysed: AnalysedPage, source: SourceFile, now: datetime) -> int:
        """Store a page and its articles in one transaction; return how many stories are new or changed.

        Nothing is written where the archive holds all of it already. `now` is the moment of the run, the same for all
        its pages.
        """
        ...

    def reject(self, rejected: Rejected, source: SourceFile | Rejected, now: datetime) -> None:
        """Store that a file could not be used, so that it is not tried again until it changes.

        What it held before stays published.
        """
        ...

    def retry(self, path: str) -> None:
        """Have the next run try a file again that was refused; raises `NotFound` where it was not."""
        ...

    def record_missing(self, paths: Collection[str], now: datetime) -> None:
        """Store that just these files were not found by the look of `now`; the others were, or nobody knows."""
        ...

    def remove_files(self, paths: Collection[str], now: datetime, *, withdraw: bool) -> int:
        """Store that files are gone; return how many stories were withdrawn with them, which no other file holds.

        When a file comes back, it is read again, and with it return those that only its absence withdrew.
        """
        ...


class EditorActions(Protocol):
    """What an editor says of a story, for good or until it is taken back."""

    def release(self, id_or_prefix: str) -> Story:
        """Publish a story that is held back, for good, and return it; raises `NotFound`."""
        ...

    def withdraw(self, id_or_prefix: str, reason: str, now: datetime) -> Story:
        """Take a story out of everything that is published, until it is reinstated; raises `NotFound`.

        Its file may be read again, edited, or come in another copy: it stays withdrawn. Return it as it is then.
        """
        ...

    def reinstate(self, id_or_prefix: str) -> Story:
        """Publish a withdrawn story again, whoever withdrew it, and return it; raises `NotFound`."""
        ...

    def override_regions(self, id_or_prefix: str, focus: Focus) -> Story:
        """Say what a story is about on the map, for good, and return it as it was; raises `NotFound`."""
        ...


class Archive(ArchiveReader, ArchiveWriter, EditorActions, Protocol):
    """Everything that was ever published, and where it came from."""

    def add_to_feeds(self, stories: Iterable[tuple[str, Collection[str]]], page_size: int) -> None:
        """Put each story, given by its guid, on the rolls of these feeds where it is not on them yet.

        The stories come the newest first and are put down the oldest first. A roll with more than `size` loose stories
        is bound into volumes of `size`.
        """
        ...

    def save_issue(self, issue: Issue) -> None:
        """Store an issue of the digest, in the place of one with the same key."""
        ...


class OutputWriter(Protocol):
    """The folder of finished documents."""

    def write(self, documents: Iterable[Document], prune: Iterable[str] = ()) -> int:
        """Store the documents, each whole or not at all, where the bytes differ; return how many did.

        Below a folder that `whole` names ("site/regions"), the documents are all that is wanted: what an earlier `put`
        wrote there and this one does not is removed. What others wrote is never touched.
        """
        ...


class RejectedFilesReport(Protocol):
    """Where people see which files could not be used."""

    def write(self, rejected: Iterable[RejectedFile]) -> None:
        """Show these, and no others; it never raises."""
        ...


class FailureReason(NamedTuple):
    """Why an engine has no result for an item, and whether it is given up for good or tried again by the next run."""

    message: str
    is_final: bool = True


class Engine(Protocol):
    """Where the pure stages run."""

    def __call__(self, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `do(item)` for every item, in any order, lazily."""
        ...


class SummaryRewriter(Protocol):
    """Who words the summaries anew: a language model that the owner has set up."""

    def rewrite(self, article: Article, extract: Summary) -> Summary:
        """Return the summary in the editor's words, or `extract` itself where these are not to be had or trusted.

        It never raises, and there is an end to its waiting.
        """
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the owner should know of the editor's work until now, a sentence each."""
        ...


class Templates(Protocol):
    """The texts around the stories, ours or the owner's."""

    def render(self, name: str, /, **values: Any) -> str:
        """Return the template `name` ("site/region.html") filled with `values`; every value is escaped."""
        ...


class Recipients(Protocol):
    """The subscribers, as the sending of letters sees them."""

    def active_subscribers(self, frequency: Frequency) -> Iterator[Subscriber]:
        """Yield who gets a letter now, none of them suppressed, in the order of their keys."""
        ...

    def exclusion_reason(self, subscriber: Subscriber) -> str:
        """Return "" where a letter may go out to the subscriber at this moment, or else why not: "left", "bounced"."""
        ...

    def record_bounce(self, id_: str, *, hard: bool, now: datetime, reason: str) -> None:
        """Add to the score of a subscriber whose mail came back; a full score pauses the subscription."""
        ...


class JobLog(Protocol):
    """What is on record of the jobs: one run for each slot at most, whoever asks."""

    def runs(self, job: str, slots: Collection[str]) -> Mapping[str, JobRun]:
        """Return what is on record of a job for these slots, by the slot."""
        ...

    def last_runs(self) -> Mapping[str, JobRun]:
        """Return the run of each job that was put on record last, by the job."""
        ...

    def record(self, run: JobRun, previous: JobRun | None) -> bool:
        """Store a run in the place of `before`, the run on record of its slot; false where that is another by now."""
        ...

    def uptime(self) -> int:
        """Return the seconds for which feedpub had been running, in all its lives, at the last run on record."""
        ...

    def delete_before(self, cutoff: datetime) -> int:
        """Forget the runs that were begun before that moment, and return how many; the last of each job stays."""
        ...


class Tokens(Protocol):
    """Who signs what links say, so that nobody can make one up."""

    def token(self, purpose: str, id_: str) -> str:
        """Return what speaks of `id_`, good for `purpose` alone, ever the same; as wide for every id of a width."""
        ...

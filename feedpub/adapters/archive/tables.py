"""The tables of the archive as they are now, by name; the migrations build them.

    sources ──< article_sources >── articles ──< article_regions
       ├──< asides                     ├──< revisions
       └──< votes                      ├──< sketches
                                       └──> runs          seconds, counters, issues, job_runs, volumes

Moments are Unix time in seconds, days are ISO 8601, lists are JSON. `seconds` holds every second that a story has been
published or changed in, so that no two share one.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Float, LargeBinary, Text, column, table


class SourceStatus(StrEnum):
    """How it stands with a source."""

    OK = "ok"
    REJECTED = "rejected"
    GONE = "gone"
    """No longer in the folder, and that was acted upon as the settings say."""


class LinkState(StrEnum):
    """How a story stands with a source that held it."""

    HERE = "here"
    """The file holds it."""
    SUPERSEDED = "past"
    """The file holds another page by now; the story stays published, as that of a deleted file does."""
    DROPPED = "dropped"
    """The file holds the same page still, without this story."""
    CONTINUATION = "part"
    """The file holds the rest of a story that begins on another page."""
    FILE_GONE = "lost"
    """The file is gone from the folder, and its stories with it, as the settings say."""


class WithdrawnBy(StrEnum):
    """Who withdrew a story; what a page or a file did, it undoes by coming back."""

    PAGE = "page"
    FILE = "file"
    EDITOR = "editor"


sources = table(
    "sources",
    column("key", BigInteger),
    column("path", LargeBinary),  # as the file system has it: names need not be UTF-8
    column("fingerprint", Text),
    column("status", Text),
    column("reason", Text),
    column("paper", Text),
    column("day", Text),
    column("number", Text),
    column("first_seen", BigInteger),
    column("last_seen", BigInteger),
    column("missing_since", BigInteger),  # the first look that did not find it; NULL while it is there
)

articles = table(
    "articles",
    column("key", BigInteger),
    column("guid", Text),
    column("id", Text),
    column("digest", Text),  # of its present words
    column("kind", Text),
    column("title", Text),
    column("paragraphs", Text),
    column("lines", Text),
    column("kicker", Text),
    column("subtitle", Text),
    column("byline", Text),
    column("dateline", Text),
    column("subheads", Text),
    column("jump", Text),
    column("confidence", Float),
    column("headline", Text),
    column("summary", Text),
    column("summary_brief", Text),
    column("summary_long", Text),
    column("summary_method", Text),
    column("keywords", Text),
    column("is_national", Boolean),
    column("is_foreign", Boolean),
    column("paper", Text),
    column("number", Text),
    column("published", BigInteger),
    column("updated", BigInteger),
    column("withdrawn", Text),
    column("withdrawn_at", BigInteger),  # a second of its own
    column("withdrawn_by", Text),
    column("released", Boolean),  # by an editor, whatever its confidence
    column("fixed", Boolean),  # by an editor: its regions, is_national and is_foreign are not found out again
    column("speaker", BigInteger),  # the source whose words it has
    column("run", BigInteger),  # the last one that brought it, new or reworded
)

article_sources = table(
    "article_sources",
    column("key", BigInteger),  # ascends as the sources were first seen
    column("article", BigInteger),
    column("source", BigInteger),
    column("digest", Text),  # of what this source said last
    column("state", Text),
    column("near", Boolean),  # whether it never had the story's very words
)

article_regions = table(
    "article_regions",
    column("article", BigInteger),
    column("place", BigInteger),
    column("code", Text),
    column("role", Text),
    column("confidence", Float),
    column("evidence", Text),
)

revisions = table(
    "revisions",
    column("article", BigInteger),
    column("replaced", BigInteger),
    column("digest", Text),
    column("headline", Text),
    column("title", Text),
    column("byline", Text),
    column("paragraphs", Text),
    column("summary", Text),
)

page_items = table(
    "asides",
    column("source", BigInteger),
    column("place", BigInteger),
    column("kind", Text),
    column("item", Text),
)

minhashes = table(
    "sketches",
    column("value", BigInteger),  # a hash of some words of its body
    column("article", BigInteger),
)

used_seconds = table("seconds", column("second", BigInteger))

runs = table(
    "runs",
    column("key", BigInteger),
    column("started", BigInteger),
    column("new", BigInteger),
    column("changed", BigInteger),
)

counters = table("counters", column("name", Text), column("value", BigInteger))

issues = table(
    "issues",
    column("key", Text),  # of its week, or of the day of a run; and of its regions, where it is for some only
    column("title", Text),
    column("first", Text),
    column("last", Text),
    column("total", BigInteger),
    column("sections", Text),  # each with the guids of its stories
)

home_votes = table(
    "votes",
    column("source", BigInteger),
    column("day", Text),  # of the page, "" where it says none
    column("code", Text),  # of a region; "" in the row that stands for the page itself
    column("paper", Text),
    column("stories", BigInteger),
)

job_runs = table(
    "job_runs",
    column("job", Text),
    column("slot", Text),  # the period or the day that the run is for; "" for a job without a timetable
    column("started", BigInteger),
    column("ended", BigInteger),
    column("outcome", Text),
    column("note", Text),
    column("tries", BigInteger),
    column("lived", BigInteger),  # seconds for which feedpub had been running in all its lives when the run began
)

feed_entries = table(
    "entries",
    column("key", BigInteger),  # ascends as the stories came to the feed
    column("feed", Text),  # its path; "" is the whole
    column("article", BigInteger),
)

archive_pages = table(
    "volumes",
    column("feed", Text),
    column("number", BigInteger),
    column("last", BigInteger),  # the key of the last entry in it
)

TABLES = (
    sources,
    articles,
    article_sources,
    article_regions,
    revisions,
    page_items,
    minhashes,
    used_seconds,
    runs,
    counters,
    issues,
    home_votes,
    job_runs,
    feed_entries,
    archive_pages,
)

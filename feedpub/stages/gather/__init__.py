"""Stories -> Feeds, Volumes, Issue: put every story into the streams and the sections to which it belongs."""

from feedpub.stages.gather.feeds import EPOCH, FeedBuilder, gather_feeds, popular_tags
from feedpub.stages.gather.issues import gather_issue
from feedpub.stages.gather.routes import MAX_TAGS, FIXED_NAMES, FeedMembership, feed_path
from feedpub.stages.gather.volumes import ArchivePage, all_archive_pages, as_feed, archive_pages

__all__ = [
    "EPOCH",
    "MAX_TAGS",
    "FIXED_NAMES",
    "FeedBuilder",
    "FeedMembership",
    "ArchivePage",
    "all_archive_pages",
    "as_feed",
    "feed_path",
    "gather_feeds",
    "gather_issue",
    "popular_tags",
    "archive_pages",
]

"""Stories -> Feeds, Volumes, Issue: put every story into the streams and the sections to which it belongs."""

from feedpub.stages.gather.archive_pages import ArchivePage, all_archive_pages, archive_pages, as_feed
from feedpub.stages.gather.digest import gather_issue
from feedpub.stages.gather.feeds import EPOCH, FeedBuilder, gather_feeds, popular_tags
from feedpub.stages.gather.membership import FIXED_NAMES, MAX_TAGS, FeedMembership, feed_path

__all__ = [
    "EPOCH",
    "FIXED_NAMES",
    "MAX_TAGS",
    "ArchivePage",
    "FeedBuilder",
    "FeedMembership",
    "all_archive_pages",
    "archive_pages",
    "as_feed",
    "feed_path",
    "gather_feeds",
    "gather_issue",
    "popular_tags",
]

"""Stories -> Feeds, Volumes, Issue: put every story into the streams and the sections to which it belongs."""

from feedpub.stages.gather.feeds import EPOCH, Gathering, gather, popular
from feedpub.stages.gather.issues import gather_issue
from feedpub.stages.gather.routes import MOST_TAGS, NAMES, Routes, feed_path
from feedpub.stages.gather.volumes import Volume, all_volumes, bound, volumes

__all__ = [
    "EPOCH",
    "MOST_TAGS",
    "NAMES",
    "Gathering",
    "Routes",
    "Volume",
    "all_volumes",
    "bound",
    "feed_path",
    "gather",
    "gather_issue",
    "popular",
    "volumes",
]

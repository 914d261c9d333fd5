"""The nouns of the newsroom, as frozen values, in the order in which a page meets them.

    SourceFile ─read─▶ Page ─split─▶ Article ─locate─▶ Focus ┐
                  └──▶ Spoiled           └──summarise─▶ Summary ┴▶ Story
    Stories ─gather─▶ Feed ─render─▶ Documents          Stories ─gather─▶ Issue ─address─▶ Letter ─render─▶ Documents

Below it, what the post holds: who wishes for which letters, the issue frozen for them, and each one's mail.

    Issue ─freeze─▶ Frozen + Subscriber (a Wish) ─▶ Delivery ─mail─▶ Parcel          Accounts: what became of them all

A file each: `pages`, `places`, `stories`, `feeds`, `issues`, `post`, `jobs` for what has its hour; import from here.
Every moment is an aware `datetime`. Every line number counts the physical lines of the source from 1.
"""

from feedpub.model.feeds import Document, Feed, FeedRef, FeedHistory
from feedpub.model.issues import Issue, Letter, Section
from feedpub.model.jobs import JobRun, RunState
from feedpub.model.pages import PUBLISHED_KINDS, Article, ItemKind, Page, RejectedFile, SourceFile, Rejected
from feedpub.model.places import PaperCoverage, Evidence, Focus, RegionMatch, Region, RegionPath, RegionRole
from feedpub.model.post import (
    ALL_REGIONS,
    DeliveryTotals,
    Delivery,
    Frequency,
    FrozenIssue,
    OutgoingMail,
    DeliveryStatus,
    SubscriberStatus,
    Subscriber,
    Preferences,
)
from feedpub.model.stories import JumpPart, AnalysedArticle, Story, Summary, AnalysedPage

__all__ = [
    "ALL_REGIONS",
    "PUBLISHED_KINDS",
    "DeliveryTotals",
    "Article",
    "PaperCoverage",
    "Delivery",
    "Document",
    "Frequency",
    "Evidence",
    "Feed",
    "FeedRef",
    "Focus",
    "FrozenIssue",
    "JumpPart",
    "Issue",
    "JobRun",
    "ItemKind",
    "Letter",
    "RegionMatch",
    "Page",
    "OutgoingMail",
    "RunState",
    "RejectedFile",
    "Region",
    "RegionPath",
    "AnalysedArticle",
    "RegionRole",
    "FeedHistory",
    "Section",
    "DeliveryStatus",
    "SourceFile",
    "Rejected",
    "SubscriberStatus",
    "Story",
    "Subscriber",
    "Summary",
    "AnalysedPage",
    "Preferences",
]

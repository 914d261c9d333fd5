"""The nouns of the program, as frozen values, in the order in which a page meets them.

    SourceFile ─read─▶ Page ─split─▶ Article ─locate─▶ Focus ┐
                  └──▶ Rejected          └──summarise─▶ Summary ┴▶ Story
    Stories ─gather─▶ Feed ─render─▶ Documents          Stories ─gather─▶ Issue ─letter─▶ Letter ─render─▶ Documents

Below it, the newsletter: who has which preferences, the issue frozen for them, and each one's mail.

    Issue ─freeze─▶ FrozenIssue + Subscriber ─▶ Delivery ─mail─▶ OutgoingMail     DeliveryTotals: what became of all

A file each: `pages`, `locations`, `stories`, `feeds`, `digest`, `newsletter`, `jobs`; import from here.
Every moment is an aware `datetime`. Every line number counts the physical lines of the source from 1.
"""

from feedpub.model.digest import Issue, Letter, Section
from feedpub.model.feeds import Document, Feed, FeedHistory, FeedRef
from feedpub.model.jobs import JobRun, RunState
from feedpub.model.locations import Evidence, Focus, PaperCoverage, Region, RegionMatch, RegionPath, RegionRole
from feedpub.model.newsletter import (
    ALL_REGIONS,
    Delivery,
    DeliveryStatus,
    DeliveryTotals,
    Frequency,
    FrozenIssue,
    OutgoingMail,
    Preferences,
    Subscriber,
    SubscriberStatus,
)
from feedpub.model.pages import PUBLISHED_KINDS, Article, ItemKind, Page, Rejected, RejectedFile, SourceFile
from feedpub.model.stories import AnalysedArticle, AnalysedPage, JumpPart, Story, Summary

__all__ = [
    "ALL_REGIONS",
    "PUBLISHED_KINDS",
    "AnalysedArticle",
    "AnalysedPage",
    "Article",
    "Delivery",
    "DeliveryStatus",
    "DeliveryTotals",
    "Document",
    "Evidence",
    "Feed",
    "FeedHistory",
    "FeedRef",
    "Focus",
    "Frequency",
    "FrozenIssue",
    "Issue",
    "ItemKind",
    "JobRun",
    "JumpPart",
    "Letter",
    "OutgoingMail",
    "Page",
    "PaperCoverage",
    "Preferences",
    "Region",
    "RegionMatch",
    "RegionPath",
    "RegionRole",
    "Rejected",
    "RejectedFile",
    "RunState",
    "Section",
    "SourceFile",
    "Story",
    "Subscriber",
    "SubscriberStatus",
    "Summary",
]

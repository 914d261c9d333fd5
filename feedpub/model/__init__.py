"""The nouns of the newsroom, as frozen values, in the order in which a page meets them.

    SourceFile ─read─▶ Page ─split─▶ Article ─locate─▶ Focus ┐
                  └──▶ Spoiled           └──summarise─▶ Summary ┴▶ Story
    Stories ─gather─▶ Feed ─render─▶ Documents          Stories ─gather─▶ Issue ─address─▶ Letter ─render─▶ Documents

Below it, what the post holds: who wishes for which letters, the issue frozen for them, and each one's mail.

    Issue ─freeze─▶ Frozen + Subscriber (a Wish) ─▶ Delivery ─mail─▶ Parcel          Accounts: what became of them all

A file each: `pages`, `places`, `stories`, `feeds`, `issues`, `post`, `jobs` for what has its hour; import from here.
Every moment is an aware `datetime`. Every line number counts the physical lines of the source from 1.
"""

from feedpub.model.feeds import Document, Feed, FeedRef, Roll
from feedpub.model.issues import Issue, Letter, Section
from feedpub.model.jobs import JobRun, Ran
from feedpub.model.pages import PUBLISHED, Article, Kind, Page, Refusal, SourceFile, Spoiled
from feedpub.model.places import Beat, Evidence, Focus, Located, Region, RegionPath, Role
from feedpub.model.post import (
    EVERYWHERE,
    Accounts,
    Delivery,
    Every,
    Frozen,
    Parcel,
    Sending,
    Standing,
    Subscriber,
    Wish,
)
from feedpub.model.stories import Half, Report, Story, Summary, Understood

__all__ = [
    "EVERYWHERE",
    "PUBLISHED",
    "Accounts",
    "Article",
    "Beat",
    "Delivery",
    "Document",
    "Every",
    "Evidence",
    "Feed",
    "FeedRef",
    "Focus",
    "Frozen",
    "Half",
    "Issue",
    "JobRun",
    "Kind",
    "Letter",
    "Located",
    "Page",
    "Parcel",
    "Ran",
    "Refusal",
    "Region",
    "RegionPath",
    "Report",
    "Role",
    "Roll",
    "Section",
    "Sending",
    "SourceFile",
    "Spoiled",
    "Standing",
    "Story",
    "Subscriber",
    "Summary",
    "Understood",
    "Wish",
]

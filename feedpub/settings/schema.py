"""What the owner may choose, section by section: each with a default that works."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import msgspec

from feedpub.settings.mail import Mail, Signup
from feedpub.settings.operations import (
    Backup,
    Duration,
    Log,
    Monitor,
    Retention,
    Schedule,
    Serve,
)

LLM_METHOD = "llm"
"""The method of summaries that asks a model."""

Positive = Annotated[int, msgspec.Meta(ge=1)]


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the pages speak."""

    title: str = "feedpub"
    language: Literal["zh", "en"] = "zh"
    owner: str = ""
    """Who publishes: shown at the foot of every page and letter."""
    email: str = ""


class Feeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a feed document holds."""

    items: Positive = 30
    min_stories_per_tag: Positive = 3
    """So many stories give a keyword a page and feeds of its own."""
    content: Literal["full", "summary", "both"] = "full"
    """What the items hold; with "both", the summaries alone stand beside the feeds (rss-summary.xml)."""
    mark_corrections: bool = False
    """Whether the title of a story that was changed begins with 【更正】."""
    hubs: tuple[str, ...] = ()
    """WebSub hubs that are pinged for every feed document that changed; each feed names them."""


class Pages(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is taken for granted of a page."""

    publication_hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 6
    """The hour of publication of a page that gives only its date."""
    hold_below: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    """Stories of which the splitting is less sure wait for an editor (`feedpub held`, `feedpub release`)."""
    encoding: str = "auto"
    max_bytes: Positive = 5_000_000
    """Bytes; a larger file is refused before it is read."""
    timeout: Annotated[float, msgspec.Meta(gt=0, le=86_400)] = 30.0
    """For the work on one file; one that takes longer three times is given up until it changes."""
    memory_limit: Annotated[int, msgspec.Meta(ge=200_000_000, le=2**50)] = 1_000_000_000
    """Bytes for the process that works on a file, dictionary and all; without any page it takes 150 million."""


class Summaries(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a summary may be, in characters without white space."""

    method: str = "extract"
    brief: Positive = 40
    """For the mail program's preview and long lists."""
    text: Positive = 80
    """For feeds, lists of stories and the letter."""
    long: Positive = 120
    """For the head of the article's own page."""

    @property
    def without_llm(self) -> Summaries:
        """The same for the pure stage: what a model rewords, and what stands where it may not, is the extract."""
        return msgspec.structs.replace(self, method="extract") if self.method == LLM_METHOD else self


class Llm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The language model of `summaries.method = "llm"`, behind any OpenAI-compatible endpoint.

    Its key is no setting: it comes from the environment (`FEEDPUB_LLM__KEY`) or from `key_file`, and goes nowhere else.
    """

    url: str = ""
    """What stands before /chat/completions: "http://127.0.0.1:11434/v1"."""
    model: str = ""
    key_file: str = ""
    """A file that nobody but its owner may read (mode 0600)."""
    timeout: Annotated[float, msgspec.Meta(gt=0)] = 120.0
    """Seconds for one answer."""
    max_calls: Annotated[int, msgspec.Meta(ge=0)] = 50
    """The most questions of one run."""
    total_timeout: Annotated[float, msgspec.Meta(gt=0)] = 600.0
    """Seconds of one run that may be spent waiting for answers."""


class Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The weekly letter."""

    title: str = ""
    """Without one, the language's own."""
    daily_title: str = ""
    """That of the letter of a single day, for those who asked for a daily one; without one, the language's own."""
    sender: str = "digest@localhost"
    stories_per_region: Positive = 12
    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)] = 1
    """ISO weekday on which the letter of the week before goes out; 1 is Monday."""
    hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 8
    max_lateness: Duration = "3d"
    """A letter whose hour is longer ago than this is skipped."""


class Watch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the folder is watched."""

    mode: Literal["events", "poll"] = "events"
    """Whether the system's word is waited for, or only looks at the folder count, as network mounts need."""
    poll_seconds: Positive = 5
    """Between two looks at the folder where events do not come."""
    rescan: Annotated[float, msgspec.Meta(gt=0, le=1440)] = 1.0
    """Minutes between two looks without any event where they do."""
    settle: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 2.0
    """Seconds for which a file must keep still before it is taken."""
    on_delete: Literal["keep", "withdraw"] = "keep"
    """What becomes of the stories of a file that is deleted, and that no other file holds."""


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A newspaper by its name."""

    home: str = ""
    """Its own region, as a path: "江苏省/常州市"."""
    slug: str = ""
    """The name of its folder in papers/; without one, a digest of its name."""


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the owner says of the names of places; it holds for the pages that are read from then on."""

    add: dict[str, str] = {}
    """A name -> what it means, as a path, a unique name or a code: "龙城" = "江苏省/常州市"."""
    exclude: tuple[str, ...] = ()
    """Words that mean no place where exactly they stand."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A region of the owner's own that gathers others, with its feeds; its key is the name of its folder."""

    name: str
    regions: tuple[str, ...]
    """Each as a path, a unique name or a code: "江苏省/苏州市"."""


# All that the owner may choose, as one value.


PREVIEW_PORT = 8000
LETTER_TITLES = {"zh": "一周要闻", "en": "The Week in News"}
DAILY_TITLES = {"zh": "每日要闻", "en": "The Day in News"}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All choices, each with a default that works."""

    base_url: str = ""
    """The public address of `output/site`; without it, that of the local preview."""
    zone: str = "Asia/Shanghai"
    engine: Literal["serial", "processes", "dask"] = "processes"
    """Where pages are worked on; "serial" is without the budget of `pages.timeout` and `pages.memory_limit`."""
    scheduler: str = ""
    """The address of a Dask scheduler; without it, a local cluster is started."""
    archive: str = ""
    """A database URL; without it, SQLite in the state folder."""
    templates: str = ""
    """The owner's own templates, looked up before ours."""
    site: Site = Site()
    feeds: Feeds = Feeds()
    pages: Pages = Pages()
    summaries: Summaries = Summaries()
    llm: Llm = Llm()
    digest: Digest = Digest()
    mail: Mail = Mail()
    watch: Watch = Watch()
    schedule: Schedule = Schedule()
    log: Log = Log()
    monitor: Monitor = Monitor()
    serve: Serve = Serve()
    signup: Signup = Signup()
    backup: Backup = Backup()
    retention: Retention = Retention()
    papers: dict[str, Paper] = {}
    groups: dict[str, Group] = {}
    names: Names = Names()

    @property
    def root_url(self) -> str:
        """The address of the site, with a slash at its end."""
        return (self.base_url or f"http://127.0.0.1:{PREVIEW_PORT}").rstrip("/") + "/"

    @property
    def letter_title(self) -> str:
        """The title of the weekly letter."""
        return self.digest.title or LETTER_TITLES[self.site.language]

    @property
    def for_daily_letter(self) -> Settings:
        """The same for the daily letter, which has a title of its own."""
        title = self.digest.daily_title or DAILY_TITLES[self.site.language]
        return msgspec.structs.replace(self, digest=msgspec.structs.replace(self.digest, title=title))

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which days and weeks are counted."""
        return ZoneInfo(self.zone)

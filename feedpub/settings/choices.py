"""All that the owner may choose, as one value."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from feedpub.settings.keeping import Backup, Retention
from feedpub.settings.mailing import Mail
from feedpub.settings.running import Log, Monitor, Schedule
from feedpub.settings.sections import (
    Digest,
    Feeds,
    Group,
    Llm,
    Names,
    Pages,
    Paper,
    Site,
    Summaries,
    Watch,
)
from feedpub.settings.serving import Serve
from feedpub.settings.signing_up import Signup

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

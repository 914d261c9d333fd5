"""What the owner may choose: feedpub.toml, then the environment (`FEEDPUB_BASE_URL`, `FEEDPUB_FEEDS__ITEMS`)."""

from __future__ import annotations

from feedpub.settings.choices import PREVIEW_PORT, Settings
from feedpub.settings.keeping import Backup, Retention
from feedpub.settings.mailing import Mail
from feedpub.settings.parse import LLM_KEY, MAIL_SECRET, parse
from feedpub.settings.running import Log, Monitor, Schedule, length
from feedpub.settings.sections import LLM, Digest, Feeds, Group, Llm, Names, Pages, Paper, Site, Summaries, Watch
from feedpub.settings.serving import Serve
from feedpub.settings.signing_up import Signup

__all__ = [
    "LLM",
    "LLM_KEY",
    "MAIL_SECRET",
    "PREVIEW_PORT",
    "Backup",
    "Digest",
    "Feeds",
    "Group",
    "Llm",
    "Log",
    "Mail",
    "Monitor",
    "Names",
    "Pages",
    "Paper",
    "Retention",
    "Schedule",
    "Serve",
    "Settings",
    "Signup",
    "Site",
    "Summaries",
    "Watch",
    "length",
    "parse",
]

"""What the owner may choose: feedpub.toml, then the environment (`FEEDPUB_BASE_URL`, `FEEDPUB_FEEDS__ITEMS`)."""

from __future__ import annotations

from feedpub.settings.choices import PREVIEW_PORT, Settings
from feedpub.settings.keeping import Backup, Retention
from feedpub.settings.mailing import Mail
from feedpub.settings.parse import LLM_KEY_VARIABLE, MAIL_PASSWORD_VARIABLE, parse_settings
from feedpub.settings.running import Log, Monitor, Schedule, parse_duration
from feedpub.settings.sections import LLM_METHOD, Digest, Feeds, Group, Llm, Names, Pages, Paper, Site, Summaries, Watch
from feedpub.settings.serving import Serve
from feedpub.settings.signing_up import Signup

__all__ = [
    "LLM_METHOD",
    "LLM_KEY_VARIABLE",
    "MAIL_PASSWORD_VARIABLE",
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
    "parse_duration",
    "parse_settings",
]

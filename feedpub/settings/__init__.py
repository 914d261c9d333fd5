"""What the owner may choose: feedpub.toml, then the environment (`FEEDPUB_BASE_URL`, `FEEDPUB_FEEDS__ITEMS`)."""

from __future__ import annotations

from feedpub.settings.load import LLM_KEY_VARIABLE, MAIL_PASSWORD_VARIABLE, parse_settings
from feedpub.settings.mail import Mail, Signup
from feedpub.settings.operations import Backup, Log, Monitor, Retention, Schedule, Serve, parse_duration
from feedpub.settings.schema import (
    LLM_METHOD,
    PREVIEW_PORT,
    Digest,
    Feeds,
    Group,
    Llm,
    Names,
    Pages,
    Paper,
    Settings,
    Site,
    Summaries,
    Watch,
)

__all__ = [
    "LLM_KEY_VARIABLE",
    "LLM_METHOD",
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

"""A reader's choices and words of ours -> the pages below /mail/, and the mail that asks for confirmation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub.model import Frequency, Letter, Preferences
from feedpub.wording.signup import region_names, signup_wording

if TYPE_CHECKING:
    from datetime import datetime

    from feedpub.ports import Templates
    from feedpub.settings import Settings


def confirmation_letter(
    preferences: Preferences,
    envelope: MailEnvelope,
    link: str,
    settings: Settings,
    templates: Templates,
    now: datetime,
    *,
    is_subscribed: bool,
) -> Letter:
    """Return the mail that asks a reader to confirm a wish."""
    texts = signup_wording(preferences.language)
    named_regions = region_names(preferences)
    lang = "zh-CN" if preferences.language == "zh" else "en"
    values: dict[str, Any] = {
        "signup": texts,
        "lang": lang,
        "site": settings.site,
        "root": settings.root_url,
        "link": link,
        "known": is_subscribed,
        "names": named_regions[:MAX_NAMED],
        "more": texts.and_more.format(count=len(named_regions)) if len(named_regions) > MAX_NAMED else "",
        "every": texts.daily if preferences.frequency is Frequency.DAY else texts.weekly,
    }
    return Letter(
        issue="confirm",
        subject=texts.mail_subject.format(site=settings.site.title),
        html=templates.render("web/confirm.html", **values),
        text=templates.render("web/confirm.txt", **values),
        message_id=envelope.message_id,
        sender=envelope.sender,
        recipient=envelope.recipient,
        date=now,
        headers=(("Auto-Submitted", "auto-generated"), ("Content-Language", lang)),
    )


class MailEnvelope(NamedTuple):
    """From whom, to whom, and which mail it is."""

    sender: str
    recipient: str
    message_id: str


MAX_NAMED = 30
"""Regions that a confirmation names one by one."""

"""A frozen issue -> the mail of each subscriber: written once for all who want the same, filled for each."""

from __future__ import annotations

import re
from collections import OrderedDict
from email.utils import format_datetime
from hashlib import sha256
from hmac import compare_digest
from typing import TYPE_CHECKING

import msgspec

from feedpub.errors import NotFound
from feedpub.model import ALL_REGIONS, Frequency, OutgoingMail
from feedpub.regions import by_code
from feedpub.stages.gather import gather_issue
from feedpub.stages.letter import ReaderLinks, build_letter
from feedpub.stages.letter.headers import contact, message_id, sender
from feedpub.stages.letter.personalise import (
    MessageTemplate,
    RecipientFields,
    make_template,
    personalise,
    recipient_headers,
)
from feedpub.text.email_address import parse_mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from feedpub.model import Delivery, FrozenIssue, Issue, Preferences, Region, Story, Subscriber
    from feedpub.ports import ArchiveReader, Recipients, Templates, Tokens
    from feedpub.settings import Settings
    from feedpub.stages.letter.dkim import DkimSigner

UNSUBSCRIBE_PURPOSE, PREFERENCES_PURPOSE = "leave", "change"
"""What a reader's tokens are good for, and the names of their pages below `mail/`."""

MAX_CACHED_TEMPLATES = 16
"""Moulds that are kept: letters come by their wishes, so that one would do but for those tried again."""

NO_STORIES_REASON = "nothing in this issue for what was asked for"


def letter_message_id(subscriber: Subscriber, issue_key: str, settings: Settings) -> str:
    """Return the Message-ID of an issue's letter to a subscriber, the same at every attempt and on every machine."""
    return message_id(issue_key, subscriber.id, settings)


class MessageBuilder:
    """Makes the mails of one issue; what was withdrawn since it was frozen, at any moment, is not in them."""

    def __init__(
        self,
        issue: FrozenIssue,
        archive: ArchiveReader,
        recipients: Recipients,
        settings: Settings,
        templates: Templates,
        tokens: Tokens,
        signer: DkimSigner | None,
        now: datetime,
    ) -> None:
        self._issue, self._archive, self._recipients = issue, archive, recipients
        self._settings, self._templates, self._tokens, self._signer = settings, templates, tokens, signer
        self._now = now
        self._revision = -1
        self._stories: Sequence[Story] = ()
        self._message_templates: OrderedDict[Preferences, MessageTemplate | None] = OrderedDict()
        # Mail to the mailbox of bounces is read by us, that to the contact by a person.
        bounces_are_read = settings.mail.bounces and (settings.mail.bounce_maildir or settings.mail.bounce_imap)
        self._unsubscribe_address = (
            parse_mailbox(settings.mail.bounces).address if bounces_are_read else contact(settings)
        )
        self._sender = parse_mailbox(sender(settings)).address
        self._placeholders = {
            purpose: _placeholder(purpose, len(tokens.token(purpose, "0" * 16)))
            for purpose in (UNSUBSCRIBE_PURPOSE, PREFERENCES_PURPOSE)
        }

    def build(self, delivery: Delivery) -> OutgoingMail | str:
        """Return the mail of a delivery as it is right at this moment, or in words why there is none."""
        subscriber = delivery.subscriber
        if reason := self._recipients.exclusion_reason(subscriber):
            return reason
        template = self._message_template(subscriber.preferences)
        if template is None:
            return NO_STORIES_REASON
        tokens = {
            purpose: self._tokens.token(purpose, subscriber.id)
            for purpose in (UNSUBSCRIBE_PURPOSE, PREFERENCES_PURPOSE)
        }
        unsubscribe_mailto = f"mailto:{self._unsubscribe_address}?subject=unsubscribe%20{tokens[UNSUBSCRIBE_PURPOSE]}"
        unsubscribe_url = (
            self._page_url(UNSUBSCRIBE_PURPOSE, tokens[UNSUBSCRIBE_PURPOSE]) if self._settings.base_url else ""
        )
        date = format_datetime(self._now.astimezone(self._settings.timezone))
        headers = recipient_headers(subscriber.address, delivery.message_id, date, unsubscribe_url, unsubscribe_mailto)
        token_by_placeholder = {self._placeholders[page]: token for page, token in tokens.items()}
        return OutgoingMail(
            personalise(template, RecipientFields(headers, token_by_placeholder), self._signer),
            self._return_path(subscriber),
            subscriber.address,
        )

    def _message_template(self, preferences: Preferences) -> MessageTemplate | None:
        """Return the message template for these preferences; None where the issue has nothing for it."""
        self._reload_stories()
        if preferences in self._message_templates:
            self._message_templates.move_to_end(preferences)
        else:
            self._message_templates[preferences] = self._make_template(preferences)
            if len(self._message_templates) > MAX_CACHED_TEMPLATES:
                self._message_templates.popitem(last=False)
        return self._message_templates[preferences]

    def _reload_stories(self) -> None:
        """Have the stories as the archive tells them now: one may have been withdrawn while others were sent."""
        revision = self._archive.revision()
        if revision != self._revision:
            story_by_guid = self._archive.stories_by_guid(self._issue.guids)
            self._stories = [story_by_guid[guid] for guid in self._issue.guids if guid in story_by_guid]
            self._message_templates.clear()
            self._revision = revision

    def _make_template(self, preferences: Preferences) -> MessageTemplate | None:
        site = msgspec.structs.replace(self._settings.site, language=preferences.language)
        settings = msgspec.structs.replace(self._settings, site=site)
        if self._issue.frequency is Frequency.DAY:
            settings = settings.for_daily_letter
        issue = select_sections(self._issue, self._stories, preferences, settings)
        if not issue.stories:
            return None
        links = ReaderLinks(
            self._page_url(UNSUBSCRIBE_PURPOSE, self._placeholders[UNSUBSCRIBE_PURPOSE]),
            self._page_url(PREFERENCES_PURPOSE, self._placeholders[PREFERENCES_PURPOSE]),
        )
        # Without a public address there are no pages to lead to: then the letter names the mail address.
        letter = build_letter(issue, "", settings, self._templates, self._now, links if settings.base_url else None)
        return make_template(letter, tuple(self._placeholders.values()))

    def _page_url(self, purpose: str, token: str) -> str:
        return f"{self._settings.root_url}mail/{purpose}/{token}"

    def _return_path(self, subscriber: Subscriber) -> str:
        """Return the address that a bounce goes to; where bounces are read, it says whose letter came back."""
        if not self._settings.mail.bounces:
            return self._sender
        bounce_address = parse_mailbox(self._settings.mail.bounces)
        local_part = bounce_address.address.rpartition("@")[0]
        return f"{local_part}+{bounce_token(subscriber.id, self._issue.key, self._tokens)}@{bounce_address.domain}"


def bounce_token(subscriber_id: str, issue_key: str, tokens: Tokens) -> str:
    """Return what a return path says of its letter, short enough for a local part, and not to be forged."""
    proof = sha256(tokens.token("bounce", f"{subscriber_id}.{issue_key}").encode()).hexdigest()[:12]
    return f"{subscriber_id}-{issue_key.replace('-', '').lower()}-{proof}"


def subscriber_of(token: str, tokens: Tokens) -> str | None:
    """Return of whose letter a return path speaks, or None where it is none of ours."""
    subscriber_id, compact_key, _ = token.split("-")
    week = re.fullmatch(r"(\d{4})w(\d\d)", compact_key)
    day = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", compact_key)
    key = f"{week[1]}-W{week[2]}" if week else "-".join(day.groups()) if day else ""
    return subscriber_id if key and compare_digest(bounce_token(subscriber_id, key, tokens), token) else None


def select_sections(
    frozen_issue: FrozenIssue, stories: Sequence[Story], preferences: Preferences, settings: Settings
) -> Issue:
    """Return the part of an issue that a wish asks for, each story once, titled in the language of the settings."""
    wants_all = ALL_REGIONS in preferences.region_codes
    return gather_issue(
        stories,
        key=frozen_issue.key,
        title=settings.letter_title,
        first=frozen_issue.first,
        last=frozen_issue.last,
        limit_per_region=settings.digest.stories_per_region,
        regions=None if wants_all else list(_chosen_regions(preferences)),
        classes=preferences.region_codes,
    )


def _chosen_regions(preferences: Preferences) -> Iterator[Region]:
    """Yield the divisions that a wish names; a code that the table has lost since is passed over."""
    for code in preferences.region_codes:
        try:
            yield by_code(code)
        except NotFound:
            continue


def _placeholder(purpose: str, width: int) -> str:
    return purpose.ljust(width, "0")

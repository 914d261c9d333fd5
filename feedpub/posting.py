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
from feedpub.language.mailbox import mailbox
from feedpub.model import EVERYWHERE, Every, Parcel
from feedpub.regions import by_code
from feedpub.stages.address import Ways, address
from feedpub.stages.address.envelope import contact, message_id, sender
from feedpub.stages.gather import gather_issue
from feedpub.stages.render.mould import Fill, Mould, fill, mould, own_headers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from feedpub.model import Delivery, Frozen, Issue, Region, Story, Subscriber, Wish
    from feedpub.ports import Library, Readers, Templates, Tokens
    from feedpub.settings import Settings
    from feedpub.stages.render.dkim import Seal

LEAVE, CHANGE = "leave", "change"
"""What a reader's tokens are good for, and the names of their pages below `mail/`."""

KEPT = 16
"""Moulds that are kept: letters come by their wishes, so that one would do but for those tried again."""

NOTHING = "nothing in this issue for what was asked for"


def name(subscriber: Subscriber, issue: str, settings: Settings) -> str:
    """Return the Message-ID of an issue's letter to a subscriber, the same at every attempt and on every machine."""
    return message_id(issue, subscriber.id, settings)


class Press:
    """Makes the mails of one issue; what was withdrawn since it was frozen, at any moment, is not in them."""

    def __init__(
        self,
        issue: Frozen,
        library: Library,
        readers: Readers,
        settings: Settings,
        templates: Templates,
        tokens: Tokens,
        seal: Seal | None,
        now: datetime,
    ) -> None:
        self._issue, self._library, self._readers = issue, library, readers
        self._settings, self._templates, self._tokens, self._seal = settings, templates, tokens, seal
        self._now = now
        self._revision = -1
        self._stories: Sequence[Story] = ()
        self._moulds: OrderedDict[Wish, Mould | None] = OrderedDict()
        # Mail to the mailbox of bounces is read by us, that to the contact by a person.
        is_read = settings.mail.bounces and (settings.mail.bounce_maildir or settings.mail.bounce_imap)
        self._leaving = mailbox(settings.mail.bounces).address if is_read else contact(settings)
        self._sender = mailbox(sender(settings)).address
        self._gaps = {page: _gap(page, len(tokens.token(page, "0" * 16))) for page in (LEAVE, CHANGE)}

    def mail(self, delivery: Delivery) -> Parcel | str:
        """Return the mail of a delivery as it is right at this moment, or in words why there is none."""
        reader = delivery.subscriber
        if why := self._readers.may_get(reader):
            return why
        shape = self._mould(reader.wish)
        if shape is None:
            return NOTHING
        tokens = {page: self._tokens.token(page, reader.id) for page in (LEAVE, CHANGE)}
        by_mail = f"mailto:{self._leaving}?subject=unsubscribe%20{tokens[LEAVE]}"
        leave = self._page(LEAVE, tokens[LEAVE]) if self._settings.base_url else ""
        date = format_datetime(self._now.astimezone(self._settings.timezone))
        headers = own_headers(reader.address, delivery.message_id, date, leave, by_mail)
        gaps = {self._gaps[page]: token for page, token in tokens.items()}
        return Parcel(fill(shape, Fill(headers, gaps), self._seal), self._return_path(reader), reader.address)

    def _mould(self, wish: Wish) -> Mould | None:
        """Return the mould for a wish; None where the issue has nothing for it."""
        self._look_again()
        if wish in self._moulds:
            self._moulds.move_to_end(wish)
        else:
            self._moulds[wish] = self._cast(wish)
            if len(self._moulds) > KEPT:
                self._moulds.popitem(last=False)
        return self._moulds[wish]

    def _look_again(self) -> None:
        """Have the stories as the archive tells them now: one may have been withdrawn while others were sent."""
        revision = self._library.revision()
        if revision != self._revision:
            told = self._library.told(self._issue.guids)
            self._stories = [told[guid] for guid in self._issue.guids if guid in told]
            self._moulds.clear()
            self._revision = revision

    def _cast(self, wish: Wish) -> Mould | None:
        site = msgspec.structs.replace(self._settings.site, language=wish.language)
        settings = msgspec.structs.replace(self._settings, site=site)
        if self._issue.every is Every.DAY:
            settings = settings.of_a_day
        issue = chosen(self._issue, self._stories, wish, settings)
        if not issue.stories:
            return None
        ways = Ways(self._page(LEAVE, self._gaps[LEAVE]), self._page(CHANGE, self._gaps[CHANGE]))
        # Without a public address there are no pages to lead to: then the letter names the mail address.
        letter = address(issue, "", settings, self._templates, self._now, ways if settings.base_url else None)
        return mould(letter, tuple(self._gaps.values()))

    def _page(self, page: str, token: str) -> str:
        return f"{self._settings.root_url}mail/{page}/{token}"

    def _return_path(self, reader: Subscriber) -> str:
        """Return the address that a bounce goes to; where bounces are read, it says whose letter came back."""
        if not self._settings.mail.bounces:
            return self._sender
        box = mailbox(self._settings.mail.bounces)
        local = box.address.rpartition("@")[0]
        return f"{local}+{verp(reader.id, self._issue.key, self._tokens)}@{box.domain}"


def verp(id_: str, issue: str, tokens: Tokens) -> str:
    """Return what a return path says of its letter, short enough for a local part, and not to be forged."""
    proof = sha256(tokens.token("bounce", f"{id_}.{issue}").encode()).hexdigest()[:12]
    return f"{id_}-{issue.replace('-', '').lower()}-{proof}"


def whose(token: str, tokens: Tokens) -> str | None:
    """Return of whose letter a return path speaks, or None where it is none of ours."""
    id_, issue, _ = token.split("-")
    week = re.fullmatch(r"(\d{4})w(\d\d)", issue)
    day = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", issue)
    key = f"{week[1]}-W{week[2]}" if week else "-".join(day.groups()) if day else ""
    return id_ if key and compare_digest(verp(id_, key, tokens), token) else None


def chosen(frozen: Frozen, stories: Sequence[Story], wish: Wish, settings: Settings) -> Issue:
    """Return the part of an issue that a wish asks for, each story once, titled in the language of the settings."""
    everything = EVERYWHERE in wish.regions
    return gather_issue(
        stories,
        key=frozen.key,
        title=settings.letter_title,
        first=frozen.first,
        last=frozen.last,
        limit_per_region=settings.digest.stories_per_region,
        regions=None if everything else list(_regions(wish)),
        classes=wish.regions,
    )


def _regions(wish: Wish) -> Iterator[Region]:
    """Yield the divisions that a wish names; a code that the table has lost since is passed over."""
    for code in wish.regions:
        try:
            yield by_code(code)
        except NotFound:
            continue


def _gap(page: str, width: int) -> str:
    return page.ljust(width, "0")

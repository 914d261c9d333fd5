"""What the owner may choose of the sign-up: whether there is one, and how many mails strangers can have us send."""

from __future__ import annotations

from typing import Annotated

import msgspec

MailLimit = Annotated[int, msgspec.Meta(ge=1)]


class Signup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How readers come to the letter by themselves, and the caps on confirmation mails (S8)."""

    enabled: bool = True
    """Whether `feedpub serve` has the pages below /mail/, and whether the site's pages lead there."""
    hours_between_mails: MailLimit = 24
    """Hours between two mails to one address."""
    max_per_address: MailLimit = 3
    """Mails to one address until it is confirmed."""
    max_per_network_hour: MailLimit = 10
    """Mails in an hour that one network (/24, /48) can cause."""
    max_per_hour: MailLimit = 200
    """Mails in an hour in all."""
    proxies: tuple[str, ...] = ()
    """Addresses or networks of servers before ours; only what these say in X-Forwarded-For is believed."""

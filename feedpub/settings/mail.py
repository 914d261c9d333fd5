"""What the owner may choose of the mail."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

PositiveCount = Annotated[int, msgspec.Meta(ge=1)]
RateLimit = Annotated[float, msgspec.Meta(ge=0)]
PositiveSeconds = Annotated[float, msgspec.Meta(gt=0)]


class Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How letters leave the house.

    The password is no setting: it comes from the environment (`FEEDPUB_MAIL__PASSWORD`) or from `password_file`.
    """

    server: str = ""
    """Host and port of the next mail server, "smtp.example.org:587"; without one, letters go to `output/outbox/`."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    verify: bool = True
    """Whether the server's certificate must be good."""
    user: str = ""
    password_file: str = ""
    """A file that nobody but its owner may read (mode 0600)."""
    max_connections: PositiveCount = 4
    """How many are kept open at once."""
    rate: RateLimit = 0.0
    """Letters in a second, 0 for as fast as the server takes them."""
    domain_rate: RateLimit = 0.0
    """Letters in a minute to one domain (qq.com), 0 for no limit."""
    timeout: PositiveSeconds = 60.0
    """Seconds for one answer of the server."""
    data_timeout: PositiveSeconds = 600.0
    """Seconds for its answer to a whole letter (RFC 5321 4.5.3.2.6)."""
    max_lateness: PositiveCount = 36
    """Hours after which a letter that could not be sent is given up."""
    on_uncertain: Literal["ask", "skip", "resend"] = "ask"
    """What is done with a letter of which nobody here can know whether it arrived."""
    postfix_log: str = ""
    """The log of a Postfix on this machine, which knows what it was given."""
    bounces: str = ""
    """Where mail that comes back goes: "bounce@example.org" becomes bounce+TOKEN@example.org for each letter."""
    bounce_maildir: str = ""
    """The maildir that such mail lies in."""
    bounce_imap: str = ""
    """Or the folder of an IMAP server: "imaps://name@mail.example.org/INBOX"."""
    bounce_password_file: str = ""
    """With the password of that mailbox (mode 0600), or FEEDPUB_MAIL__BOUNCE_PASSWORD."""
    suspend_after: PositiveCount = 3
    """So many letters in a row that hard come back pause a subscription."""
    resolver: str = ""
    """The DNS server that `feedpub doctor --mail` asks, "1.2.3.4:53"; without one, the system's."""
    dkim_selector: str = ""
    dkim_key: str = ""
    """A file with the private key (PEM, RSA, mode 0600); without it, the relay signs."""
    dkim_domain: str = ""
    """Without one, that of the sender."""


# What the owner may choose of the sign-up: whether there is one, and how many mails strangers can have us send.


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

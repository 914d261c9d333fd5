"""Letter -> the bytes of a mail (RFC 5322, RFC 2046): text first, HTML as the richer alternative."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import TYPE_CHECKING

from feedpub.model import Document
from feedpub.text.email_address import parse_mailbox
from feedpub.text.one_line import one_line

if TYPE_CHECKING:
    from feedpub.model import Letter


def letter_documents(letter: Letter) -> tuple[Document, ...]:
    """Return three files named by the issue: to be looked at, to be read, to be opened by a mail program."""
    path = f"outbox/{letter.issue}"
    return (
        Document(f"{path}.html", letter.html.encode()),
        Document(f"{path}.txt", letter.text.encode()),
        Document(f"{path}.eml", mail_bytes(letter)),
    )


# Letter -> the bytes of a mail (RFC 5322, RFC 2046): text first, HTML as the richer alternative.


NO_RECIPIENT = "undisclosed-recipients:;"
"""A group without members (RFC 5322 3.4): what a letter to nobody in particular says instead of an address."""


def mail_bytes(letter: Letter) -> bytes:
    """Return the mail, ready for SMTP: CRLF line ends, ASCII only. The same letter gives the same bytes.

    Headers are cleaned before the `email` package sees them: it raises for some line ends and lets NUL pass.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(letter.sender)
    message["To"] = _address(letter.recipient) if letter.recipient else NO_RECIPIENT
    message["Subject"] = header_text(letter.subject)
    message["Date"] = letter.date
    message["Message-ID"] = header_text(letter.message_id)
    # base64 for both: Han characters take nine bytes in quoted-printable and four here.
    message.set_content(letter.text, charset="utf-8", cte="base64")
    message.add_alternative(letter.html, subtype="html", charset="utf-8", cte="base64")
    message.set_boundary(_boundary(letter))
    for name, value in letter.headers:  # only now: `add_alternative` moves every Content- header into the first part
        message[name] = header_text(value)
    return message.as_bytes()


def header_text(text: str) -> str:
    """Return `text` as the words of a header, which can neither end it nor be read as an encoded word.

    The `email` package decodes what looks like one ("=?utf-8?q?=0D=0ABcc:_...?=") in a plain text as well, and writes
    the line end that it finds inside: a header of the page's own choosing.
    """
    return one_line(text).replace("=?", "= ?")


def _address(text: str) -> Address:
    box = parse_mailbox(text)
    return Address(display_name=header_text(box.name), addr_spec=box.address)


def _boundary(letter: Letter) -> str:
    """Return what parts the alternatives; `=_` never stands in base64, so it cannot occur inside them."""
    return f"=_{sha256(letter.message_id.encode()).hexdigest()[:32]}"

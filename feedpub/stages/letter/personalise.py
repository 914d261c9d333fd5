"""Letter for some preferences -> MessageTemplate: a mail's bytes with placeholders, to be filled for each subscriber.

To encode and to sign each mail from its beginning costs 14 ms; to fill the gaps of one that is encoded already, .3 ms
(measured with EmailMessage and dkimpy beside this). The words of a gap are as wide as what they replace, so that only
the few characters of base64 that hold them change.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

from feedpub.stages.letter.mime import mail_bytes
from feedpub.text.email_address import parse_mailbox

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from feedpub.model import Letter
    from feedpub.stages.letter.dkim import DkimSigner

BASE64_LINE = 76
"""Characters of base64 in a line of a mail (RFC 2045 6.8)."""

OWN_HEADER_NAMES = {b"to", b"message-id", b"date", b"list-unsubscribe", b"list-unsubscribe-post"}
"""Headers that are each subscriber's own."""

_PART = re.compile(rb"Content-Transfer-Encoding: base64\r\n(?:[^\r\n]+\r\n)*\r\n([A-Za-z0-9+/=\r\n]+?)\r\n--")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a gap lies in the body: `pieces` are its runs of base64, `before` and `after` what they hold besides."""

    placeholder: str
    before: bytes
    after: bytes
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class MessageTemplate:
    """A mail without what is a subscriber's own: `headers` as they are sent, folds included, and the body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class RecipientFields:
    """What one subscriber's mail has of its own: headers, and what each gap is filled with."""

    headers: tuple[tuple[str, str], ...]
    values: Mapping[str, str]


def make_template(letter: Letter, placeholders: tuple[str, ...]) -> MessageTemplate:
    """Return the message template of a letter in which each of `gaps` stands for as many characters of ASCII.

    Raises `ValueError` where two of them stand so close that they share a character of base64.
    """
    head, _, body = mail_bytes(letter).partition(b"\r\n\r\n")
    body = body.rstrip(b"\r\n") + b"\r\n"  # what DKIM's `simple` makes of it anyhow (RFC 6376 3.4.3)
    slots = sorted(_find_slots(body, placeholders), key=lambda window: window.ranges)
    if any(one.ranges[-1][1] > other.ranges[0][0] for one, other in pairwise(slots)):
        raise ValueError("two gaps of a letter touch; put a word between them in its template")
    return MessageTemplate(tuple(_shared_headers(head)), body, tuple(slots))


def personalise(template: MessageTemplate, fields: RecipientFields, signer: DkimSigner | None = None) -> bytes:
    """Return the mail, ready for SMTP, signed where there is a seal.

    Raises `ValueError` where a gap's words are not as wide as the gap, or a header's could end the header.
    """
    body = _fill_slots(template, fields.values)
    headers = (*fields.headers, *template.headers)
    for name, value in fields.headers:
        if re.search(r"[^\t\x20-\x7e\r\n]|\r(?!\n )|(?<!\r)\n", value):
            raise ValueError(f"{name}: {value!r} cannot stand in a header")
    if signer:
        headers = (("DKIM-Signature", signer.sign(headers, sha256(body).digest())), *headers)
    lines = [f"{name}: {value}\r\n".encode("ascii") for name, value in headers]
    return b"".join((*lines, b"\r\n", body))


def recipient_headers(
    address: str, message_id: str, date: str, one_click_url: str, mail_url: str
) -> tuple[tuple[str, str], ...]:
    """Return the headers of one subscriber; `leave` is the address for one click (RFC 8058), `by_mail` that for mail.

    Without an address for one click, only that for mail is named. Raises `ValueError` for an address that is none.
    """
    list_unsubscribe = f"<{one_click_url}>,\r\n <{mail_url}>" if one_click_url else f"<{mail_url}>"
    one_click = (("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),) if one_click_url else ()
    return (
        ("To", parse_mailbox(address).address),
        ("Message-ID", message_id),
        ("Date", date),
        ("List-Unsubscribe", list_unsubscribe),
        *one_click,
    )


def _shared_headers(head: bytes) -> Iterator[tuple[str, str]]:
    """Yield the headers that all subscribers share."""
    for line in re.split(rb"\r\n(?![ \t])", head):
        name, _, value = line.partition(b":")
        if name.lower() not in OWN_HEADER_NAMES:
            yield name.decode("ascii"), value.lstrip(b" ").decode("ascii")


def _find_slots(body: bytes, placeholders: tuple[str, ...]) -> Iterator[Slot]:
    for part in _PART.finditer(body):
        text = b64decode(part[1])
        for placeholder in placeholders:
            pattern = placeholder.encode("ascii")
            at = text.find(pattern)
            while at >= 0:
                yield _make_slot(placeholder, text, at, at + len(pattern), part.start(1))
                at = text.find(pattern, at + len(pattern))


def _make_slot(placeholder: str, text: bytes, start: int, end: int, base: int) -> Slot:
    """Return the window from `start` to `end`, widened to whole groups of three bytes, four characters."""
    left, right = start - start % 3, min(end + -end % 3, len(text))
    first, last = left // 3 * 4, -(-right // 3) * 4
    ranges = []
    while first < last:
        stop = min(last, (first // BASE64_LINE + 1) * BASE64_LINE)
        at = base + first + first // BASE64_LINE * 2  # each full line before it ends in CRLF
        ranges.append((at, at + stop - first))
        first = stop
    return Slot(placeholder, text[left:start], text[end:right], tuple(ranges))


def _fill_slots(template: MessageTemplate, values: Mapping[str, str]) -> bytes:
    body = bytearray(template.body)
    for slot in template.slots:
        value = values[slot.placeholder].encode("ascii")
        if len(value) != len(slot.placeholder):
            raise ValueError(f"a gap of {len(slot.placeholder)} characters cannot take {len(value)}")
        code = b64encode(slot.before + value + slot.after)
        for start, stop in slot.ranges:
            body[start:stop], code = code[: stop - start], code[stop - start :]
    return bytes(body)

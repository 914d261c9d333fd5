"""A mail that came back -> whose letter it was, and what that says of the mailbox; None where it says neither.

A program's report (RFC 3464) is judged by its status code (RFC 3463), a complaint (RFC 5965) by its kind. A code that
blames our mail, our rate or the moment is soft: only that there is no such mailbox is hard.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import compat32
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import Message

LARGEST = 1_000_000
"""Bytes that are read of a mail; what a report says of itself stands at its beginning."""

TOKEN = re.compile(r"\+([0-9a-f]{16}-[0-9w]{1,20}-[0-9a-f]{12})@", re.IGNORECASE)
"""What `feedpub.posting.verp` wrote into the return path."""


class Kind(StrEnum):
    """What a mail that came back says."""

    HARD = "hard bounce"
    SOFT = "soft bounce"
    COMPLAINT = "complaint"
    LEAVING = "unsubscribe"


class Returned(NamedTuple):
    """Whose letter came back, by the id of the subscriber, and the words of the one that sent it back."""

    subscriber: str
    kind: Kind
    words: str


def returned(
    mail: bytes, of_path: Callable[[str], str | None], of_leaving: Callable[[str], str | None]
) -> Returned | None:
    """Return what a mail says of a letter of ours; None for a reply, a delay, or a letter that was not ours.

    `of_path` says whose the token of a return path is, `of_leaving` whose the token of a letter's way to leave;
    both return None for what we never wrote.
    """
    message = message_from_bytes(mail[:LARGEST], policy=compat32)
    complaint, report = _part(message, "message/feedback-report"), _part(message, "message/delivery-status")
    if complaint is None and report is None and (leaver := _leaver(message, of_leaving)):
        return Returned(leaver, Kind.LEAVING, "by mail")
    if complaint is not None:
        judged = _complaint(complaint)
    elif report is not None:
        judged = _report(report)
    else:
        judged = None if _is_reply(message) else _plain(message)
    if judged is None or (whose := _whose(message, mail[:LARGEST], of_path, of_leaving)) is None:
        return None
    return Returned(whose, *judged)


def _leaver(message: Message, of_leaving: Callable[[str], str | None]) -> str | None:
    """Return who leaves by the mail that List-Unsubscribe offers (RFC 2369 3.2)."""
    found = re.match(r"\s*unsubscribe\s+([A-Za-z0-9._-]{20,200})\s*$", str(message.get("Subject", "")))
    return of_leaving(found[1]) if found else None


def _complaint(part: Message) -> tuple[Kind, str] | None:
    """Judge the word of a reader's program that he takes the letter for abuse (RFC 5965 3.1, 7.3)."""
    fields = next(_blocks(part), {})
    kind = fields.get("feedback-type", "").lower()
    return (Kind.COMPLAINT, f"feedback: {kind}") if kind in ("abuse", "fraud", "other", "opt-out", "virus") else None


def _report(part: Message) -> tuple[Kind, str] | None:
    """Judge a mail server's report of what became of the letter (RFC 3464 2.3); only what failed counts."""
    for fields in _blocks(part):
        if fields.get("action", "").lower() == "failed":
            words = " ".join(fields.get("diagnostic-code", "").partition(";")[2].split())
            status = re.search(r"[245]\.\d{1,3}\.\d{1,3}", fields.get("status", "")) or re.search(_CODE, words)
            code = status[0] if status else ""
            return _kind(code, words), f"{code} {words}".strip()[:300]
    return None


def _plain(message: Message) -> tuple[Kind, str] | None:
    """Judge what a server that knows no report wrote in words of its own; who is no server wrote by mistake."""
    sender = f"{message.get('From', '')} {message.get('Return-Path', '')}"
    if not re.search(r"mailer-daemon|postmaster|<>", sender, re.IGNORECASE):
        return None
    text = " ".join(_text(message).split())
    found = re.search(_CODE, text) or re.search(r"\b[45]\d\d\b", text)
    said = text[max(found.start() - 40, 0) : found.start() + 200] if found else text[:200]
    return _kind(found[0] if found else "", said), said


_CODE = r"\b[45]\.\d{1,3}\.\d{1,3}\b"
_NOW = re.compile(
    r"frequency|too many|rate limit|try again|temporar|grey ?list|quota|over ?limit|full|blocked|spam|blacklist|policy",
    re.IGNORECASE,
)
"""Words that blame the moment or the mail: QQ Mail answers 550 to what comes too fast."""

_NOBODY = re.compile(
    r"no such|unknown (?:user|recipient|address)|(?:user|recipient|mailbox|account)\b.{0,30}"
    r"(?:unknown|not found|not exist|doesn't exist|unavailable|disabled|inactive)|不存在",
    re.IGNORECASE,
)


def _kind(code: str, words: str) -> Kind:
    """Judge by the code; where it says nothing (5.0.0, 550), by the words, and in doubt softly."""
    if code.startswith(("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")):
        return Kind.SOFT if re.search(r"frequency|too many|try again", words, re.IGNORECASE) else Kind.HARD
    if code in ("", "5.0.0", "5.5.0") or re.fullmatch(r"5\d\d", code):
        return Kind.HARD if _NOBODY.search(words) and not _NOW.search(words) else Kind.SOFT
    return Kind.SOFT


_AWAY = re.compile(r"\s*(?:auto(?:matic)?[- :]|out of (?:the )?office)", re.IGNORECASE)


def _is_reply(message: Message) -> bool:
    """Whether a person's program answered (RFC 3834 5): he is away, but his mailbox is there."""
    automatic = str(message.get("Auto-Submitted", "no")).strip().lower().startswith("auto-replied")
    marked = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
    return automatic or marked or bool(_AWAY.match(str(message.get("Subject", ""))))


def _whose(
    message: Message, mail: bytes, of_path: Callable[[str], str | None], of_leaving: Callable[[str], str | None]
) -> str | None:
    """Find the token: where the mail was sent to, or in what it brings back of the letter."""
    names = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Received")
    addressed = [str(value) for name in names for value in message.get_all(name, ())]
    brought = mail.decode("latin-1")
    for text in (*addressed, brought):
        for found in TOKEN.finditer(text):
            if whose := of_path(found[1].lower()):
                return whose
    unfolded = re.sub(r"\r?\n[ \t]+", " ", brought)
    for found in re.finditer(r"/mail/leave/([A-Za-z0-9._-]{20,200})", unfolded):
        if whose := of_leaving(found[1]):
            return whose
    return None


def _part(message: Message, kind: str) -> Message | None:
    """Return the first part of a kind; what it holds of other mails is not looked into."""
    for part in _outer(message):
        if part.get_content_type() == kind:
            return part
    return None


def _outer(message: Message) -> Iterator[Message]:
    yield message
    inside = message.get_payload()
    if isinstance(inside, list) and message.get_content_maintype() == "multipart":
        yield from (part for part in inside if not isinstance(part, str))


def _blocks(part: Message) -> Iterator[dict[str, str]]:
    """Yield the groups of fields of a report, however the `email` package has cut it."""
    inside = part.get_payload()
    if isinstance(inside, list):
        for block in inside:
            yield {name.lower(): " ".join(str(value).split()) for name, value in block.items()}  # type: ignore[union-attr] # a report's parts are messages
        return
    raw = part.get_payload(decode=True)
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(inside)
    for block in re.split(r"\r?\n\s*\r?\n", re.sub(r"\r?\n[ \t]+", " ", text)):
        pairs = (line.partition(":") for line in block.splitlines() if ":" in line)
        yield {name.strip().lower(): value.strip() for name, _, value in pairs}


def _text(message: Message) -> str:
    for part in _outer(message):
        if part.get_content_maintype() == "text":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content.decode(_charset(part), "replace")
    return ""


def _charset(part: Message) -> str:
    try:
        return "".encode(part.get_content_charset("utf-8")).decode() or part.get_content_charset("utf-8")
    except (LookupError, ValueError):
        return "utf-8"

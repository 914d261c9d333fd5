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

MAX_BYTES = 1_000_000
"""Bytes that are read of a mail; what a report says of itself stands at its beginning."""

RETURN_PATH_TOKEN = re.compile(r"\+([0-9a-f]{16}-[0-9w]{1,20}-[0-9a-f]{12})@", re.IGNORECASE)
"""What `feedpub.newsletter.message.verp` wrote into the return path."""


class BounceKind(StrEnum):
    """What a mail that came back says."""

    HARD = "hard bounce"
    SOFT = "soft bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"


class BounceReport(NamedTuple):
    """Whose letter came back, by the id of the subscriber, and the words of the one that sent it back."""

    subscriber_id: str
    kind: BounceKind
    reason: str


def parse_bounce(
    mail: bytes,
    subscriber_of_return_path: Callable[[str], str | None],
    subscriber_of_unsubscribe_token: Callable[[str], str | None],
) -> BounceReport | None:
    """Return what a mail says of a letter of ours; None for a reply, a delay, or a letter that was not ours.

    `of_path` says whose the token of a return path is, `of_leaving` whose the token of a letter's way to leave;
    both return None for what we never wrote.
    """
    message = message_from_bytes(mail[:MAX_BYTES], policy=compat32)
    complaint, report = _find_part(message, "message/feedback-report"), _find_part(message, "message/delivery-status")
    if (
        complaint is None
        and report is None
        and (unsubscriber := _unsubscriber(message, subscriber_of_unsubscribe_token))
    ):
        return BounceReport(unsubscriber, BounceKind.UNSUBSCRIBE, "by mail")
    if complaint is not None:
        kind_and_reason = _judge_complaint(complaint)
    elif report is not None:
        kind_and_reason = _judge_report(report)
    else:
        kind_and_reason = None if _is_auto_reply(message) else _judge_plain_text(message)
    if (
        kind_and_reason is None
        or (
            subscriber_id := _find_subscriber(
                message, mail[:MAX_BYTES], subscriber_of_return_path, subscriber_of_unsubscribe_token
            )
        )
        is None
    ):
        return None
    return BounceReport(subscriber_id, *kind_and_reason)


def _unsubscriber(message: Message, subscriber_of_unsubscribe_token: Callable[[str], str | None]) -> str | None:
    """Return who leaves by the mail that List-Unsubscribe offers (RFC 2369 3.2)."""
    found = re.match(r"\s*unsubscribe\s+([A-Za-z0-9._-]{20,200})\s*$", str(message.get("Subject", "")))
    return subscriber_of_unsubscribe_token(found[1]) if found else None


def _judge_complaint(part: Message) -> tuple[BounceKind, str] | None:
    """Judge the word of a reader's program that he takes the letter for abuse (RFC 5965 3.1, 7.3)."""
    fields = next(_field_groups(part), {})
    kind = fields.get("feedback-type", "").lower()
    return (
        (BounceKind.COMPLAINT, f"feedback: {kind}") if kind in ("abuse", "fraud", "other", "opt-out", "virus") else None
    )


def _judge_report(part: Message) -> tuple[BounceKind, str] | None:
    """Judge a mail server's report of what became of the letter (RFC 3464 2.3); only what failed counts."""
    for fields in _field_groups(part):
        if fields.get("action", "").lower() == "failed":
            diagnostic = " ".join(fields.get("diagnostic-code", "").partition(";")[2].split())
            status = re.search(r"[245]\.\d{1,3}\.\d{1,3}", fields.get("status", "")) or re.search(_CODE, diagnostic)
            code = status[0] if status else ""
            return _classify(code, diagnostic), f"{code} {diagnostic}".strip()[:300]
    return None


def _judge_plain_text(message: Message) -> tuple[BounceKind, str] | None:
    """Judge what a server that knows no report wrote in words of its own; who is no server wrote by mistake."""
    sender = f"{message.get('From', '')} {message.get('Return-Path', '')}"
    if not re.search(r"mailer-daemon|postmaster|<>", sender, re.IGNORECASE):
        return None
    text = " ".join(_text(message).split())
    found = re.search(_CODE, text) or re.search(r"\b[45]\d\d\b", text)
    excerpt = text[max(found.start() - 40, 0) : found.start() + 200] if found else text[:200]
    return _classify(found[0] if found else "", excerpt), excerpt


_CODE = r"\b[45]\.\d{1,3}\.\d{1,3}\b"
_TEMPORARY_TEXT = re.compile(
    r"frequency|too many|rate limit|try again|temporar|grey ?list|quota|over ?limit|full|blocked|spam|blacklist|policy",
    re.IGNORECASE,
)
"""Words that blame the moment or the mail: QQ Mail answers 550 to what comes too fast."""

_NO_MAILBOX_TEXT = re.compile(
    r"no such|unknown (?:user|recipient|address)|(?:user|recipient|mailbox|account)\b.{0,30}"
    r"(?:unknown|not found|not exist|doesn't exist|unavailable|disabled|inactive)|不存在",
    re.IGNORECASE,
)


def _classify(code: str, diagnostic: str) -> BounceKind:
    """Judge by the code; where it says nothing (5.0.0, 550), by the words, and in doubt softly."""
    if code.startswith(("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")):
        return (
            BounceKind.SOFT
            if re.search(r"frequency|too many|try again", diagnostic, re.IGNORECASE)
            else BounceKind.HARD
        )
    if code in ("", "5.0.0", "5.5.0") or re.fullmatch(r"5\d\d", code):
        return (
            BounceKind.HARD
            if _NO_MAILBOX_TEXT.search(diagnostic) and not _TEMPORARY_TEXT.search(diagnostic)
            else BounceKind.SOFT
        )
    return BounceKind.SOFT


_OUT_OF_OFFICE = re.compile(r"\s*(?:auto(?:matic)?[- :]|out of (?:the )?office)", re.IGNORECASE)


def _is_auto_reply(message: Message) -> bool:
    """Whether a person's program answered (RFC 3834 5): he is away, but his mailbox is there."""
    automatic = str(message.get("Auto-Submitted", "no")).strip().lower().startswith("auto-replied")
    marked = any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
    return automatic or marked or bool(_OUT_OF_OFFICE.match(str(message.get("Subject", ""))))


def _find_subscriber(
    message: Message,
    mail: bytes,
    subscriber_of_return_path: Callable[[str], str | None],
    subscriber_of_unsubscribe_token: Callable[[str], str | None],
) -> str | None:
    """Find the token: where the mail was sent to, or in what it brings back of the letter."""
    names = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Received")
    address_headers = [str(value) for name in names for value in message.get_all(name, ())]
    raw_text = mail.decode("latin-1")
    for text in (*address_headers, raw_text):
        for found in RETURN_PATH_TOKEN.finditer(text):
            if subscriber_id := subscriber_of_return_path(found[1].lower()):
                return subscriber_id
    unfolded = re.sub(r"\r?\n[ \t]+", " ", raw_text)
    for found in re.finditer(r"/mail/leave/([A-Za-z0-9._-]{20,200})", unfolded):
        if subscriber_id := subscriber_of_unsubscribe_token(found[1]):
            return subscriber_id
    return None


def _find_part(message: Message, kind: str) -> Message | None:
    """Return the first part of a kind; what it holds of other mails is not looked into."""
    for part in _top_level_parts(message):
        if part.get_content_type() == kind:
            return part
    return None


def _top_level_parts(message: Message) -> Iterator[Message]:
    yield message
    payload = message.get_payload()
    if isinstance(payload, list) and message.get_content_maintype() == "multipart":
        yield from (part for part in payload if not isinstance(part, str))


def _field_groups(part: Message) -> Iterator[dict[str, str]]:
    """Yield the groups of fields of a report, however the `email` package has cut it."""
    payload = part.get_payload()
    if isinstance(payload, list):
        for block in payload:
            yield {name.lower(): " ".join(str(value).split()) for name, value in block.items()}  # type: ignore[union-attr] # a report's parts are messages
        return
    raw = part.get_payload(decode=True)
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(payload)
    for block in re.split(r"\r?\n\s*\r?\n", re.sub(r"\r?\n[ \t]+", " ", text)):
        pairs = (line.partition(":") for line in block.splitlines() if ":" in line)
        yield {name.strip().lower(): value.strip() for name, _, value in pairs}


def _text(message: Message) -> str:
    for part in _top_level_parts(message):
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

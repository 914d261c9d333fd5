"""What a mail that came back says of the mailbox, by the words of real kinds of servers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.adapters.system.tokens import KEY_BYTES, TokenSigner
from feedpub.newsletter.bounces.parser import BounceKind, parse_bounce
from feedpub.newsletter.message import UNSUBSCRIBE_PURPOSE, bounce_token, subscriber_of

KEYS = TokenSigner([bytes(KEY_BYTES)])
SUBSCRIBER_ID = "00000000000000a7"
PATH = f"bounce+{bounce_token(SUBSCRIBER_ID, '2026-W47', KEYS)}@paper.example"

REPORT = """Return-Path: <>
Delivered-To: {path}
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: {path}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon, 23 Nov 2026 08:00:11 +0800 (CST)

Final-Recipient: rfc822; reader@mail.example
Original-Recipient: rfc822;reader@mail.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.mail.example
Diagnostic-Code: smtp; {words}

--b1
Content-Type: text/rfc822-headers

Subject: week
Message-ID: <2026-W47.1@paper.example>

--b1--
"""


def kind_of(mail: str) -> BounceKind | None:
    found = parse_bounce(
        mail.encode(), lambda token: subscriber_of(token, KEYS), lambda token: KEYS.read(UNSUBSCRIBE_PURPOSE, token)
    )
    assert found is None or found.subscriber_id == SUBSCRIBER_ID
    return found.kind if found else None


def report(status: str, words: str, action: str = "failed", path: str = PATH) -> str:
    return REPORT.format(path=path, action=action, status=status, words=words)


REPORTS = {
    "no_such_mailbox": ("5.1.1", "550 5.1.1 <reader@mail.example>: Recipient address rejected", BounceKind.HARD),
    "no_such_domain": ("5.4.4", "Host or domain name not found", BounceKind.HARD),
    "a_mailbox_that_was_closed": ("5.2.1", "550 5.2.1 The account is disabled", BounceKind.HARD),
    "a_code_that_says_nothing_and_words_that_do": ("5.0.0", "550 Mailbox not found", BounceKind.HARD),
    "qq_names_no_code_for_an_unknown_one": ("5.0.0", "550 The recipient account does not exist", BounceKind.HARD),
    "a_mailbox_that_is_full": ("5.2.2", "552 5.2.2 mailbox full", BounceKind.SOFT),
    "qq_limits_the_domain": ("5.0.0", "550 Domain frequency limited", BounceKind.SOFT),
    "qq_limits_the_sender": ("5.1.1", "550 Sender frequency limited", BounceKind.SOFT),
    "our_mail_is_taken_for_spam": ("5.7.1", "554 5.7.1 rejected as spam", BounceKind.SOFT),
    "nobody_answered_for_five_days": ("4.4.1", "connect to mx.mail.example: timed out", BounceKind.SOFT),
    "a_code_and_nothing_else": ("5.0.0", "", BounceKind.SOFT),
}


@pytest.mark.parametrize(("status", "words", "kind"), REPORTS.values(), ids=REPORTS.keys())
def test_a_report_is_classified_by_its_code_or_else_by_its_text(status: str, words: str, kind: BounceKind) -> None:
    assert kind_of(report(status, words)) is kind


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_report_without_a_failure_is_no_bounce(action: str) -> None:
    assert kind_of(report("4.4.1", "timed out", action)) is None


def test_a_forged_token_counts_for_nobody() -> None:
    forged = PATH.replace(SUBSCRIBER_ID, "00000000000000a8")

    assert kind_of(report("5.1.1", "550 no such user", path=forged)) is None
    assert kind_of(report("5.1.1", "550 no such user", path="bounce@paper.example")) is None


def test_a_token_survives_a_server_that_writes_addresses_in_capitals() -> None:
    assert kind_of(report("5.1.1", "550 no such user", path=PATH.upper())) is BounceKind.HARD


def test_a_report_with_crlf_line_ends_is_the_same_report() -> None:
    assert kind_of(report("5.1.1", "550 no such user").replace("\n", "\r\n")) is BounceKind.HARD


COMPLAINT = """From: <abuse@isp.example>
To: <feedback@paper.example>
Subject: FW: week
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b2"

--b2
Content-Type: text/plain

This is an email abuse report.

--b2
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1

--b2
Content-Type: message/rfc822

From: digest@paper.example
List-Unsubscribe: <https://paper.example/mail/leave/{token}>,
 <mailto:digest@paper.example?subject=unsubscribe%20{token}>
Subject: week

the letter
--b2--
"""


def test_a_complaint_is_matched_by_the_unsubscribe_link_of_its_letter() -> None:
    mail = COMPLAINT.format(kind="abuse", token=KEYS.token(UNSUBSCRIBE_PURPOSE, SUBSCRIBER_ID))

    assert kind_of(mail) is BounceKind.COMPLAINT


def test_a_report_that_a_letter_was_no_spam_is_no_complaint() -> None:
    assert kind_of(COMPLAINT.format(kind="not-spam", token=KEYS.token(UNSUBSCRIBE_PURPOSE, SUBSCRIBER_ID))) is None


REPLIES = {
    "rfc_3834": "Auto-Submitted: auto-replied (vacation)",
    "outlook": "X-Auto-Response-Suppress: All",
    "by_its_subject": "Subject: Automatic reply: week",
    "a_person": "Subject: Re: week",
}


@pytest.mark.parametrize("header", REPLIES.values(), ids=REPLIES.keys())
def test_an_answer_is_no_bounce(header: str) -> None:
    mail = f"From: Reader <reader@mail.example>\nTo: {PATH}\n{header}\n\nIch bin bis 5.1.1 verreist. 550 too.\n"

    assert kind_of(mail) is None


def test_an_unsubscribe_mail_is_recognised_and_no_other() -> None:
    mail = "From: Reader <reader@mail.example>\nTo: bounce@paper.example\nSubject: unsubscribe {}\n\n"

    assert kind_of(mail.format(KEYS.token(UNSUBSCRIBE_PURPOSE, SUBSCRIBER_ID))) is BounceKind.UNSUBSCRIBE
    assert kind_of(mail.format(KEYS.token("bounce", SUBSCRIBER_ID))) is None
    assert kind_of(mail.format("me please")) is None


def test_a_bounce_without_a_report_is_classified_by_its_text() -> None:
    mail = f"Return-Path: <>\nFrom: MAILER-DAEMON@old.example\nTo: {PATH}\n\nHi. This is the program. {{}}\n"

    assert kind_of(mail.format("<reader@mail.example>: 550 5.1.1 No such user here")) is BounceKind.HARD
    assert kind_of(mail.format("user over quota, 552")) is BounceKind.SOFT


@given(st.binary(max_size=400))
def test_any_bytes_are_no_bounce(content: bytes) -> None:
    assert parse_bounce(content, lambda token: None, lambda token: None) is None


@pytest.mark.parametrize("cut", range(0, len(REPORT) + 100, 90))
def test_a_report_that_is_cut_off_fails_nothing(cut: int) -> None:
    assert kind_of(report("5.1.1", "550 no such user")[:cut]) in (None, BounceKind.HARD, BounceKind.SOFT)

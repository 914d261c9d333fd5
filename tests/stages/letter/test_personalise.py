"""A mail is encoded once for all who want the same, and filled and signed for each: it must read as if made for one."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from feedpub.model import Letter
from feedpub.stages.letter.dkim import DkimSigner
from feedpub.stages.letter.personalise import (
    MessageTemplate,
    RecipientFields,
    make_template,
    personalise,
    recipient_headers,
)

LEAVE = "leave" + "0" * 15
CHANGE = "change" + "0" * 14
FILLED = {LEAVE: "L" * 20, CHANGE: "C" * 20}


def letter(html: str, text: str = "正文") -> Letter:
    return Letter(
        issue="2026-W47",
        subject="一周要闻 · 第四十七周",
        html=html,
        text=text,
        message_id="<nobody@paper.example>",
        sender="江南日报 <digest@paper.example>",
        recipient="",
        date=datetime(2026, 11, 23, tzinfo=UTC),
        headers=(("List-Id", "<digest.paper.example>"),),
    )


def own(address: str = "reader@example.org", leave: str = "https://paper.example/leave/x") -> RecipientFields:
    headers = recipient_headers(
        address, "<1@paper.example>", "Mon, 23 Nov 2026 08:00:00 +0800", leave, "mailto:leave@paper.example"
    )
    return RecipientFields(headers, FILLED)


def parts(mail: bytes) -> tuple[str, str]:
    message = message_from_bytes(mail, policy=policy.SMTP)
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert rich
    return plain.get_content(), rich.get_content()


@cache
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def record(*_: object, **__: object) -> bytes:
    public = key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + b64encode(public)


@given(
    before=st.text("中a", max_size=130),
    between=st.text("文b ", min_size=3, max_size=70),
    after=st.text("z", max_size=4),
)
def test_wherever_a_placeholder_stands_its_value_takes_its_place_and_nothing_else_moves(
    before: str, between: str, after: str
) -> None:
    html = f"<p>{before}{LEAVE}{between}{CHANGE}{after}</p>"

    mail = personalise(make_template(letter(html, f"甲{before}{CHANGE}"), (LEAVE, CHANGE)), own())

    plain, rich = parts(mail)
    assert rich.rstrip("\r\n") == html.replace(LEAVE, FILLED[LEAVE]).replace(CHANGE, FILLED[CHANGE])
    assert plain.rstrip("\r\n") == f"甲{before}{FILLED[CHANGE]}"


def test_a_personalised_mail_differs_from_another_only_in_its_headers_and_slots() -> None:
    shape = make_template(letter(f"<p>{'新闻' * 400}{LEAVE}</p>"), (LEAVE,))

    one = personalise(shape, RecipientFields(own("one@example.org").headers, {LEAVE: "1" * 20}))
    two = personalise(shape, RecipientFields(own("two@example.org").headers, {LEAVE: "2" * 20}))

    differing = [pair for pair in zip(one.split(b"\r\n"), two.split(b"\r\n"), strict=True) if pair[0] != pair[1]]
    assert len(differing) <= 3


def test_two_placeholders_that_share_a_character_of_base64_are_refused() -> None:
    with pytest.raises(ValueError, match="touch"):
        make_template(letter(f"<p>{LEAVE}{CHANGE}</p>"), (LEAVE, CHANGE))


def test_values_that_are_not_as_wide_as_their_placeholder_are_refused() -> None:
    shape = make_template(letter(f"<p>{LEAVE}</p>"), (LEAVE,))

    with pytest.raises(ValueError, match="20 characters cannot take 3"):
        personalise(shape, RecipientFields((), {LEAVE: "abc"}))


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: c@d.example", "a@b.example\n", "a b@c.example", "a@"])
def test_an_address_that_is_none_never_becomes_a_header(address: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        own(address)


@pytest.mark.parametrize("value", ["<x>\r\nBcc: a@b.example", "<x>\nBcc: a", "<x>\r", "<中>"])
def test_a_value_that_could_end_its_header_is_refused(value: str) -> None:
    shape = make_template(letter("<p></p>"), ())

    with pytest.raises(ValueError, match="cannot stand in a header"):
        personalise(shape, RecipientFields((("Message-ID", value),), {}))


def test_the_one_click_of_rfc_8058_stands_beside_the_way_by_mail() -> None:
    message = message_from_bytes(personalise(empty_template(), own()), policy=policy.SMTP)

    assert message["List-Unsubscribe"] == "<https://paper.example/leave/x>, <mailto:leave@paper.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_a_server_only_the_way_by_mail_is_named() -> None:
    message = message_from_bytes(personalise(empty_template(), own(leave="")), policy=policy.SMTP)

    assert message["List-Unsubscribe"] == "<mailto:leave@paper.example>"
    assert message["List-Unsubscribe-Post"] is None


def test_another_program_verifies_the_signature() -> None:
    seal = DkimSigner("paper.example", "s1", key())

    mail = personalise(make_template(letter(f"<p>{LEAVE}</p>"), (LEAVE,)), own(), seal)

    assert dkim.verify(mail, dnsfunc=record)


@pytest.mark.parametrize("header", ["List-Unsubscribe", "List-Unsubscribe-Post", "Subject", "To"])
def test_the_signature_breaks_where_a_header_that_it_covers_is_changed(header: str) -> None:
    mail = personalise(empty_template(), own(), DkimSigner("paper.example", "s1", key()))

    changed = mail.replace(f"\r\n{header}: ".encode(), f"\r\n{header}: x".encode(), 1)

    assert changed != mail
    assert not dkim.verify(changed, dnsfunc=record)


def test_a_second_from_breaks_the_signature() -> None:
    mail = personalise(empty_template(), own(), DkimSigner("paper.example", "s1", key()))

    changed = mail.replace(b"\r\nSubject:", b"\r\nFrom: other@evil.example\r\nSubject:", 1)

    assert not dkim.verify(changed, dnsfunc=record)


def test_the_same_mail_signed_twice_has_the_same_bytes() -> None:
    seal = DkimSigner("paper.example", "s1", key())
    shape = make_template(letter(f"<p>{LEAVE}</p>"), (LEAVE,))

    assert personalise(shape, own(), seal) == personalise(shape, own(), seal)


def empty_template() -> MessageTemplate:
    return make_template(letter("<p></p>"), ())

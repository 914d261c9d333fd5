"""Readers' addresses: what a Chinese keyboard gives is understood, what could mislead a mail server is not."""

from __future__ import annotations

import pytest

from feedpub.text.email_address import Mailbox, address_key, normalise_address, parse_mailbox


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("digest@localhost", Mailbox("", "digest@localhost")),
        ("常州日报 <digest@example.org>", Mailbox("常州日报", "digest@example.org")),
        ('"Evening, News" <a.b+c@example.org>', Mailbox("Evening, News", "a.b+c@example.org")),
    ],
    ids=["bare", "with_a_name", "with_a_quoted_name"],
)
def test_an_address_is_taken_with_and_without_a_name(text: str, expected: Mailbox) -> None:
    assert parse_mailbox(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nobody",
        "a@b@c",
        "a b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\n",
        "a@example.org>",
        "a@example.org, b@example.org",
        '"a b"@example.org',
        "a@[127.0.0.1]",
        "报@example.org",
        "a@例子.中国",
        "a@-example.org",
        f"{'a' * 250}@example.org",
    ],
)
def test_what_could_mislead_a_mail_server_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        parse_mailbox(text)


def test_the_domain_is_what_follows_the_at_sign() -> None:
    assert parse_mailbox("a@example.org").domain == "example.org"


# Readers' addresses: what a Chinese keyboard gives is understood, what could mislead a mail server is not.


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        pytest.param(" Li.Ming+news@QQ.com\n", "Li.Ming+news@qq.com", id="domain_in_lower_case_tag_kept"),
        pytest.param("li＠例子。中国", "li@xn--fsqu00a.xn--fiqs8s", id="full_width_and_idn"),
        pytest.param("ｌｉ@ｍａｉｌ.example", "li@mail.example", id="full_width_letters"),
    ],
)
def test_an_address_is_brought_to_the_form_in_which_mail_is_sent(typed: str, address: str) -> None:
    assert normalise_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("li", id="no_domain"),
        pytest.param("li@localhost", id="this_machine"),
        pytest.param("li@192.0.2.1", id="a_number"),
        pytest.param("li@[192.0.2.1]", id="a_literal"),
        pytest.param("张三@mail.example", id="a_local_part_that_wants_smtputf8"),
        pytest.param("li@mail.example\r\nBcc: wang@mail.example", id="a_header"),
        pytest.param("li@mail.example\0", id="nul"),
        pytest.param("li@mail.example, wang@mail.example", id="two"),
        pytest.param("<li@mail.example>", id="brackets"),
        pytest.param('"li ming"@mail.example', id="quotes"),
        pytest.param("li@mail\u200b.example", id="an_invisible_character"),
        pytest.param("li@" + "a" * 400 + ".example", id="too_long"),
    ],
)
def test_what_is_none_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="no mail address"):
        normalise_address(typed)


def test_capitals_make_no_other_reader() -> None:
    assert address_key("Li.Ming@qq.com") == address_key("li.ming@qq.com") != address_key("li.ming+a@qq.com")

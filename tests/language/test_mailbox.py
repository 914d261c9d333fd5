import pytest

from feedpub.language.mailbox import Mailbox, parse_mailbox


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

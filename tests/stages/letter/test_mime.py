"""The files of a letter: the mail is read back by the standard library's parser, as a stranger would."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email import policy
from email.parser import BytesParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedpub.adapters.templates import load_templates
from feedpub.model import Letter
from feedpub.settings import Settings, Site
from feedpub.stages.gather import gather_issue
from feedpub.stages.letter import build_letter
from feedpub.stages.letter.mime import letter_documents, mail_bytes
from tests.stages.render.golden import golden
from tests.stories import CHANGZHOU, START, WUJIN, story

if TYPE_CHECKING:
    from email.message import EmailMessage

LETTER = Letter(
    issue="2023-W06",
    subject="一周要闻 · 2023年第6周",
    html="<!doctype html><html lang=zh-CN><title>一周要闻</title><p>图书角开张。</p></html>\n",
    text="一周要闻\n\n图书角开张。\n",
    message_id="<2023-W06.0123456789abcdef@example.org>",
    sender="江南新闻 <digest@example.org>",
    recipient="",
    date=datetime(2023, 2, 13, 8, 0, tzinfo=timezone(timedelta(hours=8))),
    headers=(("List-Id", "<digest.example.org>"), ("Content-Language", "zh-CN")),
)


def parsed(mail: bytes) -> EmailMessage:
    return BytesParser(policy=policy.default).parsebytes(mail)


def header_texts(part: Any) -> str:
    """Return the words of a part; a mail's own line ends are CRLF (RFC 2046 4.1.1)."""
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_is_three_files_named_by_its_issue() -> None:
    assert [document.path for document in letter_documents(LETTER)] == [
        "outbox/2023-W06.html",
        "outbox/2023-W06.txt",
        "outbox/2023-W06.eml",
    ]


def test_the_mail_holds_the_text_and_then_the_html_as_they_are() -> None:
    mail = parsed(mail_bytes(LETTER))
    text, html = mail.iter_parts()

    assert mail.get_content_type() == "multipart/alternative"
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert header_texts(text) == LETTER.text
    assert header_texts(html) == LETTER.html
    assert mail.defects == text.defects == html.defects == []


def test_the_headers_say_what_the_letter_says() -> None:
    mail = parsed(mail_bytes(LETTER))

    assert mail["From"] == "江南新闻 <digest@example.org>"
    assert mail["Subject"] == "一周要闻 · 2023年第6周"
    assert mail["Date"] == "Mon, 13 Feb 2023 08:00:00 +0800"
    assert mail["Message-ID"] == "<2023-W06.0123456789abcdef@example.org>"
    assert mail["List-Id"] == "<digest.example.org>"
    assert mail["Content-Language"] == "zh-CN"


def test_a_letter_to_nobody_in_particular_names_an_empty_group() -> None:
    mail = parsed(mail_bytes(LETTER))

    assert mail["To"] == "undisclosed-recipients:;"
    assert mail["To"].addresses == ()


def test_a_letter_to_somebody_names_them() -> None:
    mail = parsed(mail_bytes(replace(LETTER, recipient='"Li, Hua" <li@example.org>')))

    assert [str(each.addr_spec) for each in mail["To"].addresses] == ["li@example.org"]
    assert mail["To"].addresses[0].display_name == "Li, Hua"


def test_the_mail_is_ascii_in_short_lines_that_end_as_smtp_wants_them() -> None:
    mail = mail_bytes(LETTER)

    assert mail.isascii()
    assert mail.count(b"\n") == mail.count(b"\r\n") == mail.count(b"\r")
    assert max(map(len, mail.split(b"\r\n"))) <= 78


def test_the_same_letter_is_the_same_bytes() -> None:
    assert mail_bytes(LETTER) == mail_bytes(replace(LETTER))


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\v", "\0", "\x85", "\u2028"], ids=lambda end: ascii(end))
def test_no_line_end_of_a_subject_begins_a_header_of_its_own(end: str) -> None:
    mail = parsed(mail_bytes(replace(LETTER, subject=f"要闻{end}Bcc: all@example.org")))

    assert mail["Bcc"] is None
    assert mail["Subject"] == "要闻 Bcc: all@example.org"


@given(st.text(max_size=120))
@example("=?utf-8?q?=0D=0ABcc:_a@example.org?=")
@example("\ud800\x00\u202e")
def test_whatever_the_subject_the_mail_has_the_same_headers(subject: str) -> None:
    mail = parsed(mail_bytes(replace(LETTER, subject=subject)))

    assert list(mail) == list(parsed(mail_bytes(LETTER)))
    assert len(list(mail.iter_parts())) == 2


@given(st.text(max_size=60))
@example("=?utf-8?q?=0D=0ABcc:_a@example.org?=")
def test_whatever_the_sender_is_called_the_letter_comes_from_the_same_address(name: str) -> None:
    named = " ".join(char for char in name if char not in "<>")
    mail = parsed(mail_bytes(replace(LETTER, sender=f"{named} <digest@example.org>")))

    assert [each.addr_spec for each in mail["From"].addresses] == ["digest@example.org"]
    assert list(mail) == list(parsed(mail_bytes(LETTER)))


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=60))
def test_whatever_the_words_both_parts_come_back(words: str) -> None:
    text, html = parsed(mail_bytes(replace(LETTER, text=words, html=f"<p>{words}"))).iter_parts()

    assert header_texts(text) == words.removesuffix("\n") + "\n"
    assert header_texts(html) == f"<p>{words}".removesuffix("\n") + "\n"


@pytest.mark.parametrize("suffix", ["html", "txt", "eml"])
def test_a_small_letter_is_as_it_was_when_last_read(suffix: str) -> None:
    settings = Settings(
        base_url="https://news.example.org",
        site=Site(title="江南新闻", owner="江南新闻编辑部", email="editor@example.org"),
    )
    stories = (
        replace(story(1, WUJIN, headline="社区图书角开张"), paper="江南日报"),
        replace(story(2, WUJIN, headline="河道清淤完工", summary="三公里河道清淤完工，水清了。"), paper="江南日报"),
        story(3, CHANGZHOU, headline="灯会今晚开幕", summary="灯会今晚在红梅公园开幕。"),
        story(4, national=True, headline="春运平稳有序", summary=""),
    )
    issue = gather_issue(
        stories,
        key="2023-W06",
        title="一周要闻",
        first=START.date(),
        last=START.date() + timedelta(days=6),
        limit_per_region=12,
    )
    letter = build_letter(issue, "", settings, load_templates(), datetime(2023, 2, 13, 0, 0, tzinfo=UTC))
    found = {document.path.rsplit(".", 1)[1]: document.content for document in letter_documents(letter)}

    assert found[suffix] == golden(f"letter/2023-W06.{suffix}", found[suffix])

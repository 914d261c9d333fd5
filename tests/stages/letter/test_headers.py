import pytest

from feedpub.errors import SettingsError
from feedpub.settings import Digest, Settings, Site
from feedpub.stages.letter.headers import contact, headers, message_id, recipient, sender


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        (Settings(), "feedpub <digest@localhost>"),
        (Settings(site=Site(owner="江南新闻编辑部")), "江南新闻编辑部 <digest@localhost>"),
        (Settings(digest=Digest(sender="一周 <week@example.org>")), "一周 <week@example.org>"),
        (
            Settings(site=Site(owner='张三 <boss@example.org>\r\nBcc: "x"')),
            "张三 boss@example.org Bcc: x <digest@localhost>",
        ),
    ],
    ids=["nothing_set", "an_owner", "a_name_of_its_own", "an_owner_who_would_be_a_header"],
)
def test_a_letter_comes_from_somebody_with_a_name(settings: Settings, shown: str) -> None:
    assert sender(settings) == shown


def test_readers_write_to_the_owner_or_else_to_the_sender() -> None:
    assert contact(Settings(site=Site(email="editor@example.org"))) == "editor@example.org"
    assert contact(Settings()) == "digest@localhost"


def test_an_owners_address_that_is_none_is_named() -> None:
    with pytest.raises(SettingsError, match=r"site\.email: 'editor'"):
        contact(Settings(site=Site(email="editor")))


def test_a_letter_may_be_to_nobody_in_particular() -> None:
    assert recipient("") == ""
    assert recipient("Li Hua <li@example.org>") == "Li Hua <li@example.org>"


def test_an_id_depends_on_issue_reader_and_site_and_on_nothing_else() -> None:
    here, there = Settings(base_url="https://a.example.org"), Settings(base_url="https://b.example.org")
    asked = [("2023-W06", "", here), ("2023-W07", "", here), ("2023-W06", "a@b", here), ("2023-W06", "", there)]

    assert len({message_id(*each) for each in asked}) == 4
    assert message_id(*asked[0]) == message_id(*asked[0])


@pytest.mark.parametrize(
    ("base_url", "list_id"),
    [
        ("https://News.example.org/paper", "<digest.news.example.org>"),
        ("http://127.0.0.1:8000", "<digest.localhost>"),
        ("", "<digest.localhost>"),
    ],
)
def test_a_list_is_named_by_the_site(base_url: str, list_id: str) -> None:
    assert dict(headers(Settings(base_url=base_url), "zh-CN"))["List-Id"] == list_id


def test_a_mail_program_finds_how_to_leave() -> None:
    named = dict(headers(Settings(site=Site(email="a&b@example.org")), "zh-CN"))

    assert named["List-Unsubscribe"] == "<mailto:a%26b@example.org?subject=unsubscribe>"

"""Who gets the letter, by hand and by the form, with the real commands."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from feedpub.adapters.system.tokens import open_token_signer
from feedpub.model import Preferences
from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.newsletter.store.signups import SignupStore
from feedpub.newsletter.store.tables import confirmations
from feedpub.settings import Settings, Signup

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk

LIST = """邮箱,姓名,地区,频率,同意
li@mail.example,李,江苏省；浙江省/杭州市,每周,展会登记
LI@mail.example,李,,,展会登记
no address,王,,,展会登记
wu@mail.example,吴,火星,,展会登记
he@mail.example,何,全国,每天,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_list_is_imported_and_each_refused_line_is_named(desk: Desk, encoding: str) -> None:
    (desk.folder / "list.csv").write_bytes(LIST.replace("\n", "\r\n").encode(encoding))
    done = desk.json("subscribers", "import", "list.csv", code=1)

    assert done["added"] == 1
    assert [each["line"] for each in done["refused"]] == [3, 4, 5, 6]
    assert [each["reason"].split(";")[0] for each in done["refused"]] == [
        "the same address as in line 2",
        "'no address': no mail address that we can write to",
        "region '火星': '火星' is no division there",
        "no consent",
    ]


def test_a_dry_run_stores_nothing(desk: Desk) -> None:
    (desk.folder / "list.csv").write_text(LIST, encoding="utf-8")
    desk.run("subscribers", "import", "list.csv", "--dry-run", code=1)

    assert desk.json("subscribers", "show") == {"suppressed": 0}


def test_what_is_exported_is_private_harmless_and_can_be_imported(desk: Desk, tmp_path: Path) -> None:
    for address, regions in (("li@mail.example", "江苏省/常州市"), ("=1+1@mail.example", "all")):
        desk.run("subscribers", "add", address, "--regions", regions, "--consent", "by telephone")
    desk.run("subscribers", "export", "out.csv")
    file = desk.folder / "out.csv"

    assert file.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert [row["address"] for row in rows] == ["li@mail.example", "'=1+1@mail.example"]
    assert desk.json("subscribers", "import", "out.csv", "--state", "other")["added"] == 2
    assert desk.json("subscribers", "show", "=1+1@mail.example", "--state", "other")["regions"] == "all"


def test_a_removed_subscriber_leaves_only_a_hash_and_no_list_brings_them_back(desk: Desk) -> None:
    desk.run("subscribers", "add", "li@mail.example", "--consent", "by telephone")
    desk.run("subscribers", "remove", "Li@mail.example")

    assert b"li@mail.example" not in (desk.folder / ".feedpub/newsletter.db").read_bytes()
    refused = desk.run("subscribers", "add", "li@mail.example", "--consent", "an old list", code=2)
    assert "is suppressed (erased)" in refused.stderr


def test_a_file_that_is_no_list_is_reported(desk: Desk) -> None:
    (desk.folder / "list.csv").write_bytes(b"\x7fELF\x00\x01\xff\xff")

    assert "save it as CSV in UTF-8" in desk.run("subscribers", "import", "list.csv", code=2).stderr


def signed_up(desk: Desk, address: str = "li@mail.example") -> SignupStore:
    state = desk.folder / ".feedpub"
    signups = SignupStore(open_newsletter_database(state, Settings()), open_token_signer(state), Signup())
    signups.store_request(address, Preferences(("320400",)), "192.0.2.0/24", datetime.now(UTC))
    return signups


def letters(desk: Desk) -> list[bytes]:
    return [path.read_bytes() for path in (desk.folder / "output/outbox/maildir/new").glob("confirm*")]


def test_a_signup_gets_one_mail_and_confirms_by_its_link(desk: Desk) -> None:
    signups = signed_up(desk)
    for _ in range(2):
        desk.run("letters", "--send")
    (mail,) = letters(desk)
    message = message_from_bytes(mail, policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    token = text.partition("/mail/confirm/")[2].split()[0]

    assert (message["To"], message["Auto-Submitted"]) == ("li@mail.example", "auto-generated")
    assert "江苏省常州市" in text
    assert signups.pending_preferences(token) == Preferences(("320400",))


def test_a_mail_whose_sender_was_killed_is_found_in_the_maildir_or_sent_again(desk: Desk) -> None:
    signups = signed_up(desk)
    desk.run("letters", "--send")
    engine = signups._engine
    with engine.begin() as connection:
        connection.execute(update(confirmations).values(state="sending"))
    desk.run("letters", "--send")
    assert len(letters(desk)) == 1

    next((desk.folder / "output/outbox/maildir/new").glob("confirm*")).unlink()
    with engine.begin() as connection:
        connection.execute(update(confirmations).values(state="sending"))
    desk.run("letters", "--send")
    engine.dispose()

    assert len(letters(desk)) == 1


def test_housekeeping_forgets_who_never_confirmed(desk: Desk) -> None:
    signups = signed_up(desk)
    signups.process_requests(datetime.now(UTC) - timedelta(days=8))

    assert signups.purge_expired(datetime.now(UTC)).unconfirmed == 1
    assert b"li@mail.example" not in (desk.folder / ".feedpub/newsletter.db").read_bytes()

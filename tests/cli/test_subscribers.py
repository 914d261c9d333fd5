"""Who gets the letter, by hand and by the form, with the real commands."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from feedpub.edge.keys import open_keys
from feedpub.edge.post.database import open_post
from feedpub.edge.post.schema import confirmations
from feedpub.edge.post.signups import Signups
from feedpub.model import Wish
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
def test_a_list_is_taken_in_and_each_refused_line_is_named(desk: Desk, encoding: str) -> None:
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


def test_who_is_removed_leaves_only_a_hash_and_comes_back_by_no_list(desk: Desk) -> None:
    desk.run("subscribers", "add", "li@mail.example", "--consent", "by telephone")
    desk.run("subscribers", "remove", "Li@mail.example")

    assert b"li@mail.example" not in (desk.folder / ".feedpub/post.db").read_bytes()
    refused = desk.run("subscribers", "add", "li@mail.example", "--consent", "an old list", code=2)
    assert "is suppressed (erased)" in refused.stderr


def test_what_is_no_list_is_named(desk: Desk) -> None:
    (desk.folder / "list.csv").write_bytes(b"\x7fELF\x00\x01\xff\xff")

    assert "save it as CSV in UTF-8" in desk.run("subscribers", "import", "list.csv", code=2).stderr


def signed_up(desk: Desk, address: str = "li@mail.example") -> Signups:
    state = desk.folder / ".feedpub"
    signups = Signups(open_post(state, Settings()), open_keys(state), Signup())
    signups.ask(address, Wish(("320400",)), "192.0.2.0/24", datetime.now(UTC))
    return signups


def letters(desk: Desk) -> list[bytes]:
    return [path.read_bytes() for path in (desk.folder / "output/outbox/maildir/new").glob("confirm*")]


def test_who_signed_up_is_written_to_once_and_confirms_by_the_link(desk: Desk) -> None:
    signups = signed_up(desk)
    for _ in range(2):
        desk.run("post", "--send")
    (mail,) = letters(desk)
    message = message_from_bytes(mail, policy=default)
    body = message.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    token = text.partition("/mail/confirm/")[2].split()[0]

    assert (message["To"], message["Auto-Submitted"]) == ("li@mail.example", "auto-generated")
    assert "江苏省常州市" in text
    assert signups.meant(token) == Wish(("320400",))


def test_a_mail_whose_sender_was_killed_is_found_in_the_outbox_or_sent_again(desk: Desk) -> None:
    signups = signed_up(desk)
    desk.run("post", "--send")
    engine = signups._engine
    with engine.begin() as connection:
        connection.execute(update(confirmations).values(state="sending"))
    desk.run("post", "--send")
    assert len(letters(desk)) == 1

    next((desk.folder / "output/outbox/maildir/new").glob("confirm*")).unlink()
    with engine.begin() as connection:
        connection.execute(update(confirmations).values(state="sending"))
    desk.run("post", "--send")
    engine.dispose()

    assert len(letters(desk)) == 1


def test_housekeeping_forgets_who_never_confirmed(desk: Desk) -> None:
    signups = signed_up(desk)
    signups.decide(datetime.now(UTC) - timedelta(days=8))

    assert signups.sweep(datetime.now(UTC)).unconfirmed == 1
    assert b"li@mail.example" not in (desk.folder / ".feedpub/post.db").read_bytes()

"""Letters leave the house by the service's clock and by command, once each, whatever happens in between."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from feedpub.adapters.system.tokens import open_token_signer
from feedpub.model import Frequency
from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.newsletter.store.subscribers import SubscriberStore
from feedpub.newsletter.store.tables import subscribers
from feedpub.settings import Settings
from tests.conftest import skip_or_fail
from tests.newsletter.bounces.test_parser import REPORT
from tests.newsletter.smtp_server import SmtpBehaviour, smtp_server
from tests.service.running import SETTINGS, running

if TYPE_CHECKING:
    from tests.desk import Desk
    from tests.newsletter.smtp_server import SmtpSink

MAIL = """
[mail]
server = "127.0.0.1:{port}"
security = "none"
max_lateness = 400
[digest]
max_lateness = "7d"
"""


def with_mail(desk: Desk, port: int) -> str:
    settings = SETTINGS + MAIL.format(port=port)
    (desk.folder / "feedpub.toml").write_text(settings, encoding="utf-8")
    return settings


def put(desk: Desk, day: date, title: str) -> None:
    desk.put(f"{day}_A1.txt", f"{title}\n\n昨日,{title},街坊们都来看热闹。过桥的时间比从前短了一半。\n")


def sign_up(desk: Desk, **readers: str) -> None:
    """Make active subscribers: their name, and how often they get a letter."""
    engine = open_newsletter_database(desk.folder / ".feedpub", Settings())
    with engine.begin() as connection:
        for number, (name, every) in enumerate(readers.items()):
            row = {"id": f"{number:016x}", "address": f"{name}@mail.example", "hash": name, "regions": '[""]'}
            rest = {"every": every, "language": "zh", "standing": "active", "source": "command", "consent": ""}
            connection.execute(insert(subscribers).values(row | rest | {"asked": 0, "changed": 0, "bounces": 0.0}))
    engine.dispose()


def received_all(server: SmtpSink, *readers: str) -> bool:
    return {f"{each}@mail.example" for each in readers} <= set(server.recipients)


@pytest.mark.fault("R22")
def test_the_service_sends_the_weekly_and_the_daily_letter_once(desk: Desk) -> None:
    today = date.today()  # noqa: DTZ011 - the service's own day
    put(desk, today - timedelta(days=today.isoweekday()), "城东的老桥修好通车")  # the Sunday before
    for back in (1, 2):  # the last daily slot may be yesterday's
        put(desk, today - timedelta(days=back), f"城西的果园丰收{back}")
    with smtp_server() as server:
        settings = with_mail(desk, server.port)
        desk.run("publish")
        sign_up(desk, weekly="week", daily="day")
        with running(desk, settings=settings) as service:
            service.wait_until(lambda: received_all(server, "weekly", "daily"), "both letters")
            service.wait_for_event("letters sent", 2)
            code, seconds = service.stop()
        with running(desk, settings=settings) as service:
            service.wait_for_event("pages published")
            service.stop()

    assert (code, seconds < 10) == (0, True)
    assert set(server.ids.values()) == {1}
    assert set(server.recipients.values()) == {1}
    totals_by_issue = {each["issue"]: each for each in desk.json("letters")}
    assert sorted(each["sent"] for each in totals_by_issue.values()) == [1, 1]


def test_the_service_goes_on_sending_when_the_server_is_back(desk: Desk) -> None:
    put(desk, date(2026, 11, 18), "城东的老桥修好通车")
    down = SmtpBehaviour(rcpt=lambda recipient: "450 4.2.0 not now")
    with smtp_server(down) as server:
        settings = with_mail(desk, server.port)
        desk.run("publish")
        sign_up(desk, reader="week")
        desk.run("digest", "--send", "--week", "2026-W47")
        assert desk.json("letters")[0]["pending"] == 1
        down.rcpt = lambda recipient: "250 ok"
        with running(desk, settings=settings, before=["faketime", "-f", "+2h"]) as service:
            service.wait_for_event("letters sent")

    assert server.recipients == {"reader@mail.example": 1}


@pytest.mark.fault("R22")
def test_after_a_restore_nothing_is_sent_again_until_the_operator_decides(desk: Desk) -> None:
    put(desk, date(2026, 11, 18), "城东的老桥修好通车")
    with smtp_server() as server:
        with_mail(desk, server.port)
        desk.run("publish")
        sign_up(desk, one="week", two="week")
        desk.run("backup", str(desk.folder / "copy.tar.gz"))
        begun = int(time.time())
        desk.run("digest", "--send")
        assert set(server.recipients.values()) == {1}
        assert len(server.received) == 2
        while int(time.time()) == begun:  # the record of a restore counts in seconds
            time.sleep(0.05)

        desk.run("restore", str(desk.folder / "copy.tar.gz"), "--everything")
        desk.run("digest", "--send")
        desk.run("letters", "--send")

        assert len(server.received) == 2
        assert desk.json("letters")[0]["uncertain"] == 2

        desk.run("letters", "--resend", "2026-W47")
        desk.run("letters", "--send")

    assert desk.json("letters")[0]["sent"] == 2
    assert set(server.recipients.values()) == {2}


def test_a_week_without_stories_makes_no_letter(desk: Desk) -> None:
    put(desk, date(2026, 11, 18), "城东的老桥修好通车")
    with smtp_server() as server:
        with_mail(desk, server.port)
        desk.run("publish")
        sign_up(desk, reader="week")

        said = desk.run("digest", "--send", "--week", "2026-W40").stdout

    assert "no letter" in said
    assert server.received == []
    assert desk.json("letters") == []


@pytest.mark.fault("S32")
def test_a_story_withdrawn_after_freezing_is_in_no_letter(desk: Desk) -> None:
    put(desk, date(2026, 11, 17), "城东的老桥修好通车")
    put(desk, date(2026, 11, 18), "山上的果园今年丰收")
    ways = SmtpBehaviour(rcpt=lambda recipient: "450 4.2.0 not now")
    with smtp_server(ways) as server:
        with_mail(desk, server.port)
        desk.run("publish")
        sign_up(desk, reader="week")
        desk.run("digest", "--send")
        withdrawn = next(each for each in desk.json("articles") if "老桥" in each["title"])
        desk.run("withdraw", withdrawn["id"], "--reason", "误登")
        ways.rcpt = lambda recipient: "250 ok"
        desk.run("letters", "--resend", "2026-W47")
        done = desk.run("letters", "--send", LD_PRELOAD=faketime(), FAKETIME="+2h")

    assert done.returncode == 0
    (_, mail) = server.received[0]
    text = _text(mail)
    assert "果园今年丰收" in text
    assert "老桥修好" not in text


@pytest.mark.fault("R20")
@pytest.mark.parametrize(
    ("word", "ends", "letters"), [("ask", "uncertain", 1), ("skip", "failed", 1), ("resend", "sent", 2)]
)
def test_an_uncertain_letter_is_treated_as_the_settings_say(desk: Desk, word: str, ends: str, letters: int) -> None:
    put(desk, date(2026, 11, 18), "城东的老桥修好通车")
    ways = SmtpBehaviour(end=lambda recipient: None)
    with smtp_server(ways) as server:
        settings = with_mail(desk, server.port).replace("[digest]", f'on_uncertain = "{word}"\n[digest]')
        (desk.folder / "feedpub.toml").write_text(settings)
        desk.run("publish")
        sign_up(desk, reader="week")
        desk.run("digest", "--send")
        assert desk.json("letters")[0]["uncertain"] == 1
        ways.end = lambda recipient: "250 ok"

        desk.run("letters", "--send")

    assert desk.json("letters")[0][ends] == 1
    assert len(server.received) == letters


def test_repeated_bounces_pause_a_subscriber_and_a_complaint_or_an_unsubscription_ends_it(desk: Desk) -> None:
    put(desk, date(2026, 11, 18), "城东的老桥修好通车")
    with smtp_server() as server:
        settings = with_mail(desk, server.port) + "[backup]\n"
        came = desk.folder / "came"
        (came / "new").mkdir(parents=True)
        more = f'bounces = "bounce@paper.example"\nbounce_maildir = "{came}"\nsuspend_after = 2\n[digest]'
        (desk.folder / "feedpub.toml").write_text(settings.replace("[digest]", more))
        desk.run("publish")
        sign_up(desk, gone="week", angry="week", tired="week", happy="week")
        desk.run("digest", "--send")
        paths = server.return_paths
        said_so = {"action": "failed", "status": "5.1.1", "words": "550 no such user"}
        for number in (1, 2):
            (came / "new" / f"{number}.host").write_text(REPORT.format(path=paths["gone@mail.example"], **said_so))
        angry = next(mail for to, mail in server.received if to == "angry@mail.example").decode()
        (came / "new" / "3.host").write_text(
            "From: a@isp.example\nMIME-Version: 1.0\n"
            'Content-Type: multipart/report; report-type=feedback-report; boundary="x"\n\n'
            "--x\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n"
            f"Original-Mail-From: <{paths['angry@mail.example']}>\n\n"
            f"--x\nContent-Type: message/rfc822\n\n{angry}\n--x--\n"
        )

        token = next(mail for to, mail in server.received if to == "tired@mail.example").split(b"unsubscribe%20")[1]
        (came / "new" / "4.host").write_bytes(b"Subject: unsubscribe " + token.partition(b">")[0] + b"\n\n")

        said = desk.run("letters", "--bounces").stdout
        again = desk.run("letters", "--bounces").stdout

    assert {line.rsplit(maxsplit=1)[0].strip(): line.split()[-1] for line in said.splitlines()} == {
        "complaint": "1",
        "hard bounce": "2",
        "unsubscribe": "1",
    }
    assert again == "Nothing came back.\n"
    engine = open_newsletter_database(desk.folder / ".feedpub", Settings())
    active = [
        each.address
        for each in SubscriberStore(engine, open_token_signer(desk.folder / ".feedpub")).active_subscribers(
            Frequency.WEEK
        )
    ]
    engine.dispose()
    assert active == ["happy@mail.example"]


def faketime() -> str:
    """Return the library that gives a program another time."""
    found = [str(path) for path in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")]
    if not found:
        skip_or_fail("faketime")
    return found[0]


def _text(mail: bytes) -> str:
    from email import message_from_bytes
    from email.policy import SMTP

    body = message_from_bytes(mail, policy=SMTP).get_body(("plain",))
    return str(body.get_content()) if body else ""

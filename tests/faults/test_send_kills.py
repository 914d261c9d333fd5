"""The sender is killed in the middle of its work, again and again: nobody is lost, nobody gets two letters."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.newsletter.store.tables import deliveries, subscribers
from feedpub.settings import Settings
from tests.desk import FEEDPUB, Desk
from tests.newsletter.smtp_server import SmtpBehaviour, SmtpSink, message_id_of, smtp_server

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

MANY = 40
SETTINGS = """
[watch]
settle = 0
[mail]
server = "127.0.0.1:{port}"
security = "none"
max_connections = 3
postfix_log = "{log}"
"""


class SenderKiller:
    """Kills the sender while it waits for the answer to some mail; `struck` counts how often it did."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._left = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.kill_count = 0

    def set_target(self, process: subprocess.Popen[bytes]) -> None:
        """Let the sender live for a few mails more."""
        with self._lock:
            self._left = self._chance.randint(1, 9)
            self._process = process

    def __call__(self, recipient: str) -> str:
        with self._lock:
            self._left -= 1
            if self._left == 0 and self._process:
                os.kill(self._process.pid, signal.SIGKILL)
                self._process.wait()
                self.kill_count += 1
        return "250 ok"


def prepare(desk: Desk, port: int, log: Path | str = "") -> Engine:
    """Publish a page, sign forty readers up, and return the post's tables."""
    (desk.folder / "feedpub.toml").write_text(SETTINGS.format(port=port, log=log))
    desk.put("2026-11-18_A1.txt", "老桥修好通车\n\n昨日,城东的老桥修好通车。过桥的时间比从前短了一半。\n")
    desk.run("publish")
    engine = open_newsletter_database(desk.folder / ".feedpub", Settings())
    with engine.begin() as connection:
        for number in range(MANY):
            row = {"id": f"{number:016x}", "address": f"r{number}@mail.example", "hash": str(number), "regions": '[""]'}
            rest = {"every": "week", "language": "zh", "standing": "active", "source": "command", "consent": ""}
            connection.execute(insert(subscribers).values(row | rest | {"asked": 0, "changed": 0, "bounces": 0.0}))
    return engine


def send_until_done(desk: Desk, killer: SenderKiller) -> None:
    """Start the sender again and again, as the service does, until it comes to its end."""
    words = [str(FEEDPUB), "digest", "--send", "--week", "2026-W47"]
    for _ in range(60):
        process = subprocess.Popen(words, cwd=desk.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        killer.set_target(process)
        if process.wait(timeout=120) == 0:
            return
    pytest.fail("the sender never came to its end")


def count_by_status(engine: Engine) -> Counter[str]:
    with engine.connect() as connection:
        return Counter(connection.scalars(select(deliveries.c.state)))


def uncertain_addresses(engine: Engine) -> set[str]:
    """Return the addresses whose letter is uncertain."""
    joined = select(subscribers.c.address).join_from(
        deliveries, subscribers, subscribers.c.key == deliveries.c.subscriber
    )
    with engine.connect() as connection:
        return set(connection.scalars(joined.where(deliveries.c.state == "uncertain")))


@pytest.mark.fault("R13", "R20", "R22")
@pytest.mark.invariant("I5")
def test_however_often_the_sender_is_killed_nobody_is_lost_and_nobody_gets_two(desk: Desk) -> None:
    killer = SenderKiller(seed=1)
    with smtp_server(SmtpBehaviour(end=killer)) as server:
        engine = prepare(desk, server.port)
        send_until_done(desk, killer)

    assert killer.kill_count >= 3
    assert set(server.recipients.values()) == {1}
    assert count_by_status(engine)["sent"] + count_by_status(engine)["uncertain"] == MANY
    assert count_by_status(engine)["uncertain"] <= killer.kill_count * 3
    missing = {f"r{number}@mail.example" for number in range(MANY)} - set(server.recipients)
    assert missing <= uncertain_addresses(engine)
    assert desk.json("letters")[0]["is_balanced"]


@pytest.mark.fault("R20", "R22")
def test_where_the_next_hop_can_be_asked_nothing_stays_uncertain(desk: Desk, tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    log.write_text("Nov 23 08:00:00 host postfix/master[1]: daemon started\n")
    killer = SenderKiller(seed=2)
    books = SmtpSink()

    def end(recipient: str) -> str:
        with log.open("a") as lines:  # what Postfix writes when its queue has a mail
            number = f"{len(books.received):X}A"
            mail_id = next(message_id_of(mail) for to, mail in reversed(server.received) if to == recipient)
            books.received.append((recipient, b""))
            lines.write(f"Nov 23 08:00:01 host postfix/cleanup[9]: {number}: message-id={mail_id}\n")
            lines.write(f"Nov 23 08:00:01 host postfix/qmgr[9]: {number}: from=<d@x>, size=9, nrcpt=1 (queue active)\n")
        return killer(recipient)

    with smtp_server(SmtpBehaviour(end=end)) as server:
        engine = prepare(desk, server.port, log)
        send_until_done(desk, killer)

    assert killer.kill_count >= 3
    assert set(server.recipients.values()) == {1}
    counts = count_by_status(engine)
    assert counts["sent"] + counts["uncertain"] == MANY
    assert not uncertain_addresses(engine) & set(server.recipients)

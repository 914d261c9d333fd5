"""With a real Postfix as the next hop: STARTTLS, its log as the one who knows, and kills in mid-sending."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from tests.desk import FEEDPUB, Desk
from tests.faults.test_send_kills import MANY, count_by_status, prepare
from tests.newsletter.postfix import Postfix, postfix
from tests.newsletter.smtp_server import smtp_server
from tests.newsletter.test_delivery import faketime

if TYPE_CHECKING:
    from collections.abc import Callable

MAIL = """
[watch]
settle = 0
[mail]
server = "127.0.0.1:{port}"
security = "starttls"
max_connections = 3
postfix_log = "{log}"
"""


def queued(server: Postfix) -> int:
    """Return how many mails Postfix has taken by now."""
    log = server.log.read_text(errors="replace") if server.log.exists() else ""
    return log.count("(queue active)")


def until(condition: Callable[[], bool], process: subprocess.Popen[bytes] | None = None) -> None:
    deadline = time.monotonic() + 60
    while not condition() and (process is None or process.poll() is None):
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.fault("R20", "R22")
def test_over_starttls_postfix_gets_each_letter_once_though_the_sender_is_killed(desk: Desk) -> None:
    with smtp_server() as end, postfix(end.port) as server:
        engine = prepare(desk, server.port)
        (desk.folder / "feedpub.toml").write_text(MAIL.format(port=server.port, log=server.log))
        words = [str(FEEDPUB), "digest", "--send", "--week", "2026-W47"]
        trusting = {**os.environ, "SSL_CERT_FILE": str(server.certificate)}
        kills = 0
        for target in (3, 11, 19):
            process = subprocess.Popen(
                words, cwd=desk.folder, env=trusting, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            until(lambda target=target: queued(server) >= target, process)  # type: ignore[misc] # mypy sees no default of a lambda
            kills += process.poll() is None
            process.kill()
            process.wait()
        trusted = str(server.certificate)
        desk.run("letters", "--send", SSL_CERT_FILE=trusted, LD_PRELOAD=faketime(), FAKETIME="+10m")
        until(lambda: len(end.received) >= MANY)

    assert kills >= 2
    assert count_by_status(engine) == {"sent": MANY}
    assert set(end.recipients.values()) == {1}
    assert len(end.recipients) == MANY
    assert b"using TLSv1.3" in end.received[0][1] or b"ESMTPS" in end.received[0][1]


def test_a_certificate_that_nobody_vouches_for_gets_no_letter(desk: Desk) -> None:
    with smtp_server() as end, postfix(end.port) as server:
        prepare(desk, server.port)
        (desk.folder / "feedpub.toml").write_text(MAIL.format(port=server.port, log=server.log))

        said = desk.run("digest", "--send", "--week", "2026-W47", code=1).stderr

    assert "certificate" in said
    assert end.received == []

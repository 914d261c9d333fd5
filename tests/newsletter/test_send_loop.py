"""A mail server may behave as it likes: the others get theirs, nobody gets two, and the accounts balance."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from feedpub.model import Delivery, DeliveryStatus, Frequency, FrozenIssue, OutgoingMail, Preferences, Subscriber
from feedpub.newsletter.send_loop import SendResult, send_issue
from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.newsletter.store.deliveries import DeliveryStore
from feedpub.newsletter.store.tables import subscribers
from feedpub.newsletter.transport.rate_limit import RateLimiter
from feedpub.newsletter.transport.smtp import SmtpServer, SmtpTransport
from feedpub.settings import Settings
from tests.newsletter.smtp_server import SmtpBehaviour, SmtpSink, smtp_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
KEY = "2026-W47"
MANY = 6
VICTIM = "reader3@mail1.example"
LETTER = "Message-ID: {}\r\nSubject: week\r\n\r\n" + "line of the letter\r\n" * 400 + ".a line with a dot\r\n"


@pytest.fixture
def delivery_store(tmp_path: Path) -> Iterator[DeliveryStore]:
    """Yield a ledger in which six readers are to get a letter."""
    engine = open_newsletter_database(tmp_path / "state", Settings())
    preferences = Preferences(("",))
    made = [
        Subscriber(key, f"{key:016x}", f"reader{key}@mail{key % 2}.example", preferences) for key in range(1, MANY + 1)
    ]
    with engine.begin() as connection:
        for each in made:
            row = {"key": each.key, "id": each.id, "address": each.address, "hash": each.id, "regions": '[""]'}
            rest = {"every": "week", "language": "zh", "standing": "active", "source": "command", "consent": ""}
            connection.execute(insert(subscribers).values(row | rest | {"asked": 0, "changed": 0, "bounces": 0.0}))
    issue = FrozenIssue(KEY, Frequency.WEEK, "一周要闻", date(2026, 11, 16), date(2026, 11, 22), NOW, ())
    with DeliveryStore(engine) as opened:
        opened.freeze(issue, made, lambda reader: f"<{reader.id}@paper.example>", NOW)
        yield opened


def build_mail(delivery: Delivery) -> OutgoingMail | str:
    return OutgoingMail(
        LETTER.format(delivery.message_id).encode(), "digest@paper.example", delivery.subscriber.address
    )


def run_send(
    deliveries: DeliveryStore,
    port: int,
    *,
    now: datetime = NOW,
    connections: int = 2,
    timeout: float = 5.0,
    send_timeout: float = 5.0,
    security: str = "none",
    user: str = "",
    make: Callable[[Delivery], OutgoingMail | str] = build_mail,
    rate_limiter: RateLimiter | None = None,
) -> SendResult:
    server = SmtpServer("127.0.0.1", port, security, True, user, "secret", timeout, send_timeout, "paper.example")
    lines = [SmtpTransport(server) for _ in range(connections)]
    return send_issue(
        KEY, deliveries, make, lines, rate_limiter or RateLimiter(), lambda: now, send_timeout=send_timeout * 3
    )


def counts_by_status(deliveries: DeliveryStore) -> Counter[str]:
    totals = deliveries.totals(KEY)
    assert totals.is_balanced
    names = ("sent", "excluded", "failed", "uncertain", "pending")
    return Counter({name: number for name in names if (number := getattr(totals, name))})


def test_everybody_gets_the_letter_once_and_whole(delivery_store: DeliveryStore) -> None:
    with smtp_server() as server:
        run_send(delivery_store, server.port)

    assert counts_by_status(delivery_store) == {"sent": MANY}
    assert set(server.recipients.values()) == {1}
    assert server.connections <= 2
    assert server.received[0][1].endswith(b"\r\n.a line with a dot\r\n")


@pytest.mark.parametrize("connections", [1, 3, 4, 5, 8])
def test_any_number_of_connections_comes_to_an_end(delivery_store: DeliveryStore, connections: int) -> None:
    with smtp_server() as server:
        run_send(delivery_store, server.port, connections=connections)

    assert counts_by_status(delivery_store) == {"sent": MANY}


def test_a_second_run_sends_nothing(delivery_store: DeliveryStore) -> None:
    with smtp_server() as server:
        run_send(delivery_store, server.port)
        run_send(delivery_store, server.port, now=NOW + timedelta(days=2))

    assert set(server.ids.values()) == {1}


@pytest.mark.fault("R18")
def test_while_the_server_is_down_everything_waits(delivery_store: DeliveryStore) -> None:
    with smtp_server() as gone:
        pass

    result = run_send(delivery_store, gone.port)

    assert "cannot be reached" in result.server_trouble
    assert counts_by_status(delivery_store) == {"pending": MANY}


def send_again(deliveries: DeliveryStore, after: timedelta = timedelta(minutes=10)) -> SmtpSink:
    """Send what is owed later, to a server in its right mind."""
    with smtp_server() as server:
        run_send(deliveries, server.port, now=NOW + after)
    return server


WAITING = {
    "no_banner": SmtpBehaviour(banner=lambda: None),
    "a_banner_that_sends_us_away": SmtpBehaviour(banner=lambda: "554 no service for you today"),
    "a_banner_of_another_protocol": SmtpBehaviour(banner=lambda: "SSH-2.0-OpenSSH_9.2"),
    "450_at_mail": SmtpBehaviour(mail=lambda sender: "451 4.3.0 try again"),
    "no_answer_to_mail": SmtpBehaviour(mail=lambda sender: None),
    "450_at_rcpt": SmtpBehaviour(rcpt=lambda recipient: "450 4.2.0 greylisted"),
    "no_answer_to_rcpt": SmtpBehaviour(rcpt=lambda recipient: None),
    "a_limit_that_qq_calls_550": SmtpBehaviour(rcpt=lambda recipient: "550 Domain frequency limited"),
    "a_mailbox_that_is_full": SmtpBehaviour(rcpt=lambda recipient: "552 5.2.2 mailbox full"),
    "451_at_data": SmtpBehaviour(data=lambda: "451 4.3.0 no room"),
    "no_answer_to_data": SmtpBehaviour(data=lambda: None),
    "451_after_the_mail": SmtpBehaviour(after_mail=lambda recipient: False, end=lambda recipient: "451 4.3.0 not now"),
    "421_after_the_mail": SmtpBehaviour(
        after_mail=lambda recipient: False, end=lambda recipient: "421 4.3.2 shutting down"
    ),
}


@pytest.mark.fault("R18", "R20", "R21")
@pytest.mark.parametrize("ways", WAITING.values(), ids=WAITING.keys())
def test_what_certainly_did_not_arrive_is_sent_later_to_everybody_once(
    delivery_store: DeliveryStore, ways: SmtpBehaviour
) -> None:
    with smtp_server(ways) as server:
        run_send(delivery_store, server.port)
    assert server.connections > 0
    assert counts_by_status(delivery_store) == {"pending": MANY}

    later = send_again(delivery_store)

    assert counts_by_status(delivery_store) == {"sent": MANY}
    assert set(later.recipients.values()) == {1}


@pytest.mark.fault("R20")
def test_a_connection_lost_within_the_mail_sends_nobody_a_second_one(delivery_store: DeliveryStore) -> None:
    with smtp_server(SmtpBehaviour(cut_within_mail=lambda recipient: True)) as server:
        run_send(delivery_store, server.port)
    cut = counts_by_status(delivery_store)
    assert server.received == []
    assert cut["pending"] + cut["uncertain"] == MANY  # uncertain where the dot was on its way before we heard of it

    later = send_again(delivery_store)

    assert counts_by_status(delivery_store) == +Counter(sent=cut["pending"], uncertain=cut["uncertain"])
    assert set(later.recipients.values()) <= {1}


@pytest.mark.fault("R20")
def test_a_connection_lost_after_the_whole_mail_leaves_only_its_letter_uncertain(delivery_store: DeliveryStore) -> None:
    ways = SmtpBehaviour(end=lambda recipient: None if recipient == VICTIM else "250 ok")
    with smtp_server(ways) as server:
        run_send(delivery_store, server.port)

    assert counts_by_status(delivery_store) == {"sent": MANY - 1, "uncertain": 1}
    assert [each.subscriber.address for each in delivery_store.with_status(DeliveryStatus.UNCERTAIN)] == [VICTIM]
    assert set((server.recipients + send_again(delivery_store).recipients).values()) == {1}


@pytest.mark.fault("R19")
@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "554 5.7.1 rejected", "553 user unknown"])
def test_one_who_is_refused_stops_no_other(delivery_store: DeliveryStore, answer: str) -> None:
    with smtp_server(SmtpBehaviour(rcpt=lambda recipient: answer if recipient == VICTIM else "250 ok")) as server:
        result = run_send(delivery_store, server.port)

    assert counts_by_status(delivery_store) == {"sent": MANY - 1, "failed": 1}
    assert set(server.recipients.values()) == {1}
    assert bool(result.bounced) == ("5.7.1" not in answer)


def test_a_mail_that_is_refused_for_what_it_says_is_no_bounce(delivery_store: DeliveryStore) -> None:
    ways = SmtpBehaviour(after_mail=lambda recipient: False, end=lambda recipient: "554 5.7.1 looks like spam")
    with smtp_server(ways) as server:
        result = run_send(delivery_store, server.port)

    assert counts_by_status(delivery_store) == {"failed": MANY}
    assert result.bounced == []


@pytest.mark.fault("R21")
def test_a_server_that_takes_two_mails_a_connection_gets_new_connections(delivery_store: DeliveryStore) -> None:
    with smtp_server(SmtpBehaviour(max_mails_per_connection=2)) as server:
        run_send(delivery_store, server.port, connections=1)

    assert counts_by_status(delivery_store) == {"sent": MANY}
    assert server.connections == MANY / 2
    assert set(server.recipients.values()) == {1}


def test_a_server_that_does_not_take_our_sender_fails_nobody(delivery_store: DeliveryStore) -> None:
    with smtp_server(SmtpBehaviour(mail=lambda sender: "550 5.7.1 not your domain")) as server:
        result = run_send(delivery_store, server.port)

    assert "digest.sender" in result.server_trouble
    assert counts_by_status(delivery_store) == {"pending": MANY}


def test_a_wrong_password_fails_nobody(delivery_store: DeliveryStore) -> None:
    with smtp_server(SmtpBehaviour(offers=("AUTH PLAIN",))) as server:
        result = run_send(delivery_store, server.port, user="paper")

    assert "secret" not in result.server_trouble
    assert counts_by_status(delivery_store) == {"pending": MANY}


@pytest.mark.parametrize("offers", [(), ("STARTTLS",)], ids=["no_starttls", "starttls_that_fails"])
def test_without_the_protection_that_was_asked_for_nothing_is_sent(
    delivery_store: DeliveryStore, offers: tuple[str, ...]
) -> None:
    with smtp_server(SmtpBehaviour(offers=offers)) as server:
        result = run_send(delivery_store, server.port, security="starttls")

    assert result.server_trouble
    assert server.received == []
    assert counts_by_status(delivery_store) == {"pending": MANY}


@pytest.mark.fault("R18")
def test_a_server_that_hangs_at_its_banner_is_abandoned(delivery_store: DeliveryStore) -> None:
    hanging = SmtpBehaviour()
    with smtp_server(hanging) as server:
        hanging.banner = lambda: "220 late" if server.release.wait(20) else None
        result = run_send(delivery_store, server.port, timeout=0.3)

    assert "cannot be reached" in result.server_trouble
    assert counts_by_status(delivery_store) == {"pending": MANY}


def test_a_server_that_hangs_after_the_whole_mail_leaves_it_uncertain(delivery_store: DeliveryStore) -> None:
    hanging = SmtpBehaviour()
    with smtp_server(hanging) as server:
        hanging.end = lambda recipient: "250 late" if server.release.wait(20) else None
        run_send(delivery_store, server.port, connections=MANY, timeout=2, send_timeout=0.3)

    assert counts_by_status(delivery_store) == {"uncertain": MANY}
    assert set(server.recipients.values()) == {1}


def test_an_answer_of_four_kilobytes_is_an_answer(delivery_store: DeliveryStore) -> None:
    long = "\n".join(["250-" + "x" * 70] * 60 + ["250 queued"])
    with smtp_server(SmtpBehaviour(end=lambda recipient: long)) as server:
        run_send(delivery_store, server.port)

    assert counts_by_status(delivery_store) == {"sent": MANY}


def test_what_is_not_to_be_sent_any_more_is_excluded_with_the_reason(delivery_store: DeliveryStore) -> None:
    with smtp_server() as server:
        run_send(
            delivery_store,
            server.port,
            make=lambda each: "left" if each.subscriber.address == VICTIM else build_mail(each),
        )

    assert counts_by_status(delivery_store) == {"sent": MANY - 1, "excluded": 1}
    assert VICTIM not in server.recipients
    assert [each.reply for each in delivery_store.with_status(DeliveryStatus.EXCLUDED)] == ["left"]


def test_a_transport_that_fails_unexpectedly_leaves_the_letter_uncertain(delivery_store: DeliveryStore) -> None:
    class Broken:
        def send(self, content: bytes, sender: str, recipient: str) -> None:
            raise RuntimeError("a fault of ours")

        def abort(self) -> None: ...

        def close(self) -> None: ...

    result = send_issue(KEY, delivery_store, build_mail, [Broken()], RateLimiter(), lambda: NOW, send_timeout=5)  # type: ignore[list-item] # it breaks the promise

    assert "a fault of ours" in result.server_trouble
    assert counts_by_status(delivery_store) == {"uncertain": 1, "pending": MANY - 1}


def test_a_stop_lets_the_letters_under_way_come_to_their_end(delivery_store: DeliveryStore) -> None:
    with smtp_server() as server:
        line = SmtpTransport(SmtpServer("127.0.0.1", server.port, "none", True, "", "", 5, 5, "paper.example"))
        send_issue(
            KEY,
            delivery_store,
            build_mail,
            [line],
            RateLimiter(),
            lambda: NOW,
            send_timeout=5,
            stop=lambda: len(server.received) > 1,
        )

    found = counts_by_status(delivery_store)
    assert found["uncertain"] == 0
    assert 2 <= found["sent"] < MANY
    assert found["sent"] == len(server.received)


def test_the_letters_of_one_domain_are_spread_and_all_arrive(delivery_store: DeliveryStore) -> None:
    with smtp_server() as server:
        run_send(delivery_store, server.port, rate_limiter=RateLimiter(per_second=50, per_domain_minute=600))

    assert counts_by_status(delivery_store) == {"sent": MANY}

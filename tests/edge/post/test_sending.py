"""A mail server may behave as it likes: the others get theirs, nobody gets two, and the accounts balance."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from feedpub.edge.post.database import open_post
from feedpub.edge.post.ledger import Ledger
from feedpub.edge.post.rates import Rates
from feedpub.edge.post.schema import subscribers
from feedpub.edge.post.sending import Outcome, send
from feedpub.edge.post.smtp import Connection, Server
from feedpub.model import Delivery, Every, Frozen, Parcel, Sending, Subscriber, Wish
from feedpub.settings import Settings
from tests.edge.post.sink import Sink, Ways, sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
KEY = "2026-W47"
MANY = 6
VICTIM = "reader3@mail1.example"
LETTER = "Message-ID: {}\r\nSubject: week\r\n\r\n" + "line of the letter\r\n" * 400 + ".a line with a dot\r\n"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Yield a ledger in which six readers are to get a letter."""
    engine = open_post(tmp_path / "state", Settings())
    wish = Wish(("",))
    made = [Subscriber(key, f"{key:016x}", f"reader{key}@mail{key % 2}.example", wish) for key in range(1, MANY + 1)]
    with engine.begin() as connection:
        for each in made:
            row = {"key": each.key, "id": each.id, "address": each.address, "hash": each.id, "regions": '[""]'}
            rest = {"every": "week", "language": "zh", "standing": "active", "source": "command", "consent": ""}
            connection.execute(insert(subscribers).values(row | rest | {"asked": 0, "changed": 0, "bounces": 0.0}))
    issue = Frozen(KEY, Every.WEEK, "一周要闻", date(2026, 11, 16), date(2026, 11, 22), NOW, ())
    with Ledger(engine) as opened:
        opened.freeze(issue, made, lambda reader: f"<{reader.id}@paper.example>", NOW)
        yield opened


def pack(delivery: Delivery) -> Parcel | str:
    return Parcel(LETTER.format(delivery.message_id).encode(), "digest@paper.example", delivery.subscriber.address)


def run(
    ledger: Ledger,
    port: int,
    *,
    now: datetime = NOW,
    connections: int = 2,
    timeout: float = 5.0,
    patience: float = 5.0,
    security: str = "none",
    user: str = "",
    make: Callable[[Delivery], Parcel | str] = pack,
    rates: Rates | None = None,
) -> Outcome:
    server = Server("127.0.0.1", port, security, True, user, "secret", timeout, patience, "paper.example")
    lines = [Connection(server) for _ in range(connections)]
    return send(KEY, ledger, make, lines, rates or Rates(), lambda: now, patience=patience * 3)


def states(ledger: Ledger) -> Counter[str]:
    accounts = ledger.accounts(KEY)
    assert accounts.balanced
    names = ("sent", "excluded", "failed", "uncertain", "pending")
    return Counter({name: number for name in names if (number := getattr(accounts, name))})


def test_everybody_gets_the_letter_once_and_whole(ledger: Ledger) -> None:
    with sink() as server:
        run(ledger, server.port)

    assert states(ledger) == {"sent": MANY}
    assert set(server.recipients.values()) == {1}
    assert server.connections <= 2
    assert server.mails[0][1].endswith(b"\r\n.a line with a dot\r\n")


@pytest.mark.parametrize("connections", [1, 3, 4, 5, 8])
def test_any_number_of_connections_comes_to_an_end(ledger: Ledger, connections: int) -> None:
    with sink() as server:
        run(ledger, server.port, connections=connections)

    assert states(ledger) == {"sent": MANY}


def test_a_second_run_sends_nothing(ledger: Ledger) -> None:
    with sink() as server:
        run(ledger, server.port)
        run(ledger, server.port, now=NOW + timedelta(days=2))

    assert set(server.ids.values()) == {1}


@pytest.mark.fault("R18")
def test_while_the_server_is_down_everything_waits(ledger: Ledger) -> None:
    with sink() as gone:
        pass

    outcome = run(ledger, gone.port)

    assert "cannot be reached" in outcome.trouble
    assert states(ledger) == {"pending": MANY}


def again(ledger: Ledger, after: timedelta = timedelta(minutes=10)) -> Sink:
    """Send what is owed later, to a server in its right mind."""
    with sink() as server:
        run(ledger, server.port, now=NOW + after)
    return server


WAITING = {
    "no_banner": Ways(banner=lambda: None),
    "a_banner_that_sends_us_away": Ways(banner=lambda: "554 no service for you today"),
    "a_banner_of_another_protocol": Ways(banner=lambda: "SSH-2.0-OpenSSH_9.2"),
    "450_at_mail": Ways(mail=lambda sender: "451 4.3.0 try again"),
    "no_answer_to_mail": Ways(mail=lambda sender: None),
    "450_at_rcpt": Ways(rcpt=lambda recipient: "450 4.2.0 greylisted"),
    "no_answer_to_rcpt": Ways(rcpt=lambda recipient: None),
    "a_limit_that_qq_calls_550": Ways(rcpt=lambda recipient: "550 Domain frequency limited"),
    "a_mailbox_that_is_full": Ways(rcpt=lambda recipient: "552 5.2.2 mailbox full"),
    "451_at_data": Ways(data=lambda: "451 4.3.0 no room"),
    "no_answer_to_data": Ways(data=lambda: None),
    "451_after_the_mail": Ways(taken=lambda recipient: False, end=lambda recipient: "451 4.3.0 not now"),
    "421_after_the_mail": Ways(taken=lambda recipient: False, end=lambda recipient: "421 4.3.2 shutting down"),
}


@pytest.mark.fault("R18", "R20", "R21")
@pytest.mark.parametrize("ways", WAITING.values(), ids=WAITING.keys())
def test_what_certainly_did_not_arrive_is_sent_later_to_everybody_once(ledger: Ledger, ways: Ways) -> None:
    with sink(ways) as server:
        run(ledger, server.port)
    assert server.connections > 0
    assert states(ledger) == {"pending": MANY}

    later = again(ledger)

    assert states(ledger) == {"sent": MANY}
    assert set(later.recipients.values()) == {1}


@pytest.mark.fault("R20")
def test_a_line_cut_in_the_middle_of_the_mail_costs_nobody_a_second_one(ledger: Ledger) -> None:
    with sink(Ways(within=lambda recipient: True)) as server:
        run(ledger, server.port)
    cut = states(ledger)
    assert server.mails == []
    assert cut["pending"] + cut["uncertain"] == MANY  # uncertain where the dot was on its way before we heard of it

    later = again(ledger)

    assert states(ledger) == +Counter(sent=cut["pending"], uncertain=cut["uncertain"])
    assert set(later.recipients.values()) <= {1}


@pytest.mark.fault("R20")
def test_a_line_cut_after_the_whole_mail_leaves_its_letter_uncertain_and_no_other(ledger: Ledger) -> None:
    ways = Ways(end=lambda recipient: None if recipient == VICTIM else "250 ok")
    with sink(ways) as server:
        run(ledger, server.port)

    assert states(ledger) == {"sent": MANY - 1, "uncertain": 1}
    assert [each.subscriber.address for each in ledger.in_state(Sending.UNCERTAIN)] == [VICTIM]
    assert set((server.recipients + again(ledger).recipients).values()) == {1}


@pytest.mark.fault("R19")
@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "554 5.7.1 rejected", "553 user unknown"])
def test_one_who_is_refused_stops_no_other(ledger: Ledger, answer: str) -> None:
    with sink(Ways(rcpt=lambda recipient: answer if recipient == VICTIM else "250 ok")) as server:
        outcome = run(ledger, server.port)

    assert states(ledger) == {"sent": MANY - 1, "failed": 1}
    assert set(server.recipients.values()) == {1}
    assert bool(outcome.bounced) == ("5.7.1" not in answer)


def test_a_mail_that_is_refused_for_what_it_says_is_no_bounce(ledger: Ledger) -> None:
    ways = Ways(taken=lambda recipient: False, end=lambda recipient: "554 5.7.1 looks like spam")
    with sink(ways) as server:
        outcome = run(ledger, server.port)

    assert states(ledger) == {"failed": MANY}
    assert outcome.bounced == []


@pytest.mark.fault("R21")
def test_a_server_that_takes_two_mails_a_connection_gets_new_connections(ledger: Ledger) -> None:
    with sink(Ways(most=2)) as server:
        run(ledger, server.port, connections=1)

    assert states(ledger) == {"sent": MANY}
    assert server.connections == MANY / 2
    assert set(server.recipients.values()) == {1}


def test_a_server_that_does_not_take_our_sender_fails_nobody(ledger: Ledger) -> None:
    with sink(Ways(mail=lambda sender: "550 5.7.1 not your domain")) as server:
        outcome = run(ledger, server.port)

    assert "digest.sender" in outcome.trouble
    assert states(ledger) == {"pending": MANY}


def test_a_wrong_password_fails_nobody(ledger: Ledger) -> None:
    with sink(Ways(offers=("AUTH PLAIN",))) as server:
        outcome = run(ledger, server.port, user="paper")

    assert "secret" not in outcome.trouble
    assert states(ledger) == {"pending": MANY}


@pytest.mark.parametrize("offers", [(), ("STARTTLS",)], ids=["no_starttls", "starttls_that_fails"])
def test_without_the_protection_that_was_asked_for_nothing_is_sent(ledger: Ledger, offers: tuple[str, ...]) -> None:
    with sink(Ways(offers=offers)) as server:
        outcome = run(ledger, server.port, security="starttls")

    assert outcome.trouble
    assert server.mails == []
    assert states(ledger) == {"pending": MANY}


@pytest.mark.fault("R18")
def test_a_server_that_hangs_at_its_banner_is_left(ledger: Ledger) -> None:
    hanging = Ways()
    with sink(hanging) as server:
        hanging.banner = lambda: "220 late" if server.gate.wait(20) else None
        outcome = run(ledger, server.port, timeout=0.3)

    assert "cannot be reached" in outcome.trouble
    assert states(ledger) == {"pending": MANY}


def test_a_server_that_hangs_after_the_whole_mail_leaves_it_uncertain(ledger: Ledger) -> None:
    hanging = Ways()
    with sink(hanging) as server:
        hanging.end = lambda recipient: "250 late" if server.gate.wait(20) else None
        run(ledger, server.port, connections=MANY, timeout=2, patience=0.3)

    assert states(ledger) == {"uncertain": MANY}
    assert set(server.recipients.values()) == {1}


def test_an_answer_of_four_kilobytes_is_an_answer(ledger: Ledger) -> None:
    long = "\n".join(["250-" + "x" * 70] * 60 + ["250 queued"])
    with sink(Ways(end=lambda recipient: long)) as server:
        run(ledger, server.port)

    assert states(ledger) == {"sent": MANY}


def test_what_is_not_to_be_sent_any_more_is_excluded_with_the_reason(ledger: Ledger) -> None:
    with sink() as server:
        run(ledger, server.port, make=lambda each: "left" if each.subscriber.address == VICTIM else pack(each))

    assert states(ledger) == {"sent": MANY - 1, "excluded": 1}
    assert VICTIM not in server.recipients
    assert [each.reply for each in ledger.in_state(Sending.EXCLUDED)] == ["left"]


def test_a_carrier_that_fails_in_a_way_of_its_own_leaves_the_letter_uncertain(ledger: Ledger) -> None:
    class Broken:
        def carry(self, mail: bytes, sender: str, recipient: str) -> None:
            raise RuntimeError("a fault of ours")

        def abort(self) -> None: ...

        def close(self) -> None: ...

    outcome = send(KEY, ledger, pack, [Broken()], Rates(), lambda: NOW, patience=5)  # type: ignore[list-item] # it breaks the promise

    assert "a fault of ours" in outcome.trouble
    assert states(ledger) == {"uncertain": 1, "pending": MANY - 1}


def test_a_stop_lets_the_letters_under_way_come_to_their_end(ledger: Ledger) -> None:
    with sink() as server:
        line = Connection(Server("127.0.0.1", server.port, "none", True, "", "", 5, 5, "paper.example"))
        send(KEY, ledger, pack, [line], Rates(), lambda: NOW, patience=5, stop=lambda: len(server.mails) > 1)

    found = states(ledger)
    assert found["uncertain"] == 0
    assert 2 <= found["sent"] < MANY
    assert found["sent"] == len(server.mails)


def test_the_letters_of_one_domain_are_spread_and_all_arrive(ledger: Ledger) -> None:
    with sink() as server:
        run(ledger, server.port, rates=Rates(in_second=50, of_domain=600))

    assert states(ledger) == {"sent": MANY}

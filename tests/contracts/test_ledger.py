"""What the ledger promises: frozen once, no letter in two hands, and accounts that balance whenever somebody looks."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import insert, text

from feedpub.edge.database import connect
from feedpub.edge.lock import SENDING, alone
from feedpub.edge.post.database import open_post
from feedpub.edge.post.ledger import Ledger, Settled
from feedpub.edge.post.schema import subscribers
from feedpub.errors import AnotherIsRunning, NotFound
from feedpub.model import Every, Frozen, Sending, Subscriber, Wish
from feedpub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from feedpub.model import Delivery

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
WEEK = Frozen("2026-W47", Every.WEEK, "一周要闻", date(2026, 11, 16), date(2026, 11, 22), NOW, ("urn:uuid:1",))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    address = ""
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql")
        emptied = connect(address, tmp_path)
        with emptied.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        emptied.dispose()
    opened = open_post(tmp_path / "state", Settings(archive=address))
    yield opened
    opened.dispose()


@contextmanager
def small_ledger(many: int) -> Iterator[Ledger]:
    """Yield a ledger on SQLite with so many readers who are to get the week's letter."""
    with TemporaryDirectory() as folder:
        opened = open_post(Path(folder) / "state", Settings())
        with Ledger(opened) as ledger:
            ledger.freeze(WEEK, readers(opened, many), message_id, NOW)
            yield ledger


def readers(engine: Engine, many: int) -> list[Subscriber]:
    wish = Wish(("",))
    made = [Subscriber(key, f"{key:016x}", f"reader{key}@mail{key % 2}.example", wish) for key in range(1, many + 1)]
    rows = [
        {
            "key": each.key,
            "id": each.id,
            "address": each.address,
            "hash": each.id,
            "regions": '[""]',
            "every": "week",
            "language": "zh",
            "standing": "active",
            "source": "command",
            "consent": "",
            "asked": 0,
            "changed": 0,
            "bounces": 0.0,
        }
        for each in made
    ]
    with engine.begin() as connection:
        connection.execute(insert(subscribers), rows)
    return made


def message_id(reader: Subscriber) -> str:
    return f"<{reader.id}@paper.example>"


def owed(ledger: Ledger, now: datetime = NOW) -> list[Delivery]:
    return ledger.owed(WEEK.key, now, 100)


def test_everybody_who_is_to_get_an_issue_is_owed_its_letter(engine: Engine) -> None:
    ledger = Ledger(engine)

    assert ledger.freeze(WEEK, readers(engine, 3), message_id, NOW)
    assert [each.subscriber.key for each in owed(ledger)] == [1, 2, 3]
    assert owed(ledger)[0].message_id == "<0000000000000001@paper.example>"
    assert ledger.issue(WEEK.key) == WEEK


def test_an_issue_is_frozen_once_whatever_a_second_call_says(engine: Engine) -> None:
    ledger = Ledger(engine)
    known = readers(engine, 2)
    ledger.freeze(WEEK, known[:1], message_id, NOW)

    assert not ledger.freeze(WEEK, known, message_id, NOW + timedelta(hours=1))
    assert len(owed(ledger)) == 1


def test_a_freezing_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    ledger = Ledger(engine)
    known = readers(engine, 2)

    def failing() -> Iterator[Subscriber]:
        yield known[0]
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        ledger.freeze(WEEK, failing(), message_id, NOW)

    assert ledger.issues() == []
    assert ledger.freeze(WEEK, known, message_id, NOW)
    assert ledger.accounts(WEEK.key).candidates == 2


def test_a_letter_that_is_under_way_is_owed_to_nobody_else(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.freeze(WEEK, readers(engine, 2), message_id, NOW)
    first, _ = owed(ledger)

    assert ledger.step((), [first], NOW) == [first]
    assert ledger.step((), [first], NOW) == []
    assert [each.subscriber.key for each in owed(ledger)] == [2]


def test_a_letter_that_was_taken_is_never_owed_again(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.freeze(WEEK, readers(engine, 1), message_id, NOW)
    (letter,) = ledger.step((), owed(ledger), NOW)

    ledger.step([Settled(letter, Sending.SENT, "250 ok")], (), NOW)

    assert owed(ledger, NOW + timedelta(days=30)) == []
    assert ledger.accounts(WEEK.key).sent == 1
    assert ledger.issues(unfinished=True) == []


def test_a_letter_that_was_put_off_waits_for_its_time(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.freeze(WEEK, readers(engine, 1), message_id, NOW)
    (letter,) = ledger.step((), owed(ledger), NOW)
    later = NOW + timedelta(minutes=5)

    ledger.step([Settled(letter, Sending.RETRY, "450 busy", later)], (), NOW)

    assert owed(ledger, later - timedelta(seconds=1)) == []
    assert [each.attempt for each in owed(ledger, later)] == [1]


def test_letters_to_a_domain_that_rests_are_left_for_later(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.freeze(WEEK, readers(engine, 4), message_id, NOW)

    rest = ledger.owed(WEEK.key, NOW, 100, ["mail0.example"])

    assert [each.subscriber.key for each in rest] == [1, 3]


@pytest.mark.fault("R20", "R22")
def test_what_was_under_way_when_the_sender_died_is_uncertain_and_not_sent_again(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.freeze(WEEK, readers(engine, 2), message_id, NOW)
    ledger.step((), owed(ledger)[:1], NOW)

    uncertain = ledger.recover(NOW)

    assert [each.subscriber.key for each in uncertain] == [1]
    assert [each.subscriber.key for each in owed(ledger, NOW + timedelta(days=9))] == [2]
    assert ledger.accounts(WEEK.key).balanced


def test_the_operators_word_settles_what_is_uncertain(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.freeze(WEEK, readers(engine, 2), message_id, NOW)
    ledger.step((), owed(ledger), NOW)
    one, two = ledger.recover(NOW)

    ledger.decide([Settled(one, Sending.RETRY, "again", NOW), Settled(two, Sending.FAILED, "no")], NOW)

    assert [each.subscriber.key for each in owed(ledger)] == [1]
    assert ledger.accounts(WEEK.key).failed == 1


def test_only_what_is_uncertain_can_be_decided(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.freeze(WEEK, readers(engine, 1), message_id, NOW)
    (letter,) = ledger.step((), owed(ledger), NOW)
    ledger.step([Settled(letter, Sending.SENT, "250 ok")], (), NOW)

    assert ledger.decide([Settled(letter, Sending.RETRY, "again", NOW)], NOW) == 0
    assert ledger.accounts(WEEK.key).sent == 1


def test_an_issue_that_is_too_late_is_given_up_but_for_what_was_sent(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.freeze(WEEK, readers(engine, 3), message_id, NOW)
    (letter,) = ledger.step((), owed(ledger)[:1], NOW)
    ledger.step([Settled(letter, Sending.SENT, "250 ok")], (), NOW)

    assert ledger.give_up(WEEK.key, Sending.FAILED, "too late", NOW) == 2
    accounts = ledger.accounts(WEEK.key)
    assert (accounts.sent, accounts.failed, accounts.pending) == (1, 2, 0)


def test_an_issue_that_nobody_froze_has_no_accounts(engine: Engine) -> None:
    ledger = Ledger(engine)

    with pytest.raises(NotFound, match="1999-W01"):
        ledger.accounts("1999-W01")
    with pytest.raises(NotFound, match="1999-W01"):
        ledger.issue("1999-W01")


STATES = st.sampled_from([Sending.SENT, Sending.RETRY, Sending.FAILED, Sending.UNCERTAIN, Sending.EXCLUDED])


@hypothesis_settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.lists(STATES, max_size=4), st.booleans()), max_size=8))
def test_the_accounts_balance_after_any_steps_and_crashes(steps: list[tuple[int, list[Sending], bool]]) -> None:
    with small_ledger(5) as ledger:
        now, sent = NOW, set[int]()
        for intended, fates, crashes in steps:
            now += timedelta(minutes=1)
            letters = ledger.step((), ledger.owed(WEEK.key, now, intended), now)
            assert not sent & {each.subscriber.key for each in letters}
            settled = [Settled(each, fate, "said", now) for each, fate in zip(letters, fates, strict=False)]
            ledger.step(settled, (), now)
            sent |= {each.delivery.subscriber.key for each in settled if each.state is Sending.SENT}
            if crashes:
                ledger.recover(now)
            accounts = ledger.accounts(WEEK.key)
            assert accounts.balanced
            assert accounts.sent == len(sent)


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_one_machine_sends_at_a_time_and_it_can_write(engine: Engine, tmp_path: Path) -> None:
    other = connect(engine.url.render_as_string(hide_password=False), tmp_path)
    with alone(engine, SENDING):
        with pytest.raises(AnotherIsRunning), alone(other, SENDING):
            pytest.fail("two machines send")
        Ledger(engine).freeze(WEEK, readers(engine, 2), message_id, NOW)
        owed = Ledger(engine).owed(WEEK.key, NOW, 10)
        assert len(Ledger(engine).step((), owed, NOW)) == 2
    other.dispose()


def test_what_may_have_gone_before_a_restore_waits_for_the_operators_word(engine: Engine) -> None:
    ledger = Ledger(engine)
    ledger.freeze(WEEK, readers(engine, 2), message_id, NOW)
    restored, later = NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)

    assert ledger.hold(WEEK.key, restored, later) == 2
    assert ledger.owed(WEEK.key, later, 10) == []

    held = ledger.in_state(Sending.UNCERTAIN)
    ledger.decide([Settled(each, Sending.RETRY, "by the operator", later) for each in held], later, due=later)

    assert ledger.hold(WEEK.key, restored, later) == 0
    assert len(ledger.owed(WEEK.key, later, 10)) == 2
    assert ledger.issue(WEEK.key).due == later
    assert ledger.accounts(WEEK.key).balanced

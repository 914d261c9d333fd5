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

from feedpub.adapters.archive.database import connect_archive
from feedpub.adapters.database.advisory_lock import hold_advisory_lock
from feedpub.adapters.system.locks import SEND_LOCK
from feedpub.errors import AnotherIsRunning, NotFound
from feedpub.model import DeliveryStatus, Frequency, FrozenIssue, Preferences, Subscriber
from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.newsletter.store.deliveries import DeliveryResult, DeliveryStore
from feedpub.newsletter.store.tables import subscribers
from feedpub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from feedpub.model import Delivery

NOW = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
WEEK = FrozenIssue("2026-W47", Frequency.WEEK, "一周要闻", date(2026, 11, 16), date(2026, 11, 22), NOW, ("urn:uuid:1",))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    address = ""
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql")
        emptied = connect_archive(address, tmp_path)
        with emptied.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        emptied.dispose()
    opened = open_newsletter_database(tmp_path / "state", Settings(archive=address))
    yield opened
    opened.dispose()


@contextmanager
def small_delivery_store(many: int) -> Iterator[DeliveryStore]:
    """Yield a ledger on SQLite with so many readers who are to get the week's letter."""
    with TemporaryDirectory() as folder:
        opened = open_newsletter_database(Path(folder) / "state", Settings())
        with DeliveryStore(opened) as ledger:
            ledger.freeze(WEEK, readers(opened, many), message_id, NOW)
            yield ledger


def readers(engine: Engine, many: int) -> list[Subscriber]:
    wish = Preferences(("",))
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


def due(ledger: DeliveryStore, now: datetime = NOW) -> list[Delivery]:
    return ledger.due(WEEK.key, now, 100)


def test_every_recipient_of_an_issue_has_a_letter_due(engine: Engine) -> None:
    ledger = DeliveryStore(engine)

    assert ledger.freeze(WEEK, readers(engine, 3), message_id, NOW)
    assert [each.subscriber.key for each in due(ledger)] == [1, 2, 3]
    assert due(ledger)[0].message_id == "<0000000000000001@paper.example>"
    assert ledger.frozen_issue(WEEK.key) == WEEK


def test_an_issue_is_frozen_once_whatever_a_second_call_says(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    known = readers(engine, 2)
    ledger.freeze(WEEK, known[:1], message_id, NOW)

    assert not ledger.freeze(WEEK, known, message_id, NOW + timedelta(hours=1))
    assert len(due(ledger)) == 1


def test_a_freezing_that_fails_leaves_nothing_behind(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    known = readers(engine, 2)

    def failing() -> Iterator[Subscriber]:
        yield known[0]
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        ledger.freeze(WEEK, failing(), message_id, NOW)

    assert ledger.all_frozen_issues() == []
    assert ledger.freeze(WEEK, known, message_id, NOW)
    assert ledger.totals(WEEK.key).recipients == 2


def test_a_letter_that_is_being_sent_is_due_to_no_other_process(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    ledger.freeze(WEEK, readers(engine, 2), message_id, NOW)
    first, _ = due(ledger)

    assert ledger.commit_round((), [first], NOW) == [first]
    assert ledger.commit_round((), [first], NOW) == []
    assert [each.subscriber.key for each in due(ledger)] == [2]


def test_a_letter_that_was_accepted_is_never_due_again(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    ledger.freeze(WEEK, readers(engine, 1), message_id, NOW)
    (letter,) = ledger.commit_round((), due(ledger), NOW)

    ledger.commit_round([DeliveryResult(letter, DeliveryStatus.SENT, "250 ok")], (), NOW)

    assert due(ledger, NOW + timedelta(days=30)) == []
    assert ledger.totals(WEEK.key).sent == 1
    assert ledger.all_frozen_issues(unfinished=True) == []


def test_a_letter_that_was_put_off_waits_for_its_time(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    ledger.freeze(WEEK, readers(engine, 1), message_id, NOW)
    (letter,) = ledger.commit_round((), due(ledger), NOW)
    later = NOW + timedelta(minutes=5)

    ledger.commit_round([DeliveryResult(letter, DeliveryStatus.RETRY, "450 busy", later)], (), NOW)

    assert due(ledger, later - timedelta(seconds=1)) == []
    assert [each.attempts for each in due(ledger, later)] == [1]


def test_letters_to_a_domain_that_rests_are_left_for_later(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    ledger.freeze(WEEK, readers(engine, 4), message_id, NOW)

    rest = ledger.due(WEEK.key, NOW, 100, ["mail0.example"])

    assert [each.subscriber.key for each in rest] == [1, 3]


@pytest.mark.fault("R20", "R22")
def test_what_was_under_way_when_the_sender_died_is_uncertain_and_not_sent_again(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    ledger.freeze(WEEK, readers(engine, 2), message_id, NOW)
    ledger.commit_round((), due(ledger)[:1], NOW)

    uncertain = ledger.mark_interrupted(NOW)

    assert [each.subscriber.key for each in uncertain] == [1]
    assert [each.subscriber.key for each in due(ledger, NOW + timedelta(days=9))] == [2]
    assert ledger.totals(WEEK.key).is_balanced


def test_the_operators_word_settles_what_is_uncertain(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    ledger.freeze(WEEK, readers(engine, 2), message_id, NOW)
    ledger.commit_round((), due(ledger), NOW)
    one, two = ledger.mark_interrupted(NOW)

    ledger.resolve(
        [DeliveryResult(one, DeliveryStatus.RETRY, "again", NOW), DeliveryResult(two, DeliveryStatus.FAILED, "no")], NOW
    )

    assert [each.subscriber.key for each in due(ledger)] == [1]
    assert ledger.totals(WEEK.key).failed == 1


def test_only_what_is_uncertain_can_be_decided(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    ledger.freeze(WEEK, readers(engine, 1), message_id, NOW)
    (letter,) = ledger.commit_round((), due(ledger), NOW)
    ledger.commit_round([DeliveryResult(letter, DeliveryStatus.SENT, "250 ok")], (), NOW)

    assert ledger.resolve([DeliveryResult(letter, DeliveryStatus.RETRY, "again", NOW)], NOW) == 0
    assert ledger.totals(WEEK.key).sent == 1


def test_an_issue_that_is_too_late_is_given_up_but_for_what_was_sent(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    ledger.freeze(WEEK, readers(engine, 3), message_id, NOW)
    (letter,) = ledger.commit_round((), due(ledger)[:1], NOW)
    ledger.commit_round([DeliveryResult(letter, DeliveryStatus.SENT, "250 ok")], (), NOW)

    assert ledger.end_waiting(WEEK.key, DeliveryStatus.FAILED, "too late", NOW) == 2
    accounts = ledger.totals(WEEK.key)
    assert (accounts.sent, accounts.failed, accounts.pending) == (1, 2, 0)


def test_an_issue_that_was_not_frozen_has_no_totals(engine: Engine) -> None:
    ledger = DeliveryStore(engine)

    with pytest.raises(NotFound, match="1999-W01"):
        ledger.totals("1999-W01")
    with pytest.raises(NotFound, match="1999-W01"):
        ledger.frozen_issue("1999-W01")


STATES = st.sampled_from(
    [
        DeliveryStatus.SENT,
        DeliveryStatus.RETRY,
        DeliveryStatus.FAILED,
        DeliveryStatus.UNCERTAIN,
        DeliveryStatus.EXCLUDED,
    ]
)


@hypothesis_settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 4), st.lists(STATES, max_size=4), st.booleans()), max_size=8))
def test_the_totals_balance_after_any_steps_and_crashes(steps: list[tuple[int, list[DeliveryStatus], bool]]) -> None:
    with small_delivery_store(5) as ledger:
        now, sent = NOW, set[int]()
        for intended, fates, crashes in steps:
            now += timedelta(minutes=1)
            letters = ledger.commit_round((), ledger.due(WEEK.key, now, intended), now)
            assert not sent & {each.subscriber.key for each in letters}
            settled = [DeliveryResult(each, fate, "said", now) for each, fate in zip(letters, fates, strict=False)]
            ledger.commit_round(settled, (), now)
            sent |= {each.delivery.subscriber.key for each in settled if each.status is DeliveryStatus.SENT}
            if crashes:
                ledger.mark_interrupted(now)
            accounts = ledger.totals(WEEK.key)
            assert accounts.is_balanced
            assert accounts.sent == len(sent)


@pytest.mark.parametrize("engine", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
def test_one_machine_sends_at_a_time_and_it_can_write(engine: Engine, tmp_path: Path) -> None:
    other = connect_archive(engine.url.render_as_string(hide_password=False), tmp_path)
    with hold_advisory_lock(engine, SEND_LOCK):
        with pytest.raises(AnotherIsRunning), hold_advisory_lock(other, SEND_LOCK):
            pytest.fail("two machines send")
        DeliveryStore(engine).freeze(WEEK, readers(engine, 2), message_id, NOW)
        owed = DeliveryStore(engine).due(WEEK.key, NOW, 10)
        assert len(DeliveryStore(engine).commit_round((), owed, NOW)) == 2
    other.dispose()


def test_what_may_have_gone_before_a_restore_waits_for_the_operators_word(engine: Engine) -> None:
    ledger = DeliveryStore(engine)
    ledger.freeze(WEEK, readers(engine, 2), message_id, NOW)
    restored, later = NOW + timedelta(minutes=1), NOW + timedelta(minutes=2)

    assert ledger.hold_since_restore(WEEK.key, restored, later) == 2
    assert ledger.due(WEEK.key, later, 10) == []

    held = ledger.with_status(DeliveryStatus.UNCERTAIN)
    ledger.resolve(
        [DeliveryResult(each, DeliveryStatus.RETRY, "by the operator", later) for each in held], later, due_at=later
    )

    assert ledger.hold_since_restore(WEEK.key, restored, later) == 0
    assert len(ledger.due(WEEK.key, later, 10)) == 2
    assert ledger.frozen_issue(WEEK.key).due_at == later
    assert ledger.totals(WEEK.key).is_balanced

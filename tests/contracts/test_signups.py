"""What the readers' side of the post promises, on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select, text

from feedpub.adapters.archive.database import connect_archive
from feedpub.adapters.system.tokens import TokenSigner
from feedpub.model import DeliveryStatus, Frequency, Preferences, SubscriberStatus
from feedpub.newsletter.store.administration import NewSubscriber, SubscriberAdmin
from feedpub.newsletter.store.confirmations import ConfirmationStore
from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.newsletter.store.signups import SignupStore
from feedpub.newsletter.store.subscribers import SubscriberStore
from feedpub.newsletter.store.tables import events, signup_log, signup_requests, subscribers, suppressions
from feedpub.settings import Settings, Signup

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

KEYS = TokenSigner([b"k" * 32])
WUJIN, ALL = Preferences(("320412",)), Preferences(("",), Frequency.DAY, "en")
LI = "li@mail.example"


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


NOW = datetime.now(UTC).replace(microsecond=0)
"""Tokens bear the real time, so that the tests' is about the same."""


class SignupBench:
    """The readers' side, with what a test does again and again."""

    def __init__(self, engine: Engine, caps: Signup | None = None) -> None:
        self.engine = engine
        self.signups = SignupStore(engine, KEYS, caps or Signup())
        self.mails = ConfirmationStore(engine)
        self.register = SubscriberAdmin(engine, KEYS)

    def ask(
        self, address: str = LI, wish: Preferences = WUJIN, network: str = "192.0.2.0/24", now: datetime = NOW
    ) -> str:
        """Sign up, and return what was decided."""
        self.signups.store_request(address, wish, network, now)
        (decided,) = self.signups.process_requests(now)
        return decided

    def token(self, now: datetime = NOW) -> str:
        """Return the link of the mail that was asked for last."""
        mail = self.mails.due(now, 100)[-1]
        return self.signups.confirmation_token(mail.subscriber, mail.key)

    def subscribed(self, address: str = LI) -> str:
        """Sign up and confirm; return the id."""
        self.ask(address)
        reader = self.signups.confirm(self.token(), NOW)
        assert reader
        return reader.id

    def active(self, every: Frequency = Frequency.WEEK) -> list[tuple[str, Preferences]]:
        return [
            (each.address, each.preferences) for each in SubscriberStore(self.engine, KEYS).active_subscribers(every)
        ]

    def count(self, table: object) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type] # any table


def test_who_signs_up_gets_letters_once_it_is_confirmed(engine: Engine) -> None:
    office = SignupBench(engine)

    assert office.ask() == "mail"
    assert office.active() == []
    assert office.signups.pending_preferences(office.token()) == WUJIN

    office.signups.confirm(office.token(), NOW)

    assert office.active() == [(LI, WUJIN)]
    assert office.count(signup_requests) == 0
    assert office.mails.due(NOW, 10) == []


def test_a_thousand_sign_ups_for_one_address_make_one_mail(engine: Engine) -> None:
    office = SignupBench(engine)
    with engine.begin() as connection:
        row = {"regions": '["320412"]', "every": "week", "language": "zh", "moment": int(NOW.timestamp())}
        many = [row | {"address": LI if n % 2 else LI.upper(), "network": f"{n}"} for n in range(1000)]
        connection.execute(insert(signup_requests), many)

    decided = office.signups.process_requests(NOW)

    assert decided == {"mail": 1, "too often for its address": 999}
    assert len(office.mails.due(NOW, 100)) == 1


def test_an_address_gets_three_mails_until_it_is_confirmed(engine: Engine) -> None:
    office = SignupBench(engine)
    decided = [office.ask(now=NOW + timedelta(days=days, minutes=1)) for days in range(5)]

    assert decided == ["mail"] * 3 + ["too often without being confirmed"] * 2


def test_a_network_and_all_together_have_their_caps(engine: Engine) -> None:
    office = SignupBench(engine, Signup(max_per_network_hour=2, max_per_hour=3))
    decided = [office.ask(f"{n}@mail.example") for n in range(3)]
    elsewhere = [office.ask(f"{n}@mail.example", network=f"10.{n}.0.0/24") for n in range(3, 5)]

    assert decided == ["mail", "mail", "too often from its network"]
    assert elsewhere == ["mail", "too often in all"]
    assert office.ask("9@mail.example", now=NOW + timedelta(hours=2)) == "mail"


def test_a_link_is_used_once_and_says_yes_ever_after(engine: Engine) -> None:
    office = SignupBench(engine)
    office.ask()
    token = office.token()
    first = office.signups.confirm(token, NOW)
    assert first
    office.signups.change_preferences(first.id, ALL, NOW)
    again = office.signups.confirm(token, NOW)

    assert again
    assert again.preferences == ALL


def test_a_known_reader_confirms_other_preferences(engine: Engine) -> None:
    office = SignupBench(engine)
    office.subscribed()
    assert office.ask(wish=ALL) == "mail"
    assert office.active() == [(LI, WUJIN)]
    assert office.mails.due(NOW, 9)[0].is_confirmed_subscriber

    office.signups.confirm(office.token(), NOW)

    assert office.active(Frequency.DAY) == [(LI, ALL)]


def test_who_leaves_is_erased_and_only_a_hash_is_kept(engine: Engine) -> None:
    office = SignupBench(engine)
    id_ = office.subscribed()
    with engine.begin() as connection:
        connection.execute(events.update().values(words=f"550 {LI} unknown"))

    assert office.signups.unsubscribe(id_, NOW)
    assert not office.signups.unsubscribe(id_, NOW)
    assert office.active() == []
    with engine.connect() as connection:
        rows = [*connection.execute(select(subscribers)), *connection.execute(select(events))]
        assert LI not in repr(rows)
        assert KEYS.hash(LI) not in repr(rows)
        assert connection.execute(select(suppressions.c.hash, suppressions.c.reason)).all() == [(KEYS.hash(LI), "left")]


def test_what_is_erased_is_not_in_the_file_either(tmp_path: Path) -> None:
    opened = open_newsletter_database(tmp_path, Settings())
    office = SignupBench(opened)
    address = "somebody.of.their.own@mail.example"
    id_ = office.subscribed(address)
    assert address.encode() in (tmp_path / "newsletter.db").read_bytes()

    office.signups.unsubscribe(id_, NOW)
    opened.dispose()

    assert address.encode() not in (tmp_path / "newsletter.db").read_bytes()


def test_signing_up_again_undoes_the_suppression_of_leaving(engine: Engine) -> None:
    office = SignupBench(engine)
    office.signups.unsubscribe(office.subscribed(), NOW)

    office.subscribed()

    assert office.active() == [(LI, WUJIN)]
    assert office.count(suppressions) == 0


def test_what_the_owner_suppressed_no_form_brings_back(engine: Engine) -> None:
    office = SignupBench(engine)
    office.ask()
    token = office.token()
    office.register.suppress(LI, NOW)

    assert office.ask() == "blocked"
    assert office.signups.confirm(token, NOW) is None
    assert office.register.unsuppress(LI)
    assert office.ask() == "mail"


def test_unconfirmed_ones_are_gone_after_seven_days(engine: Engine) -> None:
    office = SignupBench(engine)
    office.ask()
    office.subscribed("wang@mail.example")

    assert office.signups.purge_expired(NOW + timedelta(days=6, hours=23)).unconfirmed == 0
    assert office.signups.purge_expired(NOW + timedelta(days=7)).unconfirmed == 1
    assert office.count(subscribers) == 1
    assert office.mails.due(NOW, 9) == []
    assert office.count(signup_log) == 1  # its hash still counts against the cap


def test_forged_and_foreign_tokens_are_good_for_nothing(engine: Engine) -> None:
    office = SignupBench(engine)
    office.ask()
    token = office.token()
    id_ = token.partition(".")[0]
    bad = ["", "x", token[:-1], token + "x", KEYS.token("confirm", f"{id_}.1"), KEYS.timed_token("form", f"{id_}.1")]
    bad += [KEYS.timed_token("confirm", words) for words in (f"{id_}.999", f"{id_}.x", "0" * 16 + ".1", f"{id_}.")]

    assert [each for each in bad if office.signups.confirm(each, NOW)] == []
    assert office.active() == []


def test_a_mail_is_in_one_hand_at_a_time(engine: Engine) -> None:
    office = SignupBench(engine)
    office.ask()
    (mail,) = office.mails.due(NOW, 9)

    assert office.mails.mark_sending(mail, NOW)
    assert not office.mails.mark_sending(mail, NOW)
    assert office.mails.due(NOW, 9) == []
    assert [each.key for each in office.mails.interrupted()] == [mail.key]

    office.mails.record_status([mail], DeliveryStatus.RETRY, NOW, f"450 {LI} later")

    assert office.mails.due(NOW, 9) == []
    assert len(office.mails.due(NOW + timedelta(minutes=1), 9)) == 1


def test_the_owner_adds_and_erases(engine: Engine) -> None:
    office = SignupBench(engine)
    entry = NewSubscriber(LI, WUJIN, "command", "by telephone")

    assert office.register.add([entry, entry], NOW) == ["", "is a subscriber already (active)"]
    assert office.active() == [(LI, WUJIN)]
    assert office.register.remove(LI, NOW)
    assert office.register.add([entry], NOW) == ["is suppressed (erased)"]
    assert office.register.add([entry], NOW, dry_run=True, override_suppression=True) == [""]
    assert office.active() == []
    assert office.register.add([entry], NOW, override_suppression=True) == [""]
    assert [each.consent for each in office.register.all_records()] == ["by telephone"]
    assert office.register.history_of(LI).record is not None
    assert office.register.counts() == {"active": 1, "left": 1, "suppressed": 0}


def test_a_paused_reader_who_confirms_anew_is_active(engine: Engine) -> None:
    office = SignupBench(engine)
    id_ = office.subscribed()
    SubscriberStore(engine, KEYS, 1).record_bounce(id_, hard=True, now=NOW, reason="550 no such user")
    assert (reader := office.signups.subscriber(id_))
    assert reader.status is SubscriberStatus.PAUSED

    office.ask()
    office.signups.confirm(office.token(), NOW)

    assert office.active() == [(LI, WUJIN)]

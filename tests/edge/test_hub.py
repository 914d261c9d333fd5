"""WebSub: every hub hears of every change of a feed, whatever it does, and holds nobody up."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.edge.hub import LONGEST_WAIT, OLDEST, Patience, Told, tell_hubs
from feedpub.edge.lock import lock
from feedpub.edge.pinging import Pinging
from feedpub.edge.pings import FILE, SLACK, Pings
from feedpub.errors import AnotherIsRunning
from feedpub.settings import Feeds, Settings
from tests.edge.hub_stub import hub, seconds_since

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2023, 2, 7, 6, tzinfo=UTC)
QUICK = Patience(ping=0.3, all=3)
ROOT = "https://news.example/"


class Press:
    """A site with feeds, and a state folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.site = folder / "site"
        self.state = folder / "state"
        for name in ("rss.xml", "regions/jiangsu/atom.xml"):
            self.write(name, "1")

    def write(self, name: str, text: str) -> None:
        """Put a document into its place, as the shelf does."""
        path = self.site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(".feedpub-new-0")
        beside.write_text(text)
        beside.replace(path)

    def ping(self, *hubs: str, after: float = 0, patience: Patience = QUICK) -> Told:
        """Do a round, so many seconds after the first."""
        settings = Settings(base_url=ROOT, feeds=Feeds(hubs=hubs))
        return tell_hubs(self.site, self.state, settings, START + timedelta(seconds=after), patience)


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)


BOTH = [f"{ROOT}regions/jiangsu/atom.xml", f"{ROOT}rss.xml"]


def test_a_hub_is_told_of_every_feed_in_the_form_that_hubs_take(press: Press) -> None:
    with hub() as it:
        told = press.ping(f"{it.url}publish?key=1")

    assert (told.pings, told.owed, told.failures, told.again) == (2, 0, [], None)
    assert it.asked == [{"hub.mode": ["publish"], "hub.url": [topic]} for topic in BOTH]
    assert it.paths == ["/publish?key=1"] * 2


def test_only_what_changed_in_its_bytes_is_told_again(press: Press) -> None:
    with hub() as it:
        press.ping(it.url)
        press.write("rss.xml", "1")  # another file of the same bytes
        nothing = press.ping(it.url)
        press.write("rss.xml", "2")
        press.ping(it.url)

    assert nothing.pings == 0
    assert it.topics == [*BOTH, f"{ROOT}rss.xml"]


def test_pages_archives_forms_and_what_is_half_written_are_no_topics(press: Press) -> None:
    for name in ("rss-1.xml", "index.html", "rss.xml.gz", "sitemap.xml", ".feedpub-new-0", "articles/rss.xml"):
        (press.site / name).parent.mkdir(exist_ok=True)
        (press.site / name).write_text("1")
    press.write("feed.json", "1")
    press.write("rss-summary.xml", "1")
    with hub() as it:
        press.ping(it.url)

    assert sorted(it.topics) == sorted([*BOTH, f"{ROOT}feed.json", f"{ROOT}rss-summary.xml"])


def test_many_feeds_travel_over_one_connection(press: Press) -> None:
    for number in range(30):
        press.write(f"tags/{number}/rss.xml", "1")
    with hub() as it:
        told = press.ping(it.url)

    assert (told.pings, it.connections) == (32, 1)


def test_a_connection_that_the_hub_let_go_of_is_opened_again(press: Press) -> None:
    with hub("mute") as it:
        told = press.ping(it.url)

    assert (told.pings, told.failures, it.connections) == (2, [], 2)


def test_without_hubs_or_without_an_address_of_our_own_nothing_happens(press: Press) -> None:
    with hub() as it:
        local = tell_hubs(press.site, press.state, Settings(feeds=Feeds(hubs=(it.url,))), START)

    assert (press.ping(), local, it.asked) == (Told(), Told(), [])
    assert not press.state.exists()


# Hubs that fail


@pytest.mark.parametrize("mood", ["refuses", "broken", "hangs up", "hangs", "drips", "redirects", "nonsense"])
def test_whatever_a_hub_does_it_is_told_later_and_holds_nobody_up(press: Press, mood: str) -> None:
    began = time.monotonic()
    with hub(mood) as it:
        failed = press.ping(it.url)
        took = seconds_since(began)
        too_early = press.ping(it.url, after=59)
        asked = len(it.asked)
        it.mood = "kind"
        told = press.ping(it.url, after=61)

    assert (failed.pings, failed.owed, failed.again) == (0, 2, 60)
    assert took < QUICK.all
    assert (too_early.pings, too_early.owed, len(too_early.failures)) == (0, 2, 0)
    assert (told.pings, told.owed) == (2, 0)
    assert len(it.asked) == asked + 2
    assert not [path for path in it.paths if "elsewhere" in path]  # S16: no redirect is followed


def test_a_hub_that_is_not_there_is_told_when_it_is(press: Press) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    failed = press.ping(f"http://127.0.0.1:{port}/")
    with hub(port=port) as it:
        told = press.ping(it.url, after=60)

    assert [each.why for each in failed.failures] == ["no answer (ConnectionRefusedError)"] * 2
    assert told.pings == 2


def test_of_a_vast_answer_no_more_is_read_than_its_beginning(press: Press) -> None:
    with hub("vast") as it:
        told = press.ping(it.url)

    assert (told.pings, it.connections) == (2, 2)


def test_the_waits_double_up_to_an_hour(press: Press) -> None:
    press.site.joinpath("rss.xml").unlink()
    waits: list[float] = []
    with hub("broken") as it:
        for _ in range(8):
            waits.append(press.ping(it.url, after=sum(waits)).again or 0)

    assert waits == [60, 120, 240, 480, 960, 1920, LONGEST_WAIT, LONGEST_WAIT]


def test_after_a_day_a_ping_is_given_up_until_the_feed_changes_again(press: Press) -> None:
    press.site.joinpath("rss.xml").unlink()
    with hub("broken") as it:
        press.ping(it.url)
        last = press.ping(it.url, after=OLDEST + 1)
        never = press.ping(it.url, after=3 * OLDEST)
        it.mood = "kind"
        press.write("regions/jiangsu/atom.xml", "2")
        told = press.ping(it.url, after=4 * OLDEST)

    assert [each.why for each in last.given_up] == ["it answered 500"]
    assert (last.owed, never.owed, never.failures) == (0, 0, [])
    assert told.pings == 1


def test_a_hub_that_fails_three_times_in_a_row_is_left_alone_for_all_feeds(press: Press) -> None:
    for number in range(20):
        press.write(f"tags/{number}/rss.xml", "1")
    with hub("broken") as it:
        press.ping(it.url)
        press.ping(it.url, after=1)

    assert len(it.asked) == 3


def test_a_hub_that_fails_keeps_no_other_hub_waiting(press: Press) -> None:
    with hub("hangs") as bad, hub() as good:
        told = press.ping(bad.url, good.url)

    assert good.topics == BOTH
    assert told.owed == 2


def test_there_is_an_end_to_a_round(press: Press) -> None:
    for number in range(20):
        press.write(f"tags/{number}/rss.xml", "1")
    with hub() as it:
        cut_off = press.ping(it.url, patience=Patience(ping=1, all=0))
        told = press.ping(it.url)

    assert (cut_off.pings, cut_off.owed, cut_off.again) == (0, 22, 0)
    assert told.pings == 22


def test_a_clock_that_was_years_ahead_does_not_silence_a_ping(press: Press) -> None:
    with hub("broken") as it:
        press.ping(it.url, after=10 * 365 * 86_400)
        it.mood = "kind"
        told = press.ping(it.url)

    assert told.pings == 2


# What is on record

KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from feedpub.edge import hub_line
from feedpub.edge.hub import tell_hubs
from feedpub.settings import Feeds, Settings
import os, signal

folder, url, turn = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
tell, calls = hub_line.HubLine.tell, 0

def deadly(self, topic):
    global calls
    calls += 1
    if calls == turn:
        os.kill(os.getpid(), signal.SIGKILL)
    tell(self, topic)

hub_line.HubLine.tell = deadly
settings = Settings(base_url="https://news.example/", feeds=Feeds(hubs=(url,)))
tell_hubs(folder / "site", folder / "state", settings, datetime(2023, 2, 7, 6, tzinfo=UTC))
"""


@pytest.mark.parametrize("turn", [1, 2])
def test_a_kill_between_publication_and_ping_loses_none(press: Press, turn: int) -> None:
    with hub() as it:
        words = [sys.executable, "-c", KILLED, str(press.site.parent), it.url, str(turn)]
        killed = subprocess.run(words, capture_output=True)
        told = press.ping(it.url)

    assert killed.returncode == -9, killed.stderr
    assert sorted(it.topics) == BOTH
    assert told.pings == 3 - turn


def test_a_line_that_a_kill_cut_off_costs_one_ping_and_no_more(press: Press) -> None:
    with hub() as it:
        press.ping(it.url)
        record = press.state / FILE
        record.write_bytes(record.read_bytes()[:-9])
        press.ping(it.url)
        quiet = press.ping(it.url)

    assert it.topics == [*BOTH, f"{ROOT}rss.xml"]
    assert quiet.pings == 0


def test_the_record_does_not_grow_for_ever_and_is_ours_alone(press: Press) -> None:
    with hub() as it:
        press.ping(it.url)
        record = press.state / FILE
        record.write_bytes(record.read_bytes() * SLACK)
        press.ping(it.url)

        assert len(record.read_bytes().splitlines()) == 2
        assert record.stat().st_mode & 0o777 == 0o600
        assert press.ping(it.url).pings == 0


def test_feeds_and_hubs_that_there_are_no_more_are_forgotten(press: Press) -> None:
    with hub() as it, hub() as other:
        press.ping(it.url, other.url)
        record = press.state / FILE
        record.write_bytes(record.read_bytes() * SLACK)
        press.site.joinpath("rss.xml").unlink()
        press.ping(it.url)

    assert [line.split(b'"')[3] for line in record.read_bytes().splitlines()] == [BOTH[0].encode()]
    assert Pings(press.state).of(other.url, BOTH[0]).told == ""


def test_two_at_once_do_not_tell_a_hub_twice(press: Press) -> None:
    with hub() as it, lock(press.state, "pings.lock"), pytest.raises(AnotherIsRunning):
        press.ping(it.url)

    assert it.asked == []


# Beside a service


def test_who_wakes_the_pings_never_waits_for_them() -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def turn() -> None:
        begun.set()
        goes_on.wait(20)

    pinging = Pinging(turn, print)
    pinging.wake()
    assert begun.wait(20)

    pinging.wake()  # returns, though the round is under way
    goes_on.set()
    pinging.close(20)


def test_a_round_comes_again_by_itself_as_long_as_something_is_owed_and_after_a_fault() -> None:
    done = threading.Event()
    answers: list[float | Exception] = [0.0, ZeroDivisionError("a fault"), 0.0]
    wrong: list[Exception] = []

    def turn() -> float | None:
        answer = answers.pop(0) if answers else None
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            done.set()
        return answer

    def note(error: Exception) -> None:
        wrong.append(error)
        pinging.wake()

    pinging = Pinging(turn, note)
    pinging.wake()

    assert done.wait(20)
    assert [str(error) for error in wrong] == ["a fault"]
    pinging.close(20)

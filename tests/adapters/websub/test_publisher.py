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

from feedpub.adapters.system.background import BackgroundWorker
from feedpub.adapters.system.locks import hold_lock
from feedpub.adapters.websub.publisher import GIVE_UP_AFTER, MAX_RETRY_DELAY, PingResult, PingTimeouts, ping_hubs
from feedpub.adapters.websub.state import MAX_STALE_LINES, STATE_FILE, TopicStates
from feedpub.errors import AnotherIsRunning
from feedpub.settings import Feeds, Settings
from tests.adapters.websub.hub_server import run_hub, seconds_since

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2023, 2, 7, 6, tzinfo=UTC)
QUICK = PingTimeouts(ping=0.3, total=3)
ROOT = "https://news.example/"


class PublishedSite:
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

    def ping(self, *hubs: str, after: float = 0, timeouts: PingTimeouts = QUICK) -> PingResult:
        """Do a round, so many seconds after the first."""
        settings = Settings(base_url=ROOT, feeds=Feeds(hubs=hubs))
        return ping_hubs(self.site, self.state, settings, START + timedelta(seconds=after), timeouts)


@pytest.fixture
def published_site(tmp_path: Path) -> PublishedSite:
    return PublishedSite(tmp_path)


BOTH = [f"{ROOT}regions/jiangsu/atom.xml", f"{ROOT}rss.xml"]


def test_a_hub_is_pinged_for_every_feed_in_the_form_that_hubs_take(published_site: PublishedSite) -> None:
    with run_hub() as server:
        result = published_site.ping(f"{server.url}publish?key=1")

    assert (result.pings, result.pending, result.failures, result.retry_in) == (2, 0, [], None)
    assert server.requests == [{"hub.mode": ["publish"], "hub.url": [topic]} for topic in BOTH]
    assert server.paths == ["/publish?key=1"] * 2


def test_only_what_changed_in_its_bytes_is_pinged_again(published_site: PublishedSite) -> None:
    with run_hub() as server:
        published_site.ping(server.url)
        published_site.write("rss.xml", "1")  # another file of the same bytes
        nothing = published_site.ping(server.url)
        published_site.write("rss.xml", "2")
        published_site.ping(server.url)

    assert nothing.pings == 0
    assert server.topics == [*BOTH, f"{ROOT}rss.xml"]


def test_pages_archives_forms_and_what_is_half_written_are_no_topics(published_site: PublishedSite) -> None:
    for name in ("rss-1.xml", "index.html", "rss.xml.gz", "sitemap.xml", ".feedpub-new-0", "articles/rss.xml"):
        (published_site.site / name).parent.mkdir(exist_ok=True)
        (published_site.site / name).write_text("1")
    published_site.write("feed.json", "1")
    published_site.write("rss-summary.xml", "1")
    with run_hub() as server:
        published_site.ping(server.url)

    assert sorted(server.topics) == sorted([*BOTH, f"{ROOT}feed.json", f"{ROOT}rss-summary.xml"])


def test_many_feeds_travel_over_one_connection(published_site: PublishedSite) -> None:
    for number in range(30):
        published_site.write(f"tags/{number}/rss.xml", "1")
    with run_hub() as server:
        result = published_site.ping(server.url)

    assert (result.pings, server.connections) == (32, 1)


def test_a_connection_that_the_hub_let_go_of_is_opened_again(published_site: PublishedSite) -> None:
    with run_hub("mute") as server:
        result = published_site.ping(server.url)

    assert (result.pings, result.failures, server.connections) == (2, [], 2)


def test_without_hubs_or_without_an_address_of_our_own_nothing_happens(published_site: PublishedSite) -> None:
    with run_hub() as server:
        local = ping_hubs(published_site.site, published_site.state, Settings(feeds=Feeds(hubs=(server.url,))), START)

    assert (published_site.ping(), local, server.requests) == (PingResult(), PingResult(), [])
    assert not published_site.state.exists()


# Hubs that fail


@pytest.mark.parametrize("mood", ["refuses", "broken", "hangs up", "hangs", "drips", "redirects", "nonsense"])
def test_whatever_a_hub_does_it_is_pinged_later_and_blocks_nothing(published_site: PublishedSite, mood: str) -> None:
    began = time.monotonic()
    with run_hub(mood) as server:
        failed = published_site.ping(server.url)
        took = seconds_since(began)
        too_early = published_site.ping(server.url, after=59)
        asked = len(server.requests)
        server.behaviour = "kind"
        result = published_site.ping(server.url, after=61)

    assert (failed.pings, failed.pending, failed.retry_in) == (0, 2, 60)
    assert took < QUICK.total
    assert (too_early.pings, too_early.pending, len(too_early.failures)) == (0, 2, 0)
    assert (result.pings, result.pending) == (2, 0)
    assert len(server.requests) == asked + 2
    assert not [path for path in server.paths if "elsewhere" in path]  # S16: no redirect is followed


def test_a_hub_that_is_down_is_pinged_when_it_is_up(published_site: PublishedSite) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    failed = published_site.ping(f"http://127.0.0.1:{port}/")
    with run_hub(port=port) as server:
        result = published_site.ping(server.url, after=60)

    assert [each.reason for each in failed.failures] == ["no answer (ConnectionRefusedError)"] * 2
    assert result.pings == 2


def test_of_a_vast_answer_no_more_is_read_than_its_beginning(published_site: PublishedSite) -> None:
    with run_hub("vast") as server:
        result = published_site.ping(server.url)

    assert (result.pings, server.connections) == (2, 2)


def test_the_waits_double_up_to_an_hour(published_site: PublishedSite) -> None:
    published_site.site.joinpath("rss.xml").unlink()
    waits: list[float] = []
    with run_hub("broken") as server:
        for _ in range(8):
            waits.append(published_site.ping(server.url, after=sum(waits)).retry_in or 0)

    assert waits == [60, 120, 240, 480, 960, 1920, MAX_RETRY_DELAY, MAX_RETRY_DELAY]


def test_after_a_day_a_ping_is_given_up_until_the_feed_changes_again(published_site: PublishedSite) -> None:
    published_site.site.joinpath("rss.xml").unlink()
    with run_hub("broken") as server:
        published_site.ping(server.url)
        last = published_site.ping(server.url, after=GIVE_UP_AFTER + 1)
        never = published_site.ping(server.url, after=3 * GIVE_UP_AFTER)
        server.behaviour = "kind"
        published_site.write("regions/jiangsu/atom.xml", "2")
        result = published_site.ping(server.url, after=4 * GIVE_UP_AFTER)

    assert [each.reason for each in last.given_up] == ["it answered 500"]
    assert (last.pending, never.pending, never.failures) == (0, 0, [])
    assert result.pings == 1


def test_a_hub_that_fails_three_times_in_a_row_is_left_alone_for_all_feeds(published_site: PublishedSite) -> None:
    for number in range(20):
        published_site.write(f"tags/{number}/rss.xml", "1")
    with run_hub("broken") as server:
        published_site.ping(server.url)
        published_site.ping(server.url, after=1)

    assert len(server.requests) == 3


def test_a_hub_that_fails_keeps_no_other_hub_waiting(published_site: PublishedSite) -> None:
    with run_hub("hangs") as bad, run_hub() as good:
        result = published_site.ping(bad.url, good.url)

    assert good.topics == BOTH
    assert result.pending == 2


def test_there_is_an_end_to_a_round(published_site: PublishedSite) -> None:
    for number in range(20):
        published_site.write(f"tags/{number}/rss.xml", "1")
    with run_hub() as server:
        cut_off = published_site.ping(server.url, timeouts=PingTimeouts(ping=1, total=0))
        result = published_site.ping(server.url)

    assert (cut_off.pings, cut_off.pending, cut_off.retry_in) == (0, 22, 0)
    assert result.pings == 22


def test_a_clock_that_was_years_ahead_does_not_silence_a_ping(published_site: PublishedSite) -> None:
    with run_hub("broken") as server:
        published_site.ping(server.url, after=10 * 365 * 86_400)
        server.behaviour = "kind"
        result = published_site.ping(server.url)

    assert result.pings == 2


# What is on record

KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from feedpub.adapters.websub.client import HubClient
from feedpub.adapters.websub.publisher import ping_hubs
from feedpub.settings import Feeds, Settings
import os, signal

folder, url, turn = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
ping, calls = HubClient.ping, 0

def deadly(self, topic):
    global calls
    calls += 1
    if calls == turn:
        os.kill(os.getpid(), signal.SIGKILL)
    ping(self, topic)

HubClient.ping = deadly
settings = Settings(base_url="https://news.example/", feeds=Feeds(hubs=(url,)))
ping_hubs(folder / "site", folder / "state", settings, datetime(2023, 2, 7, 6, tzinfo=UTC))
"""


@pytest.mark.parametrize("turn", [1, 2])
def test_a_kill_between_publication_and_ping_loses_none(published_site: PublishedSite, turn: int) -> None:
    with run_hub() as server:
        words = [sys.executable, "-c", KILLED, str(published_site.site.parent), server.url, str(turn)]
        killed = subprocess.run(words, capture_output=True)
        result = published_site.ping(server.url)

    assert killed.returncode == -9, killed.stderr
    assert sorted(server.topics) == BOTH
    assert result.pings == 3 - turn


def test_a_line_that_a_kill_cut_off_costs_one_ping_and_no_more(published_site: PublishedSite) -> None:
    with run_hub() as server:
        published_site.ping(server.url)
        record = published_site.state / STATE_FILE
        record.write_bytes(record.read_bytes()[:-9])
        published_site.ping(server.url)
        quiet = published_site.ping(server.url)

    assert server.topics == [*BOTH, f"{ROOT}rss.xml"]
    assert quiet.pings == 0


def test_the_record_does_not_grow_for_ever_and_is_ours_alone(published_site: PublishedSite) -> None:
    with run_hub() as server:
        published_site.ping(server.url)
        record = published_site.state / STATE_FILE
        record.write_bytes(record.read_bytes() * MAX_STALE_LINES)
        published_site.ping(server.url)

        assert len(record.read_bytes().splitlines()) == 2
        assert record.stat().st_mode & 0o777 == 0o600
        assert published_site.ping(server.url).pings == 0


def test_feeds_and_hubs_that_there_are_no_more_are_forgotten(published_site: PublishedSite) -> None:
    with run_hub() as server, run_hub() as other:
        published_site.ping(server.url, other.url)
        record = published_site.state / STATE_FILE
        record.write_bytes(record.read_bytes() * MAX_STALE_LINES)
        published_site.site.joinpath("rss.xml").unlink()
        published_site.ping(server.url)

    assert [line.split(b'"')[3] for line in record.read_bytes().splitlines()] == [BOTH[0].encode()]
    assert TopicStates(published_site.state).state_of(other.url, BOTH[0]).sent_digest == ""


def test_two_at_once_do_not_ping_a_hub_twice(published_site: PublishedSite) -> None:
    with run_hub() as server, hold_lock(published_site.state, "websub.lock"), pytest.raises(AnotherIsRunning):
        published_site.ping(server.url)

    assert server.requests == []


# Beside a service


def test_waking_the_worker_never_waits_for_it() -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def run_once() -> None:
        begun.set()
        goes_on.wait(20)

    worker = BackgroundWorker(run_once, print)
    worker.wake()
    assert begun.wait(20)

    worker.wake()  # returns, though the round is under way
    goes_on.set()
    worker.close(20)


def test_a_round_repeats_as_long_as_something_is_pending_and_after_an_error() -> None:
    done = threading.Event()
    answers: list[float | Exception] = [0.0, ZeroDivisionError("a fault"), 0.0]
    wrong: list[Exception] = []

    def run_once() -> float | None:
        answer = answers.pop(0) if answers else None
        if isinstance(answer, Exception):
            raise answer
        if answer is None:
            done.set()
        return answer

    def note(error: Exception) -> None:
        wrong.append(error)
        worker.wake()

    worker = BackgroundWorker(run_once, note)
    worker.wake()

    assert done.wait(20)
    assert [str(error) for error in wrong] == ["a fault"]
    worker.close(20)

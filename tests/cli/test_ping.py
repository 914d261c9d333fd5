"""The hubs are told by whatever publishes, and by hand; never does a publication wait for them."""

from __future__ import annotations

import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.adapters.websub.hub_server import run_hub
from tests.desk import FEEDPUB

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.desk import Desk

TIMEOUT = 120


def configure_hubs(desk: Desk, *hubs: str) -> None:
    names = ", ".join(f'"{each}"' for each in hubs)
    (desk.folder / "feedpub.toml").write_text(
        f'base_url = "https://news.example"\n[watch]\nsettle = 0\n[feeds]\nhubs = [{names}]\n'
    )


def test_publishing_pings_the_hubs_for_the_feeds_that_changed(desk: Desk, story: Callable[[str, str], str]) -> None:
    with run_hub() as stub:
        configure_hubs(desk, stub.url)
        desk.put("1.txt", story("武进区举办读书会", "武进区图书馆举办读书会。"))
        first = desk.run("publish").stdout
        known = len(stub.requests)
        desk.run("publish")
        nothing = len(stub.requests)
        desk.put("2.txt", story("广州市开通夜班车", "广州市开通夜班公交车。"))
        desk.run("publish")
        later = stub.topics[nothing:]

    assert f"{known} pings sent, 0 pending" in first
    assert "https://news.example/regions/jiangsu/changzhou/wujin/rss.xml" in stub.topics[:known]
    assert nothing == known
    assert "https://news.example/regions/guangdong/guangzhou/rss.xml" in later
    assert not [topic for topic in later if "wujin" in topic]


def test_a_hub_that_fails_stops_no_publication_and_is_pinged_by_hand(
    desk: Desk, story: Callable[[str, str], str]
) -> None:
    desk.put("1.txt", story("武进区举办读书会", "武进区图书馆举办读书会。"))
    with run_hub("broken") as stub:
        configure_hubs(desk, stub.url)
        done = desk.run("publish")
        stub.behaviour = "kind"
        (desk.folder / ".feedpub/websub_state.jsonl").unlink()  # or else it would rest for a minute
        round_result = desk.json("ping")

    assert "it answered 500" in done.stderr
    assert (desk.folder / "output/site/rss.xml").exists()
    assert (round_result["failed"], round_result["pending"]) == ([], 0)
    assert round_result["pings"] > 3


@pytest.mark.parametrize(
    ("toml", "what"), [("", "no hub is set"), ('[feeds]\nhubs = ["https://hub.example/"]\n', "base_url is not set")]
)
def test_what_is_missing_for_a_ping_is_named(desk: Desk, toml: str, what: str) -> None:
    (desk.folder / "feedpub.toml").write_text(toml)

    assert what in desk.run("ping", code=2).stderr


@contextmanager
def running(desk: Desk, *words: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([FEEDPUB, *words], cwd=desk.folder, stderr=subprocess.PIPE, text=True) as service:
        try:
            yield service
        finally:
            service.terminate()


def test_the_service_pings_the_hubs_for_what_is_pending_and_what_is_new(
    desk: Desk, story: Callable[[str, str], str]
) -> None:
    with run_hub() as stub:
        configure_hubs(desk, stub.url)
        with running(desk, "run"):
            desk.put("1.txt", story("武进区举办读书会", "武进区图书馆举办读书会。"))
            end = time.monotonic() + TIMEOUT
            while "https://news.example/rss.xml" not in stub.topics and time.monotonic() < end:
                time.sleep(0.05)

    assert "https://news.example/rss.xml" in stub.topics

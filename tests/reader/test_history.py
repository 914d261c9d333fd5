"""A subscriber pages back to the first story, in every format, whatever arrives in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.reader.server import served
from tests.reader.subscriber import FeedSubscriber

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.desk import Desk

FILES = ("rss.xml", "atom.xml", "feed.json", "rss-summary.xml", "atom-summary.xml", "feed-summary.json")
PAGE = "---\npaper: 江南日报\ndate: {day}\n---\n{stories}"
STORY = """第{number}号消息见报

本报讯 (记者 张明) 江苏省常州市武进区第{number}号消息昨天见报。消息共有{number}条细节，读者来信很多。

"""


def put(desk: Desk, day: str, numbers: range) -> None:
    """Put a page of these stories of a day into the watched folder."""
    desk.put(f"{day}.txt", PAGE.format(day=day, stories="".join(STORY.format(number=number) for number in numbers)))


@pytest.fixture
def edition(desk: Desk) -> Iterator[tuple[Desk, str]]:
    """Yield a desk whose feeds hold five stories and whose output is served, and the address of that."""
    site = desk.folder / "output" / "site"
    site.mkdir(parents=True)
    with served(site) as (root, _):
        settings = f'base_url = "{root}"\n[feeds]\nitems = 5\ncontent = "both"\n[watch]\nsettle = 0\n'
        (desk.folder / "feedpub.toml").write_text(settings)
        yield desk, root


def headlines(desk: Desk) -> set[str]:
    return {row["title"] for row in desk.json("articles")}


def test_whoever_looks_now_and_then_and_whoever_comes_late_have_every_story(edition: tuple[Desk, str]) -> None:
    desk, root = edition
    paths = ("", "regions/jiangsu/changzhou/wujin/")
    early = [FeedSubscriber(f"{root}{path}{file}") for path in paths for file in FILES]

    for day, numbers in (
        ("2023-02-07", range(100, 107)),
        ("2023-02-08", range(200, 202)),
        ("2021-05-01", range(300, 309)),  # an old page that arrives today
        ("2023-02-09", range(400, 412)),
    ):
        put(desk, day, numbers)
        desk.run("publish")
        for subscriber in early:
            subscriber.poll()

    late = [FeedSubscriber(subscriber.address) for subscriber in early]
    for subscriber in late:
        subscriber.poll()

    everything = headlines(desk)
    assert len(everything) == 30
    for subscriber in (*early, *late):
        assert set(subscriber.titles.values()) == everything, subscriber.address
        assert len(subscriber.titles) == 30
        assert len(subscriber.archive) == 5
        assert subscriber.changed() == []
    assert desk.run("check", code=0)


def test_the_feed_shows_what_came_last_and_else_the_newest(edition: tuple[Desk, str]) -> None:
    desk, root = edition
    put(desk, "2023-02-07", range(100, 110))
    desk.run("publish")
    put(desk, "2021-05-01", range(300, 302))
    desk.run("publish")
    subscriber = FeedSubscriber(f"{root}rss.xml", archive={f"{root}rss-1.xml": b""})
    subscriber.poll()

    assert [title[1:4] for title in subscriber.titles.values()][-2:] == ["301", "300"]
    assert {"300", "301", "109"} <= {title[1:4] for title in subscriber.titles.values()}


def test_a_correction_and_a_withdrawal_change_the_document_of_that_story_alone(edition: tuple[Desk, str]) -> None:
    desk, root = edition
    put(desk, "2023-02-07", range(100, 111))
    desk.run("publish")
    subscriber = FeedSubscriber(f"{root}atom.xml")
    subscriber.poll()
    first = next(row["id"] for row in desk.json("articles") if row["title"].startswith("第100号"))

    text = (desk.folder / "seeds" / "2023-02-07.txt").read_text()
    desk.put("2023-02-07.txt", text.replace("第101号消息昨天见报", "第101号消息今天见报"))
    desk.run("publish")
    corrected = subscriber.changed()
    desk.run("withdraw", first, "--reason", "数字有误")
    desk.run("publish")
    again = FeedSubscriber(f"{root}atom.xml")
    again.poll()

    assert corrected == [f"{root}atom-1.xml"]
    assert subscriber.changed() == [f"{root}atom-1.xml"]
    assert again.titles == subscriber.titles
    assert "今天见报" in again.archive[f"{root}atom-1.xml"].decode()
    assert "数字有误" in again.archive[f"{root}atom-1.xml"].decode()
    assert f"{first[:8]}" in again.archive[f"{root}atom-1.xml"].decode()
    assert (desk.folder / "output" / "site" / "articles" / first / "gone.html").is_file()
    assert not (desk.folder / "output" / "site" / "articles" / first / "index.html").exists()
    desk.run("check", code=0)

from __future__ import annotations

import random
import weakref
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.model import FeedRef
from feedpub.settings import Group
from feedpub.stages.gather import EPOCH, FeedMembership, gather_feeds, gather_issue
from tests.stories import CHANGZHOU, GUANGDONG, JIANGSU, START, SUZHOU, WUJIN, story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import Feed, Issue, Region, Story


def by_path(*stories: Story, limit: int = 30) -> dict[str, Feed]:
    return {feed.path: feed for feed in gather_feeds(stories, limit)}


def issue(*stories: Story, limit: int = 12, regions: tuple[Region, ...] | None = None) -> Issue:
    return gather_issue(
        stories,
        key="2023-W06",
        title="一周要闻",
        first=date(2023, 2, 6),
        last=date(2023, 2, 12),
        limit_per_region=limit,
        regions=regions,
    )


def test_a_story_is_in_the_feeds_of_its_region_and_of_all_that_this_lies_in() -> None:
    feeds = by_path(story(1, WUJIN))

    assert list(feeds) == [
        "",
        "regions/jiangsu",
        "regions/jiangsu/changzhou",
        "regions/jiangsu/changzhou/wujin",
    ]
    assert [feed.region for feed in feeds.values()] == [None, JIANGSU, CHANGZHOU, WUJIN]


def test_a_story_about_two_cities_is_once_in_their_province() -> None:
    feeds = by_path(story(1, CHANGZHOU, also=[SUZHOU]))

    assert feeds["regions/jiangsu"].total == 1
    assert feeds["regions/jiangsu/suzhou"].total == 1


def test_national_and_foreign_stories_have_feeds_of_their_own_before_the_regions() -> None:
    feeds = gather_feeds([story(1, GUANGDONG), story(2, national=True), story(3, foreign=True)], 30)

    assert [(feed.path, feed.title, feed.total) for feed in feeds] == [
        ("", "全部", 3),
        ("national", "全国", 1),
        ("foreign", "国际", 1),
        ("regions/guangdong", "广东省", 1),
    ]


def test_the_newest_stories_come_first_and_equal_ones_in_the_order_of_their_guids() -> None:
    early, late, twin = story(1), story(3), story(2, published=story(3).published)

    assert by_path(early, twin, late)[""].stories == (late, twin, early)


def test_a_feed_holds_the_newest_and_counts_all() -> None:
    feed = by_path(*(story(number) for number in range(40)), limit=30)[""]

    assert [each.id for each in feed.stories] == [story(number).id for number in range(39, 9, -1)]
    assert feed.total == 40


def test_any_order_of_arrival_gives_the_same_feeds() -> None:
    stories = [story(number, [WUJIN, SUZHOU, GUANGDONG][number % 3], national=number % 5 == 0) for number in range(50)]
    shuffled = random.Random(7).sample(stories, len(stories))

    assert gather_feeds(shuffled, 10) == gather_feeds(stories, 10)
    assert issue(*shuffled, limit=5) == issue(*stories, limit=5)


def test_a_feed_is_dated_by_the_story_that_was_changed_last_even_one_beyond_the_limit() -> None:
    corrected = story(1, updated=START + timedelta(days=3))

    assert by_path(corrected, story(2), story(3), limit=2)[""].updated == corrected.updated


def test_a_feed_lists_the_feeds_one_level_below_in_the_order_of_the_code_table() -> None:
    feeds = by_path(story(1, SUZHOU), story(2, WUJIN), story(3, SUZHOU), story(4, national=True))

    assert feeds["regions/jiangsu"].children == (
        FeedRef("regions/jiangsu/changzhou", "常州市", 1, CHANGZHOU),
        FeedRef("regions/jiangsu/suzhou", "苏州市", 2, SUZHOU),
    )
    assert [(child.path, child.total) for child in feeds[""].children] == [("national", 1), ("regions/jiangsu", 3)]
    assert feeds["regions/jiangsu/changzhou/wujin"].children == ()


def test_a_withdrawn_story_keeps_its_place_but_is_not_counted() -> None:
    gone = story(1, WUJIN, withdrawn="失实")
    feeds = by_path(gone, story(2, CHANGZHOU))

    assert gone in feeds["regions/jiangsu/changzhou"].stories
    assert feeds["regions/jiangsu/changzhou"].total == 1
    assert feeds["regions/jiangsu/changzhou/wujin"].total == 0
    assert feeds["regions/jiangsu/changzhou"].children == ()


def test_without_stories_there_is_the_feed_of_the_whole_and_it_is_empty() -> None:
    assert [(feed.path, feed.stories, feed.updated) for feed in gather_feeds([], 30)] == [("", (), EPOCH)]


class Words(str):
    """A text that can be watched: it tells when nobody holds it any more."""

    __slots__ = ("__weakref__",)


def test_no_more_stories_are_held_than_the_feeds_show() -> None:
    limit, held = 3, []

    def arriving() -> Iterator[Story]:
        watched: list[weakref.ref[Words]] = []
        for number in range(100):
            words = Words("新闻")
            watched.append(weakref.ref(words))
            yield story(number, WUJIN, paragraphs=(words,))
            held.append(sum(ref() is not None for ref in watched))

    whole = gather_feeds(arriving(), limit)[0]

    assert whole.total == 100
    assert max(held) <= limit + 1  # the one that has just come


def test_a_story_stands_in_one_section_under_its_deepest_primary_region() -> None:
    made = issue(story(1, JIANGSU, CHANGZHOU, also=[WUJIN], national=True))

    assert [(section.path, section.name) for section in made.sections] == [("regions/jiangsu/changzhou", "常州市")]
    assert made.total == 1


def test_the_national_section_comes_first_then_the_code_table_then_the_rest() -> None:
    made = issue(story(1), story(2, foreign=True), story(3, GUANGDONG), story(4, WUJIN), story(5, national=True))

    assert [section.name for section in made.sections] == ["全国", "武进区", "广东省", "国际", "全部"]


def test_a_section_is_capped_and_says_how_many_there_were() -> None:
    made = issue(*(story(number, WUJIN) for number in range(5)), limit=2)

    assert len(made.sections[0].stories) == 2
    assert made.sections[0].total == 5
    assert made.total == 5


def test_a_section_begins_with_the_newest_day_and_with_what_was_printed_first() -> None:
    monday = [story(number, WUJIN) for number in (1, 2)]
    tuesday = [story(number, WUJIN, published=START + timedelta(days=1, seconds=number)) for number in (3, 4)]

    assert issue(*monday, *tuesday).sections[0].stories == (*tuesday, *monday)


@pytest.mark.parametrize(
    ("regions", "expected"),
    [
        pytest.param(None, ["全国", "武进区", "苏州市", "广东省"], id="all"),
        pytest.param((JIANGSU,), ["武进区", "苏州市"], id="a province and all below it"),
        pytest.param((WUJIN, GUANGDONG), ["武进区", "广东省"], id="two regions"),
        pytest.param((), [], id="none"),
    ],
)
def test_an_issue_can_be_had_for_some_regions(regions: tuple[Region, ...] | None, expected: list[str]) -> None:
    made = issue(story(1, WUJIN), story(2, SUZHOU), story(3, GUANGDONG), story(4, national=True), regions=regions)

    assert [section.name for section in made.sections] == expected


def test_a_story_that_touches_a_wanted_region_stands_under_that_one() -> None:
    made = issue(story(1, GUANGDONG, also=[SUZHOU]), regions=(JIANGSU,))

    assert [section.name for section in made.sections] == ["苏州市"]


def test_a_withdrawn_story_is_in_no_issue() -> None:
    assert issue(story(1, WUJIN, withdrawn="失实")).sections == ()


SUNAN = {"sunan": Group(name="苏南", regions=("江苏省/常州市", "江苏省/苏州市"))}


def test_a_group_of_the_owners_gathers_what_its_regions_and_their_parts_have() -> None:
    stories = [story(1, WUJIN), story(2, SUZHOU), story(3, GUANGDONG), story(4, JIANGSU)]

    feeds = {feed.path: feed for feed in gather_feeds(stories, 30, FeedMembership(SUNAN))}

    assert feeds["groups/sunan"].title == "苏南"
    assert [each.guid for each in feeds["groups/sunan"].stories] == [stories[1].guid, stories[0].guid]
    assert list(feeds)[:2] == ["", "groups/sunan"]


def test_a_group_without_stories_has_no_feed() -> None:
    assert "groups/sunan" not in {feed.path for feed in gather_feeds([story(1, GUANGDONG)], 30, FeedMembership(SUNAN))}


def test_a_story_that_two_papers_print_is_in_the_feeds_of_both() -> None:
    shared = replace(story(1, WUJIN), paper="江南日报", papers=("江南日报", "江北晚报"))

    titles = [feed.title for feed in gather_feeds([shared], 30)]

    assert {"江南日报", "江北晚报"} <= set(titles)

"""Continuations from other pages: each mark has its own text, whatever stands around it."""

from __future__ import annotations

from feedpub.model import ItemKind
from tests.stages.split.test_split import BRIDGE, HARVEST, LIBRARY, items, titles


def test_two_continuations_in_a_row_are_two() -> None:
    found = items(
        "（上接第1版）",
        HARVEST[1][HARVEST[1].index("玉") :],
        HARVEST[2],
        "（上接第2版）",
        BRIDGE[1][BRIDGE[1].index("桥面") :],
        BRIDGE[2],
        "图书馆新馆昨日开放",
        *LIBRARY,
    )

    assert [(one.kind, one.jump) for one in found[:2]] == [
        (ItemKind.FRAGMENT, "上接第1版"),
        (ItemKind.FRAGMENT, "上接第2版"),
    ]
    assert found[1].paragraphs[-1] == BRIDGE[2]
    assert titles(found) == ["图书馆新馆昨日开放"]


def test_the_headline_below_a_continuation_is_not_where_it_breaks_off() -> None:
    found = items("跨江大桥主塔昨日封顶", *BRIDGE, "（上接第1版）", *HARVEST[1:], "图书馆新馆昨日开放", *LIBRARY)

    assert titles(found) == ["跨江大桥主塔昨日封顶", "图书馆新馆昨日开放"]
    assert [one.paragraphs for one in found if one.kind is ItemKind.FRAGMENT] == [tuple(HARVEST[1:])]


def test_a_second_part_that_begins_with_a_paragraph_is_recognised_by_its_subject() -> None:
    open_end = HARVEST[1].index("，玉米卖到") + 1

    found = items(
        "图书馆新馆昨日开放",
        *LIBRARY,
        HARVEST[1][open_end:],
        HARVEST[2],
        "（新华社北京3月1日电）",
        "（上接第1版）",
        HARVEST[0],
        HARVEST[1][:open_end],
        "跨江大桥主塔昨日封顶",
        *BRIDGE,
    )

    assert titles(found) == ["图书馆新馆昨日开放", "跨江大桥主塔昨日封顶"]
    fragment = next(one for one in found if one.kind is ItemKind.FRAGMENT)
    assert fragment.paragraphs[:3] == tuple(HARVEST)


def test_a_sign_off_ends_a_continuation() -> None:
    found = items("（上接第1版）", HARVEST[1], HARVEST[2], "（新华社北京3月1日电）", BRIDGE[1], BRIDGE[2])

    assert [one.lines for one in found] == [(1, 3, 5, 7), (9, 11)]


def test_a_story_that_breaks_off_does_not_take_from_a_continuation_with_a_mark() -> None:
    found = items(
        "图书馆新馆昨日开放",
        *LIBRARY[:2],
        "据介绍，图书馆每个周末还要举办",
        "（上接第1版）",
        "讲座，请农技员同农户见面，农户可以问玉米和大豆。",
        HARVEST[2],
    )

    assert [one.lines for one in found] == [(1, 3, 5, 7), (9, 11, 13)]


def test_a_story_above_a_mark_is_as_sure_as_one_above_a_headline() -> None:
    story, *_ = items("图书馆新馆昨日开放", *LIBRARY, "（上接第1版）", *BRIDGE[1:])

    assert story.confidence >= 0.5

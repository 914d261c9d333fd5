"""Laws of splitting: no line is lost or doubled, no text is lost, the same page gives the same items."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedpub.model import ItemKind, Page
from feedpub.stages.split import split

LINES = st.sampled_from(
    [
        "",
        "",
        "　",
        "某市图书馆新馆开放",
        "# 某县召开春耕会议",
        "## 走进乡村",
        "本报讯（记者 王小明）昨天，新馆迎来第一批读者，大家排队进门。",
        "馆长说，阅览室全天开放，读者可以自己借书",
        "还书。周末还有讲座，由本地作家主讲。",
        "记者 李大海 通讯员 周文",
        "张三 李四",
        "孩子们在新馆里读书。 陈中 摄",
        "（上接第1版）",
        "（下转第4版）",
        "（新华社北京3月1日电）",
        "本版导读",
        "责任编辑：王小明 版式：李大海",
        "电话：010-12345678",
        "第一条为了方便读者，制定本办法。",
        "据介绍，全馆藏书一百万册。",
        "-",
        "####",
        "----",
        "“一句没有说完的话，",
        "，从逗号开始的一行。",
        "a b",
    ]
)
PAGES = st.lists(LINES | st.text("中文报纸，。“”（）#记者摄 版\u3000x1", max_size=60), max_size=40)


def page(lines: list[str]) -> Page:
    return Page(path="page.txt", lines=tuple(lines))


@settings(max_examples=150, deadline=None)
@given(PAGES)
def test_every_line_that_is_not_empty_is_in_exactly_one_item(lines: list[str]) -> None:
    held = sorted(number for item in split(page(lines)) for number in item.lines)

    assert held == [number for number, line in enumerate(lines, 1) if line.strip(" \u3000")]


@settings(max_examples=150, deadline=None)
@given(PAGES)
def test_no_text_is_lost_or_doubled(lines: list[str]) -> None:
    items = split(page(lines))
    kept = "".join(
        part or ""
        for item in items
        for part in (item.kicker, item.title, item.subtitle, item.byline, item.dateline, item.jump, item.text)
    )

    for character in "中文报纸图书馆":
        here = sum(line.count(character) for line in lines)
        caption_credits = sum((item.byline or "").count(character) for item in items if item.kind is ItemKind.CAPTION)
        assert here <= kept.count(character) <= here + caption_credits


@settings(max_examples=60, deadline=None)
@given(PAGES)
def test_the_same_page_gives_the_same_items(lines: list[str]) -> None:
    assert split(page(lines)) == split(page(lines))


@settings(max_examples=60, deadline=None)
@given(PAGES)
def test_items_stand_in_the_order_of_the_page_and_are_sure_of_themselves_between_0_and_1(lines: list[str]) -> None:
    items = split(page(lines))

    assert [item.lines[0] for item in items] == sorted(item.lines[0] for item in items)
    assert all(0 <= item.confidence <= 1 for item in items)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty_page"),
        pytest.param("\n \n　\n", id="blank_page"),
        pytest.param("某市举行大会", id="only_one_headline"),
        pytest.param("\n\n".join(["某市举行大会", "某县举办活动"] * 20), id="only_headlines"),
        pytest.param("\n\n".join(["今天，某地举行活动，群众参加。" * 4] * 6), id="no_headline"),
        pytest.param("（上接第1版）", id="only_a_mark_of_arrival"),
        pytest.param("\n".join(["记者 王小明"] * 20), id="only_bylines"),
    ],
)
def test_odd_pages_come_back_whole(text: str) -> None:
    lines = text.split("\n")

    held = sorted(number for item in split(page(lines)) for number in item.lines)

    assert held == [number for number, line in enumerate(lines, 1) if line.strip(" \u3000")]


@pytest.mark.parametrize("unit", ["群众纷纷参加，", "群众纷纷参加", "1", "记者 ", "（", "摄 "])
def test_a_page_of_one_line_of_five_megabytes_is_one_item(unit: str) -> None:
    line = unit * (5_000_000 // len(unit.encode()))

    (item,) = split(page([line]))

    assert item.lines == (1,)
    assert len(re.sub(r"\s", "", item.text + (item.title or ""))) >= len(re.sub(r"\s", "", line)) - 80

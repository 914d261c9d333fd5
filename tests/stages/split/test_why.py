"""Why a page is cut as it is: one reason a block, from the decision itself."""

from __future__ import annotations

from feedpub.model import Page
from feedpub.stages.split import split
from feedpub.stages.split.why import explain

PAGE = Page(
    path="page.txt",
    lines=(
        "图书馆新馆昨日开放",
        "昨天上午，某市图书馆新馆向读者开放，五百名读者排队进馆，有人早晨六点就来到门口等",
        "候，图书馆馆长说，新馆藏书一百万册，阅览座位三百个，读者凭身份证就能借书。",
        "",
        "某县秋粮喜获丰收",
        "今年秋收，某县玉米和大豆双双增产，合作社的收割机日夜不停，三天收完一万亩玉米。",
    ),
)


def test_every_line_has_one_reason_and_the_items_are_those_of_split() -> None:
    reasons = explain(PAGE)
    told = {
        tuple(sorted(line for reason in reasons if reason.item == item for line in reason.lines))
        for item in {reason.item for reason in reasons}
    }

    assert sorted(line for reason in reasons for line in reason.lines) == [1, 2, 3, 5, 6]
    assert told == {article.lines for article in split(PAGE)}


def test_a_headline_is_cut_and_says_by_which_features() -> None:
    headlines = [reason for reason in explain(PAGE) if reason.type == "headline"]

    assert [reason.lines for reason in headlines] == [(1,), (5,)]
    assert all(reason.cut and reason.features for reason in headlines)


def test_an_empty_page_has_no_reasons() -> None:
    assert explain(Page(path="page.txt", lines=("", ""))) == ()

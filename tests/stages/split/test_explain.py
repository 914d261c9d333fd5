"""Why a page is cut as it is: one reason a block, from the decision itself."""

from __future__ import annotations

from feedpub.model import Page
from feedpub.stages.split import split
from feedpub.stages.split.explain import explain

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


def test_the_lines_of_a_headline_are_named_and_so_is_a_sign_off() -> None:
    page = Page(
        path="page.txt",
        lines=(
            "# 走进乡村",
            "## 某县秋粮喜获丰收",
            "### ——合作社三天收完一万亩",
            "新华社北京3月1日电 今年秋收，某县玉米和大豆双双增产，合作社的收割机日夜不停，三天收完一万亩玉米。",
            "县里说，明年还要再种一万亩，农民不用再为销路发愁，收购的车已经开到地头。",
            "（据新华社北京3月1日电）",
        ),
    )

    assert [reason.type for reason in explain(page)] == ["kicker", "headline", "subtitle", "lead", "body", "sign-off"]


def test_adverts_and_pictures_have_reasons() -> None:
    page = Page(
        path="page.txt",
        lines=(
            *PAGE.lines,
            "",
            "孩子们在新馆里读书。 记者 陈中 摄",
            "",
            "责任编辑：王小明 版式：李大海",
            "新闻热线：010-12345678",
        ),
    )

    reasons = {reason.lines: reason for reason in explain(page)}

    assert (reasons[8,].type, reasons[8,].features) == ("caption", (("a photographer", 1.0),))
    assert reasons[10,].type == reasons[11,].type == "advert"
    assert ("the desk's names", 2.0) in reasons[10,].features
    assert ("a telephone number", 1.0) in reasons[11,].features


def test_a_line_without_a_sign_of_its_own_names_the_line_that_it_stands_with() -> None:
    page = Page(path="page.txt", lines=("孩子们在新馆里读书。", "记者 陈中 摄"))

    assert [reason.features for reason in explain(page)] == [
        (("stands with line 2", 1.0),),
        (("a photographer", 1.0),),
    ]

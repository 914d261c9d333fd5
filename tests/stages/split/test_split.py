"""What a page becomes, from its text to its items: what newspapers do, one by one, on pages made up for it."""

from __future__ import annotations

import pytest

from feedpub.model import Article, ItemKind, Page
from feedpub.stages.split import split

LIBRARY = [
    "昨天上午，某市图书馆新馆向读者开放，五百名读者排队进馆，有人早晨六点就来到门口等候。",
    "图书馆馆长说，新馆藏书一百万册，阅览座位三百个，读者凭身份证就能借书，借书期限为三十天。",
    "据介绍，图书馆每个周末还要举办讲座，请本地作家同读者见面，讲座对所有读者免费。",
]
HARVEST = [
    "今年秋收，某县玉米和大豆双双增产，合作社的收割机日夜不停，三天收完一万亩玉米。",
    "合作社社长介绍，大豆亩产比去年多四十斤，玉米卖到粮库的价格也涨了一成。",
    "农技员提醒，玉米收完要及时翻地，大豆要晒干再入仓，防止霉变造成损失。",
]
BRIDGE = [
    "跨江大桥主塔昨日封顶，工程师们在塔顶浇下最后一方混凝土，大桥明年年底通车。",
    "大桥全长两千米，主塔高一百八十米，桥面双向六车道，两侧设人行道和自行车道。",
    "项目经理表示，大桥钢箱梁正在工厂预制，明年春天开始吊装，吊装期间航道不断航。",
]


def items(*lines: str, gap: int = 1) -> list[Article]:
    text = ("\n" * (gap + 1)).join(lines)
    return list(split(Page(path="page.txt", lines=tuple(text.split("\n")))))


def titles(found: list[Article]) -> list[str | None]:
    return [one.title for one in found if one.kind is ItemKind.ARTICLE]


@pytest.mark.parametrize("gap", [0, 1, 2])
def test_stories_part_at_their_headlines(gap: int) -> None:
    found = items("图书馆新馆昨日开放", *LIBRARY, "某县秋粮喜获丰收", *HARVEST, gap=gap)

    assert titles(found) == ["图书馆新馆昨日开放", "某县秋粮喜获丰收"]
    assert [one.paragraphs for one in found] == [tuple(LIBRARY), tuple(HARVEST)]


def test_a_line_between_text_of_one_subject_is_a_subhead() -> None:
    story = ["图书馆新馆昨日开放", LIBRARY[0], LIBRARY[1], "讲座免费听", *LIBRARY[1:]]

    (one, other) = items(*story, "某县秋粮喜获丰收", *HARVEST)

    assert one.subheads == (2,)
    assert one.paragraphs[2] == "讲座免费听"
    assert other.title == "某县秋粮喜获丰收"


def test_a_column_break_is_closed() -> None:
    first, second = LIBRARY[1][:31], LIBRARY[1][31:]

    (one,) = items("图书馆新馆昨日开放", LIBRARY[0], first, second, LIBRARY[2])

    assert one.paragraphs == tuple(LIBRARY)


@pytest.mark.parametrize(
    ("lines", "byline", "dateline"),
    [
        pytest.param((*LIBRARY, "记者 王小明 通讯员 李大海"), "记者 王小明 通讯员 李大海", None, id="alone_at_the_end"),
        pytest.param(("本报记者 王小明", *LIBRARY), "本报记者 王小明", None, id="alone_on_top"),
        pytest.param((f"本报讯 (记者 王小明) {LIBRARY[0]}", *LIBRARY[1:]), "记者 王小明", "本报讯", id="in_the_lead"),
        pytest.param((*LIBRARY[:2], f"{LIBRARY[2]} 记者 王小明"), "记者 王小明", None, id="behind_the_last_paragraph"),
    ],
)
def test_the_author_is_taken_off_the_text(lines: tuple[str, ...], byline: str, dateline: str | None) -> None:
    one, other = items("图书馆新馆昨日开放", *lines, "某县秋粮喜获丰收", *HARVEST, "记者 周文")

    assert (one.byline, one.dateline) == (byline, dateline)
    assert one.paragraphs == tuple(LIBRARY)
    assert other.byline == "记者 周文"


def test_kicker_and_title_are_told_apart() -> None:
    (one,) = items("全市文化工作会议要求", "让人人都有书读", *LIBRARY, "记者 王小明")

    assert (one.kicker, one.title) == ("全市文化工作会议要求", "让人人都有书读")


def test_three_lines_of_markdown_are_one_headline() -> None:
    one, other = items(
        "# 建设书香城市", "## 图书馆新馆昨日开放", "### 五百读者排队进馆", *LIBRARY, "## 某县秋粮喜获丰收", *HARVEST
    )

    assert (one.kicker, one.title, one.subtitle) == ("建设书香城市", "图书馆新馆昨日开放", "五百读者排队进馆")
    assert other.title == "某县秋粮喜获丰收"


def test_a_picture_in_the_middle_of_a_story_leaves_it_whole() -> None:
    picture = "秋收时节，农民驾驶收割机在田里收玉米。 王小明 摄"

    found = items("图书馆新馆昨日开放", LIBRARY[0], LIBRARY[1][:31], picture, LIBRARY[1][31:], LIBRARY[2], "记者 周文")

    story, caption = sorted(found, key=lambda one: one.kind)
    assert story.paragraphs == tuple(LIBRARY)
    assert (caption.kind, caption.byline) == (ItemKind.CAPTION, "王小明 摄")


def test_a_continuation_from_another_page_is_a_fragment() -> None:
    found = items("图书馆新馆昨日开放", *LIBRARY, "记者 王小明", "（上接第1版）", "亩的玉米已经入库。", *HARVEST[1:])

    fragment = found[-1]
    assert (fragment.kind, fragment.jump, fragment.title) == (ItemKind.FRAGMENT, "上接第1版", None)
    assert fragment.paragraphs == ("亩的玉米已经入库。", *HARVEST[1:])


def test_a_rotated_continuation_reads_in_order() -> None:
    whole = "合作社社长介绍，大豆亩产比去年多四十斤，玉米卖到粮库的价格也涨了一成。"

    found = items(
        "图书馆新馆昨日开放",
        *LIBRARY,
        "记者 王小明",
        whole[whole.index("库") :],
        HARVEST[2],
        "（上接第1版）",
        HARVEST[0],
        whole[: whole.index("库")],
    )

    assert found[-1].kind is ItemKind.FRAGMENT
    assert found[-1].paragraphs == (HARVEST[0], whole, HARVEST[2])
    assert titles(found) == ["图书馆新馆昨日开放"]


def test_a_story_that_leaves_the_page_says_so() -> None:
    one, other = items("图书馆新馆昨日开放", *LIBRARY[:2], "据介绍，新馆将（下转第4版）", "某县秋粮喜获丰收", *HARVEST)

    assert one.jump == "下转第4版"
    assert one.paragraphs[-1] == "据介绍，新馆将"
    assert other.title == "某县秋粮喜获丰收"


def test_two_stories_set_into_one_another_are_untangled() -> None:
    at = LIBRARY[1].index("位")

    found = items(
        "图书馆新馆昨日开放",
        LIBRARY[0],
        LIBRARY[1][:at],
        "跨江大桥主塔昨日封顶",
        BRIDGE[0],
        BRIDGE[1],
        LIBRARY[1][at:],
        LIBRARY[2],
    )

    assert [one.paragraphs for one in found] == [tuple(LIBRARY), tuple(BRIDGE[:2])]


def test_a_law_of_many_articles_stays_whole() -> None:
    law = ["第一章总则", "第一条为了方便读者，制定本条例。", "第二条本条例适用于全市图书馆。", "第二章读者"]
    law += [f"第{number}条读者应当爱护图书，不得涂画。" for number in "三四五六七八九"]

    (one,) = items("某市图书馆条例", *law)

    assert one.title == "某市图书馆条例"
    assert len(one.paragraphs) == len(law)


def test_traditional_characters_are_read_and_left_as_they_are() -> None:
    lines = [
        "圖書館新館昨日開放",
        "昨天上午，某市圖書館新館向讀者開放，五百名讀者排隊進館，有人早晨六點就來到門口等候。",
        "圖書館館長說，新館藏書一百萬冊，閱覽座位三百個，讀者憑身份證就能借書。",
        "記者 王小明",
    ]

    (one,) = items(*lines)

    assert (one.title, one.byline) == (lines[0], "記者 王小明")
    assert one.paragraphs == tuple(lines[1:3])


def test_confidence_is_higher_on_a_clear_page() -> None:
    found = items("## 图书馆新馆昨日开放", *LIBRARY, "记者 王小明", "## 某县秋粮喜获丰收", *HARVEST, "记者 周文")

    assert all(one.confidence > 0.9 for one in found)


@pytest.mark.parametrize("mark", ["（下转第4版）", "下转第4版", "▲下转第4版", "【下转A4版】"])
@pytest.mark.parametrize("credit", [(), ("记者 张明",)])
def test_a_continued_on_mark_on_its_own_line_belongs_to_the_story_above_it(mark: str, credit: tuple[str, ...]) -> None:
    one, other = items("图书馆新馆昨日开放", *LIBRARY, *credit, mark, "某县秋粮喜获丰收", *HARVEST)

    assert one.jump == mark.strip("（）【】▲")
    assert one.paragraphs == tuple(LIBRARY)
    assert (other.kicker, other.title, other.jump) == (None, "某县秋粮喜获丰收", None)

"""What stands beside the stories: adverts, the paper's own lines, mottoes, pictures."""

from __future__ import annotations

import pytest

from feedpub.stages.split import boilerplate, layout

STORY = ["新馆昨日开放", "", "昨天，图书馆新馆迎来第一批读者。 记者 王小明", ""]


def notices_of(lines: list[str]) -> list[str]:
    blocks = layout.parse_blocks(lines)
    return ["|".join(blocks[index].text for index in group) for group in boilerplate.remove_boilerplate(blocks).notices]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["遗失声明", "赵某遗失身份证，声明作废。"], id="a_notice"),
        pytest.param(["某某晚报", "2015年8月3日 星期一", "第6020期"], id="a_masthead"),
        pytest.param(["责任编辑：王小明 版式：李大海"], id="the_desk"),
        pytest.param(["湖畔新居 火热销售中", "建筑面积约90平方米", "贵宾专线：81230000"], id="an_advert"),
        pytest.param(["某市天气预报", "白天多云转晴", "风向北", "温度3℃"], id="the_weather"),
        pytest.param(["节约用水 从点滴做起"], id="an_appeal"),
        pytest.param(["第3版 国内", "2024年12月3日 星期五"], id="a_folio"),
    ],
)
def test_a_group_of_lines_that_is_no_news(lines: list[str]) -> None:
    page = [*STORY, *(part for line in lines for part in (line, ""))]

    assert notices_of(page) == ["|".join(lines)]


def test_a_contents_list_repeats_the_headlines_and_ends_where_it_does_not() -> None:
    page = ["本版导读", "", "新馆昨日开放", "", "某县开会（详见4版）", "", *STORY]

    assert notices_of(page) == ["本版导读|新馆昨日开放|某县开会（详见4版）"]


def test_a_line_between_others_of_a_contents_list_is_of_the_list() -> None:
    page = ["本版导读", "", "夜班公交延长两小时", "", "某县开会（详见4版）", "", *STORY]

    assert notices_of(page) == ["本版导读|夜班公交延长两小时|某县开会（详见4版）"]


def test_the_chapters_of_a_law_are_no_contents_list() -> None:
    page = ["某市图书馆条例", "目录", "第一章总则", "第二章读者", "第一章总则", "第一条为了方便读者，制定本条例。"]

    assert notices_of(page) == []


def test_a_hotline_within_a_story_is_no_advert() -> None:
    assert notices_of([*STORY, "读者可拨打电话010-12345678预约，工作人员会耐心解答大家提出的各种问题。"]) == []


@pytest.mark.parametrize(
    ("lines", "heads", "words"),
    [
        (["孩子们在新馆读书。 王小明 摄"], 0, 1),
        (["新馆里的孩子", "昨天，孩子们在新馆里读书。 王小明 摄"], 1, 1),
        (["新馆开门（图片）", "昨天，新馆开门。（本报记者王小明摄）"], 1, 1),
        (["图片：", "馆长在新馆门口欢迎读者。", "（新华社记者王小明摄）"], 0, 3),
        (["昨天，读者走进新馆，他们在阅览", "室里读书。 王小明 摄"], 0, 2),
    ],
)
def test_a_picture_has_its_words_and_perhaps_a_headline(lines: list[str], heads: int, words: int) -> None:
    blocks = layout.parse_blocks([*STORY, *(part for line in lines for part in (line, ""))])

    (picture,) = boilerplate.remove_boilerplate(blocks).pictures

    assert (len(picture.headline_lines), len(picture.caption_lines)) == (heads, words)


SIGNED_STORY = ["新馆昨日开放", "昨天，图书馆新馆迎来第一批读者。 记者 王小明"]
SLOGAN = ["弘扬雷锋精神 树立时代新风", "必须坚持为人民服务，让人人都有书读，共建共享书香城市。"]


def test_a_slogan_between_signed_stories_is_taken_out_with_its_headline() -> None:
    blocks = layout.parse_blocks([*SIGNED_STORY, *SLOGAN, *SIGNED_STORY])

    assert boilerplate.slogan_groups(blocks, ()) == [(2, 3)]


def test_an_exhorting_paragraph_within_a_story_stays() -> None:
    blocks = layout.parse_blocks(["新馆昨日开放", "昨天，新馆开放了。", SLOGAN[1], "馆长说，新馆欢迎大家。"])

    assert boilerplate.slogan_groups(blocks, ()) == []

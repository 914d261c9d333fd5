from __future__ import annotations

import pytest

from feedpub.stages.split.headlines import Headline, parse_headline
from feedpub.stages.split.layout import Block


def lines(*texts: str, levels: tuple[int, ...] = ()) -> list[Block]:
    return [
        Block(text, (number,), level)
        for number, (text, level) in enumerate(zip(texts, levels or (0,) * len(texts), strict=True), 1)
    ]


@pytest.mark.parametrize(
    ("texts", "headline"),
    [
        (("新馆昨日开放",), Headline("新馆昨日开放")),
        (("全市图书馆工作会议强调", "人人有书读"), Headline("人人有书读", "全市图书馆工作会议强调")),
        (
            ("某市图书馆举行新馆开放仪式", "读好书 做好人"),
            Headline("某市图书馆举行新馆开放仪式", None, "读好书 做好人"),
        ),
        (("新馆昨日开放", "——写在读书节之前"), Headline("新馆昨日开放", None, "——写在读书节之前")),
        (("某市图书馆条例", "（2020年5月1日通过）"), Headline("某市图书馆条例", None, "（2020年5月1日通过）")),
        (("某市新建乡镇图", "书馆十八座"), Headline("某市新建乡镇图书馆十八座")),
        (("“人人有书读", "”活动启动"), Headline("“人人有书读”活动启动")),
    ],
)
def test_kicker_title_and_subtitle(texts: tuple[str, ...], headline: Headline) -> None:
    assert parse_headline(lines(*texts)) == headline


def test_the_title_has_the_level_that_the_page_s_headlines_have() -> None:
    block = lines("读书节特刊", "新馆昨日开放", "读者排队进门", levels=(1, 2, 3))

    assert parse_headline(block, usual_level=2) == Headline("新馆昨日开放", "读书节特刊", "读者排队进门")


def test_nothing_is_no_headline() -> None:
    assert parse_headline([]) == Headline(None)

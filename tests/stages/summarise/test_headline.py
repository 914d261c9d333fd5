from __future__ import annotations

import pytest

from feedpub.model import Article, ItemKind
from feedpub.stages.summarise import headline


def caption(text: str, title: str | None = None) -> Article:
    return Article(ItemKind.CAPTION, title, (text,), (1,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "3月1日，在江城市第一小学，志愿者为学生讲解消防知识。",
            "志愿者为学生讲解消防知识",
            id="place_and_day_left_out",
        ),
        pytest.param("图为学生在图书馆阅读新书。王小明 摄", "学生在图书馆阅读新书", id="credit_left_out"),
        pytest.param(
            "昨日，江城市第一人民医院志愿服务队的医生走进南湖社区开展义诊，为居民量血压。",
            "医生走进南湖社区开展义诊",
            id="attribute_left_out",
        ),
        pytest.param("新馆开放", "新馆开放", id="already_one"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_caption_gets_its_first_telling_clause(text: str, expected: str) -> None:
    assert headline(caption(text)) == expected


def test_a_headline_that_is_there_is_kept() -> None:
    assert (
        headline(caption("新馆开放。", "一个很长很长很长很长很长很长很长很长很长的标题"))
        == "一个很长很长很长很长很长很长很长很长很长的标题"
    )


def test_the_limit_holds_for_an_endless_clause() -> None:
    assert len(headline(caption("江城市图书馆" * 20), 24)) <= 24

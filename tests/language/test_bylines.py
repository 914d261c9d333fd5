from __future__ import annotations

import pytest

from feedpub.language import bylines
from feedpub.language.bylines import Credit, StoryOpening, author_names


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("记者 王小明 通讯员 李大海", id="roles_and_names"),
        pytest.param("本报记者 王小明", id="of_the_paper"),
        pytest.param("新华社记者王小明 李大海", id="without_a_blank"),
        pytest.param("□ 记者 王小明", id="with_an_ornament"),
        pytest.param("（本报特约记者 王小明）", id="in_brackets"),
        pytest.param("王小明 李大海", id="bare_names"),
        pytest.param("記者 王小明 綜合報道", id="traditional"),
        pytest.param("王小明 摄", id="photographer"),
    ],
)
def test_a_byline_alone_on_its_line(line: str) -> None:
    assert bylines.is_byline(line)


@pytest.mark.parametrize(
    "line", ["记者调查", "记者手记", "新馆开放", "富强 民主 文明 和谐", "记者昨天从馆里获悉。", ""]
)
def test_what_only_looks_like_a_byline(line: str) -> None:
    assert not bylines.is_byline(line)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("本报讯 (记者 王小明) 昨天，", StoryOpening("本报讯", "记者 王小明", 13)),
        ("新华社北京3月1日电（记者王小明、李大海）新馆", StoryOpening("新华社北京3月1日电", "记者王小明、李大海", 21)),
        ("本报东城3月1日讯记者王小明报道：新馆", StoryOpening("本报东城3月1日讯", "记者王小明", 17)),
        ("【記者王小明／台北報導】新館", StoryOpening(None, "記者王小明／台北報導", 12)),
        ("（中央社記者王小明台北三日電）新館", StoryOpening("中央社記者王小明台北三日電", "記者王小明", 15)),
        ("【某報專訊】新館", StoryOpening("某報專訊", None, 6)),
        ("某城日报讯 昨天，", StoryOpening("某城日报讯", None, 6)),
    ],
)
def test_the_lead_of_a_story_names_place_and_author(text: str, lead: StoryOpening) -> None:
    assert bylines.parse_lead(text) == lead


@pytest.mark.parametrize(
    "text",
    [
        "据某社消息，新馆开放。",
        "本报通讯员走进新馆。",
        "本报电子版上线。",
        "某某台风吹倒电杆全城停电",
        "3月1日，新馆开放。",
    ],
)
def test_a_sentence_is_no_lead(text: str) -> None:
    assert bylines.parse_lead(text) is None


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("新馆开放了。 记者 王小明", Credit("记者 王小明", 6)),
        ("新馆开放了。（记者 王小明）", Credit("记者 王小明", 6)),
        ("新馆开放了。 王小明 李大海 摄", Credit("王小明 李大海 摄", 6)),
        ("新馆开放了。本报记者 王小明 摄影报道", Credit("本报记者 王小明 摄影报道", 6)),
        ("新馆开放了。", None),
        ("新馆开放了。（新华社北京3月1日电）", None),
    ],
)
def test_a_credit_at_the_end_of_a_paragraph(text: str, tail: Credit | None) -> None:
    assert bylines.parse_credit(text) == tail


def test_a_photographer_has_a_name() -> None:
    assert bylines.has_photographer_credit("孩子们在读书。 王小明 摄")
    assert not bylines.has_photographer_credit("这部电影由本市拍摄。")


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        pytest.param("记者 吴一凡 通讯员 周小虹", ("吴一凡", "周小虹"), id="roles_before_names"),
        pytest.param("记者吴一凡通讯员周小虹", ("吴一凡", "周小虹"), id="roles_without_spaces"),
        pytest.param("记者 高 平 通讯员 李 明", ("高平", "李明"), id="names_of_two_characters_set_wide"),
        pytest.param("见习记者张三、实习生李四", ("张三", "李四"), id="compound_roles"),
        pytest.param("首席记者 王五 全媒体记者 赵六", ("王五", "赵六"), id="ranks_of_reporters"),
        pytest.param("青山日报记者 张三", ("张三",), id="the_paper_before_the_role"),
        pytest.param("（记者 张三）", ("张三",), id="in_brackets"),
        pytest.param("王小文/文 李图/图", ("王小文", "李图"), id="names_that_end_like_a_role"),
        pytest.param("王小明 摄", ("王小明",), id="photographer"),
        pytest.param("王小明摄影报道", ("王小明",), id="photographer_without_a_space"),
        pytest.param("张三 张三", ("张三",), id="the_same_twice"),
        pytest.param("John Smith", ("John Smith",), id="latin_name"),
        pytest.param("本报评论员", (), id="nobody_by_name"),
        pytest.param("", (), id="empty"),
        pytest.param(None, (), id="none"),
    ],
)
def test_the_names_of_a_byline(byline: str | None, names: tuple[str, ...]) -> None:
    assert author_names(byline) == names

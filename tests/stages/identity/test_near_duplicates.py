"""Two bodies are one story in two prints, or two stories, by the laws of stages.identity.near_duplicates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.stages.identity.near_duplicates import (
    ShingledText,
    is_same_story,
    match_duplicates,
    may_be_same_story,
    shingled_text,
)

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2023, 2, 7, 6, tzinfo=ZONE)
LEAD = "由三座旧仓库改建的河畔图书馆昨天上午正式开门迎客,首批读者在门前排起了长队。"
REST = (
    "图书馆藏书八十万册,其中四分之一由居民捐赠,每一册的扉页上都写着捐书人的名字。馆内不设借书证,读者凭一张面孔就能"
    "借书,归还时把书放进河边任意一个木箱即可。设计师保留了仓库的木梁和砖墙,在屋顶开出12扇天窗,让光线落到每一张书桌上。"
    "馆长说,开馆第一年要办100场读书会,请渔民、邮递员和面包师傅来讲自己的故事。夜里10点以后,临河的一层仍然亮着灯。"
)
FORM = "因{why},明天上午{place}沿线将停止供电,请{who}提前做好准备,如遇雨天则工作顺延,由此带来的不便敬请谅解。"

bodies = st.lists(st.sampled_from(["春天", "图书馆", "12", "河边", "读者", "天窗", "7", "长队"]), max_size=60).map(
    lambda words: ShingledText("".join(words))
)


@given(bodies, bodies)
def test_it_does_not_matter_which_comes_first(one: ShingledText, other: ShingledText) -> None:
    assert is_same_story(one, other) == is_same_story(other, one)


@given(bodies)
def test_a_body_of_some_length_is_the_same_story_as_itself(body: ShingledText) -> None:
    assert is_same_story(body, body) == (len(body.letters) >= 30)


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        pytest.param("记者获悉,又一座图书馆开门了。" + REST, True, id="another_lead"),
        pytest.param(LEAD + REST[40:], True, id="something_cut"),
        pytest.param(LEAD + REST.replace("100场", "80场"), False, id="another_figure_in_a_short_text"),
        pytest.param(LEAD, False, id="only_the_lead"),
        pytest.param(LEAD + "馆方表示,欢迎居民送来好书。" * 12, False, id="one_sentence_in_common"),
    ],
)
def test_prints_of_one_story(other: str, is_same: bool) -> None:
    assert is_same_story(shingled_text(LEAD + REST), shingled_text(other)) is is_same


def test_a_form_that_is_filled_in_otherwise_is_another_story() -> None:
    one = FORM.format(why="线路检修", place="延陵西路", who="广大用户")
    other = FORM.format(why="道路施工", place="通江大道", who="附近居民")

    assert not is_same_story(shingled_text(one), shingled_text(other))


def test_of_several_prints_the_closest_is_paired_and_each_once() -> None:
    whole, cut = shingled_text(LEAD + REST), shingled_text(LEAD + REST[40:])

    assert match_duplicates({0: cut, 1: whole}, {0: {7: whole, 8: cut}, 1: {7: whole, 8: cut}}) == {0: 8, 1: 7}


@pytest.mark.parametrize(
    ("papers", "hours", "may"),
    [
        (("江南日报", "江北日报"), 72, True),
        (("江南日报", "江北日报"), 73, False),
        (("江南日报", "江南日报"), 12, True),
        (("江南日报", "江南日报"), 24, False),
        ((None, None), 24, True),
    ],
)
def test_what_may_be_one_story(papers: tuple[str | None, str | None], hours: int, may: bool) -> None:
    assert may_be_same_story(*papers, MORNING.astimezone(UTC), MORNING + timedelta(hours=hours), ZONE) is may

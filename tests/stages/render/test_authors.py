from __future__ import annotations

import pytest

from feedpub.stages.render.authors import author_names


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

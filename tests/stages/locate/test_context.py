import pytest

from feedpub.stages.locate.context import context_factor


def rule(text: str, name: str, *, bare: bool = True) -> str:
    start = text.index(name)
    return context_factor(text, start, start + len(name), is_short=bare).rule


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("在南京东路购物", "南京", "street"),
        ("南京路上人多", "南京", "street"),
        ("南京街头人多", "南京", ""),
        ("宁波银行南京分行开业", "宁波", "bank elsewhere"),
        ("宁波银行开业", "宁波", "firm"),
        ("吉林大学的专家", "吉林", "university"),
        ("南京大学生创业", "南京", ""),
        ("鞍山日报记者", "鞍山", "paper"),
        ("朝阳公园里", "朝阳", "namesake"),
        ("客车开往济南", "济南", "on the way"),
        ("李某，湖南人，在逃", "湖南", "native of"),
        ("曾任象山县委书记", "象山", "former post"),
        ("大会在北京举行", "北京", "seat of the state"),
        ("北京召开市委会议", "北京", ""),
        ("由鼓楼区政府主办", "鼓楼区", "organiser"),
    ],
)
def test_the_words_around_a_name_tell_how_far_it_counts(text: str, name: str, expected: str) -> None:
    assert rule(text, name) == expected


def test_a_full_name_is_no_street() -> None:
    assert rule("济南市路边停车", "济南市", bare=False) == ""

from feedpub.model import Beat
from feedpub.stages.locate import learnt
from feedpub.stages.locate.home import OF_A_PAPER, home

CHANGZHOU, WUJIN, XINBEI, SUZHOU, HAIDIAN = "320400", "320412", "320411", "320500", "110108"


def told(**votes: int) -> tuple[str, ...]:
    return home({code[1:]: count for code, count in votes.items()}, OF_A_PAPER)


def test_a_city_with_most_of_the_stories_is_the_home() -> None:
    assert told(_320400=2, _320412=2, _320411=2, _320500=4) == ("江苏省", "常州市")


def test_where_no_city_stands_out_it_is_the_province() -> None:
    assert told(_320400=4, _320500=4, _320100=3, _330100=2) == ("江苏省",)


def test_where_no_province_stands_out_there_is_no_home() -> None:
    assert told(_320400=4, _330100=4, _410100=4) == ()


def test_a_county_needs_more_of_the_stories_than_a_city() -> None:
    assert told(_320412=6, _320400=4) == ("江苏省", "常州市")
    assert told(_320412=8, _320400=2) == ("江苏省", "常州市", "武进区")


def test_a_municipality_is_a_city() -> None:
    assert told(_110108=3, _110105=3, _320400=4) == ("北京市",)
    assert told(_110108=8, _320400=2) == ("北京市", "海淀区")


def test_few_stories_tell_nothing() -> None:
    assert told(_320400=9) == ()


def test_one_page_alone_teaches_nothing() -> None:
    votes = {CHANGZHOU: 20}

    assert learnt([Beat("甲报", 1, votes)]) == {}
    assert learnt([Beat("甲报", 2, votes)]) == {"甲报": ("江苏省", "常州市")}


def test_a_paper_without_a_home_is_left_out() -> None:
    assert learnt([Beat("甲报", 5, {CHANGZHOU: 5, "410100": 5})]) == {}

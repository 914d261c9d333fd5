from feedpub.model import PaperCoverage
from feedpub.stages.locate import homes_from_votes
from feedpub.stages.locate.home import PAPER_RULE, majority_home

CHANGZHOU_CODE, WUJIN, XINBEI, SUZHOU, HAIDIAN = "320400", "320412", "320411", "320500", "110108"


def home_of_votes(**votes: int) -> tuple[str, ...]:
    return majority_home({code[1:]: count for code, count in votes.items()}, PAPER_RULE)


def test_a_city_with_most_of_the_stories_is_the_home() -> None:
    assert home_of_votes(_320400=2, _320412=2, _320411=2, _320500=4) == ("江苏省", "常州市")


def test_where_no_city_stands_out_it_is_the_province() -> None:
    assert home_of_votes(_320400=4, _320500=4, _320100=3, _330100=2) == ("江苏省",)


def test_where_no_province_stands_out_there_is_no_home() -> None:
    assert home_of_votes(_320400=4, _330100=4, _410100=4) == ()


def test_a_county_needs_more_of_the_stories_than_a_city() -> None:
    assert home_of_votes(_320412=6, _320400=4) == ("江苏省", "常州市")
    assert home_of_votes(_320412=8, _320400=2) == ("江苏省", "常州市", "武进区")


def test_a_municipality_is_a_city() -> None:
    assert home_of_votes(_110108=3, _110105=3, _320400=4) == ("北京市",)
    assert home_of_votes(_110108=8, _320400=2) == ("北京市", "海淀区")


def test_few_stories_tell_nothing() -> None:
    assert home_of_votes(_320400=9) == ()


def test_one_page_alone_teaches_nothing() -> None:
    votes = {CHANGZHOU_CODE: 20}

    assert homes_from_votes([PaperCoverage("甲报", 1, votes)]) == {}
    assert homes_from_votes([PaperCoverage("甲报", 2, votes)]) == {"甲报": ("江苏省", "常州市")}


def test_a_paper_without_a_home_is_left_out() -> None:
    assert homes_from_votes([PaperCoverage("甲报", 5, {CHANGZHOU_CODE: 5, "410100": 5})]) == {}

from feedpub.model import Article, ItemKind, PaperCoverage
from feedpub.stages.locate import home_of_page, homes_from_votes, locate_page
from feedpub.stages.locate.page import PAPER_RULE, majority_home


def article(title: str, text: str, kind: ItemKind = ItemKind.ARTICLE) -> Article:
    return Article(kind=kind, title=title, paragraphs=(text,), lines=(1,))


CHANGZHOU = (
    article("武进区慰问职工", "常州市武进区总工会慰问职工。"),
    article("金坛区开展培训", "常州市金坛区开展培训。"),
    article("常州市召开会议", "常州市召开会议，部署工作。"),
)


def test_the_home_of_a_paper_is_what_most_of_its_articles_are_about() -> None:
    assert home_of_page(CHANGZHOU) == ("江苏省", "常州市")


def test_a_national_paper_has_no_home() -> None:
    articles = [article("", f"{place}召开会议。") for place in ("洛阳市", "成都市", "吉安市", "拉萨市")]

    assert home_of_page(articles) == ()


def test_two_articles_are_too_few_for_a_home() -> None:
    assert home_of_page(CHANGZHOU[:2]) == ()


def test_the_articles_of_a_page_tell_what_a_lone_name_means() -> None:
    lone = article("鼓楼区开展慰问", "鼓楼区走访职工。")
    nanjing = [article("", f"南京市{district}召开会议。") for district in ("玄武区", "秦淮区", "栖霞区")]

    focus = locate_page([lone, *nanjing])[0]

    assert focus.regions[0].region.path == ("江苏省", "南京市", "鼓楼区")


def test_what_names_no_place_is_of_the_home_that_the_page_tells() -> None:
    local = article("全市职工运动会开幕", "昨天，我市职工运动会开幕，市总工会主席到场。")

    focus = locate_page([*CHANGZHOU, local])[-1]

    assert focus.regions[0].region.path == ("江苏省", "常州市")


def test_a_given_home_goes_before_the_pages_own() -> None:
    local = article("我市举行长跑", "我市举行长跑。")

    focus = locate_page([*CHANGZHOU, local], ("江苏省", "无锡市"))[-1]

    assert focus.regions[0].region.path == ("江苏省", "无锡市")


def test_an_advert_is_about_nothing() -> None:
    advert = article("常州市某商场大减价", "常州市武进区某商场大减价。", ItemKind.AD)

    focus = locate_page([*CHANGZHOU, advert])[-1]

    assert (focus.regions, focus.national, focus.foreign) == ((), False, False)


def test_there_is_a_focus_for_each_article_in_their_order() -> None:
    names = [focus.regions[0].region.short_name for focus in locate_page(CHANGZHOU)]

    assert names == ["武进", "金坛", "常州"]


def test_the_dateline_that_was_cut_off_still_tells_the_place() -> None:
    lone = Article(
        kind=ItemKind.ARTICLE, title=None, paragraphs=("鼓楼区走访职工。",), lines=(1,), dateline="新华社徐州2月3日电"
    )

    assert locate_page([lone])[0].regions[0].region.path == ("江苏省", "徐州市", "鼓楼区")


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

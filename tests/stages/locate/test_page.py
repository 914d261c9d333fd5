from feedpub.model import Article, ItemKind
from feedpub.stages.locate import home_of_page, locate_page


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

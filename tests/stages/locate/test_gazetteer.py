import pytest

from feedpub.errors import NotFound
from feedpub.model import Article, ItemKind
from feedpub.stages.locate import CustomNames, custom_names, home_votes, locate, locate_page

LONGCHENG = custom_names({"龙城": "江苏省/常州市", "南城新区": "武进区"}, ())


def first(title: str, text: str, names: CustomNames) -> tuple[str, ...]:
    found = locate(title, text, names=names).regions
    return found[0].region.path if found else ()


def test_an_added_name_means_its_region_and_the_evidence_says_whose_it_is() -> None:
    (found,) = locate("龙城举办灯会", "昨晚，龙城举办灯会。", names=LONGCHENG).regions

    assert found.region.path == ("江苏省", "常州市")
    assert {each.text for each in found.evidence} == {"龙城"}
    assert all("the owner's name" in each.rule for each in found.evidence)


def test_without_the_owner_it_means_what_the_tables_say() -> None:
    assert first("龙城举办灯会", "昨晚，龙城举办灯会。", custom_names({}, ())) == ("辽宁省", "朝阳市", "龙城区")


def test_a_street_called_like_an_added_name_is_a_street() -> None:
    assert first("南京市整治龙城路", "南京市整治龙城路沿线。", LONGCHENG) == ("江苏省", "南京市")


def test_an_added_name_is_found_in_traditional_script() -> None:
    assert first("龍城舉辦燈會", "昨晚，龍城舉辦燈會。", LONGCHENG) == ("江苏省", "常州市")


def test_an_added_name_takes_the_place_of_what_the_tables_say() -> None:
    names = custom_names({"朝阳区": "辽宁省/朝阳市/双塔区"}, ())

    assert first("朝阳区走访职工", "朝阳区走访职工。", names) == ("辽宁省", "朝阳市", "双塔区")


def test_a_silenced_name_means_no_place() -> None:
    silent = custom_names({}, ("吴江",))

    assert first("吴江走访职工", "吴江走访职工，吴江说。", silent) == ()
    assert first("吴江区走访职工", "吴江区走访职工。", silent) == ("江苏省", "苏州市", "吴江区")


def test_a_page_follows_them_as_well() -> None:
    articles = [Article(ItemKind.ARTICLE, "龙城开展培训", ("龙城开展培训。",), (1,))] * 3

    assert locate_page(articles, names=LONGCHENG)[0].regions[0].region.path == ("江苏省", "常州市")
    assert home_votes(articles, LONGCHENG) == ("320400",) * 3


def test_a_name_that_is_to_mean_nowhere_is_refused() -> None:
    with pytest.raises(NotFound, match="某某市"):
        custom_names({"龙城": "某某市"}, ())

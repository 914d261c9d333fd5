import pytest

from feedpub import regions
from feedpub.stages.locate.bylines import credit_spans
from feedpub.stages.locate.gazetteer import load_gazetteer, town_stem
from feedpub.stages.locate.mentions import find_mentions


def words(text: str) -> list[str]:
    return [one.name for one in find_mentions(text) if one.factor > 0]


def test_names_right_after_one_another_are_one_mention() -> None:
    one = find_mentions("江苏省常州市武进区牛塘镇举办活动")[0]

    assert one.name == "江苏省常州市武进区牛塘镇"
    assert [regions.by_code(code).name for code in one.codes] == ["武进区"]


def test_names_beside_one_another_stay_apart() -> None:
    assert words("常州市、无锡市") == ["常州市", "无锡市"]


def test_a_namesake_of_a_township_elsewhere_does_not_join() -> None:
    """牛塘镇 is in 武进区, so 溧阳市牛塘镇 must be a village that the table does not have."""
    assert words("溧阳市牛塘镇") == ["溧阳市"]


@pytest.mark.parametrize("text", ["记者吴江报道", "通讯员 高平 摄", "（记者 罗田 通讯员 安康）", "新华社电（梁山）"])
def test_authors_of_a_text_are_no_places(text: str) -> None:
    assert list(credit_spans(text))
    assert words(text) == []


def test_a_place_after_a_reporter_and_a_verb_is_one() -> None:
    assert words("记者从常州市总工会获悉") == ["常州市"]


def test_a_township_may_be_called_by_its_stem_later_on() -> None:
    assert words("直溪镇是重点镇。直溪今年丰收。") == ["直溪镇", "直溪"]


def test_every_county_of_the_table_is_found_by_its_full_name_after_its_parent() -> None:
    """A county of a new table that the gazetteer misses fails here by name."""
    lost = []
    for region in regions.all_regions():
        one = find_mentions("".join(region.path) + "。")[0]
        if region.code not in one.codes:
            lost.append("/".join(region.path))

    assert lost == []


def test_each_division_has_a_line_from_its_province_to_itself() -> None:
    lines = load_gazetteer().ancestors

    assert lines["320412"] == ("320000", "320400", "320412")
    assert lines["429004"] == ("420000", "429004")


@pytest.mark.parametrize(
    ("name", "stem"), [("直溪镇", "直溪"), ("华新街街道", "华新街"), ("城北苏木", "城北"), ("某农场", "")]
)
def test_the_stem_of_a_township_lacks_its_rank(name: str, stem: str) -> None:
    assert town_stem(name) == stem

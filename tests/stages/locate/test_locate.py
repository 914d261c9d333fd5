"""What is to come out, situation by situation: invented texts, written as papers write."""

import pytest

from feedpub.model import RegionRole
from feedpub.stages.locate import locate


def found(text: str, title: str | None = None, home: str = "") -> list[str]:
    focus = locate(title, text, tuple(home.split("/")) if home else ())
    return ["/".join(one.region.path) for one in focus.regions]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        pytest.param(
            "徐州市鼓楼区丰财街道近日举办反诈讲座。", "江苏省/徐州市/鼓楼区", id="a_name_that_four_cities_have"
        ),
        pytest.param(
            "枣庄报道 市中区光明路街道日前走访企业。", "山东省/枣庄市/市中区", id="a_township_tells_the_district"
        ),
        pytest.param("江北区庄桥街道一小区昨天起火。", "浙江省/宁波市/江北区", id="only_the_street_tells_the_city"),
        pytest.param("8月9日，河北区光复道街道开展宣传。", "天津市/河北区", id="a_district_called_like_a_province"),
        pytest.param(
            "吉林市船营区北山街道组织志愿者清雪。", "吉林省/吉林市/船营区", id="a_city_called_like_its_province"
        ),
        pytest.param(
            "青海省海南州共和县恰卜恰镇整治环境。",
            "青海省/海南藏族自治州/共和县",
            id="a_prefecture_called_like_a_province",
        ),
        pytest.param(
            "伊宁县喀拉亚尕奇乡的果农采摘苹果。",
            "新疆维吾尔自治区/伊犁哈萨克自治州/伊宁县",
            id="a_county_beside_the_city_of_its_name",
        ),
        pytest.param(
            "湖北公安县一乡镇昨天停水，公安民警上门送水。", "湖北省/荆州市/公安县", id="a_county_that_is_a_word"
        ),
        pytest.param("济南市中区一所学校开设了新课。", "山东省/济南市/市中区", id="two_names_share_a_character"),
        pytest.param(
            "马驹桥派出所民警抓获一名嫌疑人，通州警方正在调查。",
            "北京市/通州区",
            id="a_police_station_tells_the_township",
        ),
    ],
)
def test_ambiguous_names_are_told_apart_by_the_others(text: str, region: str) -> None:
    assert found(text) == [region]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        pytest.param("长宁区江苏路街道举办邻里节，居民在华山路上散步。上海市民点赞。", "上海市/长宁区", id="streets"),
        pytest.param(
            "和平区太原南街夜市开张，太原街又热闹了。沈阳市民前来打卡。",
            "辽宁省/沈阳市/和平区",
            id="a_street_in_another_city",
        ),
        pytest.param("东莞银行深圳分行近日走进社区讲解金融知识。", "广东省/深圳市", id="a_bank_from_elsewhere"),
        pytest.param(
            "河海大学的学生来到泰州市姜堰区溱潼镇，扬州大学的老师同行。", "江苏省/泰州市/姜堰区", id="universities"
        ),
        pytest.param("鞍山青岛啤酒节昨晚开幕，鞍山市民举杯。", "辽宁省/鞍山市", id="a_brand"),
        pytest.param("（记者 高平 通讯员 杨昌平）近日，溧阳市埭头镇庆丰收。", "江苏省/常州市/溧阳市", id="persons"),
        pytest.param(
            "广西籍男子李某在佛山市顺德区被抓获，顺德警方通报。", "广东省/佛山市/顺德区", id="where_somebody_comes_from"
        ),
        pytest.param("一辆北京开往张家界的客车在荆门市沙洋县翻车。", "湖北省/荆门市/沙洋县", id="where_a_coach_goes"),
        pytest.param(
            "给行人带来安全隐患的井盖在滁州市琅琊区被换掉。", "安徽省/滁州市/琅琊区", id="a_county_inside_other_words"
        ),
        pytest.param("南通过去一年新增企业两万家，南通市政府说。", "江苏省/南通市", id="a_name_before_a_word"),
    ],
)
def test_what_only_looks_like_a_place_is_none(text: str, region: str) -> None:
    assert found(text) == [region]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("2009年3月，闸北区彭浦新村街道居民植树。", "上海市/静安区"),
        ("绍兴县柯桥街道启动旧村改造。", "浙江省/绍兴市/柯桥区"),
        ("襄樊市委、市政府出台新政策。", "湖北省/襄阳市"),
        ("华县大明镇一村发生食物中毒。", "陕西省/渭南市/华州区"),
    ],
)
def test_an_old_name_means_the_division_of_today(text: str, region: str) -> None:
    assert found(text) == [region]


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("凉山州西昌市举办火把节。", "四川省/凉山彝族自治州/西昌市"),
        ("威宁自治县的火腿香飘四方，威宁县农户增收。", "贵州省/毕节市/威宁彝族回族苗族自治县"),
        ("湖北仙桃市彭场镇的企业加紧生产。", "湖北省/仙桃市"),
        ("东莞市长安镇一工厂开展技能比武。", "广东省/东莞市"),
        ("台北市一栋大楼凌晨起火。", "台湾省"),
    ],
)
def test_names_of_every_form_are_known(text: str, region: str) -> None:
    assert found(text) == [region]


def test_joint_stories_have_each_side() -> None:
    both = found("洛阳市总工会与成都市总工会日前签署合作协议。", "洛阳、成都两地工会合作")

    assert sorted(both) == ["四川省/成都市", "河南省/洛阳市"]


def test_a_group_means_all_its_members() -> None:
    assert set(found("粤港澳大湾区工会联席会议日前召开。")) == {"广东省", "香港特别行政区", "澳门特别行政区"}


def test_a_headline_of_two_parts_has_two_regions() -> None:
    focus = locate("福建厦门：建设宜居城市 黑龙江七台河：民生工程添暖意", "厦门和七台河各有做法。")

    assert [one.region.short_name for one in focus.regions] == ["厦门", "七台河"]
    assert [one.role for one in focus.regions] == [RegionRole.PRIMARY, RegionRole.ALSO]


def test_many_places_of_a_province_mean_the_province() -> None:
    text = "受降雨影响，宜宾市、自贡市、内江市、乐山市、泸州市、资阳市可能发生山洪，四川省水利厅发布预警。"

    assert found(text, "四川发布山洪灾害预警") == ["四川省"]


@pytest.mark.parametrize(
    "text",
    [
        "国家统计局今天发布数据，全国居民收入平稳增长。",
        "公安部部署全国公安机关开展专项行动。",
        "近期，各地出台措施促消费。在北京，商场延长营业；在成都，夜市火爆；深圳发放消费券。",
        "全国政协会议在北京召开，我国将继续扩大开放。",
    ],
)
def test_what_concerns_the_whole_country_is_national(text: str) -> None:
    focus = locate(None, text)

    assert focus.national
    assert focus.regions == ()


@pytest.mark.parametrize(
    "text",
    ["日本长崎9日举行纪念仪式。", "美国马里兰州发生枪击，多人受伤。", "莫斯科州一工厂爆炸，俄罗斯总统表示哀悼。"],
)
def test_news_from_abroad_is_foreign(text: str) -> None:
    focus = locate(None, text)

    assert focus.foreign
    assert not focus.national
    assert focus.regions == ()


def test_a_contest_of_the_whole_country_is_national_and_of_its_place() -> None:
    focus = locate("全国首届乡村厨师职业技能竞赛在郑州举行", "竞赛总决赛日前在河南郑州举行。")

    assert [one.region.short_name for one in focus.regions] == ["郑州"]
    assert focus.national


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("我市将新建三座公园，市园林局负责人介绍了规划。", "河北省/唐山市"),
        ("记者从省教育厅获悉，今年我省将新建一百所幼儿园。", "湖南省"),
        ("昨天，解放路口发生追尾事故，交警迅速赶到。", "安徽省/合肥市"),
        ("我区今年首封录取通知书送达。", "西藏自治区"),
    ],
)
def test_what_names_no_place_is_of_the_papers_home(text: str, home: str) -> None:
    assert found(text, home=home) == [home]


def test_the_home_tells_which_of_two_districts_is_meant() -> None:
    text = "铁西区统筹乡村基础设施，村容村貌焕然一新。"

    assert found(text, home="辽宁省/鞍山市") == ["辽宁省/鞍山市/铁西区"]
    assert found(text, home="辽宁省/沈阳市") == ["辽宁省/沈阳市/铁西区"]


def test_close_readings_are_backed_off_to_what_they_share() -> None:
    assert found("辽宁日报讯 铁西区统筹乡村基础设施。") == ["辽宁省"]


def test_traditional_characters_are_read_as_well() -> None:
    focus = locate("上海推出新舉措", "瀋陽市與上海市簽署合作協議。")

    assert {one.region.short_name for one in focus.regions} >= {"上海"}
    assert [piece.text for one in focus.regions for piece in one.evidence if "陽" in piece.text]


def test_evidence_stands_where_it_says() -> None:
    title, text = "武进区开展慰问", "近日，常州市武进区牛塘镇走访职工。"
    evidence = locate(title, text).regions[0].evidence

    printed = f"{title}\n{text}"
    assert evidence
    assert all(printed[one.offset : one.offset + len(one.text)] == one.text for one in evidence)
    assert evidence[0].rule.startswith("headline")


def test_confidence_is_a_share() -> None:
    sure = locate(None, "常州市武进区牛塘镇走访职工。").regions[0].confidence
    torn = locate(None, "常州市武进区、天宁区和钟楼区走访职工。").regions[0].confidence

    assert 0 < torn < sure <= 1


def test_a_text_without_anything_has_no_focus() -> None:
    focus = locate(None, "今天天气不错。")

    assert (focus.regions, focus.national, focus.foreign) == ((), False, False)


def test_a_place_named_once_and_late_is_a_stray() -> None:
    text = "骗子的手法层出不穷，消费者要提高警惕，不轻信陌生来电。" * 8 + "在南丹县，一位市民险些上当。"

    assert found(text) == []


def test_a_long_preamble_about_the_country_may_lead_to_one_place() -> None:
    text = "国务院日前印发文件，要求各地加强基层治理，推动全国城乡社区建设。" * 6
    text += "记者走进山东省临沂市兰山区，看到兰山区的居民正在议事。临沂市把它列为重点，兰山区柳青街道先行一步。"

    assert found(text) == ["山东省/临沂市/兰山区"]


def test_where_goods_go_and_guests_come_from_is_not_the_place() -> None:
    text = "静宁县的苹果丰收了，平凉市农业局到场。苹果销往上海、南京、苏州，四川游客也来采摘。"

    assert found(text) == ["甘肃省/平凉市/静宁县"]

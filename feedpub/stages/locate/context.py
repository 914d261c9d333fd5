"""A name and the words around it -> how far it counts as the place itself, and why not more."""

from __future__ import annotations

import re
from typing import NamedTuple


class ContextFactor(NamedTuple):
    """How far a name counts: 1 for the place itself, 0 for a street or a person called like it; more for who acts."""

    factor: float
    rule: str


NO_CONTEXT = ContextFactor(1.0, "")
STREET_RULE = "street"
INHERITED_RULES = frozenset(
    ("on the way", "former post", "likeness", "seat of the state", "visited", "home of somebody")
)
"""Rules that hold for all of a compound when they hold for its first name."""


def context_factor(text: str, start: int, end: int, *, is_short: bool) -> ContextFactor:
    """Return how far the name at `text[start:end]` counts; `bare` says that it lacks the word for its rank."""
    after, before = text[end : end + 24], text[max(0, start - 900) : start]
    if text[start:end] in _CAPITAL_NAMES and before.endswith(_BEFORE_MEETING) and _STATE_MEETING.match(after):
        return ContextFactor(0.2, "seat of the state")
    if is_short and before[-1:] in SURNAMES and _AFTER_PERSON.match(after):
        return ContextFactor(0.0, "person")
    found = [
        factor for factor in (is_short and _factor_of_short_name(after), _factor_of_any_name(before, after)) if factor
    ]
    return min(found, default=NO_CONTEXT)


def _factor_of_short_name(after: str) -> ContextFactor | None:
    for pattern, found in _AFTER_SHORT_NAME:
        if pattern.match(after):
            return found
    if match := _BANK.match(after):
        return (
            ContextFactor(0.05, "bank elsewhere") if _BRANCH.match(after, match.end()) else ContextFactor(0.6, "firm")
        )
    return None


def _factor_of_any_name(before: str, after: str) -> ContextFactor | None:
    for pattern, found in _AFTER_ANY_NAME:
        if pattern.match(after):
            return found
    near = before[-8:]
    if _ON_THE_WAY.search(near):
        return ContextFactor(0.3, "on the way")
    if _VISITED.search(near):
        return ContextFactor(0.6, "visited")
    if _HOME_OF_SOMEBODY.search(near):
        return ContextFactor(0.35, "home of somebody")
    if _LIKENESS.search(near):
        return ContextFactor(0.3, "likeness")
    if _FORMER_POST.search(before):
        return ContextFactor(0.25, "former post")
    return None


_HAN = "[\u4e00-\u9fff]"

# 北京 as where the state meets, not as a city.
_CAPITAL_NAMES = frozenset(("北京", "北京市"))
_BEFORE_MEETING = ("在", "于", "来", "抵")
_STATE_MEETING = re.compile(
    rf"{_HAN}{{0,8}}(?:举行|召开|会见|开幕|闭幕|揭晓|发布|揭幕|成立|启动|举办|会谈|结束|开庭|主持|出席|受表彰|获表彰|领奖)"
    r"|人民大会堂|钓鱼台|中南海|同|与|和"
)

SURNAMES = frozenset(
    "李王张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪姜范姚谭廖邹熊陆"
    "郝孔崔康毛邱秦史顾侯邵孟段雷钱汤尹黎易武乔贺赖龚"
)
_AFTER_PERSON = re.compile(
    r"[，、。）（：]|说|表示|介绍|告诉|认为|坦言|回忆|指出|强调|带领|先生|女士|同志|出席|主持|参加|书记|主任|作为|一行|等(?!地)|率队"
)
"""What follows a name of a person, such as 李玉林, whose given name is a city's."""

_AFTER_SHORT_NAME = (
    (
        re.compile(
            r"[东南西北中新老一二三四五六七八九十]{0,2}(?:[路街](?![头边面段人况途费演灯网线])|大道|大街|巷(?!战)|弄)"
            r"|立交|高架|隧道|大桥|渡口"
        ),
        ContextFactor(0.0, STREET_RULE),
    ),
    (
        re.compile(
            r"小区|花园|广场|公园|社区|新村|大厦|酒店|宾馆|饭店|商厦|家园|村(?![民级里镇庄干委])|庄园|府邸|[苑寺庙塔厅馆](?=[，。、的里内前])"
        ),
        ContextFactor(0.0, "namesake"),
    ),
    (
        re.compile(
            r"舰(?!队)|号[驱护]|啤酒|臭豆腐|热干面|凉皮|面皮|烤串|羊肉串|板鸭|鸭脖|盐水鸭|汤包|螺蛳粉|肠粉|小面|麻花|煎饼|胡辣汤|刀削面|烩面"
            r"|烧饼|烧鸡|羊肉泡馍|炒米粉|过桥米线|烤鸭|火锅|拉面|扒鸡|米粉|龙井|毛尖|阿胶|白药|大闸蟹|茶(?![农园山产区商乡馆叶])|小吃|牌照|牌|方言|口音|菜系|话[，。、（]"
            r"|菜[，。、馆]"
        ),
        ContextFactor(0.0, "brand"),
    ),
    (
        re.compile(
            rf"{_HAN}{{0,2}}(?:[日晚晨商时]报|都市报|青年报|工人报|法[制治]报|电视台|卫视|广播|电台|融媒|客户端|新闻网|在线|发布|频道)"
            rf"|[《“][^》”]{{2,8}}报[》”]|网(?![络格点红友民购约信上下吧球])|之声"
        ),
        ContextFactor(0.1, "paper"),
    ),
    (
        re.compile(rf"{_HAN}{{0,8}}?(?:大学|中学|小学|附中|学院|师范|师大|医大|理工|工大|财大|农大|科大|职校)(?!生)"),
        ContextFactor(0.3, "university"),
    ),
    (
        re.compile(
            rf"(?:{_HAN}|\d){{0,3}}(?:亚运|大运|冬奥|奥运|世博|进博|全运|残运|亚残运|青奥|世园|申奥|申办|峰会|论坛|宣言|公报)"
        ),
        ContextFactor(0.3, "games"),
    ),
    (re.compile(r"[男女]?[篮足排]?球?队(?!伍)|[男女][篮足排]"), ContextFactor(0.5, "team")),
    (
        re.compile(rf"{_HAN}{{0,6}}(?:所属|下属)|铁路局|局集团|海关(?:所属|隶属)|军区|战区"),
        ContextFactor(0.4, "seat of a wider body"),
    ),
    (
        re.compile(
            rf"(?![市省区县]){_HAN}{{2,9}}?(?:公司|医院|集团|厂(?![房区])|研究院|企业|药业|钢铁|石化|机场|大桥|博物馆)"
        ),
        ContextFactor(0.6, "firm"),
    ),
)
"""What follows a name without the word for its rank, the first that fits."""

_BANK = re.compile(rf"{_HAN}{{0,2}}?(?:银行|证券|人寿|信托|期货|农商行|基金)")
_BRANCH = re.compile(rf"{_HAN}{{0,12}}(?:分行|支行|分公司|营业部|网点|中心支公司)")

_AFTER_ANY_NAME = (
    (
        re.compile(
            rf"(?:人民)?(?:政府|区委|县委|市委|总工会|{_HAN}{{2,4}}局)(?:[、和][\u4e00-\u9fff、]{{2,20}})?(?:共同|联合)?(?:主办|承办)"
        ),
        ContextFactor(1.5, "organiser"),
    ),
    (
        re.compile(
            rf"籍|打工|务工|求学|读书|经商|当兵|做生意|(?:的)?(?:游客|旅客|客商|专家|企业家|老板|商人|车主|球迷|考生|技术员|农民工|小伙|姑娘|男子|女子)|民(?=[自前来到纷])|人(?:氏)?[，,。、；）)\s]|人{_HAN}某|人{_HAN}{{2,3}}(?:[，是还说在于曾]|选择)|牌照|号牌"
        ),
        ContextFactor(0.25, "native of"),
    ),
    (re.compile(r"[\u4e00-\u9fff、]{0,12}震感"), ContextFactor(0.3, "felt there")),
    (
        re.compile(rf"(?:方向)?(?:开往|驶往|飞往|至{_HAN}{{2,6}}(?:高速|铁路|的)|往返|到{_HAN}{{2,4}}的)"),
        ContextFactor(0.25, "on the way"),
    ),
)
"""What follows any name."""

_ON_THE_WAY = re.compile(
    r"(?:[开驶飞运发销送寄赶]往|返回|毕业于|就读于|出生于|生于|籍贯|祖籍|原籍|老家|途经|途径|逃往|逃至|窜至|流窜|远至|来自"
    r"|户籍地|畅销|远销|移交|押回|考上|考入|远在)[“\s]?$"
)
_VISITED = re.compile(r"(?:赴|前往)[“\s]?$")
_HOME_OF_SOMEBODY = re.compile(r"(?:家住|现住|居住在)[“\s]?$")
_LIKENESS = re.compile(r"(?:相当于|类似|不同于|媲美|号称|素有|被誉为)[“\s]?$")
_FORMER_POST = re.compile(
    r"(?:曾任|历任|先后任|先后担任|先后在|曾担任|利用担任|曾在|调任|毕业于|出生于)[^。\n]{0,120}$|简历[^\n]{0,900}$"
)

"""A name and the words around it -> how far it counts as the place itself, and why not more."""

from __future__ import annotations

import re
from typing import NamedTuple


class Standing(NamedTuple):
    """How far a name counts: 1 for the place itself, 0 for a street or a person called like it."""

    factor: float
    rule: str


PLAIN = Standing(1.0, "")
STREET_RULE = "street"
POSITIONAL = frozenset(("on the way", "former post", "likeness", "seat of the state"))
"""Rules that hold for all of a compound when they hold for its first name."""

_STREET = re.compile(
    r"(?:[东南西北中新老一二三四五六七八九十]{0,2}(?:[路街](?![头边面段人况途费演灯网线])|大道|大街|巷(?!战)|弄)|立交|高架|隧道|大桥|渡口)"
)
_NAMESAKE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,2}(?:小区|花园|广场|公园|社区|新村|大厦|酒店|宾馆|饭店|商厦|家园)|村(?![民级里镇庄干委])|庄园|府邸|苑|寺|庙|塔|厅|楼|馆)"
)
_UNIVERSITY = re.compile(r"(?:[\u4e00-\u9fff]{0,8}?(?:大学|学院|师范|师大|医大|理工|工大|财大|农大|科大|职校)(?!生))")
_BANK = re.compile(r"(?:[\u4e00-\u9fff]{0,2}?(?:银行|证券|人寿|信托|期货|农商行|基金))")
_BRANCH = re.compile(r"[\u4e00-\u9fff]{0,12}(?:分行|支行|分公司|营业部|网点|中心支公司)")
_PAPER = re.compile(
    r"(?:[\u4e00-\u9fff]{0,2}(?:日报|晚报|晨报|商报|时报|都市报|青年报|工人报|法[制治]报|电视台|卫视|广播|电台|融媒|客户端|新闻网|在线|发布)"
    r"|[\u4e00-\u9fff]{0,2}频道|[《“][^》”]{2,8}报[》”]|网(?![络格点红友民购约信上下吧球])|之声)"
)
_BRAND = re.compile(
    r"(?:舰(?!队)|号[驱护]|啤酒|烤鸭|火锅|拉面|扒鸡|米粉|龙井|毛尖|阿胶|白药|大闸蟹|小吃|牌照|牌|方言|口音|菜系|话[，。、（]|菜[，。、馆])"
)
_FIRM = re.compile(
    r"(?![市省区县])[\u4e00-\u9fff]{2,9}?(?:公司|医院|集团|厂(?![房区])|研究院|企业|药业|钢铁|石化|机场|大桥|博物馆)"
)
_GAMES = re.compile(r"(?:[\u4e00-\u9fff0-9]{0,3}(?:亚运|大运|冬奥|奥运|世博|进博|全运|残运|亚残运|青奥|世园|申奥|申办))")
_HOST = re.compile(
    r"(?:人民)?(?:政府|区委|县委|市委|总工会|[\u4e00-\u9fff]{2,4}局)(?:[、和][\u4e00-\u9fff、]{2,20})?(?:共同|联合)?(?:主办|承办)"
)
_NATIVE = re.compile(
    r"(?:籍|人(?:氏)?[，,。、；）)\s]|人[\u4e00-\u9fff]某|人[\u4e00-\u9fff]{2,3}(?:[，是还说在于曾]|选择)|牌照|号牌)"
)
_BOUND = re.compile(r"(?:方向)?(?:开往|驶往|飞往|至[\u4e00-\u9fff]{2,6}(?:高速|铁路|的)|往返|到[\u4e00-\u9fff]{2,4}的)")

_ON_THE_WAY = re.compile(
    r"(?:开往|驶往|飞往|运往|发往|销往|送往|寄往|赶往|返回|毕业于|就读于|出生于|生于|籍贯|祖籍|原籍|老家|途经|途径|逃往|逃至|潜逃至|窜至"
    r"|流窜|远至|来自|家住|现住|居住在|户籍地|畅销|考上|考入|远在)[“\s]?$"
)
_PAST = re.compile(r"(?:曾任|历任|先后任|先后担任|先后在|曾担任|利用担任|曾在|调任|毕业于|出生于)[^。\n]{0,120}$|简历[^\n]{0,900}$")
_LIKE = re.compile(r"(?:相当于|类似|不同于|媲美|号称|素有|被誉为)[“\s]?$")


def standing(text: str, start: int, end: int, *, bare: bool) -> Standing:
    """Return how far the name at `text[start:end]` counts; `bare` says that it lacks the word for its rank."""
    after, before = text[end : end + 24], text[max(0, start - 900) : start]
    if text[start:end] in _CAPITAL and before.endswith(("在", "于", "来", "抵")) and _STATE.match(after):
        return Standing(0.2, "seat of the state")
    return (bare and _of_bare(after)) or _of_any(before, after) or PLAIN


def _of_bare(after: str) -> Standing | None:
    for pattern, found in _BARE:
        if pattern.match(after):
            return found
    if match := _BANK.match(after):
        return Standing(0.05, "bank elsewhere") if _BRANCH.match(after, match.end()) else Standing(0.6, "firm")
    return None


def _of_any(before: str, after: str) -> Standing | None:
    if _HOST.match(after):
        return Standing(1.5, "organiser")
    if _NATIVE.match(after):
        return Standing(0.25, "native of")
    if _BOUND.match(after):
        return Standing(0.25, "on the way")
    if _ON_THE_WAY.search(before[-8:]):
        return Standing(0.3, "on the way")
    if _LIKE.search(before[-8:]):
        return Standing(0.3, "likeness")
    if _PAST.search(before):
        return Standing(0.25, "former post")
    return None


_CAPITAL = frozenset(("北京", "北京市"))
_STATE = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}(?:举行|召开|会见|开幕|闭幕|揭晓|发布|揭幕|成立|启动|举办|会谈|结束|开庭|主持|出席)|人民大会堂|钓鱼台|中南海|同|与|和)"
)
"""北京 as where the state meets, not as a city."""

_BARE = (
    (_STREET, Standing(0.0, STREET_RULE)),
    (_NAMESAKE, Standing(0.0, "namesake")),
    (_BRAND, Standing(0.0, "brand")),
    (_PAPER, Standing(0.1, "paper")),
    (_UNIVERSITY, Standing(0.3, "university")),
    (_GAMES, Standing(0.3, "games")),
    (_FIRM, Standing(0.6, "firm")),
)

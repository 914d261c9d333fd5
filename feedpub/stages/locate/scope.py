"""Text and mentions -> how much speaks for the whole country, and how much for abroad."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.locate.gazetteer import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.locate.mentions import Mention

_NATIONAL = re.compile(
    r"全国(?!人大代表|政协委员|劳模|劳动模范|五一|先进|文明城|卫生城|道德模范|百强|[一二三]等|各地[的游美]|各类|[一二三四五六七八九十百千万\d]+[强佳个]|最|首[批个]|优秀|重点|知名|著名|特级|唯一|第|青少年文明号)"
    r"|我国|中国(?!共产党|工会|人民解放军|梦|农民丰收节|科学院|银行|电信|移动|联通|石化|石油|建筑|铁路|人寿|平安|人保|邮政|农业银行|建设银行|工商银行|香港|澳门|台湾|电建|铁建|中铁|传统|共青团|美术|书法|作家|特色社会主义|式现代化|工程院|好人|大学|戏曲|文联|新闻|红十字|民间|地质|经济网|日报|青年报|新闻网)"
    r"|国务院|国家(?:统计局|发展改革委|发改委|卫健委|卫生健康委|医保局|税务总局|能源局|气象局|林草局|药监局|市场监管总局|外汇管理局|邮政局|文物局|铁路局|知识产权局|数据局|粮食|防总|航天局|网信办)"
    r"|(?<!省)(?:公安部|教育部|财政部|商务部|工信部|工业和信息化部|民政部|司法部|外交部|国防部|交通运输部|水利部|农业农村部|生态环境部|自然资源部|人力资源社会保障部|人社部|住房城乡建设部|住建部|文化和旅游部|应急管理部|科技部|审计署|央行|中国人民银行|证监会|银保监会|海关总署|最高人民法院|最高法|最高人民检察院|最高检|中宣部|中央网信办|中央宣传部|全国人大常委会)"
)
_HELD = re.compile(
    r"全国(?:性)?(?:首届|第[一二三四五六七八九十\d]+届)?[\u4e00-\u9fff“”·]{0,16}(?:技能竞赛|技能大赛|职业竞赛|现场会|现场推进会|经验交流会|联席会议)"
)
_GOT = re.compile(r"(?:荣?获|参加|备战|晋级|入选|出征|冲刺|夺得?|摘得|斩获)[^，。；\n]{0,12}$")


IN_A_LIST = 0.3


def national(text: str, title_ends: int) -> float:
    """Return the weight of the words that mean the whole country."""
    weight = 0.0
    for number, match in enumerate(_NATIONAL.finditer(text)):
        where = match.start()
        weight += (3.0 if where < title_ends else 1.2 if where < title_ends + 160 else 0.4) * 0.9**number
    return weight


def held_nationally(text: str, title_ends: int) -> bool:
    """Whether headline or first lines tell of an event of the whole country, wherever it is held."""
    return any(not _GOT.search(text[: match.start()]) for match in _HELD.finditer(text[: title_ends + 120]))


def foreign(found: Sequence[Mention], title_ends: int) -> float:
    """Return the weight of the countries and cities abroad."""
    weight = 0.0
    last = -9
    for number, one in enumerate(one for one in found if one.kind == FOREIGN):
        step = 4.0 if one.start < title_ends else 1.8 if one.start < title_ends + 160 else 0.6
        weight += step * 0.9**number * (IN_A_LIST if one.start - last <= 2 else 1.0)
        last = one.end
    return weight

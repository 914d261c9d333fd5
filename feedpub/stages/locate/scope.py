"""Text and mentions -> how much speaks for the whole country, and how much for abroad."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.locate.gazetteer import FOREIGN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.locate.mentions import Mention

_NATIONAL = re.compile(
    r"全国(?!人大代表|政协委员|劳模|劳动模范|五一|先进|文明|卫生城|道德模范|百强|[一二三]等|各类|[一二三四五六七八九十百千万\d]+[强佳个]"
    r"|最|首[批个]|优秀|重点|知名|著名|特级|唯一|第|青少年|[美特]|示范|民族团结|双拥|统一|政协副主席|运动会|[\u4e00-\u9fff]{0,6}(?:称号|奖))"
    r"|我国(?!著名)|各地区各部门|(?<![\u4e00-\u9fff])[各多]地(?!区|块|方)|多个?省份|各省"
    r"|中国(?!共产党|工会|人民解放军|梦|农民丰收节|科学院|银行|电信|移动|联通|石化|石油|建筑|铁路|人寿|平安|人保|邮政|农业银行|建设银行"
    r"|工商银行|香港|澳门|台[湾北]|电建|铁建|中铁|传统|共青团|美术|书法|作家|特色|式现代化|工程院|好人|[\u4e00-\u9fff]{0,4}大学|戏曲|文联|新闻"
    r"|红十字|民间|地质|经济网|日报|青年报|[\u4e00-\u9fff]{2,6}[之城县镇乡]|第一|首[个座家批]|最|历史|古|文化|节|画|医师|[\u4e00-\u9fff]{0,5}(?:公司|集团))"
    r"|A股|沪深股市|沪深两市|两市(?=成交|指数|融资)|中央气象台|国家防总|中国地震台网(?=中心)|国务院(?!特殊|津贴)|中共中央|中央(?:财政|农办|财办|政治局|宣传部|网信办|军委|纪委|经济工作会议|农村工作会议)|全国人大常委会"
    r"|国家(?:统计局|发展改革委|发展和改革委|发改委|卫健委|卫生健康委|医保局|税务总局|能源局|气象局|林草局|林业和草原局|药监局|市场监管总局|外汇管理局"
    r"|邮政局|文物局|铁路局|知识产权局|数据局|粮食|防总|航天局|网信办|主席)"
    r"|(?<![省市])(?:公安部|教育部|财政部|商务部|工信部|工业和信息化部|民政部|司法部|外交部|国防部|交通运输部|水利部|农业农村部|生态环境部|自然资源部"
    r"|人力资源(?:和)?社会保障部|人社部|住房(?:和)?城乡建设部|住建部|文化和旅游部|文旅部|应急管理部|科技部|审计署|央行|中国人民银行|证监会|海关总署"
    r"|最高人民法院|最高法|最高人民检察院|最高检|中宣部|国台办|国新办)"
)
_CONCERNS_EVERYBODY = re.compile(
    r"习近平|总书记|党中央|全会精神|求是|李强|李克强|温家宝|胡锦涛|国家队|国足|中国队|A股|人民币|神舟|航天|总台|央视|总局|网信部门|两岸|互联网|消费者|网友"
)
_EVERYWHERE = re.compile(r"[^，。：\s]{0,6}(?:我国|全国(?!首|第|劳模|人大|政协|先进|文明)|[各多]地)")
_NATIONAL_EVENT = re.compile(
    r"全国(?:性)?(?:首届|第[一二三四五六七八九十\d]+届)?[\u4e00-\u9fff“”·]{0,16}(?:技能竞赛|技能大赛|职业竞赛|现场会|现场推进会|经验交流会|联席会议)"
    r"|全国(?!劳模|劳动模范|人大|政协|五一|道德模范|先进工作者|两会)[\u4e00-\u9fff“”]{1,14}(?:座谈会|表彰大会|代表大会|工作会议)"
)
_WON = re.compile(r"(?:荣?获|参加|备战|晋级|入选|出征|冲刺|夺得?|摘得|斩获)[^，。；\n]{0,12}$")


HEADLINE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT = 3.0, 1.2, 0.4
EVERYWHERE_WORDS, SUBJECT_WEIGHT = frozenset(("各地", "多地")), 2.2
"""A text that begins with 各地 goes on with examples."""
LIST_FACTOR = 0.3


def national_weight(text: str, title_ends: int) -> float:
    """Return the weight of the words that mean the whole country."""
    weight = 0.0
    for number, match in enumerate(_NATIONAL.finditer(text)):
        position = match.start()
        weight_of_match = (
            HEADLINE_WEIGHT if position < title_ends else LEAD_WEIGHT if position < title_ends + 160 else BODY_WEIGHT
        )
        if match[0] in EVERYWHERE_WORDS and position < title_ends + 60:
            weight_of_match = max(weight_of_match, SUBJECT_WEIGHT)
        weight += weight_of_match * 0.9**number
    return weight


def opens_nationally(headline: str) -> bool:
    """Whether a headline begins with the whole country: 我国, 全国, 各地."""
    return bool(_EVERYWHERE.match(headline))


def concerns_everybody(text: str) -> bool:
    """Whether a text without any place speaks of what concerns everybody: the state, its teams, its money."""
    return bool(_CONCERNS_EVERYBODY.search(text))


def is_national_event(text: str, title_ends: int) -> bool:
    """Whether headline or first lines tell of an event of the whole country, wherever it is held."""
    return any(not _WON.search(text[: match.start()]) for match in _NATIONAL_EVENT.finditer(text[: title_ends + 350]))


def foreign_weight(mentions: Sequence[Mention], title_ends: int) -> float:
    """Return the weight of the countries and cities abroad."""
    weight = 0.0
    last = -9
    for number, mention in enumerate(one for one in mentions if one.kind == FOREIGN):
        weight_of_mention = 4.0 if mention.start < title_ends else 1.8 if mention.start < title_ends + 160 else 0.6
        weight += weight_of_mention * 0.9**number * (LIST_FACTOR if mention.start - last <= 2 else 1.0)
        last = mention.end
    return weight

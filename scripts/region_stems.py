"""Full name of a division -> its stem, the name without the word for its rank and without peoples."""

from __future__ import annotations

import re

PEOPLES = """
    蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族
    佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族
    锡伯族 阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族
    赫哲族 门巴族 珞巴族 基诺族 各族 柯尔克孜 哈萨克 蒙古 锡伯 塔吉克 回
"""
_PEOPLE = "|".join(sorted(PEOPLES.split(), key=len, reverse=True))
_AUTONOMOUS = re.compile(rf"^(.+?)(?:{_PEOPLE})*自治[州县旗]$")
_DISTRICT_OF_A_PEOPLE = re.compile(rf"^(..+?)(?:{_PEOPLE})区$")
_BANNER = re.compile(r"[左右前后中]旗$")
SPECIAL = {
    "内蒙古自治区": "内蒙古", "广西壮族自治区": "广西", "西藏自治区": "西藏", "宁夏回族自治区": "宁夏",
    "新疆维吾尔自治区": "新疆", "香港特别行政区": "香港", "澳门特别行政区": "澳门", "神农架林区": "神农架",
    "六枝特区": "六枝", "井陉矿区": "井陉矿区", "达尔罕茂明安联合旗": "达茂", "鄂伦春自治旗": "鄂伦春",
    "鄂温克族自治旗": "鄂温克", "白云鄂博矿区": "白云鄂博", "莫力达瓦达斡尔族自治旗": "莫力达瓦",
    "东乡族自治县": "东乡", "矿区": "矿区", "郊区": "郊区", "城区": "城区",
    "克孜勒苏柯尔克孜自治州": "克孜勒苏", "博尔塔拉蒙古自治州": "博尔塔拉", "察布查尔锡伯自治县": "察布查尔",
    "木垒哈萨克自治县": "木垒", "巴里坤哈萨克自治县": "巴里坤", "和布克赛尔蒙古自治县": "和布克赛尔",
    "塔什库尔干塔吉克自治县": "塔什库尔干", "杜尔伯特蒙古族自治县": "杜尔伯特",
}  # fmt: skip
"""Names that the rules below would cut in the wrong place."""


def stem_of(name: str) -> str:
    """Return 武进 for 武进区, 威宁 for 威宁彝族回族苗族自治县; a name whose stem were one character stays whole."""
    if name in SPECIAL:
        return SPECIAL[name]
    if match := _AUTONOMOUS.match(name) or _DISTRICT_OF_A_PEOPLE.match(name):
        return match[1]
    if _BANNER.search(name):
        return name
    stem = re.sub(r"(?:地区|新区|[省市县区旗盟])$", "", name)
    return stem if len(stem) > 1 else name

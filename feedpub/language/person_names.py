"""A token of a byline -> whether it can be a person's name: surnames, shapes, and the words for their roles."""

from __future__ import annotations

import re

from feedpub.language import segmenter
from feedpub.language.punctuation import is_han

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓"
    "牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙"
    "池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古"
    "易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关"
    "蒯相查后荆红游竺权逯盖益桓公肖付覃闫仝佟冼丘代原信揭区麦苑楚欣战涂敬邸晋帅缑亢况郈有琴商牟佘佴伯赏墨哈谯笪年爱阳"
    "佐由尧尉门布寸丛母岳苟钦闪权亓仉撒扎达洛才旦格多桥植矫初鹿漆税荀粟尕危汝亚闳岩隋鲜修晨应牙翦次续剧线候勇郏"
)
"""Surnames of one character, from the Hundred Family Surnames and today's registers."""

_COMPOUND_TEXT = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 轩辕 令狐 慕容 司徒 端木 长孙 宇文 夏侯 南宫 独孤 呼延 申屠 澹台 闻人"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND_TEXT.split())

_EMPLOYERS_TEXT = (
    "本报 本刊 本台 本网 本社 总台 央视 新华社 中新社 新华网 人民网 中新网 中央社 人民日报 光明日报 快报 晚报 "
    "日报 晨报 早报 商报 时报 都市报 法新社 路透社 美联社"
)
EMPLOYERS = tuple(_EMPLOYERS_TEXT.split())
"""Who a reporter writes for, as it stands before the role."""

_ROLE_MODIFIERS_TEXT = "首席 特约 特派 见习 实习 驻京 驻地 驻外 摄影 全媒体 融媒体 文字 体育 专案 地方 资深 财经"
ROLE_MODIFIERS = tuple(_ROLE_MODIFIERS_TEXT.split())
"""What narrows a role."""

_ROLES_TEXT = "记者 通讯员 评论员 实习生 撰稿人 撰稿 撰文 编译 供稿 摄影 作者 整理 执笔 特派员 报道员 报道组 摄影师"
ROLES = tuple(_ROLES_TEXT.split())
"""What a person of a byline does."""

_TRAILING_ROLES_TEXT = (
    "摄影报道 摄影报导 摄影并文 图文报道 综合报道 连线报道 综合整理 报道 报导 综合 整理 编译 摄 文/图 图/文 "
    "文图 图文 摄影 供稿 撰文 执笔 文 图"
)
TRAILING_ROLES = tuple(_TRAILING_ROLES_TEXT.split())
"""What may follow the names."""

MAX_NAME_FREQUENCY = 30
"""A token that the dictionary's corpus has more often is taken for a word where a name is expected."""
EVERYDAY_FREQUENCY = 400
"""A word that it has more often stands in no string of names."""

_SPLIT = re.compile(r"[\s、，,/／；;·・]+")
_HAN = re.compile(r"[\u3400-\u9fff〇]+")


def is_person_name(token: str) -> bool:
    """Whether `token` has the shape of a name: two to four ideographs, the first a surname, or a foreign one with ·."""
    if "·" in token or "・" in token:
        parts = [part for part in re.split("[·・]", token) if part]
        foreign = len(parts) > 1 and all(_HAN.fullmatch(part) and len(part) <= 6 for part in parts)
        return foreign and max(map(len, parts)) > 2 and not _has_everyday_words(token)
    if not 2 <= len(token) <= 4 or not all(map(is_han, token)):
        return False
    if token[:2] in COMPOUND_SURNAMES:
        return len(token) > 2
    return token[0] in SURNAMES and len(token) <= 3


def _has_everyday_words(text: str) -> bool:
    """Whether everyday words stand in a text that should be nothing but names."""
    return any(len(word) > 1 and segmenter.frequency(word) > EVERYDAY_FREQUENCY for word in segmenter.segment(text))


def is_common_word(token: str) -> bool:
    """Whether `token` is a word that is met more often than as a name."""
    return segmenter.frequency(token) > MAX_NAME_FREQUENCY


def may_be_person_name(token: str) -> bool:
    """Whether `token` can stand where a name is expected: a name's shape, or at least no everyday word."""
    if is_person_name(token):
        return True
    return 2 <= len(token) <= 4 and all(map(is_han, token)) and not is_common_word(token)


def are_person_names(text: str) -> bool:
    """Whether `text` is nothing but names, one or more, with or without marks between them."""
    tokens = [token for token in _SPLIT.split(text.strip(" 、，,")) if token]
    if not tokens or len(tokens) > 12:
        return False
    if len(tokens) == 1 and len(tokens[0]) > 4:
        return _are_glued_names(tokens[0])
    name_count = sum(is_person_name(token) for token in tokens)
    return name_count * 2 >= len(tokens) and all(
        may_be_person_name(token) or _are_glued_names(token) for token in tokens
    )


def _are_glued_names(token: str) -> bool:
    """Whether `token` is two to four names without anything between: at each seam a surname."""
    if not 4 <= len(token) <= 12 or not all(map(is_han, token)):
        return False
    reachable = {0}
    for end in range(2, len(token) + 1):
        if any(end - size in reachable and _is_unambiguous_name(token[end - size : end]) for size in (2, 3)):
            reachable.add(end)
    # Cutting into words is by far the dearest question, so it comes last.
    return len(token) in reachable and not _has_everyday_words(token)


def _is_unambiguous_name(piece: str) -> bool:
    return is_person_name(piece) and not is_common_word(piece)

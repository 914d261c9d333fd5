"""Names of divisions -> slugs: pinyin of the stem in [a-z0-9-], unique among siblings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pypinyin import lazy_pinyin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

READINGS = {
    # Official or usual foreign spellings.
    "陕西": "shaanxi", "香港": "hongkong", "澳门": "macau",
    # Readings of place names that differ from those of the words (Xinhua Zidian, Xiandai Hanyu Cidian).
    "重庆": "chongqing", "六安": "luan", "六合": "luhe", "蚌埠": "bengbu", "蚌山": "bengshan", "台州": "taizhou",
    "大埔": "dabu", "大城": "daicheng", "铅山": "yanshan", "涡阳": "guoyang", "番禺": "panyu", "尉犁": "yuli",
    "尉氏": "weishi", "单县": "shanxian", "牟平": "muping", "中牟": "zhongmu", "浚县": "xunxian", "乐亭": "laoting",
    "乐陵": "laoling", "乐清": "yueqing", "长子": "zhangzi", "洪洞": "hongtong", "蔚县": "yuxian", "繁峙": "fanshi",
    "莘县": "shenxian", "东阿": "donge", "任丘": "renqiu", "泌阳": "biyang", "渑池": "mianchi", "荥阳": "xingyang",
    "荥经": "yingjing", "筠连": "junlian", "犍为": "qianwei", "阆中": "langzhong", "郫都": "pidu", "宕昌": "dangchang",
    "称多": "chenduo", "覃塘": "qintang", "百色": "baise", "黄陂": "huangpi", "秭归": "zigui", "枞阳": "zongyang",
    "歙县": "shexian", "黟县": "yixian", "砀山": "dangshan", "宿州": "suzhou", "宿迁": "suqian", "宿豫": "suyu",
    "宿城": "sucheng", "宿松": "susong", "八宿": "basu", "嵊州": "shengzhou", "嵊泗": "shengsi", "句容": "jurong",
    "闵行": "minhang", "盱眙": "xuyi", "冠县": "guanxian", "珲春": "hunchun", "调兵山": "diaobingshan",
    "讷河": "nehe", "柞水": "zhashui", "吴堡": "wubu", "红寺堡": "hongsibu", "会泽": "huize", "会宁": "huining",
    "会东": "huidong", "会理": "huili", "会昌": "huichang", "会同": "huitong", "四会": "sihui", "禹会": "yuhui",
    "石首": "shishou", "行唐": "xingtang", "朝阳": "chaoyang", "朝天": "chaotian", "曾都": "zengdu",
    "芗城": "xiangcheng",
    "沈阳": "shenyang", "厦门": "xiamen", "丽水": "lishui", "亳州": "bozhou", "儋州": "danzhou", "鄱阳": "poyang",
    "获嘉": "huojia", "获鹿": "huolu", "监利": "jianli", "扎囊": "zhanang", "莎车": "shache", "喀什": "kashi",
    "伽师": "jiashi", "夹江": "jiajiang", "柏乡": "baixiang", "桐柏": "tongbai", "泊头": "botou", "沭阳": "shuyang",
    "临沭": "linshu", "和林格尔": "helingeer", "且末": "qiemo", "乾安": "qianan", "禅城": "chancheng", "漯河": "luohe",
    "芝罘": "zhifu", "峄城": "yicheng", "邛崃": "qionglai", "大埔县": "dabu", "尖扎": "jianzha", "互助": "huzhu",
    "巴里坤": "balikun", "噶尔": "gaer", "革吉": "geji", "曲阜": "qufu", "秀屿": "xiuyu", "将乐": "jiangle",
    "昌乐": "changle", "参": "shen", "色达": "seda", "册亨": "ceheng", "从江": "congjiang", "从化": "conghua",
}  # fmt: skip
"""Whole stems whose reading a dictionary of characters gets wrong, or may."""

CHARACTERS = {
    "都": "du", "扎": "zha", "什": "shi", "乐": "le", "曲": "qu", "牟": "mou", "长": "chang", "佛": "fo", "勒": "le",
    "圩": "xu", "峒": "tong",
}  # fmt: skip
"""How a character is read in names of divisions, where the stem is not among `READINGS`."""

RANKS = {"市": "shi", "县": "xian", "区": "qu", "旗": "qi", "州": "zhou", "盟": "meng", "省": "sheng"}


def slugs(stems: Mapping[str, str], names: Mapping[str, str], parents: Mapping[str, str]) -> dict[str, str]:
    """Return code -> the last part of the slug; siblings of the same spelling get their rank, then a number."""
    made = {code: pinyin_of(stem) for code, stem in stems.items()}
    made = _make_unique(made, parents, lambda code: f"{made[code]}-{RANKS.get(names[code][-1], 'qu')}")
    return _make_unique(made, parents, lambda code: f"{made[code]}-{code[-2:]}")


def pinyin_of(stem: str) -> str:
    """Return the pinyin of a stem without tones: 牟平 -> muping."""
    if stem in READINGS:
        return READINGS[stem]
    syllables = lazy_pinyin(stem)
    if len(syllables) == len(stem):
        syllables = [CHARACTERS.get(char, syllable) for char, syllable in zip(stem, syllables, strict=True)]
    return "".join(syllables).replace("ü", "v")


def _make_unique(made: Mapping[str, str], parents: Mapping[str, str], other: Callable[[str], str]) -> dict[str, str]:
    """Give those that share a parent and a spelling what `other` makes of their code."""
    seen = Counter((parents[code], slug) for code, slug in made.items())
    return {code: other(code) if seen[parents[code], slug] > 1 else slug for code, slug in made.items()}

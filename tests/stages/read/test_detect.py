from __future__ import annotations

import random

import pytest

from feedpub.stages.read.encoding import Undecodable, decode

HEADLINES = [
    "社区图书角昨日开张",
    "全市春耕备耕工作全面展开",
    "县医院新门诊楼下月启用",
    "我省前三季度外贸进出口总额稳步增长",
    "寒潮来袭 多地气温骤降",
    "老街里的修表匠",
    "让群众办事少跑腿",
    "“家门口”就业暖人心",
    "市领导赴企业调研安全生产",
    "新建公路通车 山村特产出山",
    "今起三天有小到中雨",
    "女职工权益保护讲座走进车间",
    "粮食收购价格公布",
    "乒乓球少年赛收官",
]

HEADLINES_IN_TRADITIONAL_SCRIPT = [
    "社區圖書角昨日開張",
    "颱風逼近 中小學停課一天",
    "地鐵新線下月通車",
    "立法會討論房屋政策",
    "油價明天調漲",
    "老街裡的修錶匠",
    "醫院急診室人滿為患",
    "「一人一樹」活動開始報名",
    "寒流來襲 多地氣溫驟降",
    "漁港拍賣價創新高",
    "棒球隊奪得聯賽冠軍",
    "市府擬增設兩處公園",
]

NEIGHBOURS = [
    ("政府は7日、新しい経済対策を閣議決定した。", "shift_jis"),
    ("政府は7日、新しい経済対策を閣議決定した。", "euc_jp"),
    ("台風10号が接近しています", "euc_jp"),
    ("정부는 7일 새로운 경제 대책을 발표했다.", "euc_kr"),
    ("서울시 지하철 요금 인상", "euc_kr"),
    ("Сегодня в городе хорошая погода", "cp1251"),
    ("Été à la plage: déjà vu, ça va être très bien", "latin-1"),
]


@pytest.mark.parametrize("headline", HEADLINES)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_headline_alone_tells_its_encoding(headline: str, encoding: str) -> None:
    assert decode(headline.encode(encoding)) == headline


@pytest.mark.parametrize("headline", HEADLINES_IN_TRADITIONAL_SCRIPT)
@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_headline_in_traditional_script_alone_tells_its_encoding(headline: str, encoding: str) -> None:
    assert decode(headline.encode(encoding)) == headline


@pytest.mark.parametrize(
    "word", ["公告", "通知", "江苏", "大雪", "广告", "图片", "天气", "新闻", "简讯", "头条", "鲁班工坊揭牌"]
)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_a_few_characters_are_read_right_or_refused(word: str, encoding: str) -> None:
    found = decode(word.encode(encoding))

    assert found == word or (isinstance(found, Undecodable) and "pages.encoding" in found.reason)


@pytest.mark.parametrize(("text", "encoding"), NEIGHBOURS)
def test_what_is_not_chinese_is_refused(text: str, encoding: str) -> None:
    assert isinstance(decode(text.encode(encoding)), Undecodable)


@pytest.mark.parametrize(("text", "encoding"), NEIGHBOURS)
def test_in_utf8_every_language_is_welcome(text: str, encoding: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize("size", [64, 256, 4096, 100_000])
def test_random_bytes_are_refused(size: int) -> None:
    assert isinstance(decode(random.Random(size).randbytes(size)), Undecodable)


def test_random_pairs_of_legal_gb18030_are_refused() -> None:
    content = bytes(random.Random(1).choices(range(0xA1, 0xFF), k=400))

    assert isinstance(decode(content), Undecodable)


@pytest.mark.parametrize("content", [b"~{<:Ky2;S{~}", b"\x1b$B?7J9\x1b(B"])
def test_seven_bit_forms_are_named(content: bytes) -> None:
    found = decode(content)

    assert isinstance(found, Undecodable)
    assert found.reason.startswith("HZ or ISO 2022")


def test_a_stray_nul_makes_a_text_neither_binary_nor_utf16() -> None:
    text = "社区图书角\x00昨日开张\n附近居民带来旧书\n"

    assert decode(text.encode()) == text
    assert decode(text.encode("gb18030")) == text


def test_han_after_a_long_beginning_in_ascii_still_decide() -> None:
    text = "-" * 100_000 + "\n社区图书角昨日开张，附近居民带来了三百多本旧书。\n"

    assert decode(text.encode("gb18030")) == text

from __future__ import annotations

import pytest

from feedpub.stages.read.encoding import Undecodable, decode
from feedpub.stages.read.mojibake import find_mojibake
from tests.stages.read.sources import SIMPLIFIED, TRADITIONAL


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("社区图�角开�，居民带来旧书", "2 characters were lost", id="replacement_characters"),
        pytest.param(
            "第一行\n锟斤拷锟斤拷", "2 characters were lost before it came here, from line 2", id="kun_jin_kao"
        ),
        pytest.param(
            SIMPLIFIED.encode().decode("gb18030", "ignore"), "UTF-8 that was once read as GB", id="utf8_as_gbk"
        ),
        pytest.param(SIMPLIFIED.encode().decode("latin-1"), "UTF-8 that was once read as LATIN-1", id="utf8_as_latin"),
        pytest.param(SIMPLIFIED.encode("gbk").decode("latin-1"), "GB18030 that was once", id="gbk_as_latin"),
        pytest.param(TRADITIONAL.encode("big5").decode("gb18030", "ignore"), "BIG5 that was once", id="big5_as_gbk"),
    ],
)
def test_mojibake_is_recognised(text: str, reason: str) -> None:
    found = find_mojibake(text)

    assert found is not None
    assert found.startswith(reason)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(SIMPLIFIED, id="simplified"),
        pytest.param(TRADITIONAL, id="traditional"),
        pytest.param("饕餮纹觚、夔龙簋、蟠螭罍", id="rare_characters"),
        pytest.param("東京は今日も晴れです", id="japanese"),
        pytest.param("Été à Paris", id="french"),
        pytest.param("Привет Москва дорогие", id="russian"),
        pytest.param("ⅠⅡⅢⅣ㈠㈡㈢㈣ㄅㄆㄇㄈ", id="signs"),
        pytest.param("", id="nothing"),
        pytest.param(SIMPLIFIED * 3 + "·�", id="one_lost_glyph_on_a_page"),
    ],
)
def test_a_sound_text_is_trusted(text: str) -> None:
    assert find_mojibake(text) is None


@pytest.mark.parametrize(
    ("most", "encoding", "stretch", "instead"),
    [
        pytest.param(SIMPLIFIED, "gb18030", "颱風逼近，中小學停課一天".encode("big5"), "BIG5", id="big5_in_gb18030"),
        pytest.param(SIMPLIFIED, "gb18030", "台风逼近，学校停课一天".encode(), "UTF-8", id="utf8_in_gb18030"),
        pytest.param(TRADITIONAL, "big5", "全市春耕备耕工作展开".encode("gb18030"), "GB18030", id="gb18030_in_big5"),
        pytest.param(TRADITIONAL, "big5", "颱風逼近，學校停課一天".encode(), "UTF-8", id="utf8_in_big5"),
    ],
)
def test_a_line_of_another_encoding_refuses_the_page_with_its_byte(
    most: str, encoding: str, stretch: bytes, instead: str
) -> None:
    first, rest = most.encode(encoding).split(b"\n", 1)
    found = decode(first + b"\n" + stretch + b"\n" + rest)

    assert isinstance(found, Undecodable)
    assert f"the bytes from {len(first) + 1} on, line 2, are {instead}" in found.reason or (
        "at byte" in found.reason and "mixed encodings" in found.reason
    )


@pytest.mark.parametrize(("inner", "outer"), [("gb18030", "utf-8"), ("big5", "utf-8"), ("utf-8", "gb18030")])
def test_two_halves_in_two_encodings_are_refused(inner: str, outer: str) -> None:
    halves = TRADITIONAL.encode(outer) + TRADITIONAL.encode(inner)

    assert isinstance(decode(halves), Undecodable)


def test_a_lost_byte_in_the_middle_of_a_line_is_noticed() -> None:
    content = SIMPLIFIED.encode("gb18030")
    where = SIMPLIFIED[: SIMPLIFIED.index("附近")].encode("gb18030")

    assert isinstance(decode(content[: len(where)] + content[len(where) + 1 :]), Undecodable)


@pytest.mark.parametrize("name", ["彧喆", "聂赟", "欧阳燚", "邢晟昱", "璩美凤", "逄淑芬", "贠娜", "亓官翀"])
def test_a_line_with_only_a_rare_name_is_no_mixture(name: str) -> None:
    text = SIMPLIFIED + name + "\n" + SIMPLIFIED

    assert decode(text.encode("gb18030")) == text

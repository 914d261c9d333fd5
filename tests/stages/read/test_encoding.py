from __future__ import annotations

import pytest

from feedpub.stages.read.encoding import Undecodable, decode
from tests.stages.read.sources import SIMPLIFIED, TRADITIONAL

BOM = "\ufeff"


def rejection(content: bytes, encoding: str = "auto") -> str:
    found = decode(content, encoding)
    assert isinstance(found, Undecodable), found
    return found.reason


@pytest.mark.parametrize(
    ("content", "text"),
    [
        pytest.param(SIMPLIFIED.encode(), SIMPLIFIED, id="utf8"),
        pytest.param((BOM + SIMPLIFIED).encode(), SIMPLIFIED, id="utf8_with_mark"),
        pytest.param((BOM + SIMPLIFIED).encode("utf-16-le"), SIMPLIFIED, id="utf16_little_endian_with_mark"),
        pytest.param((BOM + SIMPLIFIED).encode("utf-16-be"), SIMPLIFIED, id="utf16_big_endian_with_mark"),
        pytest.param(SIMPLIFIED.encode("utf-16-le"), SIMPLIFIED, id="utf16_little_endian_bare"),
        pytest.param(SIMPLIFIED.encode("utf-16-be"), SIMPLIFIED, id="utf16_big_endian_bare"),
        pytest.param((BOM + SIMPLIFIED).encode("utf-32-le"), SIMPLIFIED, id="utf32_with_mark"),
        pytest.param(SIMPLIFIED.encode("gb2312"), SIMPLIFIED, id="gb2312"),
        pytest.param(TRADITIONAL.encode("gbk"), TRADITIONAL, id="gbk_in_traditional_script"),
        pytest.param((BOM + SIMPLIFIED).encode("gb18030"), SIMPLIFIED, id="gb18030_with_mark"),
        pytest.param((SIMPLIFIED + "㐂𠮷").encode("gb18030"), SIMPLIFIED + "㐂𠮷", id="gb18030_of_four_bytes"),
        pytest.param(TRADITIONAL.encode("big5"), TRADITIONAL, id="big5"),
        pytest.param((TRADITIONAL + "碁粧").encode("cp950"), TRADITIONAL + "碁粧", id="big5_of_windows"),
        pytest.param((TRADITIONAL + "3€").encode("cp950"), TRADITIONAL + "3€", id="big5_with_the_euro_of_windows"),
        pytest.param((TRADITIONAL + "邨咗嘅").encode("big5hkscs"), TRADITIONAL + "邨咗嘅", id="big5_of_hong_kong"),
        pytest.param(b"Opening hours: 9 to 5\n", "Opening hours: 9 to 5\n", id="ascii"),
        pytest.param("Café à la carte, déjà là".encode(), "Café à la carte, déjà là", id="utf8_of_another_language"),
        pytest.param(b"", "", id="nothing"),
    ],
)
def test_a_text_is_read_right(content: bytes, text: str) -> None:
    assert decode(content) == text


def test_marks_of_taiwan_are_those_of_windows() -> None:
    text = TRADITIONAL + "馬克‧吐溫～蘋果﹑梨"

    assert decode(text.encode("cp950")) == text


def test_characters_that_gb18030_named_in_2005_are_not_left_in_private_use() -> None:
    assert decode(SIMPLIFIED.encode("gb18030") + b"\xfe\x59") == SIMPLIFIED + "\u9fb4"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_text_cut_in_mid_character_is_refused_with_the_byte(encoding: str) -> None:
    content = SIMPLIFIED.strip().encode(encoding)
    last = len(SIMPLIFIED.strip()[:-1].encode(encoding))

    assert f"mid-character at byte {last}, line 4" in rejection(content[:-1])


def test_big5_cut_in_mid_character_is_refused_with_the_byte() -> None:
    content = TRADITIONAL.strip().encode("big5")

    assert f"mid-character at byte {len(content) - 2}, line 4" in rejection(content[:-1])


def test_a_wrong_byte_is_named_with_its_line() -> None:
    reason = rejection("第一行\n第二".encode() + b"\xff" + "行\n".encode() * 9)

    assert reason.startswith("not UTF-8, as most of it is, at byte 16, line 2")


@pytest.mark.parametrize(
    ("name", "content", "text"),
    [
        ("gbk", "东风".encode("gbk"), "东风"),
        ("GB2312", "东风".encode("gbk"), "东风"),
        ("cp950", "東風".encode("big5"), "東風"),
        ("utf-16", "东风".encode("utf-16-be"), "东风"),
        ("utf-16", "东风".encode("utf-16"), "东风"),
        ("utf-8", "\ufeff东风".encode(), "东风"),
        ("shift_jis", "東京の新聞".encode("shift_jis"), "東京の新聞"),
        ("hz", b"~{<:Ky~}", "己所"),
    ],
)
def test_a_forced_encoding_is_taken_at_its_word(name: str, content: bytes, text: str) -> None:
    assert decode(content, name) == text


def test_a_forced_encoding_that_is_wrong_says_which_would_be_right() -> None:
    reason = rejection(SIMPLIFIED.encode("gb18030"), "utf-8")

    assert reason.startswith("not UTF-8, as pages.encoding says, at byte 0, line 1")
    assert reason.endswith('or set pages.encoding = "gb18030"')


@pytest.mark.parametrize(
    ("content", "encoding", "instead"),
    [
        pytest.param(SIMPLIFIED.encode(), "gb18030", "UTF-8", id="utf8_read_as_gbk"),
        pytest.param(TRADITIONAL.encode("big5"), "gb18030", "BIG5", id="big5_read_as_gbk"),
        pytest.param(TRADITIONAL.encode("gb18030"), "big5", "GB18030", id="gbk_read_as_big5"),
    ],
)
def test_a_forced_encoding_never_makes_nonsense(content: bytes, encoding: str, instead: str) -> None:
    reason = rejection(content, encoding)

    assert "as pages.encoding says" in reason
    assert f"are {instead}" in reason or f'pages.encoding = "{instead.lower()}"' in reason


def test_a_byte_order_mark_that_lies_is_refused() -> None:
    assert "as its byte order mark says" in rejection(b"\xef\xbb\xbf" + SIMPLIFIED.encode("gb18030"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        pytest.param(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF", id="pdf"),
        pytest.param(b"PK\x03\x04\x14\x00", "a zip archive", id="word_document"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG picture", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG picture", id="jpeg"),
        pytest.param(b"\x7fELF\x02\x01\x01\x00", "a program", id="elf"),
        pytest.param(b"{\\rtf1\\ansi", "a document in Rich Text", id="rich_text"),
    ],
)
@pytest.mark.parametrize("encoding", ["auto", "gb18030"])
def test_what_is_no_text_is_named(content: bytes, kind: str, encoding: str) -> None:
    assert f"this is {kind}" in rejection(content, encoding)


def test_bytes_full_of_control_characters_are_called_binary() -> None:
    assert rejection(bytes(range(256)) * 20).startswith("binary")

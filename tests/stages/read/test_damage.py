from __future__ import annotations

import pytest

from feedpub.stages.read.damage import find_mojibake
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

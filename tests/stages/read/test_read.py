from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub import plugins
from feedpub.model import Page, Rejected
from feedpub.settings import Pages, Paper, Settings
from feedpub.stages.read import read
from tests.stages.read.sources import SIMPLIFIED, TRADITIONAL, page, rejection, source

if TYPE_CHECKING:
    from pathlib import Path

ILLEGAL = re.compile("[^\t\u0020-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")
HAN = "的一是在不了有和人中大上他以要到作地出就分成可主同工能下子面而方多定行法所民得日本高自之家心小看起天月年公文西教"
"""Frequent characters that are the same in both scripts."""


def forget_plugins() -> None:
    plugins.load.cache_clear()
    plugins._entry_points.cache_clear()


def test_a_page_is_its_lines_and_nothing_else_where_nothing_is_said() -> None:
    assert page("图书角开张\n\n居民带来旧书。\n") == Page("page.txt", ("图书角开张", "", "居民带来旧书。", ""))


def test_front_matter_is_believed_before_the_path_and_that_before_the_masthead() -> None:
    text = "---\npaper: 城东晚报\n---\n江苏工人报 2023年2月6日 星期一 第4版\n图书角开张\n"
    found = page(text, "江苏工人报/2023-02-07.txt")

    assert (found.paper, found.day, found.page_number) == ("城东晚报", date(2023, 2, 7), "4")


def test_the_extension_is_asked_whatever_its_case() -> None:
    assert page("图书角", "A.TXT").lines == ("图书角",)
    assert page("# 图书角", "A.Md").lines == ("# 图书角",)


@pytest.mark.parametrize("path", ["page.docx", "page", ".gitignore", "txt/page", ""])
def test_a_file_of_no_known_format_says_which_are_known(path: str) -> None:
    assert ".md, .txt" in rejection("图书角", path)


@pytest.mark.parametrize(
    "content", [b"", b"\n \n\t\n", b"\xef\xbb\xbf", "\u3000\u200b".encode(), b"---\npaper: x\n---\n"]
)
def test_a_file_without_text_says_so(content: bytes) -> None:
    assert rejection(content).startswith(("the file is empty", "the file holds no text"))


def test_the_settings_can_force_an_encoding() -> None:
    settings = Settings(pages=Pages(encoding="gb18030"))

    assert page("东风".encode("gbk"), settings=settings).lines == ("东风",)


def test_a_papers_home_comes_with_the_page() -> None:
    settings = Settings(papers={"江苏工人报": Paper(home="江苏省/南京市")})

    assert page("图书角", "江苏工人报/2023-02-07/A3.txt", settings).home == ("江苏省", "南京市")


def test_a_format_of_others_gives_lines_and_metadata_and_read_does_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "their_scans.py").write_text(
        "from feedpub.model import Page\n"
        "def read(source, settings):\n"
        "    return Page(source.path, ('图书角\\x00开张', '第4版'), page_number='A3')\n"
    )
    (tmp_path / "their_scans-1.0.dist-info").mkdir()
    (tmp_path / "their_scans-1.0.dist-info" / "METADATA").write_text("Name: their-scans\nVersion: 1.0\n")
    (tmp_path / "their_scans-1.0.dist-info" / "entry_points.txt").write_text(
        "[feedpub.read]\nscan = their_scans:read\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    forget_plugins()
    found = page(b"?", "江苏工人报/2023-02-07/scan-1.scan")
    forget_plugins()

    assert found == Page(found.path, ("图书角开张", "第4版"), "江苏工人报", date(2023, 2, 7), "A3")


def test_a_page_of_one_line_of_five_megabytes_is_read() -> None:
    line = "社区图书角开张，居民带来旧书。" * 120_000

    assert page(line.encode()).lines == (line,)
    assert page(line.encode("gb18030")).lines == (line,)


def test_line_numbers_are_those_of_the_seeds(seeds: Path) -> None:
    for path in sorted(seeds.glob("*.txt")):
        text = path.read_bytes().decode()

        assert page(text, path.name).lines == tuple(text.split("\n"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"])
def test_a_page_is_the_same_in_every_encoding(encoding: str) -> None:
    text = TRADITIONAL if encoding == "big5" else SIMPLIFIED

    assert page(text.encode(encoding)) == page(text)


@given(st.binary(max_size=400), st.sampled_from(["page.txt", "page.md", "2023-02-07_A3.txt"]))
def test_any_bytes_are_a_page_or_rejected(content: bytes, path: str) -> None:
    found = read(source(content, path), Settings())

    assert isinstance(found, Rejected) or not any(map(ILLEGAL.search, found.lines))


@given(st.text())
def test_any_text_is_a_page_or_rejected(text: str) -> None:
    found = read(source(text.encode("utf-8", "replace")), Settings())

    assert isinstance(found, Rejected) or not any(map(ILLEGAL.search, found.lines))


@given(st.text(max_size=60))
def test_any_path_is_survived(path: str) -> None:
    found = read(source("图书角开张", f"{path}.txt"), Settings())

    assert isinstance(found, Page)
    assert not ILLEGAL.search(found.paper or "")


@given(
    st.text(HAN + "，。", min_size=12, max_size=200),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"]),
)
def test_a_dozen_common_han_survive_every_encoding(text: str, encoding: str) -> None:
    assert page(text.encode(encoding)).lines == (text,)

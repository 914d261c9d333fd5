"""Anything at all is read, split and set: an answer of ours, never another exception, never text lost on the way."""

from __future__ import annotations

import re
from contextlib import suppress

from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from feedpub.errors import SettingsError
from feedpub.model import Page, Rejected, SourceFile
from feedpub.pipeline.analyse import analyse
from feedpub.settings import Settings, parse_settings
from feedpub.stages.read import read
from feedpub.stages.read.clean import clean
from tests.stages.read.sources import ARRIVED

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 forbids in a document (its production 2)."""

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "shift_jis")
PLAIN = re.compile("[0-9A-Za-z\u4e00-\u9fff]")
TWINS = "\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06\U0002f800-\U0002fa1f"
"""What is made the plain sign that it looks like."""
NASTY = "\x00\x0b\x1f\x85\u2028\u200d\u202e\ufeff\ufffd\ufffe\uffff\U000e0041\U0010ffff\ud800\udcb1"
WORDS = (
    "本报讯",
    "记者 张明",
    "上接第1版",
    "下转第2版",
    "武进区",
    "。",
    "，",
    "（",
    "“",
    "”",
    "#",
    "---",
    "|",
    "2023年2月7日",
    "图片说明",
    "x",
)

anything = st.binary(max_size=2000)
signs = st.text(st.one_of(st.characters(), st.sampled_from(NASTY)), max_size=400).map(
    lambda text: re.sub(f"[{TWINS}]", "", text)
)
lines = st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map("".join) | signs, max_size=25).map("\n".join)
encoded = st.tuples(lines, st.sampled_from(ENCODINGS)).map(lambda both: both[0].encode(both[1], "ignore"))
mixed = st.lists(encoded | anything, min_size=1, max_size=3).map(b"".join)


def read_result(content: bytes, path: str = "江南日报/2023-02-07/A1.txt") -> Page | Rejected:
    return read(SourceFile(path, content, ARRIVED), Settings())


@given(mixed, st.sampled_from(["a.txt", "a.md"]))
@example(b"\xef\xbb\xbf" * 3, "a.txt")
@example(b"\x00\xd8" * 50, "a.txt")
@example(b"\xff\xfe\x00", "a.txt")
def test_r34_r35_r36_any_bytes_are_a_page_of_legal_characters_or_rejected_with_a_reason(
    content: bytes, path: str
) -> None:
    found = read_result(content, path)

    if isinstance(found, Rejected):
        assert found.reason.strip()
    else:
        assert not any(ILLEGAL.search(line) for line in found.lines)
        assert len(found.lines) <= len(content) + 1


@given(lines)
def test_r35_what_was_written_is_read_or_rejected_and_never_something_else(text: str) -> None:
    written = text.encode("utf-8", "ignore").decode()
    found = read_result(written.encode())

    if isinstance(found, Page):
        assert _plain("".join(found.lines)) in ("", _plain(written))


@given(mixed)
@effort(max_examples=40)
def test_i6_nothing_that_a_file_holds_is_more_than_that_file_can_suffer(content: bytes) -> None:
    found = analyse(SourceFile("a.txt", content, ARRIVED), Settings())

    assert not isinstance(found, Rejected) or "please report it" not in found.reason


@given(signs)
def test_r36_the_cleaner_leaves_nothing_that_xml_forbids_and_loses_nothing_else(text: str) -> None:
    cleaned = clean(text)

    assert not ILLEGAL.search(cleaned)
    assert _plain(cleaned) == _plain(text)


tables = st.sampled_from(
    ("", "[pages]\n", "[feeds]\n", "[watch]\n", "[papers.x]\n", "[groups.a]\n", "[names]\n", "[llm]\n")
)
keys = st.sampled_from(
    ("zone", "encoding", "largest", "seconds", "memory", "items", "home", "settle", "regions", "add")
)
values = st.one_of(
    st.integers().map(str),
    st.floats().map(str),
    st.booleans().map(lambda true: str(true).lower()),
    st.text(st.characters(exclude_characters='"\\', exclude_categories=["C"]), max_size=9).map(
        lambda text: f'"{text}"'
    ),
    st.sampled_from(("[]", "{}", '["江苏省"]', "1979-05-27", "nan", "-inf", '"utf-7"', '"idna"', '"hex"')),
)
written = st.lists(st.tuples(tables, keys, values).map(lambda row: f"{row[0]}{row[1]} = {row[2]}\n"), max_size=3)


@given(written.map("".join) | signs)
@example('zone = "../../etc/passwd"')
@example('zone = "\\u0000"')
@example('[pages]\nencoding = "idna"')
@example("[pages]\ntimeout = nan")
def test_any_settings_are_settings_or_an_error(text: str) -> None:
    with suppress(SettingsError):
        assert isinstance(parse_settings(text, {}), Settings)


@given(
    st.dictionaries(
        st.sampled_from(["FEEDPUB_ZONE", "FEEDPUB_FEEDS", "FEEDPUB_FEEDS__ITEMS", "FEEDPUB_", "FEEDPUB___"]), signs
    )
)
def test_any_environment_is_settings_or_an_error(environment: dict[str, str]) -> None:
    with suppress(SettingsError):
        assert isinstance(parse_settings("", environment), Settings)


def _plain(text: str) -> str:
    """Return the characters that every reader can see as they are."""
    return "".join(PLAIN.findall(text))

"""Pages that arrive broken: the file is read right or named with its reason, and never anything between the two."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from feedpub.model import Page, Rejected, SourceFile
from feedpub.settings import Settings
from feedpub.stages.read import read
from tests.stages.read.sources import ARRIVED, SIMPLIFIED, TRADITIONAL

FIVE_MEGABYTES = 5_000_000


def read_result(content: bytes, path: str = "江苏工人报/2023-02-07/A3.txt") -> Page | Rejected:
    return read(SourceFile(path, content, ARRIVED), Settings())


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_page_cut_anywhere_is_its_beginning_or_rejected(encoding: str, seed: int) -> None:
    whole = SIMPLIFIED.encode(encoding)
    content = whole[: random.Random(seed).randrange(24, len(whole))]
    found = read_result(content)

    if isinstance(found, Rejected):
        assert "mid-character at byte" in found.reason
    else:
        assert SIMPLIFIED.startswith("\n".join(found.lines))


@pytest.mark.parametrize(
    ("encoding", "other"), list(permutations(["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"], 2))
)
def test_a_page_of_two_encodings_is_rejected(encoding: str, other: str) -> None:
    found = read_result(TRADITIONAL.encode(encoding) + TRADITIONAL.encode(other))

    assert isinstance(found, Rejected), found.lines


@pytest.mark.parametrize("seed", range(20))
def test_a_page_with_bytes_overwritten_by_noise_holds_no_replacement_character(seed: int) -> None:
    noise = random.Random(seed)
    content = bytearray(SIMPLIFIED.encode())
    start = noise.randrange(len(content) - 20)
    content[start : start + 20] = noise.randbytes(20)
    found = read_result(bytes(content))

    assert isinstance(found, Rejected) or "\ufffd" not in "".join(found.lines)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "empty", id="empty_file"),
        pytest.param(b"\r\n\r\n", "no text", id="only_line_ends"),
        pytest.param(b"\x00" * 4096, "binary", id="sparse_file"),
        pytest.param(b"%PDF-1.4\n" + bytes(range(256)), "a PDF", id="pdf_named_txt"),
        pytest.param(b"PK\x03\x04" + bytes(200), "zip archive", id="word_named_txt"),
        pytest.param(b"\x7fELF" + bytes(range(256)), "a program", id="program_named_txt"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(200), "a PNG picture", id="picture_named_txt"),
        pytest.param(random.Random(0).randbytes(4096), "binary", id="noise"),
        pytest.param("�".join(SIMPLIFIED).encode(), "were lost", id="every_second_character_lost"),
    ],
)
def test_a_file_that_is_no_page_says_what_it_is(content: bytes, reason: str) -> None:
    found = read_result(content)

    assert isinstance(found, Rejected)
    assert reason in found.reason


@pytest.mark.parametrize(
    "sign", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\u202e", "\u200d", "\U000e0041", "\ufeff"]
)
def test_one_bad_character_does_not_spoil_the_page(sign: str) -> None:
    found = read_result(SIMPLIFIED.replace("图书角", f"图{sign}书角").encode())

    assert isinstance(found, Page)
    assert "\n".join(found.lines).replace(" ", "") == SIMPLIFIED.replace(" ", "")


def test_a_lone_surrogate_in_utf16_is_rejected_with_its_byte() -> None:
    content = "\ufeff".encode("utf-16-le") + SIMPLIFIED.encode("utf-16-le") + b"\x00\xd8" + b"a\x00"
    found = read_result(content)

    assert isinstance(found, Rejected)
    assert f"at byte {len(content) - 4}" in found.reason


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("社区图书角开张，居民带来旧书。".encode() * (FIVE_MEGABYTES // 45), id="one_line"),
        pytest.param(
            "社区图书角开张，居民带来旧书。".encode("gb18030") * (FIVE_MEGABYTES // 30), id="one_line_of_gb18030"
        ),
        pytest.param(b"\n" * FIVE_MEGABYTES, id="only_line_ends"),
        pytest.param(b"\x00" * FIVE_MEGABYTES, id="only_nul"),
        pytest.param(b"\xff" * FIVE_MEGABYTES, id="only_ff"),
        pytest.param(b"1" * FIVE_MEGABYTES, id="only_figures"),
        pytest.param(b"---\n" + b"key: value\n" * (FIVE_MEGABYTES // 11), id="front_matter_without_end"),
        pytest.param("2023年2月7日 星期二\n".encode() * (FIVE_MEGABYTES // 26), id="only_mastheads"),
        pytest.param(b"2023-02-07/" * (FIVE_MEGABYTES // 11), id="only_dates"),
    ],
)
def test_five_megabytes_of_anything_come_to_an_end(content: bytes) -> None:
    assert isinstance(read_result(content), Page | Rejected)


@pytest.mark.parametrize("path", ["2023-02-07/" * 300 + "A3.txt", "1" * 4000 + ".txt", "年月日" * 1000 + ".txt"])
def test_a_path_of_any_length_comes_to_an_end(path: str) -> None:
    assert isinstance(read_result(SIMPLIFIED.encode(), path), Page)

from __future__ import annotations

from datetime import date

import pytest

from feedpub.stages.read.metadata import PageMetadata
from feedpub.stages.read.paths import metadata_from_path

DAY = date(2023, 2, 7)


@pytest.mark.parametrize(
    ("path", "paper", "number"),
    [
        ("江苏工人报/2023-02-07/A3.txt", "江苏工人报", "A3"),
        ("2023-02-07_A3.txt", None, "A3"),
        ("江苏工人报_2023-02-07_A3.txt", "江苏工人报", "A3"),
        ("江苏工人报-20230207-A3.txt", "江苏工人报", "A3"),
        ("江苏工人报20230207A03.txt", "江苏工人报", "A3"),
        ("江苏工人报 2023.02.07 03版.txt", "江苏工人报", "3"),
        ("江苏工人报2023年2月7日第3版.txt", "江苏工人报", "3"),
        ("江苏工人报/2023-02-07/第三版.md", "江苏工人报", "3"),
        ("江苏工人报/2023-02-07 A3 要闻.txt", "江苏工人报", "A3"),
        ("江苏工人报/20230207-1.txt", "江苏工人报", "1"),
        ("江苏工人报/２０２３-０２-０７/Ａ３.txt", "江苏工人报", "A3"),
        ("2023-02-07/江苏工人报/A3.txt", "江苏工人报", "A3"),
        ("2023-02/07/江苏工人报A03.txt", "江苏工人报", "A3"),
        ("每日新知/20230207/1.txt", "每日新知", "1"),
        ("2022-12-31/江苏工人报/2023-02-07/A3.txt", "江苏工人报", "A3"),
        ("20230207/03.txt", None, "3"),
        ("2023/02/07/A3.txt", None, "A3"),
        ("2023/0207/A3.txt", None, "A3"),
        ("202302/07/A3.txt", None, "A3"),
        ("2023-02-07/page3.txt", None, "3"),
        ("2023-02-07/A3版/全文.txt", None, "A3"),
        ("2023-02-07.txt", None, None),
        ("2023-02-07 天气预报.txt", None, None),
        ("20230207_1_2.txt", None, None),
    ],
)
def test_a_path_with_a_day(path: str, paper: str | None, number: str | None) -> None:
    assert metadata_from_path(path) == PageMetadata(paper, DAY, number)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("000_68eb4cd6d35b6c69.txt", id="number_and_hash"),
        pytest.param("68eb420230207cd6.txt", id="hash_that_holds_a_date"),
        pytest.param("1234567820230207.txt", id="too_many_figures"),
        pytest.param("20230207abcd.txt", id="hash_that_begins_with_a_date"),
        pytest.param("7a1b20de-2023-0207-9c3f-52a1c0ffee00.txt", id="uuid"),
        pytest.param("scan_0001.txt", id="number_of_a_scan"),
        pytest.param("A3.txt", id="letter_and_figure_alone"),
        pytest.param("会议通报.txt", id="a_report"),
        pytest.param("page.txt", id="a_word"),
        pytest.param("", id="nothing"),
        pytest.param("/", id="a_slash"),
    ],
)
def test_a_path_that_tells_nothing(path: str) -> None:
    assert metadata_from_path(path) == PageMetadata()


@pytest.mark.parametrize("when", ["2023-02-30", "20231301", "2023-00-10", "20230229"])
def test_a_day_that_no_calendar_has_is_none(when: str) -> None:
    assert metadata_from_path(f"江苏工人报/{when}/A3.txt") == PageMetadata("江苏工人报", None, "A3")


def test_a_title_and_a_page_are_known_without_a_day() -> None:
    assert metadata_from_path("江苏工人报/A3.txt") == PageMetadata("江苏工人报", None, "A3")


def test_a_paper_of_the_settings_is_known_by_any_name() -> None:
    assert metadata_from_path("Morning Star/2023-02-07/A3.txt", {"Morning Star"}).paper is None
    assert metadata_from_path("Star/2023-02-07/A3.txt", {"Star"}).paper == "Star"


def test_a_folder_named_in_gb18030_is_read() -> None:
    folder = "江苏工人报".encode("gb18030").decode("utf-8", "surrogateescape")

    assert metadata_from_path(f"{folder}/2023-02-07/A3.txt") == PageMetadata("江苏工人报", DAY, "A3")


def test_a_name_that_cannot_be_read_tells_what_can() -> None:
    assert metadata_from_path("\udcff\udcfe/2023-02-07/A3.txt") == PageMetadata(None, DAY, "A3")


def test_signs_that_nobody_sees_do_not_get_into_the_title() -> None:
    assert metadata_from_path("江苏\u202e工人报\x01/2023-02-07/A3.txt").paper == "江苏工人报"

"""What a request's conditions and range come to, rule by rule."""

from __future__ import annotations

import pytest

from feedpub.web.static.conditional import ConditionalResult, evaluate
from feedpub.web.static.file_index import FileInfo

DATE = "Tue, 07 Feb 2023 06:00:00 GMT"
LATER = "Tue, 07 Feb 2023 06:00:01 GMT"
EARLIER = "Tue, 07 Feb 2023 05:59:59 GMT"
FILE_INFO = FileInfo("", (0, 0, 0, 0, 0), 100, 1_675_749_600, '"tag"', DATE, [], [])


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        pytest.param({}, 200, id="no_condition"),
        pytest.param({"if-none-match": '"tag"'}, 304, id="the_tag"),
        pytest.param({"if-none-match": 'W/"tag"'}, 304, id="weak_comparison"),
        pytest.param({"if-none-match": '"a" ,"tag"'}, 304, id="one_of_many"),
        pytest.param({"if-none-match": "*"}, 304, id="any"),
        pytest.param({"if-none-match": '"a"'}, 200, id="another"),
        pytest.param({"if-none-match": ""}, 200, id="none"),
        pytest.param({"if-none-match": '"a"', "if-modified-since": DATE}, 200, id="a_tag_goes_before_a_date"),
        pytest.param({"if-modified-since": DATE}, 304, id="same_date"),
        pytest.param({"if-modified-since": LATER}, 304, id="later_date"),
        pytest.param({"if-modified-since": EARLIER}, 200, id="earlier_date"),
        pytest.param({"if-modified-since": "yesterday"}, 200, id="no_date"),
        pytest.param({"if-modified-since": "Tue, 07 Feb 99999 06:00:00 GMT"}, 200, id="year_that_is_none"),
        pytest.param({"if-match": '"tag"'}, 200, id="still_the_tag"),
        pytest.param({"if-match": "*"}, 200, id="there_at_all"),
        pytest.param({"if-match": 'W/"tag"'}, 412, id="strong_comparison"),
        pytest.param({"if-match": '"a"', "if-none-match": '"tag"'}, 412, id="if_match_goes_first"),
        pytest.param({"if-unmodified-since": EARLIER}, 412, id="modified_since"),
        pytest.param({"if-unmodified-since": DATE}, 200, id="unmodified_since"),
        pytest.param({"if-unmodified-since": EARLIER, "if-match": '"tag"'}, 200, id="a_match_goes_before_a_date"),
        pytest.param({"range": "bytes=0-9", "if-none-match": '"tag"'}, 304, id="a_304_goes_before_a_part"),
        pytest.param({"range": "bytes=0-9", "if-range": DATE}, 206, id="part_by_date"),
        pytest.param({"range": "bytes=0-9", "if-range": EARLIER}, 200, id="part_of_an_older_one"),
        pytest.param({"range": "bytes=0-9", "if-range": 'W/"tag"'}, 200, id="no_part_by_a_weak_tag"),
    ],
)
def test_conditions_are_evaluated_in_their_order(asked: dict[str, str], status: int) -> None:
    assert evaluate({key.encode(): value for key, value in asked.items()}, FILE_INFO, "GET").status == status


@pytest.mark.parametrize(
    ("wanted", "verdict"),
    [
        ("bytes=0-0", ConditionalResult(206, 0, 1)),
        ("bytes=10-19", ConditionalResult(206, 10, 10)),
        ("bytes=90-", ConditionalResult(206, 90, 10)),
        ("bytes=90-1000", ConditionalResult(206, 90, 10)),
        ("bytes=-10", ConditionalResult(206, 90, 10)),
        ("bytes=-1000", ConditionalResult(206, 0, 100)),
        ("BYTES=0-9", ConditionalResult(206, 0, 10)),
        ("bytes=100-", ConditionalResult(416)),
        ("bytes=-0", ConditionalResult(416)),
        ("bytes=9-0", ConditionalResult(200, 0, 100)),
        ("bytes=0-1,5-6", ConditionalResult(200, 0, 100)),
        ("bytes=-", ConditionalResult(200, 0, 100)),
        ("bytes=a-b", ConditionalResult(200, 0, 100)),
        ("lines=0-9", ConditionalResult(200, 0, 100)),
        ("bytes=0-" + "9" * 5000, ConditionalResult(200, 0, 100)),
    ],
)
def test_a_range_of_bytes_is_one_part_or_the_whole(wanted: str, verdict: ConditionalResult) -> None:
    assert evaluate({b"range": wanted}, FILE_INFO, "GET") == verdict


def test_a_range_applies_to_get_alone() -> None:
    assert evaluate({b"range": "bytes=0-9"}, FILE_INFO, "HEAD") == ConditionalResult(200, 0, 100)

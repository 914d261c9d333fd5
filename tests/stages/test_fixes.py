"""An editor's fixes: what splitting got wrong is joined, cut, retitled or dropped, named by how lines begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.model import Article, ItemKind, Page
from feedpub.stages.fixes import Cut, Drop, Fixes, Join, Retitle, UnusableFixes, apply_fixes, parse_fixes

PAGE = Page("A3.txt", ("甲题", "甲文一。", "甲文二。", "", "# 乙题", "乙文。", "广告"))
ITEMS = (
    Article(ItemKind.ARTICLE, "甲题", ("甲文一。", "甲文二。"), (1, 2, 3), byline="记者 张明", confidence=0.6),
    Article(ItemKind.ARTICLE, "乙题", ("乙文。",), (5, 6), kicker="乙肩题", confidence=0.6),
    Article(ItemKind.AD, None, ("广告",), (7,)),
)


def plain(page: Page) -> list[Article]:
    """Split as simply as can be: a line without a full stop is the headline of all that follows."""
    items: list[Article] = []
    for number, text in enumerate(page.lines, 1):
        if text and (not text.endswith("。") or not items):
            title = text if not text.endswith("。") else None
            items.append(Article(ItemKind.ARTICLE, title, () if title else (text,), (number,)))
        elif text:
            last = items.pop()
            items.append(Article(last.kind, last.title, (*last.paragraphs, text), (*last.lines, number)))
    return items


def fixed(*fixes: Cut | Join | Retitle | Drop) -> tuple[Article, ...]:
    wanted = Fixes(
        cut=tuple(fix for fix in fixes if isinstance(fix, Cut)),
        join=tuple(fix for fix in fixes if isinstance(fix, Join)),
        retitle=tuple(fix for fix in fixes if isinstance(fix, Retitle)),
        drop=tuple(fix for fix in fixes if isinstance(fix, Drop)),
    )
    items, remarks = apply_fixes(PAGE, ITEMS, wanted, plain)
    assert remarks == []
    return items


def test_without_fixes_nothing_changes() -> None:
    assert apply_fixes(PAGE, ITEMS, Fixes(), plain) == (ITEMS, [])


def test_an_item_is_cut_before_the_line_that_is_named() -> None:
    first, second, *rest = fixed(Cut("甲文二"))

    assert (first.title, first.paragraphs, first.lines) == ("甲题", ("甲文一。",), (1, 2))
    assert (second.title, second.paragraphs, second.lines) == (None, ("甲文二。",), (3,))
    assert tuple(rest) == ITEMS[1:]


def test_two_items_are_joined_and_the_second_headline_becomes_a_subhead() -> None:
    whole, ad = fixed(Join("甲题", then="乙题"))

    assert whole.title == "甲题"
    assert whole.paragraphs == ("甲文一。", "甲文二。", "乙肩题", "乙题", "乙文。")
    assert whole.subheads == (2, 3)
    assert whole.lines == (1, 2, 3, 5, 6)
    assert ad == ITEMS[2]


def test_a_headline_is_set_and_what_is_not_named_stays() -> None:
    first, *_ = fixed(Retitle("甲文一", title="新题", kicker="新肩题"))

    assert (first.title, first.kicker, first.byline, first.paragraphs) == (
        "新题",
        "新肩题",
        "记者 张明",
        ("甲文一。", "甲文二。"),
    )


def test_what_is_set_to_nothing_is_taken_away() -> None:
    first, *_ = fixed(Retitle("甲文一", byline=""))

    assert first.byline is None


def test_an_items_kind_can_be_set() -> None:
    assert fixed(Retitle("广告", kind=ItemKind.CAPTION))[2].kind is ItemKind.CAPTION


def test_what_is_dropped_is_kept_as_an_advert_is() -> None:
    assert [item.kind for item in fixed(Drop("乙题"))] == [ItemKind.ARTICLE, ItemKind.AD, ItemKind.AD]


def test_marks_of_markdown_before_a_line_do_not_count() -> None:
    assert fixed(Retitle("乙题", title="丙题"))[1].title == "丙题"


def test_what_an_editor_has_said_is_certain() -> None:
    assert fixed(Retitle("甲题", title="新题"))[0].confidence == 1.0


@pytest.mark.parametrize(("words", "what"), [("丙", "no line"), ("甲文", "several lines"), ("", "no line")])
def test_a_fix_that_fits_no_line_is_left_out_and_said(words: str, what: str) -> None:
    items, remarks = apply_fixes(PAGE, ITEMS, Fixes(drop=(Drop(words), Drop("乙题"))), plain)

    (remark,) = remarks
    assert what in remark
    assert repr(words) in remark
    assert items[1].kind is ItemKind.AD


@given(st.lists(st.sampled_from(PAGE.lines), max_size=4), st.lists(st.sampled_from(PAGE.lines), max_size=4))
def test_no_line_is_lost_or_doubled(cuts: list[str], joins: list[str]) -> None:
    fixes = Fixes(cut=tuple(map(Cut, cuts)), join=tuple(Join(a, b) for a, b in zip(joins, joins[1:], strict=False)))

    items, _ = apply_fixes(PAGE, ITEMS, fixes, plain)

    assert sorted(line for item in items for line in item.lines) == [1, 2, 3, 5, 6, 7]


def test_fixes_are_read_from_toml() -> None:
    fixes = parse_fixes('[[cut]]\nbefore = "甲"\n[[retitle]]\nitem = "乙"\nkind = "ad"\n'.encode())

    assert fixes == Fixes(cut=(Cut("甲"),), retitle=(Retitle("乙", kind=ItemKind.AD),))


@pytest.mark.parametrize(
    "content", [b"[[cut]", b"[[cut]]\nafter = 'x'", b"[[glue]]\nx = 1", b"[[retitle]]\nitem = 1", b"\xff\xfe"]
)
def test_what_is_no_fix_is_refused_with_the_fixes_there_are(content: bytes) -> None:
    with pytest.raises(UnusableFixes, match=r"\[\[cut\]\]"):
        parse_fixes(content)

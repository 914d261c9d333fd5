"""Halves of stories find each other by the numbers of their pages, and make one text."""

from __future__ import annotations

import pytest

from feedpub.model import ItemKind, JumpPart
from feedpub.stages.identity.jump_matching import join_parts, pair_jump_parts, parse_page
from feedpub.testing import article


def opening(
    mark: str = "下转第2版", *, path: str = "A1.txt", number: str | None = "1", title: str = "图书馆开门"
) -> JumpPart:
    return JumpPart(path, number, article(title, "屋顶开出天窗,", jump=mark))


def rest(
    mark: str = "上接第1版",
    *,
    path: str = "A2.txt",
    number: str | None = "2",
    title: str | None = None,
    body: str = "光线落下。",
) -> JumpPart:
    return JumpPart(path, number, article(title, body, kind=ItemKind.FRAGMENT, jump=mark))


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("下转第2版", ("", 2)),
        ("下转A03版", ("A", 3)),
        ("上接一版", ("", 1)),
        ("紧接第十二版", ("", 12)),
        ("上接头版", ("", 1)),
        ("下转下页", None),
        (None, None),
    ],
)
def test_a_mark_names_a_page(words: str | None, page: tuple[str, int] | None) -> None:
    assert parse_page(words) == page


@pytest.mark.parametrize(
    ("first", "second", "belong"),
    [
        pytest.param(opening(), rest(), True, id="numbers_agree"),
        pytest.param(opening("下转第2版", number="A1"), rest("上接A1版", number="A2"), True, id="the_letter_left_out"),
        pytest.param(opening("下转B2版"), rest(number="A2"), False, id="another_letter"),
        pytest.param(opening("下转第3版"), rest(), False, id="another_page"),
        pytest.param(opening(), rest("上接第4版"), False, id="from_another_page"),
        pytest.param(opening(), rest(number=None), False, id="a_page_without_number"),
        pytest.param(opening(), rest(number=None, title="图书馆"), True, id="where_the_headline_tells"),
        pytest.param(opening(), rest(path="A1.txt"), False, id="the_same_file"),
    ],
)
def test_the_numbers_of_the_pages_decide(first: JumpPart, second: JumpPart, belong: bool) -> None:
    assert (pair_jump_parts([first, second]) == [(first, second)]) is belong


def test_where_several_jump_alike_the_headline_decides_and_then_the_order() -> None:
    library, tea = opening(), opening(title="早春茶园开采")
    more, tea_rest = rest(body="别的。"), rest(title="茶园", body="别的。")

    assert pair_jump_parts([library, tea, tea_rest, more]) == [(tea, tea_rest), (library, more)]


def test_a_torn_sentence_is_whole_again_and_the_headline_stands_once() -> None:
    whole = join_parts(opening().article, rest(title="图书馆").article)

    assert (whole.title, whole.paragraphs, whole.jump) == ("图书馆开门", ("屋顶开出天窗,光线落下。",), None)


def test_another_headline_over_the_rest_becomes_a_subhead() -> None:
    first = article("图书馆开门", "天窗很亮。", byline="记者 张明", jump="下转第2版")
    then = article(
        "百场读书会", "请渔民来讲。", "小节", "完。", subheads=(1,), byline="记者 李华", kind=ItemKind.FRAGMENT
    )

    whole = join_parts(first, then)

    assert whole.paragraphs == ("天窗很亮。", "百场读书会", "请渔民来讲。", "小节", "完。")
    assert (whole.subheads, whole.byline) == ((1, 3), "记者 张明 记者 李华")

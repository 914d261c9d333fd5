"""One story has one source: what opens as the paper's own and ends as an agency's is two stories."""

from __future__ import annotations

from feedpub.model import ItemKind, Page
from feedpub.stages.split import split

OWN = (
    "社区图书角迎来新书",
    "本报讯 (记者 王小明) 昨天,社区图书角收到居民捐来的三百本新书,管理员把图书一本一本登记上架。",
    "图书角开放一年来,居民借阅图书两千多次,孩子们放学以后常到图书角看书,老人也来读报。",
)
OTHER = (
    "渔船回港以后,渔民忙着修补渔网,检修发动机,等待休渔期结束再次出海捕鱼。",
    "海上作业要看天气,渔政部门每天三次向渔船发布风浪预报,提醒渔民及时回港避风。",
)
SIGNED_OFF = "(新华社舟山8月21日电)"


def kinds(*lines: str) -> list[tuple[ItemKind, int]]:
    page = Page("A3.txt", tuple(part for line in lines for part in (line, "")))
    return [(item.kind, len(item.paragraphs)) for item in split(page)]


def test_the_end_of_another_story_is_parted_where_the_subject_changes() -> None:
    assert kinds(*OWN, *OTHER, SIGNED_OFF) == [(ItemKind.ARTICLE, 2), (ItemKind.FRAGMENT, 3)]


def test_a_story_of_one_source_stays_whole_whatever_its_subject() -> None:
    assert kinds(*OWN, *OTHER) == [(ItemKind.ARTICLE, 4)]


def test_a_story_that_only_says_that_it_is_complete_stays_whole() -> None:
    assert [kind for kind, _ in kinds(*OWN, *OTHER, "(完)")] == [ItemKind.ARTICLE]


def test_a_story_of_one_subject_stays_whole_whoever_signs_it_off() -> None:
    more = (
        "居民捐来的新书由社区图书角的管理员登记,昨天又有一百本图书上架。",
        "社区图书角的管理员说,居民捐来的图书都要登记,新书上架以后可以借阅。",
    )

    assert kinds(*OWN[:2], *more, SIGNED_OFF) == [(ItemKind.ARTICLE, 4)]

"""A piece of an article -> the rules by which a reader would object to it, by their names; none for a good one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.summarise import clause_rules
from feedpub.stages.summarise.sentences import nesting_depths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


MIN_PIECE = 8
"""Characters; what is shorter says nothing by itself (他说。)."""

_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|《[^》]*》|\"[^\"]*\"")
_CREDITS = re.compile(
    "|".join(
        (
            r"本报讯|央视网消息|图为|责任编辑|原标题|编者|(?:^|[（，。])来源：",
            r"（(?:本报|特约|见习|实习|首席|通讯员|记者|编辑|摄影)",
            r"(?:记者|通讯员|编辑|责编)[：\s]+[\u4e00-\u9fff]{2,4}[。\s]*$",
            r"[\u4e00-\u9fff]{2,4} ?摄[。\s]*$",
            r"(?:新华社|中新社|本报)[\u4e00-\u9fff]{0,12}\d*月?\d+日?电",
            (
                r"^(?:记者|通讯员) ?(?!调查|采访|体验|走访|梳理|暗访|注意|看到|观察|发现|获悉|了解|[从在昨今近日])"
                r"[\u4e00-\u9fff]{2,4}(?:[ ，：]|$)"
            ),
            r"微信|扫描|二维码|点击|[下上如]图|本文",
        )
    )
)
_BEGINS_QUOTED = re.compile(r"[“‘\"「『（(【\[—…]")

_NUMBERED = re.compile(
    r"(?:^|[：；。，])(?:\d{1,2}[、.．](?!\d)|[①-⑨]|（[一二三四五六七八九\d]）|[二三四五六七八九]是)"
)

_FIRST_ITEM = re.compile(r"(?:^|[，：；])(?:一是|一要|其一|第一，|首先，|一方面)")
_SECOND_ITEM = re.compile(r"二是|二要|其二|第二，|其次|另一方面")

_MIN_OWN_SHARE = 0.4
"""The part of a piece that must be the article's own words: a reader wants the news, not a voice."""


def violations(words: Sequence[str]) -> Iterator[str]:
    """Yield the faults of a piece of plain text, given by its words."""
    text = "".join(words)
    depths_at = nesting_depths(text)
    if len(text) < MIN_PIECE:
        yield "short"
    if not depths_at or depths_at[-1] != 0 or -1 in depths_at:
        yield "unbalanced"
    if _BEGINS_QUOTED.match(text):
        yield "quotation first"
    if len(_QUOTED.sub("", text)) < len(text) * _MIN_OWN_SHARE:
        yield "mostly quoted"
    if "？" in text:
        yield "question"
    if text.rstrip("”’）").endswith("…"):
        yield "unfinished"
    if clause_rules.has_first_person(_QUOTED.sub("“”", text)):
        yield "first person"
    if _CREDITS.search(text):
        yield "makers"
    if clause_rules.needs_complement(words):
        yield "hanging end"
    if _NUMBERED.search(text) or (_FIRST_ITEM.search(text) and not _SECOND_ITEM.search(text)):
        yield "numbered"
    if not clause_rules.has_verb(words):
        yield "no predicate"


# The clauses before and after a comma -> why a sentence may not be cut there, by the names of the rules.


ClauseWords = tuple[str, ...]

MIN_CUT = 12
"""Characters: a subject, a verb and what it does; 溧阳市总工会选送 alone is none."""

_EITHER_OR = re.compile(r"(.)不\1|有没有|是否|能否|可否|会否")


def cut_violations(before: Sequence[ClauseWords], after: Sequence[ClauseWords]) -> Iterator[str]:
    """Yield the faults of a sentence that ends between these clauses, each given by its words."""
    texts = ["".join(clause) for clause in before]
    rest = "".join("".join(clause) for clause in after)
    if sum(map(len, texts)) < MIN_CUT:
        yield "cut too soon"
    if texts[-1].rstrip("，；：").isascii():
        yield "cut in Latin"
    if texts[-1].endswith("："):
        yield "cut before colon"
    if clause_rules.continues_clause(rest):
        yield "cut before turn"
    if clause_rules.opens_unfinished_list("".join(texts), rest):
        yield "cut in count"
    if clause_rules.is_subordinate(before[-1]) or clause_rules.states_purpose(before[-1]):
        yield "cut after aside"
    if _awaits_subject(before, texts):
        yield "cut before subject"
    if _EITHER_OR.search("".join(texts)):
        yield "cut after choice"
    if not clause_rules.has_main_predicate(before[-1]) or _may_be_subject(before[-1], after):
        yield "cut before predicate"


def _awaits_subject(before: Sequence[ClauseWords], texts: Sequence[str]) -> bool:
    """Whether the doer is still to come: nobody was named, or only the scene was set."""
    if not clause_rules.lacks_subject(before[-1]):
        return False
    opened = len(texts) > 1 and (clause_rules.is_adjunct(before[-2]) or clause_rules.is_attribution(texts[-2]))
    return opened or all(map(clause_rules.lacks_subject, before))


def _may_be_subject(clause: ClauseWords, after: Sequence[ClauseWords]) -> bool:
    """Whether the clause can be read as a noun that the next one tells of: 市长提出的建设目标，得到实现."""
    attribute = "的" in clause and not clause_rules.is_assertion(clause)
    return attribute and bool(after) and clause_rules.lacks_subject(after[0])


# Two lines -> how much of the one the other says again.


MIN_COMMON_SHARE = 0.85
MAX_LENGTH_RATIO = 1.4


def repeats(headline: str, text: str) -> bool:
    """Whether the text says the headline again and little more."""
    head, body = _letters(headline), _letters(text)
    return (
        len(head) > 5
        and len(body) <= MAX_LENGTH_RATIO * len(head)
        and common_length(head, body) >= MIN_COMMON_SHARE * len(head)
    )


def common_length(one: str, other: str) -> int:
    """Return the length of their longest common subsequence.

    The rows of the table are the bits of one integer (Hyyrö 2004), so a headline against a sentence takes 10 µs.
    """
    places: dict[str, int] = {}
    for at, char in enumerate(one):
        places[char] = places.get(char, 0) | (1 << at)
    full = (1 << len(one)) - 1
    row = full
    for char in other:
        hit = row & places.get(char, 0)
        row = ((row + hit) | (row - hit)) & full
    return len(one) - row.bit_count()


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))

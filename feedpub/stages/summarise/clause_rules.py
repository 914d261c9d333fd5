"""A clause -> what it needs beside it: whether it says something of its own, hangs, or leans on what came before.

All rules read plain text (`feedpub.language.normalise.plain`): simplified characters, full-width marks.
"""

from __future__ import annotations

import re
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from feedpub.language.segmenter import WordClass, word_class
from feedpub.stages.summarise.vocabulary import (
    EXTRA_PREDICATES,
    MANNER_ADVERBS,
    MODAL_OPENERS,
    NEEDS_COMPLEMENT,
    NO_PREDICATES,
    SHORT_VERBS,
    SLOGAN_VERBS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARKS = "，；：。！？!?…、 "
_ASSERTION_MARKERS = frozenset("了是有为将被把获过共") | {
    "达",
    "达到",
    "获得",
}  # signs of a clause that tells, not of an attribute

_NOUN_ENDS = frozenset("法者员率量力度费品物性型式感区站点机器厂部会所院室馆家业学书卡券类版") | {"人员", "工作"}
"""What makes a noun of the verb before it."""


def _alternatives(text: str) -> str:
    return f"(?:{'|'.join(text.split())})"


_OPENS_ADJUNCT = re.compile(
    _alternatives(r"""
        为了 为(?![\d一二三四五六七八九十]|期|主|由) 由于 因(?!此) 虽 尽管 即使 即便 如果 如(?!今|期|约) 若 假如
        倘若 要是 一旦 只要 只有 随着 伴随 当(?![选地天日年]) 自(?!己|治|主|然|行) 每当 每逢 除(?!夕) 关于 对于 至于
        鉴于 基于 本着 面对 作为 围绕 针对 根据 按照 依据 依托 立足 结合 通过 经(?!济|营|常|过了) 凭借 借助 趁着
        无论 不论 不管 不仅 不但 不光 不只 既(?!然) 既然 与其 宁可 尤其 特别是 包括 其中包括 例如 比如 诸如 在(?!于)
        以(?!色列|[前后来及上下内外])
    """)
)
"""A clause that begins so sets the scene for another."""

_SUBORDINATES = re.compile(
    _alternatives("""
        虽然 尽管 如果 倘若 一旦 只要 只有 不仅 不但 不光 由于 无论 不论 既然 与其 随着 为了 即使 每当 不管 针对 围绕
        按照 根据 结合
    """)
)
"""So does one that has this anywhere: 公司如果没有资质，."""

_ENDS_ADJUNCT = re.compile(
    _alternatives("""
        以来 以后 之后 之前 以前 期间 之际 之时 同时 过程中 [情条]况下 背景下 基础上 时候 前提下 条件下 影响下
        [带领指]导下 支持下 推动下 努力下 相比 一样 不同 方面 看来 来说 而言 为止 为例 [年月日]起 [年月日]开始
    """)
    + "$"
)
_ADJUNCT_ENDS = frozenset("中下里内间上外前后时起") | {"会上", "会后", "会前", "途中", "当天", "当日", "当晚", "现场"}
_TIME = re.compile(
    _alternatives(r"下一步 今后 未来 目前 近日 日前 近年来 连日来 [今去明]年 [\d年月日至上下午时许起前后中]+")
)
"""And one whose last word is one of these, or that gives only a time."""

_NEVER_ENDS = re.compile(_alternatives("以来 期间 之际 方面 [^及按准定]时 [^最滞落今]后") + "$")
"""What not even a whole sentence ends with."""

_CONTINUES = re.compile(
    _alternatives("""
        但 却 然而 不过 而是 而非 而不 否则 以免 以防 才(?!能) 才能 就 都 均 则 也(?!门) 更(?!换|新) 还是 的 所
        之所以 等 或 和 与 及 以及
    """)
)

_ANAPHORIC = re.compile(
    _alternatives(r"""
        要(?![素闻案点地塞]) 同时 与此同时 此外 另外 据悉 据了解 据介绍 据统计 [他她它] 该(?!当) 此(?!前)
        其(?!实|他|余) 这(?!么) 那(?!么) 上述 前者 后者 [两二]人(?!民) 双方 对方 彼此 各方 为此 对此 因此 因而 所以
        于是 从而 但 不过 然而 而 可是 可见 却 反而 并(?!购|网|轨|州|存) 或者 以及 同样 也(?!门) 又 还(?!原|款|贷)
        再(?!生|就) 则 随后 随即 接着 紧接着 然后 最后 最终 首先 其次 另一方面 一方面 例如 比如 尤其 特别是 总之
        由此 据此 至此 这样 如此 当[时天日晚年] 届时 事后 事发后 会上 会后 期间 之后 后来 其后 其间 同[年日月]
        [次翌]日 第[二三四五六七八九]， [二三四五六七八九]是 [二三四五六七八九]、 （[二三四五六七八九]） \d[、.．]
        [①-⑨] 一是 另一 另有 另外的 相比之下 相反 换言之 也就是说 即 正因 正是 正如 果然 原来 结果 终于 话音 说起
        谈及 谈到 提起 说到 就是 否则 只见 只要 只有
    """)
)

_WHEN = r"(?:[\d年月日]{0,8}|近日|日前|[昨今][日天])，?"
_PRONOUN = re.compile("[他她它]")

_REMOVABLE_OPENING = re.compile(
    _alternatives(rf"""
        据悉 据了解 据介绍 据统计 据报道 据透露 据称 据记者了解 据不完全统计 另据了解 另悉 同时 与此同时 此外 除此之外
        另外 值得一提的是 值得注意的是 需要指出的是 具体来看 总的来看 可以说 事实上 实际上 其实 而且 并且
        {_WHEN}(?:本报)?记者{_WHEN}(?:从[^，。]{{2,24}})?(?:采访|调查|走访|梳理)?(?:了解到|获悉|发现|注意到|看到)
        {_WHEN}从[^，。]{{2,24}}(?:获悉|了解到)
    """)
    + "，"
)
"""What can be left out before a sentence: 据悉，, 记者从某局获悉，."""

_FIRST_PERSON = re.compile(
    _alternatives(r"""
        我(?!国|省|市|县|区|州|院|校|军|党|方|司|厂|局|镇|乡|村|社) 咱 俺 笔者 本人 本报记者
    """)
)

_ATTRIBUTION = re.compile(
    _alternatives("说 称 表示 认为 指出 强调 介绍 透露 提出 要求 告诉记者 坦言 解释 提醒 建议 呼吁 写道") + "[，：]$"
)

_LIST_PAIRS = {
    "一是": "二是", "一要": "二要", "其一": "其二", "第一": "第二", "首先": "其次", "一方面": "另一方面",
    "（一）": "（二）", "①": "②", "不是": "而是", "并非": "而是",
}  # fmt: skip


def has_verb(words: Sequence[str]) -> bool:
    """Whether one of the words can be a predicate, as far as a dictionary can tell; 滋补 before 法 cannot."""
    followed = zip_longest(words, words[1:], fillvalue="")
    return any(word in EXTRA_PREDICATES or (is_verb(word) and after not in _NOUN_ENDS) for word, after in followed)


def is_verb(word: str) -> bool:
    """Whether the dictionary knows the word as what somebody does."""
    known = word in SHORT_VERBS if len(word) == 1 else word_class(word) is WordClass.VERB
    return known and word not in NO_PREDICATES


def has_main_predicate(words: Sequence[str]) -> bool:
    """Whether the words have a predicate that is not inside an attribute: no 投资百万元安装的系统."""
    unquoted = list(_unquoted(words))
    if "的" not in unquoted:
        return has_verb(unquoted)
    tail_start = len(unquoted) - unquoted[::-1].index("的")
    return has_verb(unquoted[tail_start:]) or (has_verb(unquoted) and is_assertion(unquoted[:tail_start]))


def is_assertion(words: Sequence[str]) -> bool:
    """Whether a sign shows that the words tell something: 了, 是, 将."""
    return not _ASSERTION_MARKERS.isdisjoint(words)


def lacks_subject(words: Sequence[str]) -> bool:
    """Whether the words begin with what is done, and nobody to do it: 要加强, 切实推进, 站在."""
    first, second = (*words, "", "")[:2]
    if first in MANNER_ADVERBS:
        return word_class(second[:2]) in {WordClass.VERB, WordClass.VERBAL_NOUN}  # jieba may take 推进改革 for a name
    doubled = len(first) == 4 and is_verb(first[:2]) and is_verb(first[2:])  # 贯彻落实
    return first in MODAL_OPENERS or first in SLOGAN_VERBS or doubled or (len(first) > 1 and is_verb(first))


def is_adjunct(words: Sequence[str]) -> bool:
    """Whether the clause names no doer, only when, where or what for: 随着…, 为…, …以来."""
    text = "".join(words).strip(_MARKS)
    return last_word(words) in _ADJUNCT_ENDS or bool(
        _TIME.fullmatch(text) or _OPENS_ADJUNCT.match(text) or _ENDS_ADJUNCT.search(text)
    )


def is_subordinate(words: Sequence[str]) -> bool:
    """Whether the clause prepares for one that must follow, even if it names who acts: 公司如果没有资质，."""
    return is_adjunct(words) or bool(_SUBORDINATES.search("".join(words)))


def last_word(words: Sequence[str]) -> str:
    """Return the last word that is no mark."""
    return next((word for word in reversed(words) if word[-1].isalnum()), "")


def states_purpose(words: Sequence[str]) -> bool:
    """Whether the clause says what something is done for, and not yet what: 商家为降低成本，."""
    return any(one == "为" and is_verb(other) for one, other in pairwise(words))


def needs_complement(words: Sequence[str]) -> bool:
    """Whether the words end with one that wants more: 指出, 包括, 以来."""
    return last_word(words) in NEEDS_COMPLEMENT or bool(_NEVER_ENDS.search("".join(words[-4:]).rstrip(_MARKS)))


def continues_clause(clause: str) -> bool:
    """Whether the clause takes back or finishes what stands before it, so that no cut may fall there."""
    return bool(_CONTINUES.match(clause))


def is_anaphoric(words: Sequence[str]) -> bool:
    """Whether a sentence begins with a word that points back at the sentence before."""
    return bool(_ANAPHORIC.match("".join(words)))


def begins_with_pronoun(words: Sequence[str]) -> bool:
    """Whether a clause begins with a person who was named before."""
    return bool(_PRONOUN.match("".join(words)))


def removable_opening_length(text: str) -> int:
    """Return the length of an opening that can be left out: 据悉，此外，同时，."""
    found = _REMOVABLE_OPENING.match(text)
    return found.end() if found else 0


def has_first_person(text: str) -> bool:
    """Whether someone speaks of himself."""
    return bool(_FIRST_PERSON.search(text))


def is_attribution(clause: str) -> bool:
    """Whether the clause only says who speaks: 局长表示，."""
    return bool(_ATTRIBUTION.search(clause))


def opens_unfinished_list(text: str, rest: str) -> bool:
    """Whether `text` begins a count or a pair (一是, 不是) that only `rest` goes on with."""
    return any(first in text and then not in text and then in rest for first, then in _LIST_PAIRS.items())


def _unquoted(words: Sequence[str]) -> Iterator[str]:
    depth = 0
    for word in words:
        depth += (word in "“《‘（") - (word in "”》’）")
        if not depth:
            yield word

"""Words in order -> names made of several: 总工会 with its place, what is always said together, what is quoted."""

from __future__ import annotations

import re
from collections import Counter
from math import log
from typing import TYPE_CHECKING

from feedpub.language.normalise import simplify
from feedpub.language.segmenter import WordClass, frequency, segment, word_class
from feedpub.stages.summarise.clean import clean
from feedpub.stages.summarise.term_weights import rarity
from feedpub.stages.summarise.vocabulary import COMMON_NOUNS

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence


MAX_KEYWORDS = 5
MAX_KEYWORD = 12
"""Characters of a tag; what is longer is a sentence, not a word."""

HEADLINE_FACTOR = 2.5
LEAD_FACTOR = 1.3
LEAD_LENGTH = 120
"""Characters of the first paragraph that count as the lead."""

NAME_FACTOR = 2.0
"""A name of several words says more than each of them."""
PLACE_FACTOR = 0.3
"""Places have feeds of their own."""

NON_NOUN_CLASSES = frozenset({WordClass.VERB, WordClass.VERBAL_NOUN, WordClass.OTHER})
_FUNCTION = frozenset("的了在与和同以所把被将对向从由于及或等为是有不也都得这那该此其愿再已")
_NUMERIC = re.compile(r"[\d一二三四五六七八九十百千万亿两零〇首第.%％]+(?:公里|\w)?$")
_PLACE_NAME = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|市|县|区|州|镇|乡|村|街道)$")


def keywords(title: str | None, text: str) -> tuple[str, ...]:
    """Return up to five keywords, the best first, in simplified characters, so that a word has one form everywhere."""
    headline = simplify(title or "")
    paragraphs = [simplify(paragraph) for paragraph in clean(text.splitlines())]
    lines = [headline, *paragraphs]
    words = [fix_segmentation(segment(line)) for line in lines]
    names = {**repeated_compounds(words), **quoted_names(lines, headline), **organisations(words)}
    counts = Counter(word for line in words for word in line if is_searchable(word))
    candidates = {word: count for word, count in counts.items() if count > 1 or frequency(word)}
    candidates |= {
        name: count for name, count in names.items() if len(name) <= MAX_KEYWORD and name not in COMMON_NOUNS
    }
    lead = " ".join(paragraphs[:1])[:LEAD_LENGTH]
    score = {word: _keyword_score(word, count, names, headline, lead) for word, count in candidates.items()}
    return _without_overlap(sorted(score, key=lambda word: (-score[word], word)), names)


def is_searchable(word: str) -> bool:
    """Whether somebody might search for the word: a noun, no number, no time, none of the press's common coin."""
    return (
        2 <= len(word) <= MAX_KEYWORD
        and word[0].isalnum()
        and word[-1].isalnum()
        and word not in COMMON_NOUNS
        and word_class(word) not in NON_NOUN_CLASSES
        and not _NUMERIC.match(word)
        and (word.isascii() or frequency(word) > 0 or _is_new_name(word))
    )


def _is_new_name(word: str) -> bool:
    """Whether a word that no dictionary has may be a name: jieba's guesses at two characters are wild."""
    return len(word) > 2 and _FUNCTION.isdisjoint(word)


def _keyword_score(word: str, count: int, names: Mapping[str, int], headline: str, lead: str) -> float:
    score = log(1 + count) * (NAME_FACTOR if word in names else rarity(word))
    score *= HEADLINE_FACTOR if word in headline else 1.0
    score *= LEAD_FACTOR if word in lead else 1.0
    return score * (PLACE_FACTOR if word_class(word) is WordClass.PLACE or _PLACE_NAME.match(word) else 1.0)


def _without_overlap(ranked: Sequence[str], names: Container[str]) -> tuple[str, ...]:
    """Keep the best words of which none holds another; a full name stands for its part where both are near the top."""
    kept: list[str] = []
    top = [word for word in ranked[: 3 * MAX_KEYWORDS] if word in names]
    for word in ranked:
        full = next((name for name in top if word in name), word)
        if len(kept) < MAX_KEYWORDS and not any(full in other or other in full for other in kept):
            kept.append(full)
    return tuple(kept)


# Words in order -> names made of several: 总工会 with its place, what is always said together, what is quoted.


MAX_COMPOUND_WORDS = 4
MAX_COMPOUND = 12

_ORGANISATION = re.compile(
    "(?:总工会|联合会|公司|集团|大学|学院|中学|小学|学校|法院|检察院|公安局|委员会|管委会|办公室|协会|学会|研究会|商会|慈善总会"
    "|医院|银行|研究院|研究所|博物馆|图书馆|文化宫|俱乐部|联盟|基金会|开发区|新区|园区|[\u4e00-\u9fff]{1,4}局)$"
)
_PLACE_WITH_RANK = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|市|县|区|州|旗|镇|乡)$")
_QUOTED = re.compile(r"[“《「『‘]([^“”《》「」『』‘’，。；：！？、 ]{2,8})[”》」』’]")
_COUNTED_WORD = re.compile(r"第?[\d一二三四五六七八九十百千万两首.%％]+.?$")
_SUFFIXES = frozenset("区型月日节奖杯班站赛展团队馆网")
"""Characters that jieba parts from the name they end: 大湾|区, 托管|班."""
_NEVER_LAST = frozenset(
    ["主席", "书记", "主任", "局长", "会长", "院长", "负责人", "记者", "代表", "工作", "活动", "干部", "一行", "领导"]
) | {"建设", "发展", "情况", "会议", "精神", "管理", "指导", "提升", "推进", "开展", "交流", "工作者", "人员"}
_NUMBER = re.compile("[一二三四五六七八九十百千万双]")
_SENTENCE_WORDS = frozenset("是要我你他了的在吗呢不何哪")


def fix_segmentation(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words with 区 and the like given back to the name before them: 大湾|区工会 is 大湾|区|工会."""
    found: list[str] = []
    for word in words:
        is_guess = word[0] == "区" or (word[0] in _SUFFIXES and not frequency(word))
        is_wrong = len(word) > 2 and is_guess and frequency(word[1:]) > frequency(word)
        found += [word[0], word[1:]] if is_wrong else [word]
    return tuple(found)


def repeated_compounds(lines_of_words: Iterable[Sequence[str]]) -> Mapping[str, int]:
    """Return the names of two to four nouns that are met together at least twice, and how often."""
    counts: Counter[str] = Counter()
    for words in lines_of_words:
        for at in range(len(words)):
            for size in range(2, MAX_COMPOUND_WORDS + 1):
                run = words[at : at + size]
                if len(run) < size or not _can_join(run[0]) or not (_can_join(run[-1]) or run[-1] in _SUFFIXES):
                    break
                if len("".join(run)) <= MAX_COMPOUND and _is_name(run):
                    counts["".join(run)] += 1
    found = {name: count for name, count in counts.items() if count > 1}
    return {name: count for name, count in found.items() if not _is_part(name, count, found)}


def organisations(lines_of_words: Sequence[Sequence[str]]) -> Mapping[str, int]:
    """Return the organisations that are named with their place, and how often: 某市总工会."""
    counts: Counter[str] = Counter()
    for words in lines_of_words:
        for at, word in enumerate(words):
            if at and _ORGANISATION.search(word) and _is_place(words[at - 1]):
                counts[words[at - 1] + word] += 1
    return counts


def quoted_names(lines: Iterable[str], headline: str) -> Mapping[str, int]:
    """Return what stands in quotation or title marks more than once, or in the headline."""
    counts = Counter(name for line in lines for name in _QUOTED.findall(line))
    return {name: count for name, count in counts.items() if (count > 1 or name in headline) and _is_title(name)}


def _is_title(name: str) -> bool:
    """Whether quoted words name something: a campaign by its number (三送三办), or with a noun among them."""
    if not _SENTENCE_WORDS.isdisjoint(name):
        return False
    return bool(_NUMBER.match(name)) or name[-1] in _SUFFIXES or any(map(_can_join, segment(name)))


def _is_place(word: str) -> bool:
    return word_class(word) is WordClass.PLACE or bool(frequency(word) and _PLACE_WITH_RANK.match(word))


def _can_join(word: str) -> bool:
    """Whether the word can be part of a name: a noun, and none that points or counts."""
    if len(word) < 2 or not word[0].isalnum() or word[0] in "这那该此每某" or _COUNTED_WORD.match(word):
        return False
    return word_class(word) not in {WordClass.VERB, WordClass.OTHER}


def _is_name(run: Sequence[str]) -> bool:
    """Whether nouns make a name: the last is none of every headline, and one of them at least is not of every day."""
    of_place = word_class(run[0]) is WordClass.PLACE and run[-1] not in _SUFFIXES
    return run[-1] not in _NEVER_LAST and not of_place and any(frequency(word) < 20_000 for word in run)


def _is_part(name: str, count: int, found: Mapping[str, int]) -> bool:
    """Whether the name hardly occurs but in a longer one."""
    return any(name != other and name in other and count <= found[other] * 1.3 for other in found)

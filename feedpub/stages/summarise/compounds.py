"""Words in order -> names made of several: 总工会 with its place, what is always said together, what is quoted."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from feedpub.language.words import frequency, qualities, verbs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_WORDS = 4
LONGEST = 12

_BODY = re.compile(
    r"(?:总工会|工会联合会|联合会|公司|集团|大学|学院|中学|小学|学校|法院|检察院|公安局|[\u4e00-\u9fff]{1,4}局|委员会|办公室|协会|学会|研究会|商会|医院|银行|研究院|研究所|博物馆|图书馆|文化宫"
    r"|俱乐部|联盟|基金会|开发区|新区|园区|大赛|竞赛|论坛|博览会|运动会|马拉松|联席会议|发布会)$"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|市|县|区|州|旗|镇|乡)$")
_QUOTED = re.compile(r"[“《「『‘]([^“”《》「」『』‘’，。；：！？、 ]{2,12})[”》」』’]")
_LOOSE = frozenset(
    "的了和与及在是为对将把被等并也以从由于至或其该这那上下中内外前后各每本我你他她它们个名位家项次只件场年月日时分元人后来说"
)


def compounds(lines: Iterable[Sequence[str]]) -> Mapping[str, int]:
    """Return the names of two to four words and how often each occurs: twice at least, or a body with its place."""
    counts: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    parts: dict[str, tuple[str, ...]] = {}
    for words in lines:
        for at in range(len(words)):
            for size in range(2, MOST_WORDS + 1):
                run = tuple(words[at : at + size])
                if len(run) < size or not _joins(run[-1]) or not _joins(run[0]):
                    break
                name = "".join(run)
                if len(name) > LONGEST:
                    break
                counts[name] += 1
                parts[name] = run
                if size == 2 and _PLACE.match(run[0]) and _BODY.search(run[1]):
                    bodies[name] += 1
    found = {name: count for name, count in counts.items() if count > 1 and _is_name(parts[name])}
    found.update(bodies)
    return {name: count for name, count in found.items() if not _is_part(name, count, found)}


def quoted(lines: Iterable[str], headline: str) -> Mapping[str, int]:
    """Return what stands in quotation or title marks more than once, or in the headline."""
    counts = Counter(name for line in lines for name in _QUOTED.findall(line))
    return {name: count for name, count in counts.items() if count > 1 or name in headline}


def _joins(word: str) -> bool:
    return (
        word[0].isalnum() and not word.isdigit() and not (len(word) == 1 and word in _LOOSE) and word not in qualities()
    )


def _is_name(run: Sequence[str]) -> bool:
    """Whether words that were met together twice make a name: they end with a noun, and none of them is a verb."""
    return (
        len(run[-1]) > 1
        and run[-1] not in verbs()
        and run[0] not in verbs()
        and any(frequency(word) < 20_000 for word in run)
    )


def _is_part(name: str, count: int, found: Mapping[str, int]) -> bool:
    """Whether the name hardly occurs but in a longer one."""
    return any(name != other and name in other and count <= found[other] * 1.3 for other in found)

"""我省, 我市, 全区 and the like -> mentions of the paper's home, and the level at which a text speaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.locate.disambiguate import is_newspaper
from feedpub.stages.locate.gazetteer import ancestor_codes
from feedpub.stages.locate.mentions import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

MUNICIPALITIES = frozenset(("11", "12", "31", "50"))
AUTONOMOUS = frozenset(("15", "45", "54", "64", "65"))
OUR_FACTOR, WHOLE_FACTOR = 0.7, 0.25
"""What 我市 and what 全市 is worth of the home's full name."""


def home_mentions(text: str, mentions: Sequence[Mention], home: tuple[str, ...]) -> list[Mention]:
    """Return 我市 and the like as mentions of the home, or of the region that the text or a paper's name tells of."""
    home = home or _implied_home(text, mentions)
    result = []
    for match in _OUR_REGION.finditer(text):
        if code := _home_of_rank(match[2] or match[3], home):
            factor = OUR_FACTOR if match[1] in ("我", "本") else WHOLE_FACTOR
            result.append(Mention(match.start(), match.end(), match[0], (code,), "the paper's home", factor))
    return result


def speaker_level(text: str) -> int | None:
    """Return as what a text speaks: 0 a province, 1 a city, 2 a county (全区, 区委 more often than 全市); or None."""
    head = text[:SPEAKER_SAMPLE]
    counts = [len(pattern.findall(head)) for pattern in (_OF_PROVINCE, _OF_CITY, _OF_DISTRICT)]
    if "自治区" in head and not _DISTRICT_ORGAN.search(head):
        counts = [counts[0] + counts[2], counts[1], 0]  # 我区 of 西藏 is the region
    largest = max(counts)
    return counts.index(largest) if largest and counts.count(largest) == 1 else None


def _implied_home(text: str, mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Return the one autonomous region that a text without districts names, else the region of a paper's name."""
    autonomous = {code[:2] for mention in mentions for code in mention.codes if mention.name.endswith("自治区")}
    if len(autonomous) == 1 and not _DISTRICT_ORGAN.search(text):
        return (autonomous.pop() + "0000",)
    papers = [one.codes[0] for one in mentions if is_newspaper(one)]
    return ancestor_codes()[papers[0]] if papers else ()


def _home_of_rank(rank: str, home: tuple[str, ...]) -> str:
    """Return the division of the home that `rank` means: 市 of 上海 is the province, 区 of 西藏 as well."""
    for code in reversed(home):
        is_province, is_county = code.endswith("0000"), not code.endswith("00")
        municipal, autonomous = code[:2] in MUNICIPALITIES, code[:2] in AUTONOMOUS
        if rank in "区县旗" and (is_county or (is_province and autonomous)):
            return code
        if rank in "市州" and not is_county and (municipal or not is_province):
            return code
        if rank in ("省", "自治区") and is_province and not municipal:
            return code
    return ""


SPEAKER_SAMPLE = 600
"""So many characters tell as what a text speaks."""

_NOT_AFTER_HAN = r"(?<![\u4e00-\u9fff])"
_BODIES = "委(?!员)|长|政府|人大|政协|总工会|直机关"
_OUR_REGION = re.compile(
    r"([我全本])(自治区|[省市区县州旗])(?![域别间民长场里内委])"
    rf"|{_NOT_AFTER_HAN}([省市区县])(?:委|政府|人大|政协|总工会|公安局|教育局|卫健委)"
)
_OF_PROVINCE = re.compile(rf"[我全](?:省|自治区)|{_NOT_AFTER_HAN}(?:省|自治区)(?:{_BODIES}|级)")
_OF_CITY = re.compile(rf"[我全]市|{_NOT_AFTER_HAN}市(?:{_BODIES})")
_OF_DISTRICT = re.compile(rf"[我全][区县旗](?!域)|(?<![\u4e00-\u9fff市])[区县旗](?:{_BODIES})")
_DISTRICT_ORGAN = re.compile(r"(?<![治\u4e00-\u9fff])[区县](?:委|长|政府)|区委|区政府|县委")

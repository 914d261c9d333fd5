"""我省, 我市, 全区 and the like -> mentions of the paper's home, and the level at which a text speaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.locate.gazetteer import PAPER
from feedpub.stages.locate.mentions import Mention

if TYPE_CHECKING:
    from collections.abc import Sequence

_OURS = re.compile(
    r"([我全本])(自治区|[省市区县州旗])(?![域别间民长场里内委])|(?<![\u4e00-\u9fff])([省市区县])(?:委|政府|人大|政协|总工会|公安局|教育局|卫健委)"
)
_OF_DISTRICT = re.compile(
    r"[我全][区县旗](?!域)|(?<![\u4e00-\u9fff市])[区县旗](?:委(?!员)|长|政府|人大|政协|总工会|直机关)"
)
_DISTRICT_ORGAN = re.compile(r"(?<![治\u4e00-\u9fff])[区县](?:委|长|政府)|区委|区政府|县委")
_OF_PROVINCE = re.compile(
    r"[我全](?:省|自治区)|(?<![\u4e00-\u9fff])(?:省|自治区)(?:委(?!员)|长|政府|人大|政协|总工会|直机关|级)"
)
_OF_CITY = re.compile(r"[我全]市|(?<![\u4e00-\u9fff])市(?:委(?!员)|长|政府|人大|政协|总工会|直机关)")


def ours(text: str, found: Sequence[Mention], home: tuple[str, ...]) -> list[Mention]:
    """Return 我市 and the like as mentions of the home, or of the region that a paper's name tells of."""
    autonomous = {code[:2] for one in found for code in one.codes if one.words.endswith("自治区")}
    if not home and len(autonomous) == 1 and not _DISTRICT_ORGAN.search(text):
        return [
            Mention(match.start(), match.end(), match[0], (autonomous.copy().pop() + "0000",), "the paper's home", 0.7)
            for match in re.finditer("我区", text)
        ]
    if not home:
        home = tuple(one.codes[0] for one in found if one.kind == PAPER)[:1]
    result = []
    for match in _OURS.finditer(text):
        code = _of_level(match[2] or match[3], home)
        if code:
            factor = 0.7 if match[1] in ("我", "本") else 0.25
            result.append(Mention(match.start(), match.end(), match[0], (code,), "the paper's home", factor))
    return result


def _of_level(rank: str, home: tuple[str, ...]) -> str:
    """Return the division of the home that `rank` means: 市 of 上海 is the province, 区 of 上海/金山 the second level."""
    for code in home:
        is_province, is_county = code.endswith("0000"), not code.endswith("00")
        municipal = code[:2] in ("11", "12", "31", "50")
        if rank in ("省", "自治区") and is_province and not municipal:
            return code
        if rank in "市州" and not is_county and (municipal or not is_province):
            return code
        if rank in "区县旗" and is_county:
            return code
    return ""


def level(text: str) -> int | None:
    """Return as what a text speaks: 0 a province, 1 a city, 2 a county (全区, 区委 more often than 全市, 市委); or None."""
    head = text[:600]
    counts = [len(pattern.findall(head)) for pattern in (_OF_PROVINCE, _OF_CITY, _OF_DISTRICT)]
    if "自治区" in head and not _DISTRICT_ORGAN.search(head):
        counts = [counts[0] + counts[2], counts[1], 0]  # 我区 of 西藏 is the region
    most = max(counts)
    return counts.index(most) if most and counts.count(most) == 1 else None

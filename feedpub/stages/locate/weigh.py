"""Resolved mentions -> how much each weighs: by where it stands, how it is named, how often it was before."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.locate.mentions import Mention

HEADLINE_WEIGHT, FIRST_SENTENCE, LEAD_WEIGHT, BODY_WEIGHT, TAIL_WEIGHT = 4.4, 2.5, 1.5, 1.0, 0.7
UNTITLED_WEIGHT = 3.5
"""The first sentence of a text without a headline."""
LEAD_ENDS, TAIL_BEGINS = 160, 700
KIND_FACTORS = {"street": 0.15, "township": 0.9, "lone stem": 0.85, "stem": 0.7, "zone": 0.9, "vague name": 0.8, "group": 0.8}
LEVEL_FACTORS = (0.75, 0.9, 1.0)
"""Province, city, county: the wider a name, the more often it only says where the place lies."""
SPEAKER_FACTOR = 1.4
"""For the divisions of the level as which a text speaks (全区, 区委: a district)."""
REPEAT_FACTOR = 0.82
"""What each further mention by the same words is worth of the one before."""


class WeighedMention(NamedTuple):
    """A mention with one meaning, its place in the text and its weight."""

    mention: Mention
    zone: str
    weight: float

    @property
    def rule(self) -> str:
        """Why it counts, for those who ask: "headline, full name"."""
        return ", ".join(part for part in (self.zone, self.mention.kind, self.mention.rule) if part)


_DATELINE = re.compile(
    r"\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日\w{0,4}?(?:电|讯|消息|报道)|\d{1,2}日\w{0,4}?[电讯]|(?:报道|讯|消息|电)[\s（(]"
)
DATELINE_WEIGHT, CAPITAL_DATELINE_WEIGHT = 0.7, 0.3
"""For 新华社北京某日电: the agency sits there."""


def weigh_mentions(mentions: Sequence[Mention], text: str, title_ends: int, speaker: int | None = None) -> list[WeighedMention]:
    """Return the mentions with their weights, in the order of the text."""
    first_ends = _first_sentence(text, title_ends)
    counts: Counter[tuple[str, ...]] = Counter()
    result = []
    for mention in mentions:
        zone, weight = _zone(mention.start, title_ends, first_ends)
        if _DATELINE.match(text[mention.end : mention.end + 10]):
            zone, weight = "dateline", CAPITAL_DATELINE_WEIGHT if mention.codes == ("110000",) else min(weight, DATELINE_WEIGHT)
        level = _level_of(mention.codes[0])
        weight *= mention.factor * KIND_FACTORS.get(mention.kind, 1.0) * LEVEL_FACTORS[level] * REPEAT_FACTOR ** counts[mention.codes]
        if level == speaker:
            weight *= SPEAKER_FACTOR
        counts[mention.codes] += 1
        result.append(WeighedMention(mention, zone, weight / len(mention.codes) ** 0.5))
    return result


def _level_of(code: str) -> int:
    return 0 if code.endswith("0000") else 1 if code.endswith("00") else 2


def _zone(start: int, title_ends: int, first_ends: int) -> tuple[str, float]:
    if start < title_ends:
        return "headline", HEADLINE_WEIGHT
    if start < first_ends:
        return "first sentence", FIRST_SENTENCE if title_ends else UNTITLED_WEIGHT
    if start < title_ends + LEAD_ENDS:
        return "lead", LEAD_WEIGHT
    return ("tail", TAIL_WEIGHT) if start > title_ends + TAIL_BEGINS else ("body", BODY_WEIGHT)


def _first_sentence(text: str, title_ends: int) -> int:
    """Return where the first sentence ends; a dateline or a few words are none."""
    for match in re.finditer(r"[。！？!?\n]", text[title_ends:]):
        if match.end() >= 15:
            return title_ends + match.end()
    return len(text)

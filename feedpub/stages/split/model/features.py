"""Blocks in order -> what can be seen of each: its shape, its neighbours, what the text around it has in common."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

from feedpub.language import bylines, punctuation
from feedpub.stages.split import jump_marks, linebreaks
from feedpub.stages.split.model.cohesion import Cohesion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.layout import Block

Features = dict[str, float]

_SIZES = ((4, "size≤4"), (12, "size5-12"), (22, "size13-22"), (32, "size23-32"), (45, "size33-45"), (70, "size46-70"))
_REFERS_BACK = re.compile(
    "他们?(?![国乡])|她|它|该|此|这|其(?![他中实])|据悉|据了解|据介绍|同时|此外|另外|随后|但|不过|然而|因此|所以|而(?!且)|并且|对此|对于|目前|会后|会上|会议|"
    "活动|文章|报道(?:说|称|指出)|与此同时|最后|其次|第二|三是|二是|一是"
)
_NEWS_START = re.compile(
    r"(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日|近日|日前|昨日|昨天|今天|今日|当地时间|连日来|近年来|最近|记者从|记者昨|记者今|为了?进一步|"
    r"[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,5}[章节编篇条款项](?![^，。]{0,2}[届次轮])|[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、．]|"
    r"\d{1,2}[、．]|[●■◆①-⑳]|[QA问答]\s*：|目录$|附则$"
)
_LABEL = re.compile(
    r"(?:编者按|编者的话|记者手记|相关链接|新闻链接|链接|新闻背景|背景|小资料|名词解释|记者点评|点评|延伸阅读|评论)(?=[：\s]|$)"
)
_DATE = re.compile(
    r"[（(]?[\d一二三四五六七八九〇○零]{2,4}年[\d一二三四五六七八九十]{1,3}月(?:[\d一二三四五六七八九十]{1,3}日)?[）)]?|"
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?: *\d{1,2}：\d{2}(?:：\d{2})?)?"
)
_LOOSE_END = frozenset("的了和在与及是为对从向把被将以于而或并且之其该让由")
_PARAGRAPH_ENDS = frozenset("：）】—；")
"""A paragraph may end so although no sentence does."""
NEUTRAL_SIMILARITY = 0.04
"""How alike the text above and below are where it is as often one story as two: measured on 540 lines of pages."""
NEVER_JOINED = -6.0
"""The score of a join that cannot be."""
NEAR_SPAN = 200
"""A turn shows most clearly over so few characters (AUC .96, over 400 .92, on 1,836 paragraphs)."""
TURN_THRESHOLD = -0.9
"""Of 1,986 paragraphs that go on below a full stop, 12 are so unlike what is above; of 22 that begin a story, 6."""
LONG_PARAGRAPH = 70
STORY_REACH = 20
"""How many blocks are looked back for the line that a story stands under."""
MAX_HEADLINE_LINE = 45
"""No headline line is longer, as a rule."""


def extract_features(
    blocks: Sequence[Block], contents_lines: frozenset[str] = frozenset(), after_removed: frozenset[int] = frozenset()
) -> list[Features]:
    """Return what is seen of each block.

    `headings` are the lines of a contents list, if the page has one; `parted` says above which blocks an advert or a
    picture was taken out.
    """
    extractor = _Extractor(blocks, contents_lines, after_removed)
    all_features = [extractor.own_features(index) for index in range(len(blocks))]
    for index, features in enumerate(all_features):
        extractor.add_neighbour_features(index, features)
    return all_features


def _are_built_alike(line: str, other: str) -> bool:
    """Whether two short lines are built alike: who, a colon, what."""
    return "：" in line[1:-1] and "：" in other[1:-1]


def _continuation(above: Block, below: Block) -> float:
    """Return the score of a join: behind a credit or a jump there is none, behind a dateline alone always one."""
    if jump_marks.parse_continued_on(above.text) or bylines.parse_credit(above.text):
        return NEVER_JOINED
    opening = bylines.parse_lead(above.text)
    if opening and opening.length >= above.length:
        return -NEVER_JOINED
    return linebreaks.continuation_score(above.normalised, below.normalised)


class _Extractor:
    """A page while it is looked at."""

    def __init__(self, blocks: Sequence[Block], contents_lines: frozenset[str], after_removed: frozenset[int]) -> None:
        self.blocks = blocks
        self.contents_lines = contents_lines
        self.after_removed = after_removed
        self.cohesion = Cohesion(blocks)
        self.is_long = [block.length > 30 for block in blocks]
        gaps = Counter(block.blank_lines for block in blocks[1:])
        self.usual_blank_lines = gaps.most_common(1)[0][0] if gaps else 0
        bodies = [block for block in blocks if block.length > MAX_HEADLINE_LINE]
        self.indents_paragraphs = sum(block.is_indented for block in bodies) * 2 > len(bodies)
        self.has_headings = sum(block.heading_level > 0 for block in blocks) >= 2
        self.continuations = [_continuation(above, below) for above, below in pairwise(blocks)]

    def own_features(self, index: int) -> Features:
        """Return what a block shows by itself."""
        block = self.blocks[index]
        line = block.normalised
        features: Features = {
            "bias": 1.0,
            next((name for size, name in _SIZES if block.length <= size), "size>70"): 1.0,
        }
        if block.ends_sentence:
            features["ends"] = 1.0
        if block.heading_level:
            features["heading"] = 1.0
        elif self.has_headings:
            features["no heading"] = 1.0
        if self.indents_paragraphs and not block.is_indented:
            features["not indented"] = 1.0
        if block.length <= MAX_HEADLINE_LINE * 2:
            self._add_line_shape(line, features)
        self._add_markers(block, features)
        return features

    def _add_line_shape(self, line: str, features: Features) -> None:
        for name, found in (
            ("comma", any(mark in line[:-1] for mark in "，。；")),
            ("clauses", line[:-1].count("，") > 1 or "。" in line[:-1]),
            ("colon end", line[-1:] in ("：", "—")),
            ("clause end", line[-1:] in ("，", "、", "；")),
            ("loose end", line[-1:] in _LOOSE_END),
            ("question", line[-1:] in ("？", "！")),
            ("blank", " " in line.strip()),
            ("open", bool(punctuation.unclosed_marks(line))),
            ("bracket", line[:1] == "（"),
            ("dash start", line[:1] in ("—", "-")),
            ("contents", line.replace(" ", "") in self.contents_lines),
        ):
            if found:
                features[name] = 1.0

    def _add_markers(self, block: Block, features: Features) -> None:
        line = block.normalised
        if bylines.is_agency_signoff(line):
            features["closing"] = 1.0
        if _DATE.fullmatch(line.lstrip("\ufeff")):
            features["date"] = 1.0
        if line[:1] in punctuation.NEVER_FIRST:
            features["unbegun"] = 1.0
        if _NUMBERED.match(line):
            features["numbered"] = 1.0
        elif _LABEL.match(line):
            features["label"] = 1.0
        if _REFERS_BACK.match(line):
            features["refers back"] = 1.0
        if _NEWS_START.match(line):
            features["news start"] = 1.0
        self._add_bylines(block, features)

    def _add_bylines(self, block: Block, features: Features) -> None:
        if block.length <= bylines.MAX_BYLINE + 4 and bylines.is_byline(block.text):
            features["byline" if bylines.has_role(block.text) else "names"] = 1.0
        elif opening := bylines.parse_lead(block.text):
            features["lead"] = 1.0
            if opening.length >= block.length:
                features["dateline"] = 1.0
            if opening.byline:
                features["signed"] = 1.0
        if "byline" not in features and "names" not in features and bylines.parse_credit(block.text):
            features["tail"] = 1.0

    def add_neighbour_features(self, index: int, features: Features) -> None:
        """Add what a block shows beside its neighbours."""
        block = self.blocks[index]
        if block.blank_lines > self.usual_blank_lines:
            features["wider gap"] = 1.0
        elif block.blank_lines < self.usual_blank_lines and index:
            features["closer"] = 1.0
        if index in self.after_removed:
            features["after a float"] = 1.0
        if index + 1 in self.after_removed:
            features["before a float"] = 1.0
        if index:
            self._add_above(index, features)
        else:
            features["first"] = 1.0
        if block.length <= MAX_HEADLINE_LINE and not block.ends_sentence:
            self._add_parallel_lines(index, features)
        opening = linebreaks.opening_score(block.normalised)
        features["opens"] = opening / 3
        if opening <= linebreaks.MID_PARAGRAPH and block.length > 12 and "lead" not in features:
            features["opens within, above breaks off" if "above breaks off" in features else "opens within"] = 1.0
        if index + 1 < len(self.blocks):
            self._add_below(index, features)
        else:
            features["last"] = 1.0
        self._add_cohesion(index, features)

    def _add_parallel_lines(self, index: int, features: Features) -> None:
        """Add whether a short line is built like the next one above or below."""
        up, down = self._next_short_line(index, -1), self._next_short_line(index, 1)
        for other in (up, down):
            if other is not None and _are_built_alike(self.blocks[index].normalised, self.blocks[other].normalised):
                features["parallel"] = 1.0

    def _next_short_line(self, index: int, step: int) -> int | None:
        for other in range(index + 2 * step, max(-1, min(len(self.blocks), index + step * 15)), step):
            if self.blocks[other].length <= MAX_HEADLINE_LINE and not self.blocks[other].ends_sentence:
                return other
        return None

    def _add_above(self, index: int, features: Features) -> None:
        above = self.blocks[index - 1]
        continuation = self.continuations[index - 1]
        features["joins"] = max(-1.0, min(1.0, continuation / 5))
        if continuation >= 2.5:
            features["goes on"] = 1.0
        if above.length > MAX_HEADLINE_LINE and not above.ends_sentence:
            features["above open"] = 1.0
        if above.ends_sentence:
            features["above ends"] = 1.0
        elif above.normalised[-1:] not in _PARAGRAPH_ENDS and continuation > NEVER_JOINED:
            features["above breaks off"] = 1.0
        if bylines.parse_credit(above.text):
            features["above signs"] = 1.0
        if bylines.is_agency_signoff(above.normalised):
            features["above closing"] = 1.0
        if jump_marks.parse_continued_on(above.text):
            features["above leaves"] = 1.0
        if above.normalised[-1:] == "：":
            features["above colon"] = 1.0

    def _add_below(self, index: int, features: Features) -> None:
        below = self.blocks[index + 1]
        continuation = self.continuations[index]
        features["joins below"] = max(-1.0, min(1.0, continuation / 5))
        if continuation >= 2.5:
            features["goes on below"] = 1.0
        if below.blank_lines > self.usual_blank_lines:
            features["wider gap below"] = 1.0
        if below.length > MAX_HEADLINE_LINE or below.ends_sentence:
            features["text below"] = 1.0
        elif bylines.is_byline(below.text):
            features["byline below" if bylines.has_role(below.text) else "names below"] = 1.0
        else:
            features["line below"] = 1.0
        if below.heading_level:
            features["heading below"] = 1.0
        if bylines.parse_lead(below.text):
            features["lead below"] = 1.0
        if _NEWS_START.match(below.normalised):
            features["news below"] = 1.0
        if _REFERS_BACK.match(below.normalised):
            features["refers back below"] = 1.0

    def _add_cohesion(self, index: int, features: Features) -> None:
        """Add whether the text above has the same subject as the text below."""
        count = len(self.blocks)
        start = index if self.is_long[index] else index + 1
        left = self.cohesion.window(k for k in range(index - 1, max(-1, index - 12), -1) if self.is_long[k])
        right = self.cohesion.window(k for k in range(start, min(count, start + 12)) if self.is_long[k])
        if not left or not right:
            features["no cohesion"] = 1.0
            return
        similarity = self.cohesion.similarity(left, right)
        features["alike"] = max(-1.5, min(1.5, log((similarity + 0.004) / NEUTRAL_SIMILARITY)))
        if similarity < NEUTRAL_SIMILARITY / 3:
            features["other subject"] = 1.0
        if self.blocks[index].length > MAX_HEADLINE_LINE or self.blocks[index].ends_sentence:
            self._add_subject_turn(index, features)
        if self.blocks[index].length <= MAX_HEADLINE_LINE:
            features["of the text above"] = min(1.0, self.cohesion.coverage(index, left) * 2)
            features["of the text below"] = self.cohesion.coverage(index, right)
            if not features["of the text below"]:
                features["nothing of below"] = 1.0

    def _add_subject_turn(self, index: int, features: Features) -> None:
        """Add whether a paragraph and those below it go on with the subject of the text since the last line above."""
        below = range(index, min(len(self.blocks), index + 12))
        right = self.cohesion.window((k for k in below if self.is_long[k]), NEAR_SPAN)
        left = self.cohesion.window(
            (k for k in range(index - 1, max(-1, index - 12), -1) if self.is_long[k]), NEAR_SPAN
        )
        story = range(self._short_line_above(index), index)
        for name, others in (("closely alike", left), ("alike to the story", story)):
            if right and others:
                features[name] = max(
                    -1.5, min(1.5, log((self.cohesion.similarity(others, right) + 0.004) / NEUTRAL_SIMILARITY))
                )
        similarities = (features["alike"], features.get("closely alike", 0.0), features.get("alike to the story", 0.0))
        if (
            max(similarities) <= TURN_THRESHOLD
            and "above ends" in features
            and "lead" not in features
            and "closing" not in features
        ):
            features["turns"] = 1.0
            if self.blocks[index].length > LONG_PARAGRAPH:
                features["turns, long"] = 1.0
            if features["opens"] <= 0:
                features["turns, opens within"] = 1.0

    def _short_line_above(self, index: int) -> int:
        for above in range(index - 1, max(-1, index - STORY_REACH), -1):
            if not self.blocks[above].ends_sentence and self.blocks[above].length <= MAX_HEADLINE_LINE:
                return above
        return max(0, index - STORY_REACH)

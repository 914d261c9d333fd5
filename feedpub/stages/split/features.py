"""Blocks in order -> what can be seen of each: its shape, its neighbours, what the text around it has in common."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

from feedpub.language import marks
from feedpub.stages.split import bylines, joins, jumps, openings, signoffs
from feedpub.stages.split.cohesion import Cohesion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.blocks import Block

Seen = dict[str, float]

_SIZES = ((4, "size≤4"), (12, "size5-12"), (22, "size13-22"), (32, "size23-32"), (45, "size33-45"), (70, "size46-70"))
_BACK = re.compile(
    "他们?(?![国乡])|她|它|该|此|这|其(?![他中实])|据悉|据了解|据介绍|同时|此外|另外|随后|但|不过|然而|因此|所以|而(?!且)|并且|对此|对于|目前|会后|会上|会议|"
    "活动|文章|报道(?:说|称|指出)|与此同时|最后|其次|第二|三是|二是|一是"
)
_FRONT = re.compile(
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
_WHOLE_END = frozenset("：）】—；")
"""A paragraph may end so although no sentence does."""
PARTED = 0.04
"""How alike the text above and below are where it is as often one story as two: measured on 540 lines of pages."""
APART = -6.0
"""The score of a join that cannot be."""
NEAR = 200
"""A turn shows most clearly over so few characters (AUC .96, over 400 .92, on 1,836 paragraphs)."""
TURN = -0.9
"""Of 1,986 paragraphs that go on below a full stop, 12 are so unlike what is above; of 22 that begin a story, 6."""
LONG = 70
STORY = 20
"""How many blocks are looked back for the line that a story stands under."""
SHORT = 45
"""No headline line is longer, as a rule."""


def look(
    blocks: Sequence[Block], headings: frozenset[str] = frozenset(), parted: frozenset[int] = frozenset()
) -> list[Seen]:
    """Return what is seen of each block.

    `headings` are the lines of a contents list, if the page has one; `parted` says above which blocks an advert or a
    picture was taken out.
    """
    scene = _Scene(blocks, headings, parted)
    own = [scene.alone(index) for index in range(len(blocks))]
    for index, seen in enumerate(own):
        scene.beside(index, seen)
    return own


def _parallel(line: str, other: str) -> bool:
    """Whether two short lines are built alike: who, a colon, what."""
    return "：" in line[1:-1] and "：" in other[1:-1]


def _join(above: Block, below: Block) -> float:
    """Return the score of a join: behind a credit or a jump there is none, behind a dateline alone always one."""
    if jumps.leaves(above.text) or bylines.tail(above.text):
        return APART
    opening = bylines.lead(above.text)
    if opening and opening.size >= above.size:
        return -APART
    return joins.score(above.canon, below.canon)


class _Scene:
    """A page while it is looked at."""

    def __init__(self, blocks: Sequence[Block], headings: frozenset[str], parted: frozenset[int]) -> None:
        self.blocks = blocks
        self.headings = headings
        self.parted = parted
        self.cohesion = Cohesion(blocks)
        self.long = [block.size > 30 for block in blocks]
        gaps = Counter(block.gap for block in blocks[1:])
        self.usual_gap = gaps.most_common(1)[0][0] if gaps else 0
        bodies = [block for block in blocks if block.size > SHORT]
        self.indents = sum(block.indent for block in bodies) * 2 > len(bodies)
        self.headed = sum(block.level > 0 for block in blocks) >= 2
        self.joins = [_join(above, below) for above, below in pairwise(blocks)]

    def alone(self, index: int) -> Seen:
        """Return what a block shows by itself."""
        block = self.blocks[index]
        line = block.canon
        seen: Seen = {"bias": 1.0, next((name for size, name in _SIZES if block.size <= size), "size>70"): 1.0}
        if block.ends:
            seen["ends"] = 1.0
        if block.level:
            seen["heading"] = 1.0
        elif self.headed:
            seen["no heading"] = 1.0
        if self.indents and not block.indent:
            seen["not indented"] = 1.0
        if block.size <= SHORT * 2:
            self._line(line, seen)
        self._signs(block, seen)
        return seen

    def _line(self, line: str, seen: Seen) -> None:
        for name, found in (
            ("comma", any(mark in line[:-1] for mark in "，。；")),
            ("clauses", line[:-1].count("，") > 1 or "。" in line[:-1]),
            ("colon end", line[-1:] in ("：", "—")),
            ("clause end", line[-1:] in ("，", "、", "；")),
            ("loose end", line[-1:] in _LOOSE_END),
            ("question", line[-1:] in ("？", "！")),
            ("blank", " " in line.strip()),
            ("open", bool(marks.open_marks(line))),
            ("bracket", line[:1] == "（"),
            ("dash start", line[:1] in ("—", "-")),
            ("contents", line.replace(" ", "") in self.headings),
        ):
            if found:
                seen[name] = 1.0

    def _signs(self, block: Block, seen: Seen) -> None:
        line = block.canon
        if signoffs.closing(line):
            seen["closing"] = 1.0
        if _DATE.fullmatch(line.lstrip("\ufeff")):
            seen["date"] = 1.0
        if line[:1] in marks.UNBEGUN:
            seen["unbegun"] = 1.0
        if _NUMBERED.match(line):
            seen["numbered"] = 1.0
        elif _LABEL.match(line):
            seen["label"] = 1.0
        if _BACK.match(line):
            seen["refers back"] = 1.0
        if _FRONT.match(line):
            seen["news start"] = 1.0
        self._authors(block, seen)

    def _authors(self, block: Block, seen: Seen) -> None:
        if block.size <= bylines.LONGEST + 4 and bylines.alone(block.text):
            seen["byline" if bylines.signed(block.text) else "names"] = 1.0
        elif opening := bylines.lead(block.text):
            seen["lead"] = 1.0
            if opening.size >= block.size:
                seen["dateline"] = 1.0
            if opening.byline:
                seen["signed"] = 1.0
        if "byline" not in seen and "names" not in seen and bylines.tail(block.text):
            seen["tail"] = 1.0

    def beside(self, index: int, seen: Seen) -> None:
        """Add what a block shows beside its neighbours."""
        block = self.blocks[index]
        if block.gap > self.usual_gap:
            seen["wider gap"] = 1.0
        elif block.gap < self.usual_gap and index:
            seen["closer"] = 1.0
        if index in self.parted:
            seen["after a float"] = 1.0
        if index + 1 in self.parted:
            seen["before a float"] = 1.0
        if index:
            self._above(index, seen)
        else:
            seen["first"] = 1.0
        if block.size <= SHORT and not block.ends:
            self._sections(index, seen)
        opens = openings.score(block.canon)
        seen["opens"] = opens / 3
        if opens <= openings.WITHIN and block.size > 12 and "lead" not in seen:
            seen["opens within, above breaks off" if "above breaks off" in seen else "opens within"] = 1.0
        if index + 1 < len(self.blocks):
            self._below(index, seen)
        else:
            seen["last"] = 1.0
        self._around(index, seen)

    def _sections(self, index: int, seen: Seen) -> None:
        """Add whether a short line is built like the next one above or below."""
        up, down = self._next(index, -1), self._next(index, 1)
        for other in (up, down):
            if other is not None and _parallel(self.blocks[index].canon, self.blocks[other].canon):
                seen["parallel"] = 1.0

    def _next(self, index: int, step: int) -> int | None:
        for other in range(index + 2 * step, max(-1, min(len(self.blocks), index + step * 15)), step):
            if self.blocks[other].size <= SHORT and not self.blocks[other].ends:
                return other
        return None

    def _above(self, index: int, seen: Seen) -> None:
        above = self.blocks[index - 1]
        join = self.joins[index - 1]
        seen["joins"] = max(-1.0, min(1.0, join / 5))
        if join >= 2.5:
            seen["goes on"] = 1.0
        if above.size > SHORT and not above.ends:
            seen["above open"] = 1.0
        if above.ends:
            seen["above ends"] = 1.0
        elif above.canon[-1:] not in _WHOLE_END and join > APART:
            seen["above breaks off"] = 1.0
        if bylines.tail(above.text):
            seen["above signs"] = 1.0
        if signoffs.closing(above.canon):
            seen["above closing"] = 1.0
        if jumps.leaves(above.text):
            seen["above leaves"] = 1.0
        if above.canon[-1:] == "：":
            seen["above colon"] = 1.0

    def _below(self, index: int, seen: Seen) -> None:
        below = self.blocks[index + 1]
        join = self.joins[index]
        seen["joins below"] = max(-1.0, min(1.0, join / 5))
        if join >= 2.5:
            seen["goes on below"] = 1.0
        if below.gap > self.usual_gap:
            seen["wider gap below"] = 1.0
        if below.size > SHORT or below.ends:
            seen["text below"] = 1.0
        elif bylines.alone(below.text):
            seen["byline below" if bylines.signed(below.text) else "names below"] = 1.0
        else:
            seen["line below"] = 1.0
        if below.level:
            seen["heading below"] = 1.0
        if bylines.lead(below.text):
            seen["lead below"] = 1.0
        if _FRONT.match(below.canon):
            seen["news below"] = 1.0
        if _BACK.match(below.canon):
            seen["refers back below"] = 1.0

    def _around(self, index: int, seen: Seen) -> None:
        """Add whether the text above has the same subject as the text below."""
        count = len(self.blocks)
        start = index if self.long[index] else index + 1
        left = self.cohesion.window(k for k in range(index - 1, max(-1, index - 12), -1) if self.long[k])
        right = self.cohesion.window(k for k in range(start, min(count, start + 12)) if self.long[k])
        if not left or not right:
            seen["no cohesion"] = 1.0
            return
        alike = self.cohesion.across(left, right)
        seen["alike"] = max(-1.5, min(1.5, log((alike + 0.004) / PARTED)))
        if alike < PARTED / 3:
            seen["other subject"] = 1.0
        if self.blocks[index].size > SHORT or self.blocks[index].ends:
            self._turns(index, seen)
        if self.blocks[index].size <= SHORT:
            seen["of the text above"] = min(1.0, self.cohesion.shared(index, left) * 2)
            seen["of the text below"] = self.cohesion.shared(index, right)
            if not seen["of the text below"]:
                seen["nothing of below"] = 1.0

    def _turns(self, index: int, seen: Seen) -> None:
        """Add whether a paragraph and those below it go on with the subject of the text since the last line above."""
        below = range(index, min(len(self.blocks), index + 12))
        right = self.cohesion.window((k for k in below if self.long[k]), NEAR)
        left = self.cohesion.window((k for k in range(index - 1, max(-1, index - 12), -1) if self.long[k]), NEAR)
        story = range(self._line_above(index), index)
        for name, others in (("closely alike", left), ("alike to the story", story)):
            if right and others:
                seen[name] = max(-1.5, min(1.5, log((self.cohesion.across(others, right) + 0.004) / PARTED)))
        measures = (seen["alike"], seen.get("closely alike", 0.0), seen.get("alike to the story", 0.0))
        if max(measures) <= TURN and "above ends" in seen and "lead" not in seen and "closing" not in seen:
            seen["turns"] = 1.0
            if self.blocks[index].size > LONG:
                seen["turns, long"] = 1.0
            if seen["opens"] <= 0:
                seen["turns, opens within"] = 1.0

    def _line_above(self, index: int) -> int:
        for above in range(index - 1, max(-1, index - STORY), -1):
            if not self.blocks[above].ends and self.blocks[above].size <= SHORT:
                return above
        return max(0, index - STORY)

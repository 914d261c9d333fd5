"""A line -> the parts of a masthead that it is made of, if it is made of nothing else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from feedpub.stages.read import fields
from feedpub.stages.read.fields import is_paper_name
from feedpub.stages.read.metadata import PageMetadata

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence


MAX_DATE_DISTANCE = 12
"""Lines with words, from the top or the end, within which a date with anything else of a masthead is enough."""
MAX_NUMBER_DISTANCE = 3
"""The same for a page number without a date."""


class _Masthead(NamedTuple):
    """What lines below each other say together, and how many lines with words part them from the edge of the page."""

    parts: MastheadParts
    distance: int

    @property
    def is_dated(self) -> bool:
        """Whether its day is the page's: near the edge beside any other part, elsewhere beside a page number."""
        return bool(self.parts.day) and (
            bool(self.parts.page_number) or (self.distance < MAX_DATE_DISTANCE and self.parts.part_count > 1)
        )

    @property
    def is_numbered(self) -> bool:
        """Whether it is a page number at the very edge, with nothing but the title, a section or the staff."""
        return bool(self.parts.page_number) and self.distance < MAX_NUMBER_DISTANCE and not self.parts.leftover


def read_masthead(lines: Sequence[str], papers: Collection[str] = ()) -> PageMetadata:
    """Return what the page says of itself; `papers` are titles that do not look like one."""
    found = list(_find_mastheads([line for line in lines if line.strip()], papers))
    dated = [each.parts for each in found if each.is_dated]
    pages = {each.parts.page_number for each in found if each.parts.page_number and not each.parts.leftover}
    trusted = dated + [each.parts for each in found if each.is_numbered and len(pages) == 1]
    day = next((parts.day for parts in dated if parts.day), None)
    return PageMetadata(
        paper=next((told.paper for told in trusted if told.paper), None),
        day=fields.parse_date(day) if day else None,
        number=next((fields.parse_page_number(told.page_number) for told in trusted if told.page_number), None),
    )


def _find_mastheads(printed_lines: list[str], papers: Collection[str]) -> Iterator[_Masthead]:
    """Yield each run of lines that consist of a masthead's parts, taken together."""
    run: list[MastheadParts] = []
    for index, line in enumerate([*printed_lines, ""]):
        part = parse_masthead_line(line, papers)
        if part:
            run.append(part)
        elif run:
            yield _Masthead(_combine(run), min(index - len(run), len(printed_lines) - index))
            run = []


def _combine(run: list[MastheadParts]) -> MastheadParts:
    """Return the parts of all lines as one masthead; lines of several pages are a list of contents and name none."""
    numbers = {part.page_number for part in run if part.page_number}
    return MastheadParts(
        day=next((part.day for part in run if part.day), None),
        has_weekday=any(part.has_weekday for part in run),
        page_number=numbers.pop() if len(numbers) == 1 else None,
        paper=next((part.paper for part in run if part.paper), None),
        has_other_parts=any(part.has_other_parts for part in run),
        leftover=sum(part.leftover for part in run),
    )


# A line -> the parts of a masthead that it is made of, if it is made of nothing else.


MAX_LINE = 80
"""Characters; what is longer is no masthead."""
MAX_LEFTOVER = 12
"""Characters that a line with two parts of a masthead may hold besides them: the publisher, a section of its own."""

WEEKDAY = r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]"
_STEM = "甲乙丙丁戊己庚辛壬癸"
_BRANCH = "子丑寅卯辰巳午未申酉戌亥"
LUNAR = (
    rf"(?:(?:农历|農曆|夏历|夏曆|阴历|陰曆)?\s?[{_STEM}][{_BRANCH}]年?|农历|農曆|夏历|夏曆|阴历|陰曆)"
    r"\s?(?:闰|閏)?[正一二三四五六七八九十冬腊臘]{1,2}月(?:初[一二三四五六七八九十]|[十廿卅二三][一二三四五六七八九十]?|大|小)*"
)
NUMBERING = (
    r"(?:总?第|總第)\s?\d+\s?[期号號]|今日\s?\d+\s?版|本期\s?\d+\s?版|(?:国内统一|國內統一)?(?:连续出版物号|刊号|刊號)[:：]?"
    r"|CN\s?\d+-\d+(?:/\w+)?|(?:邮发)?代号[:：]?\s?\d+-\d+|(?:网址|https?|www)[:：./\w-]+|(?:热线|电话|新闻热线)[:：]?[\d-]+"
)
STAFF = (
    r"(?:本版)?(?:责任?编辑?|責任編輯|责编|編輯|编辑|主编|美编|版式|校对|校對|组版|组稿|审读|检校|值班主任|值班编委|视觉)"
    r"[:：]?\s?[\u4e00-\u9fff]{0,4}(?:\s[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff:：]))*"
)
SECTIONS = (
    "要闻|要聞|综合|綜合|时政|時政|政务|国内|國內|国际|國際|中国|世界|天下|全国|社会|社會|民生|经济|經濟|财经|財經|产经|金融|证券|"
    "体育|體育|文化|文体|文娱|娱乐|娛樂|副刊|教育|健康|卫生|医疗|科技|科教|信息|广告|廣告|公告|专版|專版|专题|專題|专栏|特刊|特稿|"
    "评论|評論|理论|理論|观点|思想|基层|基層|法治|法制|政法|本地|本市|本省|地方|城市|城事|都市|县域|县区|区县|区域|市县|乡村|农村|"
    "农业|三农|新闻|新聞|视点|热点|焦点|关注|聚焦|周刊|週刊|专刊|生活|消费|服务|旅游|旅遊|房产|汽车|人物|深度|调查|读者|公益|党建|"
    "工会|职工|劳动|产业|企业|工业|环保|生态|交通|军事|国防|港澳|台湾|文艺|文学|艺术|读书|摄影|图片|影像|纪实|史话|校园|青年|少年|"
    "老年|女性|家庭|头版|综述|资讯|时评|声音|连载|访谈|对话|导读|版|刊"
)
"""How papers name their sections."""

_MASTHEAD_HINT = re.compile("[0-9０-９〇○年期周週拜历曆版报報编編责責校组審审视讯訊末]")
"""Nothing that a masthead is made of lacks all of these; most lines do, and need no closer look."""
_DAY = re.compile(f"{fields.WRITTEN_DATE}|{fields.NUMERIC_DATE}")
_PAGE = re.compile(rf"{fields.PAGE_WITH_WORD}|{fields.LETTERED_PAGE}")
_WEEKDAY = re.compile(WEEKDAY)
_OTHER_PARTS = re.compile(f"{LUNAR}|{NUMBERING}|{STAFF}", re.IGNORECASE)
_SECTION = re.compile(f"(?:{SECTIONS}){{1,3}}")
_SENTENCE = re.compile(r"[。,!?;“”《》]|上接|下转|下轉|详见|詳見|见第")
_SEPARATORS = re.compile(r"[\s|/·•:()\[\]【】\-—–_●■▲◆★☆#*]+")


@dataclass(frozen=True, slots=True)
class MastheadParts:
    """Parts of a masthead that stand together."""

    day: str | None = None
    """As it is printed."""
    has_weekday: bool = False
    page_number: str | None = None
    paper: str | None = None
    has_other_parts: bool = False
    """Whether there is a lunar date, a number of the issue or the staff."""
    leftover: int = 0
    """How many characters are no part of a masthead."""

    @property
    def part_count(self) -> int:
        """How many of a masthead's parts there are."""
        return sum(map(bool, (self.day, self.has_weekday, self.page_number, self.paper, self.has_other_parts)))


def parse_masthead_line(line: str, papers: Collection[str] = ()) -> MastheadParts | None:
    """Return the parts of `line`, or None where it is something else; `papers` are titles that do not look like one."""
    if len(line) > MAX_LINE or not _MASTHEAD_HINT.search(line):
        return None
    text = unicodedata.normalize("NFKC", line)
    if _SENTENCE.search(text):
        return None
    day, text = _extract(_DAY, text)
    others, text = _extract(_OTHER_PARTS, text)
    weekday, text = _extract(_WEEKDAY, text)
    page_number, text = _extract(_PAGE, text)
    tokens = [token for token in _SEPARATORS.split(text) if token and not _SECTION.fullmatch(token)]
    paper = next((token for token in tokens if token in papers or is_paper_name(token)), None)
    leftover = sum(len(token) for token in tokens if token != paper)
    found = MastheadParts(day, bool(weekday), page_number, paper, bool(others), leftover)
    return found if found.part_count and leftover <= (MAX_LEFTOVER if found.part_count > 1 else 0) else None


def _extract(pattern: re.Pattern[str], text: str) -> tuple[str | None, str]:
    """Return the first match, and the words without any."""
    found = pattern.search(text)
    return (found[0], pattern.sub(" ", text)) if found else (None, text)

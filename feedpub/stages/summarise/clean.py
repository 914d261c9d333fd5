"""Raw text -> paragraphs of prose: bylines, datelines, credits, subheads and mark-up are gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.language.normalise import simplify
from feedpub.language.punctuation import CLAUSE_ENDS, ends_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARACTERS = 16_000
"""Characters of an article that are looked at; no newspaper story is longer, and jieba reads 400 in a millisecond."""

MAX_SUBHEAD = 40
"""A paragraph without an end mark is a subhead up to this length."""

_NAME = r"[\u4e00-\u9fff·]{2,4}"
_ROLE = (
    r"(?:本报|本台|本刊|本网|新华社)?(?:全媒体|融媒体|特约|见习|实习|首席|特派|驻[\u4e00-\u9fff]{1,4})?"
    r"(?:记者|通讯员|评论员|摄影记者|实习生|编辑|责编|责任编辑|作者|撰稿|摄影|图文|文/图|图/文)"
)
_NAMES = rf"{_NAME}(?:[ 、，/]+(?:{_ROLE}[ ：]*)?{_NAME}){{0,7}}"
_CREDITED = rf"{_ROLE}[ ：]*{_NAMES}"
_CREDIT_VERBS = r"(?:综合报道|报道|综合|摄影报道|整理|摄|文/图|图/文|/文|/摄|供图|供稿)"
_PAPER = (
    r"(?:本报|本台|本刊|本网|央视网|新华网|人民网|中新网|中国网|[\u4e00-\u9fff]{2,8}(?:报|社|网|电视台|客户端|新闻))"
)
_BRACKET = r"(?:（[^（）]{0,80}）)"
_WIRE_WORDS = r"(?:讯|消息|快讯|专讯)"

_LEADING_CREDITS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:据)?{_PAPER}(?:综合|最新)?{_WIRE_WORDS}(?=[ ，：（]|近|日前|\d|昨|今)[ ，]*{_BRACKET}?[ ：]*",
        rf"(?:据)?{_PAPER}[^，。；：（]{{0,16}}?\d{{1,2}}日(?:专|体育|综合)?(?:电|讯|消息)[ ，]*{_BRACKET}?[ ：]*",
        r"（(?:据)?[^（）]{0,12}?(?:记者|通讯员|编辑|作者)[^（）]{0,60}）[ ：]*",
        rf"{_CREDITED}[ ]*(?:[\u4e00-\u9fff]{{2,4}})?(?:报道|文/图|摄影报道)[ ：]+",
        r"【[^】]{1,12}】[ ]*",
        r"(?:编者按|核心提示|导读|内容提要)[ ：]+",
        r"[●■◆▲★□◇△☆▶►•·]+[ ]*",
        r"(?:上|下|左|右|大|小)?图(?:[一二三四\d])?(?:[①-⑨])?为[ ：，]?",
    )
)
_TRAILING_CREDITS = tuple(
    re.compile(pattern)
    for pattern in (
        (
            r"[ ]*（(?:本报|特约|见习|完|原题|原载|记者|通讯员|编辑|作者|来源|责任编辑|摄影|文|图|资料|据|参与)"
            r"[^（）]{0,60}）[ ]*$"
        ),
        rf"(?<=[。！？”）])[ ]*{_CREDITED}[ ]*{_CREDIT_VERBS}?[ 。]*$",
        rf"(?<=[。！？”）])[ ]*{_NAMES}[ ]*(?:摄|文|图|{_CREDIT_VERBS})(?:[/／][\u4e00-\u9fff]{{2,8}})?[ 。]*$",
        rf"(?<=[。！？”）])[ ]*{_NAMES}$",
        r"(?<=[。！？”）])[ ]*(?:本报|新华社|中新社)[^，。]{0,4}发[ ]*$",
    )
)
_CREDIT = re.compile(
    rf"^(?:{_CREDITED}[ ]*{_CREDIT_VERBS}?"
    rf"|{_NAME}[ ]*(?:摄|文|{_CREDIT_VERBS})(?:[/／][\u4e00-\u9fff]{{2,8}})?"
    r"|(?:来源|原标题|责任编辑|编辑|校对|制图|策划|版式|资料图|图片来源|扫码|版权|声明|投稿|热线)[ ]*[：/／].*"
    r"|（?(?:上接|下转|转|附图|相关报道|详见)[^，。]{0,20}）?"
    r"|[\W_]+)$"
)
_HEADING = re.compile(r"#{1,6} ")
_SPACE = re.compile(r"[\s\u3000\u200b\ufeff]+")
_SPACE_BESIDE_MARK = re.compile(r"(?<=[，。；：、！？“”‘’（）《》—…]) | (?=[，。；：、！？“”‘’（）《》—…])")


def clean(paragraphs: Iterable[str]) -> list[str]:
    """Return the paragraphs of running text; all of them, squeezed, where nothing would be left."""
    lines = rejoin_wrapped([line for line in map(squeeze_spaces, _first_lines(paragraphs, MAX_CHARACTERS)) if line])
    kept = [line for line in map(strip_credits, lines) if line]
    prose = [line for line in kept if not is_subhead(line)]
    if any(map(ends_sentence, prose)):
        return prose
    return kept or lines


def squeeze_spaces(line: str) -> str:
    """Return the line with single spaces, and none beside a mark of Chinese punctuation."""
    return _SPACE_BESIDE_MARK.sub("", _SPACE.sub(" ", line)).strip()


def rejoin_wrapped(lines: list[str]) -> list[str]:
    """Return hard-wrapped lines as one paragraph each; others as they are.

    Wrapped text shows itself: most lines have no end mark and are as long as the longest.
    """
    longest = max(map(len, lines), default=0)
    full = [line for line in lines if len(line) > longest - 4 and not ends_sentence(line)]
    if len(lines) < 4 or not 12 <= longest <= 60 or len(full) * 2 < len(lines):
        return lines
    joined = [""]
    for line in lines:
        joined[-1] += line
        if ends_sentence(line) and len(line) < longest - 1:
            joined.append("")
    return [paragraph for paragraph in joined if paragraph]


def strip_credits(line: str) -> str:
    """Return the paragraph without what names its makers: "" where it does nothing else."""
    line = line.replace("**", "")
    text = simplify(line)
    if _HEADING.match(text):
        return ""
    for _ in range(2):  # 【本市消息】本报讯(记者 …): one hides behind another
        for head in _LEADING_CREDITS:
            if found := head.match(text):
                text, line = text[found.end() :], line[found.end() :]
        for tail in _TRAILING_CREDITS:
            if found := tail.search(text):
                text, line = text[: found.start()], line[: found.start()]
    return "" if _CREDIT.match(text) else line.strip()


def is_subhead(line: str) -> bool:
    """Whether a paragraph is a line between paragraphs: short, and no sentence."""
    return len(line) <= MAX_SUBHEAD and not ends_sentence(line) and line[-1:] not in CLAUSE_ENDS


def _first_lines(paragraphs: Iterable[str], room: int) -> Iterable[str]:
    """Yield the lines of the paragraphs until `room` characters have been seen."""
    for paragraph in paragraphs:
        if room <= 0:
            return
        yield from paragraph[:room].splitlines()
        room -= len(paragraph)

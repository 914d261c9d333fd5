"""A line or a paragraph -> who wrote it, and from where: bylines alone, in the lead and at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from feedpub.language import person_names
from feedpub.language.normalise import normalise_text

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class StoryOpening:
    """What stood before the first sentence: as printed; `size` characters are taken off."""

    dateline: str | None
    byline: str | None
    length: int


def _alternatives(words: list[str] | tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_HAN = "\\u3400-\\u9fff〇"
_EMPLOYER = rf"(?:{_alternatives(person_names.EMPLOYERS)}|[{_HAN}]{{2,6}}(?:日报|晚报|晨报|网))?(?:驻[{_HAN}]{{1,5}})?"
_ROLE = rf"(?:{_EMPLOYER}(?:{_alternatives(person_names.ROLE_MODIFIERS)})*(?:{_alternatives(person_names.ROLES)}))"
_ROLES = re.compile(_ROLE)
_GLUED_ROLES = tuple(word for word in person_names.TRAILING_ROLES if len(word) > 1 or word == "摄")
_ENDS_IN_ROLE = re.compile(
    rf"(?:[\s/／、（]+(?:{_alternatives(person_names.TRAILING_ROLES)})|(?:{_alternatives(_GLUED_ROLES)}))(?:[\s/／、]*(?:{_alternatives(person_names.TRAILING_ROLES)}))*[）\s/]*"
    rf"(?:人民图片|新华社发)?$"
)
_NO_BYLINE = re.compile("[。！？；“”《》%]|，.*，.*，")
_BULLETS = "□■●◎◆◇▲△★☆○·-—– \u3000"
MAX_BYLINE = 60
"""A longer line is no byline, even of six people."""


def is_byline(text: str) -> bool:
    """Whether the whole line is a byline: roles and names, or names alone."""
    return len(text) <= MAX_BYLINE * 2 and _is_byline_cached(text)


@lru_cache(maxsize=4096)
def _is_byline_cached(text: str) -> bool:
    return _matches_byline(normalise_text(text).strip(_BULLETS).strip("（）［］【】() "))


def has_role(text: str) -> bool:
    """Whether the whole line is a byline that names a role; bare names may be anything on an unsigned page."""
    stripped = normalise_text(text).strip(_BULLETS).strip("（）［］【】() ")
    return bool(_ROLES.match(stripped) or _ENDS_IN_ROLE.search(stripped)) and _matches_byline(stripped)


def _matches_byline(text: str) -> bool:
    if not 2 <= len(text) <= MAX_BYLINE or _NO_BYLINE.search(text):
        return False
    people = _ENDS_IN_ROLE.sub("", text).rstrip("：: ") if not person_names.are_person_names(text) else text
    if not _ROLES.search(people):
        return bool(people) and person_names.are_person_names(people) and (len(people) > 1)
    if not (start := _ROLES.match(people)) and not _ends_in_role(people):
        return False
    parts = [part.strip(" 、，：:/／（）·") for part in _ROLES.split(people)]
    name_parts = [part for part in parts if part]
    if not name_parts:
        return bool(start) and len(people) <= 6 and people.startswith(("本报", "新华社"))
    return all(_are_people(part) for part in name_parts)


def _ends_in_role(people: str) -> bool:
    return any(people.endswith(role) for role in person_names.ROLES)


def _are_people(part: str) -> bool:
    """Whether what stands beside a role is people; one everyday word without a surname is not."""
    if person_names.are_person_names(part):
        return True
    tokens = re.split(r"[\s、，,/／]+", part)
    return len(part) <= 30 and all(
        person_names.may_be_person_name(token) or person_names.are_person_names(token) for token in tokens if token
    )


_AGENCIES = (
    "本报 本刊 本台 本网 新华社 中新社 中新网 新华网 人民网 央视网 央视新闻 中央社 中国网 中国日报网 国际在线 法新社 "
    "路透社 美联社 人民日报 光明日报 中国新闻网 澎湃新闻"
)
_AGENCY_NAMES = tuple(_AGENCIES.split())
_WIRE_WORD = r"专电|专讯|电讯|(?<![通资喜短快])讯(?![问号息])"
_WIRE = rf"{_WIRE_WORD}|电(?![视话影力子脑商网台池信动器缆波池工车])"
_PLACE = r"[^，。：；！？“”（）【】\n]"
_KNOWN_AGENCY = rf"(?:{_alternatives(_AGENCY_NAMES)}){_PLACE}{{0,26}}?(?:消息|{_WIRE})"
_DATED = rf"{_PLACE}{{0,12}}?[\d一二三四五六七八九十]日{_PLACE}{{0,6}}?(?:{_WIRE})"
_OTHER_AGENCY = (
    rf"[{_HAN}A-Za-z－-]{{1,12}}?(?:报|网|社|台|娱乐|快讯|通讯社)"
    rf"(?:{_DATED}|{_PLACE}{{0,8}}?(?:{_WIRE_WORD}|消息(?=：)))"
)
_DATELINE = re.compile(rf"[【（［〔]?\s*(?:据|综合)?(?:{_KNOWN_AGENCY}|{_OTHER_AGENCY})\s*[】）］〕]?[：:]?\s*")
_BRACKET = re.compile(r"[（【［〔]([^（）【】［］〔〕]{2,60})[）】］〕]\s*")
_REPORTS = re.compile(
    rf"((?:{_ROLE})[^，。：；！？\n]{{2,50}}?)(?:综合报道|连线报道|现场报道|摄影报道|报道|报导)[：:，]?\s*"
)
_UNBRACKETED_LEAD = re.compile(rf"((?:{_ROLE})[ ]?[^，。：；！？\n（）]{{2,40}}?)(?:[ ]{{1,4}}|$)")
_PLACED = re.compile(rf"(?:{_ROLE})\s*([^，。：；！？／/]{{2,24}})[／/][^，。]{{2,10}}(?:报道|电)")


def parse_lead(text: str) -> StoryOpening | None:
    """Return what a paragraph opens with before its news: `本报讯 (记者 …)`, `新华社…电`, `【記者…／…報導】`."""
    normalised = normalise_text(text[:160])
    dateline_match = _DATELINE.match(normalised)
    if dateline_match and normalised.startswith("据") and "消息" in dateline_match[0]:
        dateline_match = None  # 据…消息 is where the news was read, part of the sentence
    at = dateline_match.end() if dateline_match else 0
    dateline = text[:at].strip(" 　【】（）()[]［］〔〕:：") if dateline_match else None
    reporter = _parse_reporter(normalised, text, at)
    if reporter is None and dateline_match is None:
        return None
    byline, end = reporter or (_reporter_in_dateline(text[:at]), at)
    return StoryOpening(dateline or None, byline, end)


def _reporter_in_dateline(dateline: str) -> str | None:
    """Return who is named inside a dateline: （中央社记者王小明台北三日电）."""
    normalised = normalise_text(dateline)
    at = normalised.find("记者")
    if at < 0:
        return None
    for size in (3, 2):
        name = normalised[at + 2 : at + 2 + size]
        if len(name) == size and person_names.is_person_name(name):
            return dateline[at : at + 2 + size]
    return None


def _parse_reporter(normalised: str, text: str, at: int) -> tuple[str, int] | None:
    if (bracket := _BRACKET.match(normalised, at)) and (
        _is_credit(bracket[1]) or (at and person_names.are_person_names(bracket[1]))
    ):
        return text[bracket.start(1) : bracket.end(1)].strip(), bracket.end()
    if (reports := _REPORTS.match(normalised, at)) and _is_credit(reports[1]):
        return text[reports.start(1) : reports.end(1)].strip(), reports.end()
    if at and (bare := _UNBRACKETED_LEAD.match(normalised, at)) and _matches_byline(bare[1].strip()):
        return text[bare.start(1) : bare.end(1)].strip(), bare.end()
    return None


def _is_credit(inside: str) -> bool:
    inside = inside.strip()
    if _PLACED.match(inside):
        return True
    named = bool(_ROLES.search(inside)) and _matches_byline(re.sub("(?:报道|电)$", "", inside).strip())
    return named or _mostly_roles(inside)


def _mostly_roles(inside: str) -> bool:
    """Whether a bracket is a credit although a name in it was misprinted: it opens with a role and has no clause."""
    return bool(_ROLES.match(inside)) and not _NO_BYLINE.search(inside) and "，" not in inside and len(inside) <= 40


_CREDIT_AT_END = re.compile(rf"(?<=[。！？”」』…）])\s*[（(]?\s*((?:{_ROLE})[^。！？；“”]{{1,50}})[）)]?\s*$")
_NAMES_PATTERN = (
    rf"[{_HAN}·]{{2,8}}(?:[ 、][{_HAN}·]{{2,8}}){{0,7}}[ /／]*"
    rf"(?:{_alternatives(person_names.TRAILING_ROLES)})?(?:[ /／]+人民图片)?"
)
_NAMES_AT_END = re.compile(rf"(?<=[。！？”」』…])(?:\s+|\s*[（(])({_NAMES_PATTERN})[）)]?\s*$")
_CREDIT_AFTER_SPACE = re.compile(rf"\s+((?:{_ROLE})[^。！？；“”，]{{1,50}})\s*$")


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit at the end of a paragraph: as printed; the text is its first `size` characters."""

    byline: str
    text_length: int


def parse_credit(text: str) -> Credit | None:
    """Return the credit that a paragraph ends with, or None."""
    base = max(0, len(text) - MAX_BYLINE - 10)
    normalised = normalise_text(text[base:])
    for pattern in (_CREDIT_AT_END, _NAMES_AT_END, _CREDIT_AFTER_SPACE):
        found = pattern.search(normalised)
        if found and _matches_byline(found[1].strip(" （）")) and base + found.start() > 0:
            printed = text[base + found.start(1) : base + found.end(1)].strip(" 　（）()")
            return Credit(printed, len(text[: base + found.start()].rstrip()))
    return None


_PHOTOGRAPHER = re.compile(r"(?:摄影报道|摄影报导|摄影并文|摄影|供图|摄)[）)\s]*(?:[/／]\s*[^\s。]{2,8})?[）)]?\s*$")


def has_photographer_credit(text: str) -> bool:
    """Whether a paragraph or credit ends with a photographer's `摄`."""
    ending = normalise_text(text[-30:])
    camera = _PHOTOGRAPHER.search(ending)
    if not camera or (camera.start() and ending[camera.start() - 1] in "拍航"):
        return False
    credit = parse_credit(text)
    return credit is not None or is_byline(text)


# A line -> whether it closes a story: an agency's sign-off, `（新华社北京3月1日电）`, or who the author is.


_AGENCY_SIGNOFF = re.compile("[（【](?:据|综合|原载)?[^，。（）]{2,34}(?:电|专电|讯|消息|供稿)[）】]|[（【]完[）】]")
_AUTHOR_NOTE = re.compile("[（【](?:本文)?(?:作者|译者|整理|编者)[^（）]{0,60}[）】]")


def is_agency_signoff(normalised: str) -> bool:
    """Whether the whole line is a sign-off; `canon` is in canonical form."""
    return len(normalised) <= 64 and bool(_AGENCY_SIGNOFF.fullmatch(normalised) or _AUTHOR_NOTE.fullmatch(normalised))


# Byline -> names: who wrote it, without what they are.


_NAME_SEPARATORS = re.compile(r"[\s、，,;；/／|｜:：()（）\[\]【】]+")

_AUTHOR_ROLE = re.compile(r"(?:首席|特约|特派|见习|实习|[全融]媒体)*(?:记者|通讯员|实习生|评论员|编辑|摄影师|撰稿人)")
"""What may stand before, after or between names without a space: 记者吴一凡通讯员周小虹."""

_ROLE_WORDS = frozenset(
    (
        *("文", "图", "摄", "文图", "图文", "摄影", "摄影报道", "报道", "供图", "供稿"),
        *("撰文", "撰稿", "整理", "编译", "翻译", "作者", "来源", "责编", "责任编辑", "本报"),
    )
)
"""What is a role only where nothing else stands in the word: 文 and 图 are also the ends of names."""

_TRAILING_ROLE = re.compile(r"(?<=..)(?:摄影报道|报道|摄影|供图|供稿|摄)$")

_EMPLOYER_END = re.compile(r"(?:报|社|网|台|刊|频道|客户端)$")
"""The end of a paper's or station's name before a role: 某某日报记者."""

_HAN_CHARACTER = re.compile(r"[\u3400-\u9fff]")


def author_names(byline: str | None) -> tuple[str, ...]:
    """Return the names in a byline as printed ("记者 吴一凡 通讯员 周 虹"), in order, each once."""
    if not byline or not _HAN_CHARACTER.search(byline):
        return (byline.strip(),) if byline and byline.strip() else ()
    words = [name for word in _NAME_SEPARATORS.split(byline) for name in _names_in_word(word)]
    return tuple(dict.fromkeys(_rejoin_two_character_names(words)))


def _names_in_word(word: str) -> list[str]:
    """Return the names in a word between two separators."""
    pieces = _AUTHOR_ROLE.split(word)
    kept = [piece for piece in pieces[:-1] if not _EMPLOYER_END.search(piece)]
    kept.append(_TRAILING_ROLE.sub("", pieces[-1]))
    return [piece for piece in kept if piece and piece not in _ROLE_WORDS]


def _rejoin_two_character_names(words: list[str]) -> list[str]:
    """Put together the names of two characters that print sets with a space between: 高 平."""
    names: list[str] = []
    half = ""
    for word in words:
        if len(word) == 1 and not half:
            half = word
        elif len(word) == 1:
            names.append(half + word)
            half = ""
        else:
            names.extend([half, word] if half else [word])
            half = ""
    return [*names, half] if half else names


# Text -> the spans in which persons are named as its makers: no place is meant there.


def credit_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the beginning and the end of every run of names after a role, such as 记者 某某 通讯员 某某."""
    for pattern in (_NAMES_AFTER_ROLE, _BRACKET_AFTER_AGENCY, _BRACKETED_CREDIT):
        for match in pattern.finditer(text):
            yield match.span()


_CREDIT_ROLES = (
    "见习记者|特约记者|全媒体记者|首席记者|本报记者|记者|特约通讯员|本报通讯员|通讯员|实习生|摄影|作者|责任编辑|编辑|供稿|供图"
    "|撰稿|文/图|图/文|校对|审核"
)
_NOT_A_NAME = (
    "从|在|了|昨|今|近|日|来|走|采|于|获|看|到|随|跟|通过|第一|报道|表示|发现|注意|介绍|联系|赶|向|对|就|们|和|实地|现场|站|节|证|问"
    r"|拨|以|为|与|见|也|将|又|曾|\d"
)
_CREDIT_NAME = r"[\u4e00-\u9fff·]{2,4}"
_NAMES_AFTER_ROLE = re.compile(
    rf"(?:{_CREDIT_ROLES})[：:\s/]{{0,3}}(?!{_NOT_A_NAME}){_CREDIT_NAME}"
    rf"(?:[\s、，,/]{{1,3}}(?!{_CREDIT_ROLES}|近日|日前|昨日|今天){_CREDIT_NAME}(?=[\s、，,/）)（“”：:\n]|{_CREDIT_ROLES}|$))*"
)
_BRACKET_AFTER_AGENCY = re.compile(r"(?<=[电讯])\s?[（(][^（）()]{2,40}[）)]")
_BRACKETED_CREDIT = re.compile(r"[（(](?:[^（）()]{0,12})(?:记者|通讯员|特约|实习)[^（）()]{1,60}[）)]")

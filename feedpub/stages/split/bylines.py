"""A line or a paragraph -> who wrote it, and from where: bylines alone, in the lead and at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from feedpub.language import names
from feedpub.stages.split.blocks import canonical


@dataclass(frozen=True, slots=True)
class Lead:
    """What stood before the first sentence: as printed; `size` characters are taken off."""

    dateline: str | None
    byline: str | None
    size: int


def _any(words: list[str] | tuple[str, ...]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_HAN = "\\u3400-\\u9fff〇"
_DESK = rf"(?:{_any(names.DESKS)}|[{_HAN}]{{2,6}}(?:日报|晚报|晨报|网))?(?:驻[{_HAN}]{{1,5}})?"
_ROLE = rf"(?:{_DESK}(?:{_any(names.GRADES)})*(?:{_any(names.ROLES)}))"
_ROLES = re.compile(_ROLE)
_LATER = tuple(word for word in names.AFTER if len(word) > 1 or word == "摄")
_AFTER = re.compile(
    rf"(?:[\s/／、（]+(?:{_any(names.AFTER)})|(?:{_any(_LATER)}))(?:[\s/／、]*(?:{_any(names.AFTER)}))*[）\s/]*"
    rf"(?:人民图片|新华社发)?$"
)
_STOPS = re.compile("[。！？；“”《》%]|，.*，.*，")
_BULLETS = "□■●◎◆◇▲△★☆○·-—– \u3000"
LONGEST = 60
"""A longer line is no byline, even of six people."""


def alone(text: str) -> bool:
    """Whether the whole line is a byline: roles and names, or names alone."""
    return len(text) <= LONGEST * 2 and _alone(text)


@lru_cache(maxsize=4096)
def _alone(text: str) -> bool:
    return _is_byline(canonical(text).strip(_BULLETS).strip("（）［］【】() "))


def signed(text: str) -> bool:
    """Whether the whole line is a byline that names a role; bare names may be anything on an unsigned page."""
    bare = canonical(text).strip(_BULLETS).strip("（）［］【】() ")
    return bool(_ROLES.match(bare) or _AFTER.search(bare)) and _is_byline(bare)


def _is_byline(bare: str) -> bool:
    if not 2 <= len(bare) <= LONGEST or _STOPS.search(bare):
        return False
    people = _AFTER.sub("", bare).rstrip("：: ") if not names.are_names(bare) else bare
    if not _ROLES.search(people):
        return bool(people) and names.are_names(people) and (len(people) > 1)
    if not (start := _ROLES.match(people)) and not _ends_in_role(people):
        return False
    parts = [part.strip(" 、，：:/／（）·") for part in _ROLES.split(people)]
    named = [part for part in parts if part]
    if not named:
        return bool(start) and len(people) <= 6 and people.startswith(("本报", "新华社"))
    return all(_people(part) for part in named)


def _ends_in_role(people: str) -> bool:
    return any(people.endswith(role) for role in names.ROLES)


def _people(part: str) -> bool:
    """Whether what stands beside a role is people; one everyday word without a surname is not."""
    if names.are_names(part):
        return True
    tokens = re.split(r"[\s、，,/／]+", part)
    return len(part) <= 30 and all(names.may_be_name(token) or names.are_names(token) for token in tokens if token)


_AGENCIES = (
    "本报 本刊 本台 本网 新华社 中新社 中新网 新华网 人民网 央视网 央视新闻 中央社 中国网 中国日报网 国际在线 法新社 "
    "路透社 美联社 人民日报 光明日报 中国新闻网 澎湃新闻"
)
_AGENCY = tuple(_AGENCIES.split())
_REPORT = r"专电|专讯|电讯|(?<![通资喜短快])讯(?![问号息])"
_WIRE = rf"{_REPORT}|电(?![视话影力子脑商网台池信动器缆波池工车])"
_PLACE = r"[^，。：；！？“”（）【】\n]"
_KNOWN = rf"(?:{_any(_AGENCY)}){_PLACE}{{0,26}}?(?:消息|{_WIRE})"
_DATED = rf"{_PLACE}{{0,12}}?[\d一二三四五六七八九十]日{_PLACE}{{0,6}}?(?:{_WIRE})"
_OTHER = (
    rf"[{_HAN}A-Za-z－-]{{1,12}}?(?:报|网|社|台|娱乐|快讯|通讯社)(?:{_DATED}|{_PLACE}{{0,8}}?(?:{_REPORT}|消息(?=：)))"
)
_DATELINE = re.compile(rf"[【（［〔]?\s*(?:据|综合)?(?:{_KNOWN}|{_OTHER})\s*[】）］〕]?[：:]?\s*")
_BRACKET = re.compile(r"[（【［〔]([^（）【】［］〔〕]{2,60})[）】］〕]\s*")
_REPORTS = re.compile(
    rf"((?:{_ROLE})[^，。：；！？\n]{{2,50}}?)(?:综合报道|连线报道|现场报道|摄影报道|报道|报导)[：:，]?\s*"
)
_BARE_LEAD = re.compile(rf"((?:{_ROLE})[ ]?[^，。：；！？\n（）]{{2,40}}?)(?:[ ]{{1,4}}|$)")
_PLACED = re.compile(rf"(?:{_ROLE})\s*([^，。：；！？／/]{{2,24}})[／/][^，。]{{2,10}}(?:报道|电)")


def lead(text: str) -> Lead | None:
    """Return what a paragraph opens with before its news: `本报讯 (记者 …)`, `新华社…电`, `【記者…／…報導】`."""
    canon = canonical(text[:160])
    dated = _DATELINE.match(canon)
    if dated and canon.startswith("据") and "消息" in dated[0]:
        dated = None  # 据…消息 is where the news was read, part of the sentence
    at = dated.end() if dated else 0
    dateline = text[:at].strip(" 　【】（）()[]［］〔〕:：") if dated else None
    found = _reporter(canon, text, at)
    if found is None and dated is None:
        return None
    byline, end = found or (_within(text[:at]), at)
    return Lead(dateline or None, byline, end)


def _within(dateline: str) -> str | None:
    """Return who is named inside a dateline: （中央社记者王小明台北三日电）."""
    canon = canonical(dateline)
    at = canon.find("记者")
    if at < 0:
        return None
    for size in (3, 2):
        name = canon[at + 2 : at + 2 + size]
        if len(name) == size and names.is_name(name):
            return dateline[at : at + 2 + size]
    return None


def _reporter(canon: str, text: str, at: int) -> tuple[str, int] | None:
    if (bracket := _BRACKET.match(canon, at)) and (_credits(bracket[1]) or (at and names.are_names(bracket[1]))):
        return text[bracket.start(1) : bracket.end(1)].strip(), bracket.end()
    if (reports := _REPORTS.match(canon, at)) and _credits(reports[1]):
        return text[reports.start(1) : reports.end(1)].strip(), reports.end()
    if at and (bare := _BARE_LEAD.match(canon, at)) and _is_byline(bare[1].strip()):
        return text[bare.start(1) : bare.end(1)].strip(), bare.end()
    return None


def _credits(inside: str) -> bool:
    inside = inside.strip()
    if _PLACED.match(inside):
        return True
    named = bool(_ROLES.search(inside)) and _is_byline(re.sub("(?:报道|电)$", "", inside).strip())
    return named or _mostly_roles(inside)


def _mostly_roles(inside: str) -> bool:
    """Whether a bracket is a credit although a name in it was misprinted: it opens with a role and has no clause."""
    return bool(_ROLES.match(inside)) and not _STOPS.search(inside) and "，" not in inside and len(inside) <= 40


_TAIL = re.compile(rf"(?<=[。！？”」』…）])\s*[（(]?\s*((?:{_ROLE})[^。！？；“”]{{1,50}})[）)]?\s*$")
_PEOPLE = rf"[{_HAN}·]{{2,8}}(?:[ 、][{_HAN}·]{{2,8}}){{0,7}}[ /／]*(?:{_any(names.AFTER)})?(?:[ /／]+人民图片)?"
_NAMED_TAIL = re.compile(rf"(?<=[。！？”」』…])(?:\s+|\s*[（(])({_PEOPLE})[）)]?\s*$")
_LOOSE_TAIL = re.compile(rf"\s+((?:{_ROLE})[^。！？；“”，]{{1,50}})\s*$")


@dataclass(frozen=True, slots=True)
class Tail:
    """A credit at the end of a paragraph: as printed; the text is its first `size` characters."""

    byline: str
    size: int


def tail(text: str) -> Tail | None:
    """Return the credit that a paragraph ends with, or None."""
    base = max(0, len(text) - LONGEST - 10)
    canon = canonical(text[base:])
    for pattern in (_TAIL, _NAMED_TAIL, _LOOSE_TAIL):
        found = pattern.search(canon)
        if found and _is_byline(found[1].strip(" （）")) and base + found.start() > 0:
            printed = text[base + found.start(1) : base + found.end(1)].strip(" 　（）()")
            return Tail(printed, len(text[: base + found.start()].rstrip()))
    return None


_CAMERA = re.compile(r"(?:摄影报道|摄影报导|摄影并文|摄影|供图|摄)[）)\s]*(?:[/／]\s*[^\s。]{2,8})?[）)]?\s*$")


def photographed(text: str) -> bool:
    """Whether a paragraph or credit ends with a photographer's `摄`."""
    tail_text = canonical(text[-30:])
    found = _CAMERA.search(tail_text)
    if not found or (found.start() and tail_text[found.start() - 1] in "拍航"):
        return False
    credit = tail(text)
    return credit is not None or alone(text)

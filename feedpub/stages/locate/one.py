"""One text and what is known before it is read -> Focus."""

from __future__ import annotations

import re

from feedpub import regions
from feedpub.model import Evidence, Focus, Located, Role
from feedpub.stages.locate.focus import focus, located
from feedpub.stages.locate.gazetteer import PAPER
from feedpub.stages.locate.mentions import Mention, mentions
from feedpub.stages.locate.resolve import Prior, resolve
from feedpub.stages.locate.scope import foreign, held_nationally, national
from feedpub.stages.locate.weigh import weigh

_OURS = re.compile(
    r"(?:我|全|本)(省|市|区|县|州|旗|自治区)(?!域|别|间|民|长|场|里)|(?<![\u4e00-\u9fff])(省|市|区|县)(?:委|政府|人大|政协|总工会|公安局|教育局|卫健委)"
)
_LEVEL = {"省": 1, "自治区": 1, "市": 2, "州": 2, "区": 3, "县": 3, "旗": 3}


def locate_text(title: str | None, text: str, prior: Prior) -> Focus:
    """Return what a text is about; offsets of the evidence count from the title, the text follows on the next line."""
    whole = f"{title}\n{text}" if title else text
    title_ends = len(title) + 1 if title else 0
    found = mentions(whole)
    told = resolve(found, prior)
    told += _ours(whole, found, prior)
    weighed = weigh(told, whole, title_ends)
    of_country = national(whole, title_ends)
    of_abroad = foreign(found, title_ends)
    codes = focus(weighed, 0.5 * of_country + 0.5 * of_abroad, _pairs(whole, told))
    if codes:
        return Focus(located(codes, weighed, of_country), held_nationally(whole, title_ends), False)
    if of_abroad > of_country + 2:
        return Focus((), False, True)
    if of_country >= 1 or weighed:
        return Focus((), True, False)
    if prior.home:
        region = regions.by_code(prior.home[-1])
        return Focus((Located(region, Role.PRIMARY, 0.3, (Evidence("", 0, "the paper's home"),)),))
    return Focus()


def _ours(text: str, found: list[Mention], prior: Prior) -> list[Mention]:
    """Return 我省, 我市 and the like as mentions of the paper's home."""
    home = prior.home
    if not home:
        hints = [one.codes[0] for one in found if one.kind == PAPER]
        home = (hints[0],) if hints else ()
    result = []
    for match in _OURS.finditer(text):
        level = _LEVEL[match[1] or match[2]]
        if level <= len(home):
            factor = 0.6 if match[0].startswith(("我", "本")) else 0.25
            result.append(Mention(match.start(), match.end(), match[0], (home[level - 1],), "the paper's home", factor))
    return result


_AND = re.compile(r"[、，,和与及同—－\-·/]|携手|联合|对口(?:支援|帮扶)|援")


def _pairs(text: str, told: list[Mention]) -> list[frozenset[str]]:
    """Return the divisions that stand side by side, joined by 和 or a dash."""
    result = []
    for one, other in zip(told, told[1:], strict=False):
        if _AND.fullmatch(text[one.end : other.start].strip("“”——")) and one.codes != other.codes:
            result.append(frozenset((*one.codes, *other.codes)))
    return result

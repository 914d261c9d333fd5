"""Mentions -> the one division that each means: names are told apart by one another."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedpub import regions
from feedpub.stages.locate.gazetteer import (
    FOREIGN,
    FULL,
    GROUP,
    OLD,
    PAPER,
    STEM,
    TOWN,
    VAGUE,
    lines_of_descent,
    old_names,
    since,
)
from feedpub.stages.locate.own import NO_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.stages.locate.mentions import Mention
    from feedpub.stages.locate.own import OwnNames

STREET = "street"
SURE = {TOWN: 0.8, STEM: 0.4, STREET: 0.4, VAGUE: 0.4}
"""How surely a kind of name means a place, where that is less than certain."""
TODAY, NOT_YET = 0.9, -0.9
CLOSE = 0.75
"""Two readings that are nearer than this are not told apart: the mention means what they have in common."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known before a text is read: the paper's home, and what the other articles of the page name."""

    home: tuple[str, ...] = ()
    """Codes from the province down."""
    page: Mapping[str, float] | None = None
    """Code -> share of the page's articles that name it."""
    year: int | None = None
    """Of the day of the issue: which names there were then."""
    own: OwnNames = NO_NAMES


def resolve(found: Sequence[Mention], prior: Prior) -> list[Mention]:
    """Return the mentions with one code each (a group keeps its several); what means nothing certain is left out."""
    lines = lines_of_descent()
    told = [one for one in found if one.codes and one.kind not in (FOREIGN, PAPER) and one.factor > 0]
    hints = [one.codes[0] for one in found if of_paper(one)]
    chosen: dict[str, tuple[str, ...]] = {}
    for _ in range(2):
        witnesses = _witnesses(told, chosen, lines)
        for words in dict.fromkeys(one.words for one in told if one.kind != GROUP):
            same = [one for one in told if one.words == words]
            support = _support(witnesses, but=words)
            chosen[words] = _choose(same, support, prior, hints, lines)
    result = []
    for one in told:
        codes = one.codes if one.kind == GROUP else chosen[one.words]
        if codes and _counts(one, codes[0], told, chosen, lines):
            result.append(replace(one, codes=codes))
    return result or ([] if prior.home else _only_stems(told))


def of_paper(one: Mention) -> bool:
    """Whether a mention is a paper's name, from the table or by its pattern (洛阳日报), and of one place."""
    return one.kind == PAPER or (one.rule == "paper" and len(one.codes) == 1)


def _only_stems(told: Sequence[Mention]) -> list[Mention]:
    """Return the bare names of a text without any other place, where only one division or one city is called so."""
    stems = [one for one in told if one.kind == STEM and one.rule == ""]
    wide = [(one, [code for code in one.codes if code.endswith("00")] or one.codes) for one in stems]
    return [replace(one, codes=tuple(codes)) for one, codes in wide if len(codes) == 1]


def _witnesses(
    told: Sequence[Mention], chosen: Mapping[str, tuple[str, ...]], lines: Mapping[str, tuple[str, ...]]
) -> Mapping[tuple[str, str], float]:
    """Return for each code and each words that name it, or something in it, how surely they do."""
    best: dict[tuple[str, str], float] = {}
    for one in told:
        if one.kind == GROUP:
            continue
        codes = chosen.get(one.words) or one.codes
        sure = SURE.get(one.kind, 1.0) / len(codes) * max(one.factor, 0.3)
        for code in codes:
            for up in lines[code]:
                best[up, one.words] = max(best.get((up, one.words), 0.0), sure)
    return best


def _support(witnesses: Mapping[tuple[str, str], float], but: str) -> Mapping[str, float]:
    """Return how strongly the text speaks for each code, leaving out what the words in question say themselves."""
    total: dict[str, float] = defaultdict(float)
    for (code, words), value in witnesses.items():
        if words != but:
            total[code] += value
    return total


def _choose(
    same: Sequence[Mention],
    support: Mapping[str, float],
    prior: Prior,
    hints: Sequence[str],
    lines: Mapping[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """Return the reading that the rest of the text speaks for; the common ancestor of close ones; or nothing."""
    codes = same[0].codes
    if len(codes) == 1:
        return codes
    year = prior.year
    scores = {code: _reading(code, support, prior, hints, lines) + _current(code, same[0], year) for code in codes}
    ranked = sorted(codes, key=lambda code: (-scores[code], code))
    first, second = ranked[0], ranked[1]
    if scores[first] - scores[second] >= CLOSE:
        return (first,)
    near = [code for code in ranked if scores[first] - scores[code] < CLOSE]
    common = _common([lines[code] for code in near])
    return (common,) if common else ()


def _reading(
    code: str,
    support: Mapping[str, float],
    prior: Prior,
    hints: Sequence[str],
    lines: Mapping[str, tuple[str, ...]],
) -> float:
    line = lines[code]
    score = 1.6 if code.endswith("0000") else 0.8 if code.endswith("00") else 0.0
    score += min(support.get(code, 0.0), 4.0)
    for depth, up in enumerate(line[:-1]):
        weight = 1.0 if depth == 0 and len(line) == 3 else 1.6
        score += weight * min(support.get(up, 0.0), 2.5)
    for depth, up in enumerate(line):
        if up in prior.home:
            score += (1.0, 2.0, 2.0)[min(depth, 2)]
        if prior.page and up in prior.page:
            score += (0.6, 1.2, 1.2)[min(depth, 2)] * prior.page[up]
        if up in hints:
            score += 1.0
    return score


def _current(code: str, one: Mention, year: int | None) -> float:
    """Return what speaks for a division that bears the full name, today or in the year of the story.

    One that did not bear it yet is not meant; one that bore it once and no more may still be called so.
    """
    if one.kind not in (FULL, OLD):
        return 0.0
    if one.words.endswith(regions.by_code(code).name):
        return NOT_YET if year is not None and year < since(code) else TODAY
    valid = [(first, last) for name, first, last in old_names().get(code, ()) if one.words.endswith(name)]
    return TODAY if year is not None and any(first <= year <= last for first, last in valid) else 0.0


def _common(lines: Sequence[tuple[str, ...]]) -> str:
    """Return the deepest division that all have above them, or ""."""
    common = ""
    for level in zip(*lines, strict=False):
        if len(set(level)) > 1:
            break
        common = level[0]
    return common


def _counts(
    one: Mention,
    code: str,
    told: Sequence[Mention],
    chosen: Mapping[str, tuple[str, ...]],
    lines: Mapping[str, tuple[str, ...]],
) -> bool:
    """Whether a bare or vague name is to be trusted: beside its parent, with its full name or a township elsewhere."""
    if one.kind not in (STEM, VAGUE, STREET) or one.chained:
        return True
    if one.kind == STEM and code.endswith("00") and sum(o.words == one.words and o.factor >= 0.5 for o in told) > 1:
        return True
    for other in told:
        if other.words == one.words:
            continue
        codes = chosen.get(other.words) or other.codes
        if other.kind not in (STEM, VAGUE, STREET, GROUP) or other.chained:
            if code in codes or any(code in lines[low] for low in codes):
                return True
            if one.kind == VAGUE and codes[0] in lines[code][-2:]:
                return True
            if one.kind == STEM and not one.rule and codes and codes[0] in lines[code][1:]:
                return True
    return False

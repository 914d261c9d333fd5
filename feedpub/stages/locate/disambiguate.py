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
    NO_CUSTOM_NAMES,
    OLD_NAME,
    PAPER,
    STEM,
    TOWNSHIP,
    VAGUE_NAME,
    ancestor_codes,
    name_valid_from,
    old_names,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.stages.locate.gazetteer import CustomNames
    from feedpub.stages.locate.mentions import Mention

STREET = "street"
KIND_CERTAINTY = {TOWNSHIP: 0.8, STEM: 0.4, STREET: 0.4, VAGUE_NAME: 0.4}
"""How surely a kind of name means a place, where that is less than certain."""
BEARS_NAME, BEARS_NAME_LATER = 0.9, -0.9
MIN_LEAD = 0.75
"""Two readings that are nearer than this are not told apart: the mention means what they have in common."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is known before a text is read: the paper's home, and what the other articles of the page name."""

    home: tuple[str, ...] = ()
    """Codes from the province down."""
    page_shares: Mapping[str, float] | None = None
    """Code -> share of the page's articles that name it."""
    year: int | None = None
    """Of the day of the issue: which names there were then."""
    custom_names: CustomNames = NO_CUSTOM_NAMES


def disambiguate(mentions: Sequence[Mention], prior: Prior) -> list[Mention]:
    """Return the mentions with one code each (a group keeps its several); what means nothing certain is left out."""
    ancestors = ancestor_codes()
    places = [
        mention for mention in mentions if mention.codes and mention.kind not in (FOREIGN, PAPER) and mention.factor > 0
    ]
    hints = [one.codes[0] for one in mentions if is_newspaper(one)]
    chosen: dict[str, tuple[str, ...]] = {}
    for _ in range(2):
        certainties = _certainties(places, chosen, ancestors)
        for name in dict.fromkeys(one.name for one in places if one.kind != GROUP):
            same_name = [one for one in places if one.name == name]
            support = _support(certainties, except_name=name)
            chosen[name] = _choose_reading(same_name, support, prior, hints, ancestors)
    result = []
    for one in places:
        codes = one.codes if one.kind == GROUP else chosen[one.name]
        if codes and _is_trusted(one, codes[0], places, chosen, ancestors):
            result.append(replace(one, codes=codes))
    return result or ([] if prior.home else _only_stems(places))


def is_newspaper(mention: Mention) -> bool:
    """Whether a mention is a paper's name, from the table or by its pattern (洛阳日报), and of one place."""
    return mention.kind == PAPER or (mention.rule == "paper" and len(mention.codes) == 1)


def _only_stems(mentions: Sequence[Mention]) -> list[Mention]:
    """Return the bare names of a text without any other place, where only one division or one city is called so."""
    stems = [mention for mention in mentions if mention.kind == STEM and mention.rule == ""]
    candidates = [(one, [code for code in one.codes if code.endswith("00")] or one.codes) for one in stems]
    return [replace(one, codes=tuple(codes)) for one, codes in candidates if len(codes) == 1]


def _certainties(
    mentions: Sequence[Mention], chosen: Mapping[str, tuple[str, ...]], ancestors: Mapping[str, tuple[str, ...]]
) -> Mapping[tuple[str, str], float]:
    """Return for each code and each words that name it, or something in it, how surely they do."""
    best: dict[tuple[str, str], float] = {}
    for mention in mentions:
        if mention.kind == GROUP:
            continue
        codes = chosen.get(mention.name) or mention.codes
        certainty = KIND_CERTAINTY.get(mention.kind, 1.0) / len(codes) * max(mention.factor, 0.3)
        for code in codes:
            for ancestor in ancestors[code]:
                best[ancestor, mention.name] = max(best.get((ancestor, mention.name), 0.0), certainty)
    return best


def _support(certainties: Mapping[tuple[str, str], float], except_name: str) -> Mapping[str, float]:
    """Return how strongly the text speaks for each code, leaving out what the words in question say themselves."""
    total: dict[str, float] = defaultdict(float)
    for (code, name), value in certainties.items():
        if name != except_name:
            total[code] += value
    return total


def _choose_reading(
    same_name: Sequence[Mention],
    support: Mapping[str, float],
    prior: Prior,
    hints: Sequence[str],
    ancestors: Mapping[str, tuple[str, ...]],
) -> tuple[str, ...]:
    """Return the reading that the rest of the text speaks for; the common ancestor of close ones; or nothing."""
    codes = same_name[0].codes
    if len(codes) == 1:
        return codes
    year = prior.year
    scores = {
        code: _reading_score(code, support, prior, hints, ancestors) + _name_period_score(code, same_name[0], year)
        for code in codes
    }
    ranked = sorted(codes, key=lambda code: (-scores[code], code))
    first, second = ranked[0], ranked[1]
    if scores[first] - scores[second] >= MIN_LEAD:
        return (first,)
    close = [code for code in ranked if scores[first] - scores[code] < MIN_LEAD]
    common = _common_ancestor([ancestors[code] for code in close])
    return (common,) if common else ()


def _reading_score(
    code: str,
    support: Mapping[str, float],
    prior: Prior,
    hints: Sequence[str],
    ancestors: Mapping[str, tuple[str, ...]],
) -> float:
    own_ancestors = ancestors[code]
    score = 1.6 if code.endswith("0000") else 0.8 if code.endswith("00") else 0.0
    score += min(support.get(code, 0.0), 4.0)
    for depth, ancestor in enumerate(own_ancestors[:-1]):
        weight = 1.0 if depth == 0 and len(own_ancestors) == 3 else 1.6
        score += weight * min(support.get(ancestor, 0.0), 2.5)
    for depth, ancestor in enumerate(own_ancestors):
        if ancestor in prior.home:
            score += (1.0, 2.0, 2.0)[min(depth, 2)]
        if prior.page_shares and ancestor in prior.page_shares:
            score += (0.6, 1.2, 1.2)[min(depth, 2)] * prior.page_shares[ancestor]
        if ancestor in hints:
            score += 1.0
    return score


def _name_period_score(code: str, mention: Mention, year: int | None) -> float:
    """Return what speaks for a division that bears the full name, today or in the year of the story.

    One that did not bear it yet is not meant; one that bore it once and no more may still be called so.
    """
    if mention.kind not in (FULL, OLD_NAME):
        return 0.0
    if mention.name.endswith(regions.by_code(code).name):
        return BEARS_NAME_LATER if year is not None and year < name_valid_from(code) else BEARS_NAME
    valid = [(first, last) for name, first, last in old_names().get(code, ()) if mention.name.endswith(name)]
    return BEARS_NAME if year is not None and any(first <= year <= last for first, last in valid) else 0.0


def _common_ancestor(lines_of_ancestors: Sequence[tuple[str, ...]]) -> str:
    """Return the deepest division that all have above them, or ""."""
    common = ""
    for level in zip(*lines_of_ancestors, strict=False):
        if len(set(level)) > 1:
            break
        common = level[0]
    return common


def _is_trusted(
    mention: Mention,
    code: str,
    mentions: Sequence[Mention],
    chosen: Mapping[str, tuple[str, ...]],
    ancestors: Mapping[str, tuple[str, ...]],
) -> bool:
    """Whether a bare or vague name is to be trusted: beside its parent, with its full name or a township elsewhere."""
    if mention.kind not in (STEM, VAGUE_NAME, STREET) or mention.is_compound:
        return True
    if (
        mention.kind == STEM
        and code.endswith("00")
        and sum(other_mention.name == mention.name and other_mention.factor >= 0.5 for other_mention in mentions) > 1
    ):
        return True
    for other in mentions:
        if other.name == mention.name:
            continue
        codes = chosen.get(other.name) or other.codes
        if other.kind not in (STEM, VAGUE_NAME, STREET, GROUP) or other.is_compound:
            if code in codes or any(code in ancestors[reading] for reading in codes):
                return True
            if mention.kind == VAGUE_NAME and codes[0] in ancestors[code][-2:]:
                return True
            if mention.kind == STEM and not mention.rule and codes and codes[0] in ancestors[code][1:]:
                return True
    return False

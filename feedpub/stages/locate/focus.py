"""Resolved mentions -> Focus: what the text is about, found by walking down the tree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedpub import regions
from feedpub.model import Evidence, Located, Role
from feedpub.stages.locate.gazetteer import GROUP, lines_of_descent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.locate.bonds import Bonds
    from feedpub.stages.locate.weigh import Weighed

COUNTRY = ""
SIBLINGS, NODE, COUNTY, OF_COUNTRY = 0.57, 0.34, 0.29, 0.45
"""A child is gone down to when it holds this share of its siblings and of its parent (where that is the country, whose
own words count by the third figure)."""
ALONE = 0.36
"""Instead of the first figure, for what the headline names and none of its siblings."""
IN_HEADLINE, IN_LEAD, IN_ALL = 0.35, 0.55, 0.35
UNHEADED, UNHEADED_PARTNER = 0.5, 0.3
TOGETHER_IN_LEAD, TOGETHER_IN_ALL = 0.2, 0.18
"""A rival belongs as well when it holds these shares of the winner's weight; less where they act together."""
MOST = 4
NAMED = 0.85
"""A division that the first lines name as much as several places within it is itself what the text is about."""
EVIDENCE = 5
FIRST_LINES = ("headline", "first sentence", "lead")


@dataclass(slots=True)
class Tree:
    """The weights of all places of a text, each with those of everything below it."""

    total: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    headline: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    lead: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    own: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """What a division has in the first lines under its own name."""
    loose: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """What a division only has as one of a group (粤港澳): no reason to stay above the places within it."""
    below: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, code: str, weighed: Weighed) -> None:
        """Count a weighed mention of a division for it and all above it."""
        above = COUNTRY
        self._count(COUNTRY, weighed)
        for step in lines_of_descent()[code]:
            self.below[above][step] = None
            self._count(step, weighed)
            above = step
        if weighed.mention.kind == GROUP:
            self.loose[code] += weighed.weight
        elif weighed.zone in FIRST_LINES:
            self.own[code] += weighed.weight

    def _count(self, code: str, weighed: Weighed) -> None:
        self.total[code] += weighed.weight
        if weighed.zone == "headline":
            self.headline[code] += weighed.weight
        if weighed.zone in FIRST_LINES:
            self.lead[code] += weighed.weight


def focus(weighed: Sequence[Weighed], national: float, bound: Bonds) -> list[str]:
    """Return the codes of the divisions that the text is about, the main one first; none where it is about no one."""
    tree = Tree()
    for one in weighed:
        for code in one.mention.codes:
            tree.add(code, one)
    tree.total[COUNTRY] += OF_COUNTRY * national
    return list(dict.fromkeys(_walk(COUNTRY, tree, bound)))


def _walk(node: str, tree: Tree, bound: Bonds) -> list[str]:
    """Return the node, or what is found below its children that dominate it."""
    children = sorted(tree.below[node], key=lambda code: -tree.total[code])
    if children:
        several = [children[0], *[rival for rival in children[1:] if _also(children[0], rival, tree, bound)]]
        if len(several) > MOST:
            several = several[:1]
        held = sum(tree.total[code] for code in several)
        if node and len(several) > 1 and tree.own[node] >= NAMED * max(tree.lead[code] for code in several):
            return [node]
        least = COUNTY if node and node[2:4] != "00" else NODE
        everything = sum(tree.total[code] for code in children)
        siblings = ALONE if tree.headline[several[0]] > 0 and _alone(several, children, tree) else SIBLINGS
        if held >= siblings * everything and held >= least * (tree.total[node] - _loose(several, node, tree)):
            return [code for one in several for code in _walk(one, tree, bound)]
    return [node] if node else []


def _loose(several: Sequence[str], node: str, tree: Tree) -> float:
    """Return the weight that a node has from groups, where places within it stand in the first lines."""
    return tree.loose[node] if any(tree.lead[code] for code in several) else 0.0


def _alone(several: Sequence[str], children: Sequence[str], tree: Tree) -> bool:
    return not any(tree.headline[code] for code in children if code not in several)


def _also(best: str, rival: str, tree: Tree, bound: Bonds) -> bool:
    """Whether a rival of the best child is what the text is about as well."""
    share = tree.total[rival] / tree.total[best] if tree.total[best] else 0.0
    if tree.headline[best] and not tree.headline[rival]:
        return share >= (UNHEADED_PARTNER if bound.together else UNHEADED)
    if any(_within(best, pair) and _within(rival, pair) for pair in bound.pairs) and share >= TOGETHER_IN_ALL:
        return True
    in_lead = tree.lead[rival] / tree.lead[best] if tree.lead[best] else 0.0
    if bound.together and in_lead >= TOGETHER_IN_LEAD and share >= TOGETHER_IN_ALL:
        return True
    if tree.headline[best]:
        return tree.headline[rival] >= IN_HEADLINE * tree.headline[best] and share >= IN_ALL
    return in_lead >= IN_LEAD and share >= IN_ALL


def _within(code: str, pair: frozenset[str]) -> bool:
    lines = lines_of_descent()
    return any(code in lines[one] for one in pair)


def located(codes: Sequence[str], weighed: Sequence[Weighed], national: float, printed: str) -> tuple[Located, ...]:
    """Return the regions with their roles, their share of the evidence, and the words that speak for them."""
    lines = lines_of_descent()
    whole = sum(one.weight for one in weighed) + national
    result = []
    for number, code in enumerate(codes):
        mine = [one for one in weighed if any(code in lines[low] for low in one.mention.codes)]
        share = sum(one.weight for one in mine) / whole if whole else 0.0
        strongest = sorted(mine, key=lambda one: (-one.weight, one.mention.start))[:EVIDENCE]
        evidence = tuple(
            Evidence(printed[one.mention.start : one.mention.end], one.mention.start, one.rule)
            for one in sorted(strongest, key=lambda one: one.mention.start)
        )
        role = Role.ALSO if number else Role.PRIMARY
        result.append(Located(regions.by_code(code), role, round(min(0.99, share), 2), evidence))
    return tuple(result)

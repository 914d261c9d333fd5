"""Resolved mentions -> Focus: what the text is about, found by walking down the tree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedpub import regions
from feedpub.model import Evidence, Focus, Located, Role
from feedpub.stages.locate.gazetteer import gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feedpub.stages.locate.weigh import Weighed

COUNTRY = ""
SIBLINGS, NODE = 0.6, 0.42
"""A child is gone down to when it holds this share of its siblings and of its parent."""
IN_LEAD, IN_HEADLINE = 0.55, 0.35
"""A rival belongs as well when it holds this share of the winner's weight there."""
EVIDENCE = 5


@dataclass(slots=True)
class Tree:
    """The weights of all places of a text, each with those of everything below it."""

    total: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    headline: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    lead: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    below: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, code: str, weighed: Weighed) -> None:
        """Count a weighed mention of a division for it and all above it."""
        above = COUNTRY
        self._count(COUNTRY, weighed)
        for step in gazetteer().lines[code]:
            self.below[above][step] = None
            self._count(step, weighed)
            above = step

    def _count(self, code: str, weighed: Weighed) -> None:
        self.total[code] += weighed.weight
        if weighed.zone == "headline":
            self.headline[code] += weighed.weight
        if weighed.zone in ("headline", "first sentence", "lead"):
            self.lead[code] += weighed.weight


def focus(weighed: Sequence[Weighed], national: float, paired: Iterable[frozenset[str]] = ()) -> list[str]:
    """Return the codes of the divisions that the text is about, the main one first; none where it is about no one."""
    tree = Tree()
    for one in weighed:
        for code in one.mention.codes:
            tree.add(code, one)
    tree.total[COUNTRY] += national
    if not tree.below[COUNTRY]:
        return []
    found = _walk(COUNTRY, tree, [set(pair) for pair in paired])
    return list(dict.fromkeys(found))


def _walk(node: str, tree: Tree, paired: Sequence[set[str]]) -> list[str]:
    children = sorted(tree.below[node], key=lambda code: -tree.total[code])
    if not children:
        return [node] if node else []
    best, rest = children[0], children[1:]
    several = [best, *[other for other in rest if _also(best, other, tree, paired)]]
    everything = sum(tree.total[code] for code in children)
    held = sum(tree.total[code] for code in several)
    if held >= SIBLINGS * everything and held >= NODE * tree.total[node] and len(several) <= 4:
        return [code for one in several for code in _walk(one, tree, paired)]
    return [node] if node else []


def _also(best: str, other: str, tree: Tree, paired: Sequence[set[str]]) -> bool:
    """Whether a rival of the best child is what the text is about as well."""
    if any({best, other} <= pair for pair in paired):
        return tree.total[other] >= 0.25 * tree.total[best]
    if tree.headline[best] > 0:
        return tree.headline[other] >= IN_HEADLINE * tree.headline[best] and tree.total[other] >= 0.3 * tree.total[best]
    return tree.lead[other] >= IN_LEAD * tree.lead[best] and tree.total[other] >= 0.4 * tree.total[best]


def located(codes: Sequence[str], weighed: Sequence[Weighed], national: float) -> tuple[Located, ...]:
    """Return the regions with their roles, the share of the evidence that they hold, and the words that speak for them."""
    lines = gazetteer().lines
    whole = sum(one.weight for one in weighed) + national
    result = []
    for number, code in enumerate(codes):
        mine = [one for one in weighed if any(code in lines[low] for low in one.mention.codes)]
        share = sum(one.weight for one in mine) / whole if whole else 0.0
        strongest = sorted(mine, key=lambda one: (-one.weight, one.mention.start))[:EVIDENCE]
        evidence = tuple(
            Evidence(one.mention.words, one.mention.start, one.rule)
            for one in sorted(strongest, key=lambda one: one.mention.start)
        )
        role = Role.ALSO if number else Role.PRIMARY
        result.append(Located(regions.by_code(code), role, round(min(0.99, share), 2), evidence))
    return tuple(result)


def nothing(*, national: bool = False, foreign: bool = False) -> Focus:
    """Return the focus of what is about no region."""
    return Focus((), national, foreign)


Scores = "Mapping[str, float]"

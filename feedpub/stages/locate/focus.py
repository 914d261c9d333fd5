"""Resolved mentions -> Focus: what the text is about, found by walking down the tree."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from feedpub import regions
from feedpub.model import Evidence, RegionMatch, RegionRole
from feedpub.stages.locate.gazetteer import GROUP, ancestor_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.locate.coordination import Coordination
    from feedpub.stages.locate.mentions import Mention


COUNTRY = ""
SIBLING_SHARE, PARENT_SHARE, COUNTY_SHARE, COUNTRY_FACTOR = 0.57, 0.34, 0.29, 0.45
"""A child is gone down to when it holds this share of its siblings and of its parent (where that is the country, whose
own words count by the third figure)."""
HEADLINE_SIBLING_SHARE = 0.36
"""Instead of the first figure, for what the headline names and none of its siblings."""
RIVAL_IN_HEADLINE, RIVAL_IN_LEAD, RIVAL_IN_TEXT = 0.35, 0.55, 0.35
RIVAL_OUTSIDE_HEADLINE, PARTNER_OUTSIDE_HEADLINE = 0.5, 0.3
PARTNER_IN_LEAD, PARTNER_IN_TEXT = 0.2, 0.18
"""A rival belongs as well when it holds these shares of the winner's weight; less where they act together."""
MAX_REGIONS = 4
OWN_NAME_SHARE = 0.85
"""A division that the first lines name as much as several places within it is itself what the text is about."""
MAX_EVIDENCE = 5
FIRST_LINES = ("headline", "first sentence", "lead")


@dataclass(slots=True)
class PlaceTree:
    """The weights of all places of a text, each with those of everything below it."""

    total: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    headline: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    lead: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    own_name: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """What a division has in the first lines under its own name."""
    group_only: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """What a division only has as one of a group (粤港澳): no reason to stay above the places within it."""
    children: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, code: str, weighed: WeighedMention) -> None:
        """Count a weighed mention of a division for it and all above it."""
        above = COUNTRY
        self._count(COUNTRY, weighed)
        for step in ancestor_codes()[code]:
            self.children[above][step] = None
            self._count(step, weighed)
            above = step
        if weighed.mention.kind == GROUP:
            self.group_only[code] += weighed.weight
        elif weighed.zone in FIRST_LINES:
            self.own_name[code] += weighed.weight

    def _count(self, code: str, weighed: WeighedMention) -> None:
        self.total[code] += weighed.weight
        if weighed.zone == "headline":
            self.headline[code] += weighed.weight
        if weighed.zone in FIRST_LINES:
            self.lead[code] += weighed.weight


def focus_codes(weighed: Sequence[WeighedMention], national: float, coordination: Coordination) -> list[str]:
    """Return the codes of the divisions that the text is about, the main one first; none where it is about no one."""
    tree = PlaceTree()
    for item in weighed:
        for code in item.mention.codes:
            tree.add(code, item)
    tree.total[COUNTRY] += COUNTRY_FACTOR * national
    return list(dict.fromkeys(_descend(COUNTRY, tree, coordination)))


def _descend(node: str, tree: PlaceTree, coordination: Coordination) -> list[str]:
    """Return the node, or what is found below its children that dominate it."""
    children = sorted(tree.children[node], key=lambda code: -tree.total[code])
    if children:
        joint = [
            children[0],
            *[rival for rival in children[1:] if _is_joint_focus(children[0], rival, tree, coordination)],
        ]
        if len(joint) > MAX_REGIONS:
            joint = joint[:1]
        joint_weight = sum(tree.total[code] for code in joint)
        if node and len(joint) > 1 and tree.own_name[node] >= OWN_NAME_SHARE * max(tree.lead[code] for code in joint):
            return [node]
        min_share = COUNTY_SHARE if node and node[2:4] != "00" else PARENT_SHARE
        children_weight = sum(tree.total[code] for code in children)
        sibling_share = (
            HEADLINE_SIBLING_SHARE
            if tree.headline[joint[0]] > 0 and _is_only_in_headline(joint, children, tree)
            else SIBLING_SHARE
        )
        if joint_weight >= sibling_share * children_weight and joint_weight >= min_share * (
            tree.total[node] - _group_weight(joint, node, tree)
        ):
            return [code for child in joint for code in _descend(child, tree, coordination)]
    return [node] if node else []


def _group_weight(joint: Sequence[str], node: str, tree: PlaceTree) -> float:
    """Return the weight that a node has from groups, where places within it stand in the first lines."""
    return tree.group_only[node] if any(tree.lead[code] for code in joint) else 0.0


def _is_only_in_headline(joint: Sequence[str], children: Sequence[str], tree: PlaceTree) -> bool:
    return not any(tree.headline[code] for code in children if code not in joint)


def _is_joint_focus(best: str, rival: str, tree: PlaceTree, coordination: Coordination) -> bool:
    """Whether a rival of the best child is what the text is about as well."""
    share = tree.total[rival] / tree.total[best] if tree.total[best] else 0.0
    if tree.headline[best] and not tree.headline[rival]:
        return share >= (PARTNER_OUTSIDE_HEADLINE if coordination.acts_together else RIVAL_OUTSIDE_HEADLINE)
    if (
        any(_contains(best, pair) and _contains(rival, pair) for pair in coordination.pairs)
        and share >= PARTNER_IN_TEXT
    ):
        return True
    in_lead = tree.lead[rival] / tree.lead[best] if tree.lead[best] else 0.0
    if coordination.acts_together and in_lead >= PARTNER_IN_LEAD and share >= PARTNER_IN_TEXT:
        return True
    if tree.headline[best]:
        return tree.headline[rival] >= RIVAL_IN_HEADLINE * tree.headline[best] and share >= RIVAL_IN_TEXT
    return in_lead >= RIVAL_IN_LEAD and share >= RIVAL_IN_TEXT


def _contains(ancestor: str, pair: frozenset[str]) -> bool:
    ancestors = ancestor_codes()
    return any(ancestor in ancestors[partner] for partner in pair)


def located_regions(
    codes: Sequence[str], weighed: Sequence[WeighedMention], national: float, printed: str
) -> tuple[RegionMatch, ...]:
    """Return the regions with their roles, their share of the evidence, and the words that speak for them."""
    ancestors = ancestor_codes()
    total = sum(item.weight for item in weighed) + national
    result = []
    for number, code in enumerate(codes):
        of_region = [one for one in weighed if any(code in ancestors[mentioned] for mentioned in one.mention.codes)]
        share = sum(one.weight for one in of_region) / total if total else 0.0
        strongest = sorted(of_region, key=lambda one: (-one.weight, one.mention.start))[:MAX_EVIDENCE]
        evidence = tuple(
            Evidence(printed[one.mention.start : one.mention.end], one.mention.start, one.rule)
            for one in sorted(strongest, key=lambda one: one.mention.start)
        )
        role = RegionRole.ALSO if number else RegionRole.PRIMARY
        result.append(RegionMatch(regions.by_code(code), role, round(min(0.99, share), 2), evidence))
    return tuple(result)


# Resolved mentions -> how much each weighs: by where it stands, how it is named, how often it was before.


HEADLINE_WEIGHT, FIRST_SENTENCE, LEAD_WEIGHT, BODY_WEIGHT, TAIL_WEIGHT = 4.4, 2.5, 1.5, 1.0, 0.7
UNTITLED_WEIGHT = 3.5
"""The first sentence of a text without a headline."""
LEAD_ENDS, TAIL_BEGINS = 160, 700
KIND_FACTORS = {
    "street": 0.15,
    "township": 0.9,
    "lone stem": 0.85,
    "stem": 0.7,
    "zone": 0.9,
    "vague name": 0.8,
    "group": 0.8,
}
LEVEL_FACTORS = (0.75, 0.9, 1.0)
"""Province, city, county: the wider a name, the more often it only says where the place lies."""
SPEAKER_FACTOR = 1.4
"""For the divisions of the level as which a text speaks (全区, 区委: a district)."""
REPEAT_FACTOR = 0.82
"""What each further mention by the same words is worth of the one before."""


class WeighedMention(NamedTuple):
    """A mention with one meaning, its place in the text and its weight."""

    mention: Mention
    zone: str
    weight: float

    @property
    def rule(self) -> str:
        """Why it counts, for those who ask: "headline, full name"."""
        return ", ".join(part for part in (self.zone, self.mention.kind, self.mention.rule) if part)


_DATELINE = re.compile(
    r"\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日\w{0,4}?(?:电|讯|消息|报道)|\d{1,2}日\w{0,4}?[电讯]|(?:报道|讯|消息|电)[\s（(]"
)
DATELINE_WEIGHT, CAPITAL_DATELINE_WEIGHT = 0.7, 0.3
"""For 新华社北京某日电: the agency sits there."""


def weigh_mentions(
    mentions: Sequence[Mention], text: str, title_ends: int, speaker: int | None = None
) -> list[WeighedMention]:
    """Return the mentions with their weights, in the order of the text."""
    first_ends = _first_sentence(text, title_ends)
    counts: Counter[tuple[str, ...]] = Counter()
    result = []
    for mention in mentions:
        zone, weight = _zone(mention.start, title_ends, first_ends)
        if _DATELINE.match(text[mention.end : mention.end + 10]):
            zone, weight = (
                "dateline",
                CAPITAL_DATELINE_WEIGHT if mention.codes == ("110000",) else min(weight, DATELINE_WEIGHT),
            )
        level = _level_of(mention.codes[0])
        weight *= (
            mention.factor
            * KIND_FACTORS.get(mention.kind, 1.0)
            * LEVEL_FACTORS[level]
            * REPEAT_FACTOR ** counts[mention.codes]
        )
        if level == speaker:
            weight *= SPEAKER_FACTOR
        counts[mention.codes] += 1
        result.append(WeighedMention(mention, zone, weight / len(mention.codes) ** 0.5))
    return result


def _level_of(code: str) -> int:
    return 0 if code.endswith("0000") else 1 if code.endswith("00") else 2


def _zone(start: int, title_ends: int, first_ends: int) -> tuple[str, float]:
    if start < title_ends:
        return "headline", HEADLINE_WEIGHT
    if start < first_ends:
        return "first sentence", FIRST_SENTENCE if title_ends else UNTITLED_WEIGHT
    if start < title_ends + LEAD_ENDS:
        return "lead", LEAD_WEIGHT
    return ("tail", TAIL_WEIGHT) if start > title_ends + TAIL_BEGINS else ("body", BODY_WEIGHT)


def _first_sentence(text: str, title_ends: int) -> int:
    """Return where the first sentence ends; a dateline or a few words are none."""
    for match in re.finditer(r"[。！？!?\n]", text[title_ends:]):
        if match.end() >= 15:
            return title_ends + match.end()
    return len(text)

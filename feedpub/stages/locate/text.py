"""One text and what is known before it is read -> Focus."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from feedpub import regions
from feedpub.language.normalise import simplify
from feedpub.model import Evidence, Focus, RegionMatch, RegionRole
from feedpub.stages.locate.coordination import find_coordination, headline_places
from feedpub.stages.locate.deixis import home_mentions, speaker_level
from feedpub.stages.locate.disambiguate import disambiguate
from feedpub.stages.locate.focus import LEAD_ENDS, focus_codes, located_regions, weigh_mentions
from feedpub.stages.locate.mentions import find_mentions
from feedpub.stages.locate.scope import (
    concerns_everybody,
    foreign_weight,
    is_national_event,
    national_weight,
    opens_nationally,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.locate.coordination import Coordination
    from feedpub.stages.locate.disambiguate import Prior
    from feedpub.stages.locate.focus import WeighedMention
    from feedpub.stages.locate.mentions import Mention

MAX_CHARACTERS = 10_000
"""What a text is about stands in so many characters; the rest of a longer one is not read."""
MIN_IN_FIRST_LINES = 0.4
"""With less weight than this in its first lines, a text names its places late."""
MIN_LATE_WEIGHT, MIN_PROVINCE_WEIGHT, MIN_PROVINCE_SHARE = 2.0, 3.0, 0.9
"""Late places below the first weight are strays; above the second and in one province, they are the matter."""
EXAMPLES_WEIGHT = 2.0
"""From this weight of the country in the first lines, several provinces that nothing joins are examples."""
HOME_CONFIDENCE = 0.3
"""How sure it is that a text without any place tells of the paper's own."""


def locate_text(title: str | None, text: str, prior: Prior) -> Focus:
    """Return what a text is about; offsets of the evidence count from the title, the text follows on the next line."""
    printed = f"{title}\n{text}"[:MAX_CHARACTERS] if title else text[:MAX_CHARACTERS]
    simplified = simplify(printed)
    title_ends = len(title) + 1 if title else 0
    all_mentions = find_mentions(simplified, prior.custom_names)
    resolved, coordination = find_coordination(simplified, title_ends + LEAD_ENDS, disambiguate(all_mentions, prior))
    resolved = sorted([*resolved, *home_mentions(simplified, all_mentions, prior.home)], key=lambda one: one.start)
    weighed = weigh_mentions(resolved, simplified, title_ends, speaker=speaker_level(simplified))
    scope = _measure_scope(simplified, title_ends, all_mentions)
    if _is_about_no_place(weighed, scope):
        return _without_regions(simplified, weighed, scope, prior)
    codes = headline_places(simplified[:title_ends], resolved) or focus_codes(weighed, scope.country, coordination)
    if codes and not _are_examples(codes, weighed, scope, coordination):
        return Focus(located_regions(codes, weighed, scope.country, printed), is_national_event(simplified, title_ends))
    return _without_regions(simplified, weighed, scope, prior)


class Scope(NamedTuple):
    """How much of a text speaks for the whole country, for abroad, and for the country in its first lines."""

    country: float
    abroad: float
    country_in_first_lines: float
    headline_is_national: bool


def _measure_scope(text: str, title_ends: int, mentions: Sequence[Mention]) -> Scope:
    return Scope(
        national_weight(text, title_ends),
        foreign_weight(mentions, title_ends),
        national_weight(text[: title_ends + LEAD_ENDS], title_ends),
        opens_nationally(text[:title_ends]),
    )


def _is_about_no_place(weighed: Sequence[WeighedMention], scope: Scope) -> bool:
    """Whether the places are strays, or examples of what the first lines say of all, or the news is from abroad."""
    regional = sum(item.weight for item in weighed)
    in_first_lines = sum(one.weight for one in weighed if one.zone not in ("body", "tail"))
    if scope.abroad > 1.2 * (regional + scope.country):
        return True
    if in_first_lines < MIN_IN_FIRST_LINES and regional < MIN_LATE_WEIGHT:
        return True
    if scope.country_in_first_lines >= 1 and in_first_lines < MIN_IN_FIRST_LINES:
        return not _stays_in_one_province(weighed, regional)
    at_beginning = sum(one.weight for one in weighed if one.zone in ("headline", "first sentence", "dateline"))
    return scope.headline_is_national and at_beginning < MIN_IN_FIRST_LINES


def _stays_in_one_province(weighed: Sequence[WeighedMention], regional: float) -> bool:
    """Whether a text that begins with the country soon stays in one province, and for long."""
    shares: dict[str, float] = defaultdict(float)
    for item in weighed:
        for code in item.mention.codes:
            shares[code[:2]] += item.weight / len(item.mention.codes)
    return regional >= MIN_PROVINCE_WEIGHT and max(shares.values()) >= MIN_PROVINCE_SHARE * regional


def _are_examples(
    codes: Sequence[str], weighed: Sequence[WeighedMention], scope: Scope, coordination: Coordination
) -> bool:
    """Whether places in several provinces only illustrate what the first lines say of the whole country."""
    in_several_provinces = len({code[:2] for code in codes}) > 1
    in_headline = any(item.zone == "headline" for item in weighed)
    return (
        in_several_provinces
        and not in_headline
        and not coordination.acts_together
        and scope.country_in_first_lines >= EXAMPLES_WEIGHT
    )


def _without_regions(text: str, weighed: Sequence[WeighedMention], scope: Scope, prior: Prior) -> Focus:
    if scope.abroad > scope.country and scope.abroad > sum(item.weight for item in weighed):
        return Focus(foreign=True)
    if scope.country >= 1 or (weighed and not prior.home):
        return Focus(national=True)
    if prior.home:
        return _home_focus(prior)
    return Focus(national=scope.country > 0 or concerns_everybody(text))


def _home_focus(prior: Prior) -> Focus:
    region = regions.by_code(prior.home[-1])
    return Focus((RegionMatch(region, RegionRole.PRIMARY, HOME_CONFIDENCE, (Evidence("", 0, "the paper's home"),)),))

"""One text and what is known before it is read -> Focus."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from feedpub import regions
from feedpub.language.script import plain
from feedpub.model import Evidence, Focus, Located, Role
from feedpub.stages.locate.bonds import bonds, headed
from feedpub.stages.locate.focus import focus, located
from feedpub.stages.locate.mentions import mentions
from feedpub.stages.locate.ours import level, ours
from feedpub.stages.locate.resolve import resolve
from feedpub.stages.locate.scope import concerns_all, foreign, held_nationally, national, of_everywhere
from feedpub.stages.locate.weigh import LEAD_ENDS, weigh

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.locate.bonds import Bonds
    from feedpub.stages.locate.mentions import Mention
    from feedpub.stages.locate.resolve import Prior
    from feedpub.stages.locate.weigh import Weighed

LONGEST = 10_000
"""What a text is about stands in so many characters; the rest of a longer one is not read."""
FIRST = 0.4
"""With less weight than this in its first lines, a text names its places late."""
STRAY, STAYS, STAYS_SHARE = 2.0, 3.0, 0.9
"""Late places below the first weight are strays; above the second and in one province, they are the matter."""
EXAMPLES = 2.0
"""From this weight of the country in the first lines, several provinces that nothing joins are examples."""
AT_HOME = 0.3
"""How sure it is that a text without any place tells of the paper's own."""


def locate_text(title: str | None, text: str, prior: Prior) -> Focus:
    """Return what a text is about; offsets of the evidence count from the title, the text follows on the next line."""
    printed = f"{title}\n{text}"[:LONGEST] if title else text[:LONGEST]
    whole = plain(printed)
    title_ends = len(title) + 1 if title else 0
    found = mentions(whole, prior.own)
    told, bound = bonds(whole, title_ends + LEAD_ENDS, resolve(found, prior))
    told = sorted([*told, *ours(whole, found, prior.home)], key=lambda one: one.start)
    weighed = weigh(told, whole, title_ends, voice=level(whole))
    scope = _scope(whole, title_ends, found)
    if _elsewhere(weighed, scope):
        return _unlocated(whole, weighed, scope, prior)
    codes = headed(whole[:title_ends], told) or focus(weighed, scope.country, bound)
    if codes and not _examples(codes, weighed, scope, bound):
        return Focus(located(codes, weighed, scope.country, printed), held_nationally(whole, title_ends))
    return _unlocated(whole, weighed, scope, prior)


class Scope(NamedTuple):
    """How much of a text speaks for the whole country, for abroad, and for the country in its first lines."""

    country: float
    abroad: float
    country_first: float
    country_headline: bool


def _scope(text: str, title_ends: int, found: Sequence[Mention]) -> Scope:
    return Scope(
        national(text, title_ends),
        foreign(found, title_ends),
        national(text[: title_ends + LEAD_ENDS], title_ends),
        of_everywhere(text[:title_ends]),
    )


def _elsewhere(weighed: Sequence[Weighed], scope: Scope) -> bool:
    """Whether the places are strays, or examples of what the first lines say of all, or the news is from abroad."""
    regional = sum(one.weight for one in weighed)
    first = sum(one.weight for one in weighed if one.zone not in ("body", "tail"))
    if scope.abroad > 1.2 * (regional + scope.country):
        return True
    if first < FIRST and regional < STRAY:
        return True
    if scope.country_first >= 1 and first < FIRST:
        return not _of_one_province(weighed, regional)
    begins = sum(one.weight for one in weighed if one.zone in ("headline", "first sentence", "dateline"))
    return scope.country_headline and begins < FIRST


def _of_one_province(weighed: Sequence[Weighed], regional: float) -> bool:
    """Whether a text that begins with the country soon stays in one province, and for long."""
    shares: dict[str, float] = defaultdict(float)
    for one in weighed:
        for code in one.mention.codes:
            shares[code[:2]] += one.weight / len(one.mention.codes)
    return regional >= STAYS and max(shares.values()) >= STAYS_SHARE * regional


def _examples(codes: Sequence[str], weighed: Sequence[Weighed], scope: Scope, bound: Bonds) -> bool:
    """Whether places in several provinces only illustrate what the first lines say of the whole country."""
    several = len({code[:2] for code in codes}) > 1
    in_headline = any(one.zone == "headline" for one in weighed)
    return several and not in_headline and not bound.together and scope.country_first >= EXAMPLES


def _unlocated(text: str, weighed: Sequence[Weighed], scope: Scope, prior: Prior) -> Focus:
    if scope.abroad > scope.country and scope.abroad > sum(one.weight for one in weighed):
        return Focus(foreign=True)
    if scope.country >= 1 or (weighed and not prior.home):
        return Focus(national=True)
    if prior.home:
        return _at_home(prior)
    return Focus(national=scope.country > 0 or concerns_all(text))


def _at_home(prior: Prior) -> Focus:
    region = regions.by_code(prior.home[-1])
    return Focus((Located(region, Role.PRIMARY, AT_HOME, (Evidence("", 0, "the paper's home"),)),))

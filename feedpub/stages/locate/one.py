"""One text and what is known before it is read -> Focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub import regions
from feedpub.model import Evidence, Focus, Located, Role
from feedpub.stages.locate.bonds import bonds
from feedpub.stages.locate.focus import focus, located
from feedpub.stages.locate.mentions import mentions
from feedpub.stages.locate.ours import level, ours
from feedpub.stages.locate.resolve import resolve
from feedpub.stages.locate.scope import foreign, held_nationally, national
from feedpub.stages.locate.weigh import LEAD_ENDS, weigh

if TYPE_CHECKING:
    from feedpub.stages.locate.resolve import Prior

AT_HOME = 0.3
"""How sure it is that a text without any place tells of the paper's own."""


def locate_text(title: str | None, text: str, prior: Prior) -> Focus:
    """Return what a text is about; offsets of the evidence count from the title, the text follows on the next line."""
    whole = f"{title}\n{text}" if title else text
    title_ends = len(title) + 1 if title else 0
    found = mentions(whole)
    told, bound = bonds(whole, title_ends + LEAD_ENDS, resolve(found, prior))
    told = sorted([*told, *ours(whole, found, prior.home)], key=lambda one: one.start)
    weighed = weigh(told, whole, title_ends, voice=level(whole))
    of_country, of_abroad = national(whole, title_ends), foreign(found, title_ends)
    regional = sum(one.weight for one in weighed)
    if of_abroad > 1.2 * (regional + of_country):
        return Focus(foreign=True)
    if codes := focus(weighed, of_country, bound):
        return Focus(located(codes, weighed, of_country), held_nationally(whole, title_ends))
    if of_abroad > regional + of_country:
        return Focus(foreign=True)
    if of_country > 0.5 * regional:
        return Focus(national=of_country >= 1)
    if regional:
        return Focus(national=len({code[:2] for one in weighed for code in one.mention.codes}) > 1)
    return _at_home(prior)


def _at_home(prior: Prior) -> Focus:
    if not prior.home:
        return Focus()
    region = regions.by_code(prior.home[-1])
    return Focus((Located(region, Role.PRIMARY, AT_HOME, (Evidence("", 0, "the paper's home"),)),))

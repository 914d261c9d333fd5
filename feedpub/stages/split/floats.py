"""Blocks -> what stands in a page beside its stories: adverts, furniture and photographs, as groups; and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.stages.split import adverts, bylines, captions
from feedpub.stages.split.cohesion import Cohesion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.blocks import Block

HEADLINE = 45
SHARED = 0.2
"""How much of its headline a picture's words hold at least; measured on titled and untitled ones."""


@dataclass(frozen=True, slots=True)
class Floats:
    """Indices of blocks."""

    adverts: tuple[tuple[int, ...], ...]
    pictures: tuple[tuple[int, ...], ...]
    """Each with its headline, if it has one."""
    rest: tuple[int, ...]


def part(blocks: Sequence[Block]) -> Floats:
    """Take the floats out of a page; every block is in exactly one group or in the rest."""
    notices = [group for group in adverts.groups(blocks)]
    taken = {index for group in notices for index in group}
    pictures = captions.groups(blocks, taken)
    taken.update(index for group in pictures for index in group)
    cohesion = Cohesion(blocks) if pictures else None
    titled = []
    for group in pictures:
        above = _headline(blocks, group, taken, cohesion) if cohesion else ()
        taken.update(above)
        titled.append((*above, *group))
    rest = tuple(index for index in range(len(blocks)) if index not in taken)
    return Floats(tuple(notices), tuple(titled), rest)


def _headline(blocks: Sequence[Block], group: tuple[int, ...], taken: set[int], cohesion: Cohesion) -> tuple[int, ...]:
    """The line above a picture when it is the picture's and not a story's."""
    above = group[0] - 1
    if above < 0 or above in taken or captions.pictured(blocks[group[0]]):
        return ()
    line = blocks[above]
    if line.ends or line.size > HEADLINE or not line.text or bylines.alone(line.text):
        return ()
    if (
        above > 0
        and not line.level
        and not blocks[above - 1].ends
        and above - 1 not in taken
        and not bylines.alone(blocks[above - 1].text)
    ):
        if not (line.gap >= blocks[group[0]].gap and cohesion.shared(above, group) >= 2 * SHARED):
            return ()
    return (above,) if cohesion.shared(above, group) >= SHARED else ()

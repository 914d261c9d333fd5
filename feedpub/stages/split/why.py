"""Page -> why it is cut as it is: for each block its type, what it goes on from, and the features that decided."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.model import Kind
from feedpub.stages.split import cut, grammar, joins

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import Page
    from feedpub.stages.split.blocks import Block
    from feedpub.stages.split.features import Seen
    from feedpub.stages.split.grammar import Role
    from feedpub.stages.split.items import Draft

STRONGEST = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """What one block was taken for, and why."""

    lines: tuple[int, ...]
    type: str
    item: int
    """Which item of the page it is in, from 0, in the order of the page."""
    kind: Kind
    confidence: float
    cut: bool
    """Whether the item begins here."""
    text: str
    joined: int | None
    """The source line that it goes on from."""
    score: float | None
    """How well it joins that line."""
    features: tuple[tuple[str, float], ...]
    """What spoke most for and against its role, with the weights; none for adverts and pictures."""


def explain(page: Page) -> tuple[Reason, ...]:
    """Return a reason for each block of the page, in the order of the page, from the decision that `split` makes."""
    told = cut(page)
    decided = {
        block.numbers: (state.role, seen) for block, seen, state in zip(told.text, told.seen, told.path, strict=True)
    }
    found: list[Reason] = []
    for item, draft in enumerate(sorted(told.drafts, key=lambda each: each.first)):
        found += _reasons(item, draft, decided)
    return tuple(sorted(found, key=lambda reason: reason.lines))


def _reasons(item: int, draft: Draft, decided: dict[tuple[int, ...], tuple[Role, Seen]]) -> Iterator[Reason]:
    for block, name, above in _named(draft):
        role, seen = decided.get(block.numbers, (None, {}))
        yield Reason(
            lines=block.numbers,
            type=name,
            item=item,
            kind=draft.kind,
            confidence=draft.confidence,
            cut=block.numbers[0] == draft.first,
            text=block.text,
            joined=above.numbers[-1] if above else None,
            score=round(joins.score(above.canon, block.canon), 2) if above else None,
            features=_strongest(seen, role) if role else (),
        )


def _named(draft: Draft) -> Iterator[tuple[Block, str, Block | None]]:
    """Yield each block of an item with its type and the block that it goes on from."""
    yield from ((block, "headline", None) for block in draft.heads)
    yield from ((block, "byline", None) for block in draft.signs)
    yield from ((block, "jump", None) for block in draft.marks)
    plain = {Kind.AD: "advert", Kind.CAPTION: "caption", Kind.FRAGMENT: "fragment"}.get(draft.kind)
    for index, pieces in enumerate(draft.paragraphs):
        name = "subhead" if index in draft.subs else plain or ("body" if index else "lead")
        yield pieces[0], name, None
        yield from ((below, "continuation", above) for above, below in itertools.pairwise(pieces))


def _strongest(seen: Seen, role: Role) -> tuple[tuple[str, float], ...]:
    table = grammar.weights()
    weighed = [(name, round(grammar.emission({name: value}, role, table), 2)) for name, value in seen.items()]
    return tuple(sorted((each for each in weighed if each[1]), key=lambda each: -abs(each[1]))[:STRONGEST])

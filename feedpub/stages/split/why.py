"""Page -> why it is cut as it is: for each block its type, what it goes on from, and the features that decided."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.model import Kind
from feedpub.stages.split import adverts, captions, cut, grammar, headlines, joins, main_level, signoffs

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
    """What spoke most for and against its role, with the weights; what shows a float counts its signs."""


def explain(page: Page) -> tuple[Reason, ...]:
    """Return a reason for each block of the page, in the order of the page, from the decision that `split` makes."""
    told = cut(page)
    decided = {
        block.numbers: (state.role, seen) for block, seen, state in zip(told.text, told.seen, told.path, strict=True)
    }
    main = main_level(told.drafts)
    found: list[Reason] = []
    for item, draft in enumerate(sorted(told.drafts, key=lambda each: each.first)):
        found += _reasons(item, draft, decided, main)
    return tuple(sorted(found, key=lambda reason: reason.lines))


def _reasons(item: int, draft: Draft, decided: dict[tuple[int, ...], tuple[Role, Seen]], main: int) -> Iterator[Reason]:
    for block, name, above in _named(draft, main):
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
            features=_strongest(seen, role) if role else _beside(block, draft, name),
        )


_TYPES = {Kind.AD: "advert", Kind.CAPTION: "caption", Kind.FRAGMENT: "fragment"}


def _named(draft: Draft, main: int) -> Iterator[tuple[Block, str, Block | None]]:
    """Yield each block of an item with its type and the block that it goes on from."""
    named = ["advert"] * len(draft.heads) if draft.kind is Kind.AD else headlines.parts(draft.heads, main)
    yield from ((block, name, None) for block, name in zip(draft.heads, named, strict=True))
    yield from ((block, "byline", None) for block in draft.signs)
    yield from ((block, "jump", None) for block in draft.marks)
    plain = _TYPES.get(draft.kind)
    for index, pieces in enumerate(draft.paragraphs):
        name = "subhead" if index in draft.subs else plain or ("body" if index else "lead")
        if signoffs.closing(pieces[0].canon):
            name = "sign-off"
        yield pieces[0], name, None
        yield from ((below, "continuation", above) for above, below in itertools.pairwise(pieces))


def _beside(block: Block, draft: Draft, name: str) -> tuple[tuple[str, float], ...]:
    """Return what shows that a block is no part of a story: its own signs, else the line that it stands with."""
    if name == "jump":
        return (("a jump mark", 1.0),)
    found = _signs(block, draft.kind)
    if found:
        return tuple(found)
    near = (other for other in draft.blocks if _signs(other, draft.kind))
    beside = min(near, key=lambda other: abs(other.numbers[0] - block.numbers[0]), default=None)
    return ((f"stands with line {beside.numbers[0]}", 1.0),) if beside else (("reports nothing", 1.0),)


def _signs(block: Block, kind: Kind) -> list[tuple[str, float]]:
    if kind is Kind.CAPTION:
        return [(name, 1.0) for name in captions.signs(block)]
    found = [(name, float(weight)) for name, weight in adverts.signs(block)]
    return [*found, *([("the heading of a notice", 2.0)] if adverts.title(block) else [])]


def _strongest(seen: Seen, role: Role) -> tuple[tuple[str, float], ...]:
    table = grammar.weights()
    weighed = [(name, round(grammar.emission({name: value}, role, table), 2)) for name, value in seen.items()]
    return tuple(sorted((each for each in weighed if each[1]), key=lambda each: -abs(each[1]))[:STRONGEST])

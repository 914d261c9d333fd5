"""Roles of blocks -> the items of a page: bylines and datelines taken off, columns rejoined, headline parts named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedpub.model import Article, Kind
from feedpub.stages.split import bylines, headlines, jumps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.blocks import Block


@dataclass
class Draft:
    """An item while it is put together. A paragraph is the blocks that it was broken into."""

    kind: Kind = Kind.ARTICLE
    heads: list[Block] = field(default_factory=list)
    signs: list[Block] = field(default_factory=list)
    paragraphs: list[list[Block]] = field(default_factory=list)
    subs: list[int] = field(default_factory=list)
    """Which paragraphs are subheads."""
    marks: list[Block] = field(default_factory=list)
    """Blocks that hold nothing but a jump mark."""
    jump: str | None = None
    confidence: float = 1.0

    @property
    def blocks(self) -> list[Block]:
        """All that belongs to it."""
        return [*self.heads, *self.signs, *(block for pieces in self.paragraphs for block in pieces), *self.marks]

    @property
    def first(self) -> int:
        """The line that it begins at."""
        return min(block.numbers[0] for block in self.blocks)


def finish(draft: Draft, main: int) -> Article:
    """Return the item as the other stages know it."""
    texts = [_paragraph(pieces) for pieces in draft.paragraphs]
    jump = draft.jump
    if texts and (leaving := jumps.leaves(texts[-1])):
        jump, texts[-1] = jump or leaving[0], texts[-1][: leaving[1]].rstrip()
    signs = [block.text.strip("（）()【】 　■□●") for block in draft.signs]
    dateline = None
    if draft.kind is not Kind.AD and texts:
        dateline, signs = _unsign(texts, signs, draft)
    head = headlines.compose(draft.heads, main)
    kept = [(text, index in draft.subs) for index, text in enumerate(texts) if text]
    return Article(
        kind=draft.kind,
        title=head.title,
        paragraphs=tuple(text for text, _ in kept),
        lines=tuple(sorted(number for block in draft.blocks for number in block.numbers)),
        kicker=head.kicker,
        subtitle=head.subtitle,
        byline=" ".join(signs) or None,
        dateline=dateline,
        subheads=tuple(index for index, (_, sub) in enumerate(kept) if sub),
        jump=jump,
        confidence=draft.confidence,
    )


def _unsign(texts: list[str], signs: list[str], draft: Draft) -> tuple[str | None, list[str]]:
    """Take the lead and the credit at the end off the paragraphs; a picture keeps its photographer among its words."""
    dateline = None
    found = list(signs)
    body = [index for index in range(len(texts)) if index not in draft.subs]
    if body and (lead := bylines.lead(texts[body[0]])):
        dateline = lead.dateline
        texts[body[0]] = texts[body[0]][lead.size :].lstrip()
        if lead.byline:
            found.append(lead.byline)
    if body and (tail := bylines.tail(texts[body[-1]])):
        if draft.kind is not Kind.CAPTION:
            texts[body[-1]] = texts[body[-1]][: tail.size]
        found.append(tail.byline)
    return dateline, found


def _paragraph(pieces: Sequence[Block]) -> str:
    text = ""
    for piece in pieces:
        glue = " " if _letters(text[-1:]) and _letters(piece.text[:1]) else ""
        text += glue + piece.text
    return text.strip()


def _letters(char: str) -> bool:
    return char.isascii() and char.isalpha()

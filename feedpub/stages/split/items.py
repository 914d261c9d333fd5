"""Roles of blocks -> the items of a page: bylines and datelines taken off, columns rejoined, headline parts named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from feedpub.language import bylines
from feedpub.model import Article, ItemKind
from feedpub.stages.split import headlines
from feedpub.stages.split import jump_marks as jump_marks_module

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.layout import Block


@dataclass
class ItemDraft:
    """An item while it is put together. A paragraph is the blocks that it was broken into."""

    kind: ItemKind = ItemKind.ARTICLE
    headline_lines: list[Block] = field(default_factory=list)
    bylines: list[Block] = field(default_factory=list)
    paragraphs: list[list[Block]] = field(default_factory=list)
    subhead_indices: list[int] = field(default_factory=list)
    """Which paragraphs are subheads."""
    jump_marks: list[Block] = field(default_factory=list)
    """Blocks that hold nothing but a jump mark."""
    jump: str | None = None
    confidence: float = 1.0

    @property
    def blocks(self) -> list[Block]:
        """All that belongs to it."""
        return [
            *self.headline_lines,
            *self.bylines,
            *(block for pieces in self.paragraphs for block in pieces),
            *self.jump_marks,
        ]

    @property
    def first_line(self) -> int:
        """The line that it begins at."""
        return min(block.line_numbers[0] for block in self.blocks)


def to_article(draft: ItemDraft, usual_level: int) -> Article:
    """Return the item as the other stages know it."""
    texts = [_join_pieces(pieces) for pieces in draft.paragraphs]
    jump = draft.jump
    if texts and (continued_on := jump_marks_module.parse_continued_on(texts[-1])):
        jump, texts[-1] = jump or continued_on[0], texts[-1][: continued_on[1]].rstrip()
    byline_texts = [block.text.strip("（）()【】 　■□●") for block in draft.bylines]
    dateline = None
    if draft.kind is not ItemKind.AD and texts:
        dateline, byline_texts = _extract_bylines(texts, byline_texts, draft)
    headline = headlines.parse_headline(draft.headline_lines, usual_level)
    kept = [(text, index in draft.subhead_indices) for index, text in enumerate(texts) if text]
    return Article(
        kind=draft.kind,
        title=headline.title,
        paragraphs=tuple(text for text, _ in kept),
        lines=tuple(sorted(number for block in draft.blocks for number in block.line_numbers)),
        kicker=headline.kicker,
        subtitle=headline.subtitle,
        byline=" ".join(byline_texts) or None,
        dateline=dateline,
        subheads=tuple(index for index, (_, is_subhead) in enumerate(kept) if is_subhead),
        jump=jump,
        confidence=draft.confidence,
    )


def _extract_bylines(texts: list[str], byline_texts: list[str], draft: ItemDraft) -> tuple[str | None, list[str]]:
    """Take the lead and the credit at the end off the paragraphs; a picture keeps its photographer among its words."""
    dateline = None
    byline_parts = list(byline_texts)
    body_indices = [index for index in range(len(texts)) if index not in draft.subhead_indices]
    if body_indices and (lead := bylines.parse_lead(texts[body_indices[0]])):
        dateline = lead.dateline
        texts[body_indices[0]] = texts[body_indices[0]][lead.length :].lstrip()
        if lead.byline:
            byline_parts.append(lead.byline)
    if body_indices and (credit := bylines.parse_credit(texts[body_indices[-1]])):
        if draft.kind is not ItemKind.CAPTION:
            texts[body_indices[-1]] = texts[body_indices[-1]][: credit.text_length]
        byline_parts.append(credit.byline)
    return dateline, byline_parts


def _join_pieces(pieces: Sequence[Block]) -> str:
    text = ""
    for piece in pieces:
        glue = " " if _is_latin_letter(text[-1:]) and _is_latin_letter(piece.text[:1]) else ""
        text += glue + piece.text
    return text.strip()


def _is_latin_letter(char: str) -> bool:
    return char.isascii() and char.isalpha()

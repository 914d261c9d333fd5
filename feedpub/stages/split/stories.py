"""Blocks without floats -> drafts: the grammar's roles, cut into stories, jumps and continuations."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from feedpub.model import Kind
from feedpub.stages.split import (
    bylines,
    captions,
    certainty,
    features,
    fragments,
    grammar,
    jumps,
    slogans,
    sources,
    threads,
)
from feedpub.stages.split.grammar import Role
from feedpub.stages.split.items import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.split.blocks import Block
    from feedpub.stages.split.features import Seen
    from feedpub.stages.split.grammar import State

PROSE = 30
"""A line of more characters is hardly a headline."""


class Told(NamedTuple):
    """The stories of a page, and for each block of their text what was seen of it and what it was taken for."""

    drafts: list[Draft]
    text: Sequence[Block] = ()
    seen: Sequence[Seen] = ()
    path: Sequence[State] = ()


def tell(blocks: Sequence[Block], headings: frozenset[str] = frozenset(), parted: frozenset[int] = frozenset()) -> Told:
    """Return the stories of a page, and what else its columns hold: mottoes, continuations from other pages.

    `headings` are the lines of its contents list; `parted` the lines (their first numbers) above which a float stood.
    """
    text, arrivals = _unmark(blocks)
    if not text:
        return Told([_only_mark(mark) for mark in blocks])
    breaks = frozenset(index for index, block in enumerate(text) if block.numbers[0] in parted)
    seen = features.look(text, headings, breaks)
    path, habits = grammar.decide(seen)
    starts = fragments.starts(text, seen, path, arrivals)
    drafts = _cut(text, path, [*starts, *sources.seams(text, seen, path)])
    certainty.note(drafts, text, seen, habits, starts.pairs)
    fragments.name(drafts, blocks, text, starts)
    threads.untangle(drafts)
    slogans.name(drafts)
    for draft in drafts:
        if draft.kind is Kind.ARTICLE and _shows(draft):
            draft.kind = Kind.CAPTION
    return Told([draft for draft in drafts if draft.blocks], text, seen, path)


def _shows(draft: Draft) -> bool:
    """Whether a short text without an author only says what its picture shows."""
    words = draft.paragraphs
    return not draft.signs and 0 < len(words) <= 2 and len(words[0]) == 1 and captions.shows(words[0][0])


def _only_mark(block: Block) -> Draft:
    return Draft(Kind.FRAGMENT, marks=[block], jump=block.text)


def _unmark(blocks: Sequence[Block]) -> tuple[list[Block], dict[int, tuple[Block | None, str]]]:
    """Take the marks of arrival out of the text; return where each stood: its own block, if any, and the mark.

    A mark of leaving on a line of its own goes to the text above it, whose story it is that goes on elsewhere.
    """
    text: list[Block] = []
    arrivals: dict[int, tuple[Block | None, str]] = {}
    for block in blocks:
        found = jumps.arrives(block.text)
        if found is None:
            leaving = jumps.only_leaves(block.text)
            above = _left(text) if leaving else None
            if leaving is None or above is None:
                text.append(block)
            else:
                numbers = (*text[above].numbers, *block.numbers)
                text[above] = replace(text[above], text=text[above].text + leaving, numbers=numbers)
            continue
        mark, end = found
        rest = block.text[end:].strip()
        arrivals[len(text)] = (None if rest else block, mark)
        if rest:
            text.append(replace(block, text=rest))
    return text, arrivals


def _left(text: Sequence[Block]) -> int | None:
    """Return to which block a mark of leaving below the text belongs: the last that is no credit, unless a headline."""
    last = len(text) - 1
    if last > 0 and bylines.alone(text[last].text):
        last -= 1
    return last if last >= 0 and not text[last].level and (text[last].ends or text[last].size > PROSE) else None


def _cut(text: Sequence[Block], path: Sequence[State], starts: Sequence[int]) -> list[Draft]:
    drafts: list[Draft] = []
    forced = set(starts)
    for index, (block, state) in enumerate(zip(text, path, strict=True)):
        role = state.role
        if index in forced and role in (Role.HEAD, Role.MORE) and not block.level:
            role = Role.NEW
        if role in (Role.HEAD, Role.NEW) or index in forced or not drafts:
            drafts.append(Draft())
        _put(drafts[-1], block, role)
    for draft in drafts:
        if not draft.paragraphs:
            draft.kind = Kind.AD
    return drafts


def _put(draft: Draft, block: Block, role: Role) -> None:
    if role in (Role.HEAD, Role.MORE):
        draft.heads.append(block)
    elif role in (Role.TOP, Role.END):
        draft.signs.append(block)
    elif role is Role.REST and draft.paragraphs:
        draft.paragraphs[-1].append(block)
    else:
        if role is Role.SUB:
            draft.subs.append(len(draft.paragraphs))
        draft.paragraphs.append([block])

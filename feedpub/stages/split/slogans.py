"""Drafts -> which of them are mottoes: headlines without a story, or a line of exhortation that reports nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.model import ItemKind
from feedpub.stages.split import bylines, signoffs

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from feedpub.stages.split.blocks import Block
    from feedpub.stages.split.items import ItemDraft

REPORTING_WORDS = re.compile(
    r"\d|近日|日前|昨|今[天日年晚]|记者|表示|[说称]|指出|举行|召开|开展|发布|介绍|获悉|了解|报道|他|她|我们|[一二三四五六七八九十]月|会议|活动|调查|警方|本报|比赛"
)
EXHORTING_WORDS = re.compile(
    "必须|坚持|坚定不移|弘扬|树立|共建|共享|从我做起|人人|让我们|为什么|践行|牢记|倡导|共创|珍惜|爱护|节约|关爱|携手|文明|新风|传承"
)
APPEAL_WORDS = re.compile(
    "从.{1,4}做起|节约用[水电]|节约粮食|爱护.{2,4}|请勿|人人有责|你我同行|与我同行|光盘行动|公益|讲文明|树新风|远离毒品|珍爱生命"
)
MAX_SLOGAN = 160


def slogan_groups(blocks: Sequence[Block], excluded: Collection[int]) -> list[tuple[int, ...]]:
    """Return the mottoes that fill a gap between closed stories: a paragraph that reports nothing, and its headline."""
    found: list[tuple[int, ...]] = []
    for index, block in enumerate(blocks):
        if (
            index not in excluded
            and block.length <= 24
            and _is_unended_line(block)
            and APPEAL_WORDS.search(block.normalised)
            and " " in block.normalised
        ):
            found.append((index,))
        if index in excluded or block.length > MAX_SLOGAN or not _is_exhortation(block.normalised, 2):
            continue
        if not block.ends_sentence and not (block.length >= 30 and "，" in block.normalised):
            continue
        first = index
        if (
            index
            and index - 1 not in excluded
            and _is_unended_line(blocks[index - 1])
            and not REPORTING_WORDS.search(blocks[index - 1].normalised)
        ):
            first -= 1
        is_after_story = first == 0 or first - 1 in excluded or ends_story(blocks[first - 1])
        after = index + 1
        if is_after_story and (after == len(blocks) or after in excluded or _is_unended_line(blocks[after])):
            found.append(tuple(range(first, after)))
    return found


def _is_exhortation(normalised: str, times: int) -> bool:
    return not REPORTING_WORDS.search(normalised) and len(EXHORTING_WORDS.findall(normalised)) >= times


def _is_unended_line(block: Block) -> bool:
    return not block.ends_sentence and block.length <= 45 and not bylines.is_byline(block.text)


def ends_story(block: Block) -> bool:
    """Whether a story ends with this block for certain: it is signed, or signed off."""
    return bylines.is_byline(block.text) or bylines.parse_credit(block.text) is not None or signoffs.is_agency_signoff(block.normalised)


def mark_slogans(drafts: Sequence[ItemDraft]) -> None:
    """Call the mottoes what they are."""
    for draft in drafts:
        if draft.kind is ItemKind.ARTICLE and _is_slogan(draft):
            draft.kind = ItemKind.AD


def _is_slogan(draft: ItemDraft) -> bool:
    if draft.bylines or len(draft.paragraphs) != 1:
        return False
    text = "".join(block.normalised for block in draft.blocks)
    body = "".join(block.normalised for block in draft.paragraphs[0])
    if not any(mark in body for mark in "，。！？；") and len(body) <= 30:
        return True
    return len(text) <= MAX_SLOGAN and not REPORTING_WORDS.search(body) and bool(EXHORTING_WORDS.search(text))

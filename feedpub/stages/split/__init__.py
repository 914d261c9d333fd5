"""Page -> Articles: what belongs together on a newspaper page, item by item, in the order of the page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feedpub.model import Article, ItemKind
from feedpub.stages.split import adverts, floats, form, joins
from feedpub.stages.split.items import ItemDraft, to_article
from feedpub.stages.split.stories import Segmentation, segment_stories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.model import Page
    from feedpub.stages.split.blocks import Block

__all__ = ["segment_page", "usual_heading_level", "split"]


def split(page: Page) -> tuple[Article, ...]:
    """Return all items of the page: each non-empty line is in exactly one of them."""
    segmentation = segment_page(page)
    usual_level = usual_heading_level(segmentation.drafts)
    return tuple(to_article(draft, usual_level) for draft in sorted(segmentation.drafts, key=lambda draft: draft.first_line))


def segment_page(page: Page) -> Segmentation:
    """Return the items of the page as drafts, its stories first, and what they were decided by."""
    blocks = form.parse_blocks(page.lines)
    page_parts = floats.remove_boilerplate(blocks)
    stories = [blocks[index] for index in page_parts.story_lines]
    segmentation = segment_stories(stories, _contents_lines(blocks, page_parts), _lines_after_removed(blocks, page_parts)) if stories else Segmentation([])
    pictures = [_picture_draft(blocks, picture) for picture in page_parts.pictures]
    notices = [_advert_draft([blocks[index] for index in group]) for group in page_parts.notices]
    return segmentation._replace(drafts=[*segmentation.drafts, *pictures, *notices])


def _contents_lines(blocks: Sequence[Block], page_parts: floats.NonStoryBlocks) -> frozenset[str]:
    """Return the lines of contents lists, as they come again above their stories."""
    return frozenset(adverts.without_page_reference(blocks[index]) for group in page_parts.notices for index in group)


def _lines_after_removed(blocks: Sequence[Block], page_parts: floats.NonStoryBlocks) -> frozenset[int]:
    """Return the lines above which an advert or a picture stood."""
    return frozenset(
        blocks[below].line_numbers[0] for above, below in zip(page_parts.story_lines, page_parts.story_lines[1:], strict=False) if below - above > 1
    )


def usual_heading_level(drafts: Sequence[ItemDraft]) -> int:
    """Return the `#` level of the page's headlines, by the stories that have one line of them."""
    levels = Counter(draft.headline_lines[0].heading_level for draft in drafts if len(draft.headline_lines) == 1 and draft.headline_lines[0].heading_level)
    return levels.most_common(1)[0][0] if levels else 0


def _picture_draft(blocks: Sequence[Block], picture: floats.Picture) -> ItemDraft:
    draft = ItemDraft(ItemKind.CAPTION, headline_lines=[blocks[index] for index in picture.headline_lines])
    for index in picture.caption_lines:
        block = blocks[index]
        last = draft.paragraphs[-1][-1] if draft.paragraphs else None
        if last and not last.ends_sentence and joins.continuation_score(last.normalised, block.normalised) >= joins.LIKELY_CONTINUATION:
            draft.paragraphs[-1].append(block)
        else:
            draft.paragraphs.append([block])
    return draft


def _advert_draft(blocks: Sequence[Block]) -> ItemDraft:
    draft = ItemDraft(ItemKind.AD)
    lines = list(blocks)
    if not lines[0].ends_sentence and lines[0].length <= floats.MAX_HEADLINE:
        draft.headline_lines.append(lines.pop(0))
    draft.paragraphs = [[block] for block in lines]
    return draft

"""Page -> Articles: what belongs together on a newspaper page, item by item, in the order of the page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from feedpub.model import Article, Kind
from feedpub.stages.split import adverts, floats, form, joins
from feedpub.stages.split.items import Draft, finish
from feedpub.stages.split.stories import Told, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.model import Page
    from feedpub.stages.split.blocks import Block

__all__ = ["cut", "main_level", "split"]


def split(page: Page) -> tuple[Article, ...]:
    """Return all items of the page: each non-empty line is in exactly one of them."""
    told = cut(page)
    main = main_level(told.drafts)
    return tuple(finish(draft, main) for draft in sorted(told.drafts, key=lambda draft: draft.first))


def cut(page: Page) -> Told:
    """Return the items of the page as drafts, its stories first, and what they were decided by."""
    blocks = form.blocks(page.lines)
    parts = floats.part(blocks)
    stories = [blocks[index] for index in parts.rest]
    told = tell(stories, _listed(blocks, parts), _parted(blocks, parts)) if stories else Told([])
    pictures = [_picture(blocks, picture) for picture in parts.pictures]
    notices = [_advert([blocks[index] for index in group]) for group in parts.adverts]
    return told._replace(drafts=[*told.drafts, *pictures, *notices])


def _listed(blocks: Sequence[Block], parts: floats.Floats) -> frozenset[str]:
    """Return the lines of contents lists, as they come again above their stories."""
    return frozenset(adverts.bare(blocks[index]) for group in parts.adverts for index in group)


def _parted(blocks: Sequence[Block], parts: floats.Floats) -> frozenset[int]:
    """Return the lines above which an advert or a picture stood."""
    return frozenset(
        blocks[below].numbers[0] for above, below in zip(parts.rest, parts.rest[1:], strict=False) if below - above > 1
    )


def main_level(drafts: Sequence[Draft]) -> int:
    """Return the `#` level of the page's headlines, by the stories that have one line of them."""
    levels = Counter(draft.heads[0].level for draft in drafts if len(draft.heads) == 1 and draft.heads[0].level)
    return levels.most_common(1)[0][0] if levels else 0


def _picture(blocks: Sequence[Block], picture: floats.Picture) -> Draft:
    draft = Draft(Kind.CAPTION, heads=[blocks[index] for index in picture.heads])
    for index in picture.words:
        block = blocks[index]
        last = draft.paragraphs[-1][-1] if draft.paragraphs else None
        if last and not last.ends and joins.score(last.canon, block.canon) >= joins.LIKELY:
            draft.paragraphs[-1].append(block)
        else:
            draft.paragraphs.append([block])
    return draft


def _advert(blocks: Sequence[Block]) -> Draft:
    draft = Draft(Kind.AD)
    lines = list(blocks)
    if not lines[0].ends and lines[0].size <= floats.HEADLINE:
        draft.heads.append(lines.pop(0))
    draft.paragraphs = [[block] for block in lines]
    return draft

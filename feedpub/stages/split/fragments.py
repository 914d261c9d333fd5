"""Roles of blocks and marks of arrival -> the continuations of stories from other pages, in reading order.

A continuation may be turned round: its second half stands before the mark, its first half after it, and breaks off
where the second begins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import Kind
from feedpub.stages.split import bylines, joins, openings, signoffs
from feedpub.stages.split.grammar import Role, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.stages.split.blocks import Block
    from feedpub.stages.split.features import Seen
    from feedpub.stages.split.items import Draft

_TEXT = (Role.LEAD, Role.NEW, Role.BODY, Role.REST, Role.SUB)
REACH = 12
SEAM = 4.0
"""A word, a number or a quotation goes across."""
OTHER = -0.5
"""Below this likeness (a logarithm) the text above has another subject."""
SURE = 4.5
"""What the start of a second half must reach; between the scores of right and wrong starts on the fitted pages."""


INSIDE = 4.0
"""What speaks against an end of the first half where no item was seen to end."""


class Starts(list[int]):
    """Where continuations begin in the text: `pairs` gives for each mark the start of its second half, or None."""

    def __init__(self, pairs: Mapping[int, tuple[int | None, Block | None, str]]) -> None:
        self.pairs = dict(pairs)
        super().__init__(sorted({*pairs, *(second for second, _, _ in pairs.values() if second is not None)}))


def starts(
    text: Sequence[Block], seen: Sequence[Seen], path: list[State], arrivals: Mapping[int, tuple[Block | None, str]]
) -> Starts:
    """Return where the continuations begin, and their second halves, if those were printed first."""
    pairs: dict[int, tuple[int | None, Block | None, str]] = {}
    for at, (block, mark) in arrivals.items():
        if at < len(text):
            pairs[at] = (_second_half(text, seen, path, at), block, mark)
    return Starts(pairs)


def _end(path: Sequence[State], at: int) -> int:
    """Return where the text that begins at `at` ends: before the next item."""
    end = at + 1
    while end < len(path) and path[end].role not in (Role.HEAD, Role.NEW):
        end += 1
    return end


def _last(text: Sequence[Block], path: list[State], at: int) -> Block:
    """Return what the text from `at` ends with; a short last line is no headline when nothing stands below it."""
    end = _end(path, at)
    if end < len(text) and path[end].role is Role.HEAD and not text[end].level and not text[end].ends:
        bodiless = end + 1 == len(text) or path[end + 1].role in (Role.HEAD, Role.NEW)
        if bodiless and text[end - 1].ends and text[end].size <= 30:
            path[end] = State(Role.BODY, path[end - 1].signed)
            return text[end]
    return text[end - 1]


def _second_half(text: Sequence[Block], seen: Sequence[Seen], path: list[State], at: int) -> int | None:
    """Return where the second half begins, if it was printed above the mark; the first half ends where it is open."""
    _last(text, path, at)
    own = _end(path, at)
    best, halves = SURE, None
    for end in range(at, min(own + 1, len(text), at + REACH)):
        last = text[end]
        if last.ends or signoffs.closing(last.canon) or bylines.alone(last.text):
            continue
        whole = 0.0 if end + 1 >= own else _torn(seen[end + 1], path[end + 1].role) - INSIDE
        score, start = _best_start(text, seen, path, at, last)
        if start is not None and score + whole > best:
            best, halves = score + whole, (end, start)
    if halves is None:
        return None
    end, start = halves
    if end + 1 < own:
        path[end + 1] = State(Role.NEW, path[end + 1].signed)
    path[start] = State(Role.NEW, path[start].signed)
    _mend(seen, path, range(start + 1, at))
    _mend(seen, path, range(at + 1, end + 1))
    return start


def _best_start(
    text: Sequence[Block], seen: Sequence[Seen], path: Sequence[State], at: int, last: Block
) -> tuple[float, int | None]:
    """Return the block above the mark that goes on best from `last`, and how well."""
    best, where = -9.0, None
    gate = _gate(seen, path, at)
    for start in range(at - 1, -1, -1):
        left = "above leaves" in seen[start]
        if start < gate and not left and _closes(seen[start], path[start].role):
            break
        score = _fits(last, text[start], seen[start], _role_below(path, start))
        if score > best:
            best, where = score, start
        if left:
            break
    return best, where


def _gate(seen: Sequence[Seen], path: Sequence[State], at: int) -> int:
    """Return where a story above leaves for another page: up to there, nothing but a byline closes the text."""
    for start in range(at - 1, max(-1, at - REACH), -1):
        if path[start].role in (Role.TOP, Role.END):
            break
        if "above leaves" in seen[start]:
            return start
    return at


def _role_below(path: Sequence[State], start: int) -> Role:
    """Return a block's role, as it is where a byline above closes a story and not one that stands under a headline."""
    above = start - 1
    while above >= 0 and path[above].role is Role.TOP:
        above -= 1
    signed = start > 0 and path[start - 1].role in (Role.TOP, Role.END)
    headed = any(state.role in (Role.HEAD, Role.MORE) for state in path[max(0, above - 1) : above + 1])
    return Role.NEW if signed and not headed else path[start].role


def _fits(last: Block, block: Block, seen: Seen, role: Role) -> float:
    """Return how well a block begins what `last` leaves open: by the join, and by what parts it from the text above."""
    if role in (Role.SUB, Role.LEAD):
        return 0.0
    join = joins.score(last.canon, block.canon)
    apart = role is Role.NEW or any(sign in seen for sign in ("above signs", "above leaves", "above closing"))
    if not apart and join < SEAM and seen.get("alike", 0.0) > OTHER:
        return 0.0
    return join + _torn(seen, role) - openings.score(block.canon)


def _closes(seen: Seen, role: Role) -> bool:
    """Whether the text cannot reach back over a block: a byline, or a headline that nothing joins to its neighbours."""
    if role in (Role.TOP, Role.END):
        return True
    joined = "ends" in seen or "goes on" in seen or "goes on below" in seen
    return role in (Role.HEAD, Role.MORE) and ("heading" in seen or not joined)


def _mend(seen: Sequence[Seen], path: list[State], inside: range) -> None:
    """Within the second half there is no other item."""
    for index in inside:
        if path[index].role in (Role.HEAD, Role.MORE, Role.NEW):
            path[index] = State(Role.REST if "goes on" in seen[index] else Role.BODY, path[index].signed)


def _torn(seen: Seen, role: Role) -> float:
    """How surely another text ends above this block."""
    torn = 4.0 if role is Role.NEW else 0.0
    torn += 2.0 if "above signs" in seen or "other subject" in seen else 0.0
    torn += 6.0 if "above leaves" in seen else 0.0
    torn -= 2.5 * seen.get("alike", 0.0) + 3.0 * max(0.0, seen.get("joins", 0.0)) + (4.0 if "lead" in seen else 0.0)
    return torn + (1.0 if "above ends" in seen or role is Role.NEW else -2.0)


def name(drafts: list[Draft], blocks: Sequence[Block], text: Sequence[Block], found: Starts) -> None:
    """Make each continuation one draft: its halves in reading order, its mark with it."""
    holder = {block.numbers: draft for draft in drafts for block in draft.blocks}
    for at, (second, block, mark) in found.pairs.items():
        draft = holder[text[at].numbers]
        draft.kind, draft.jump = Kind.FRAGMENT, mark
        if block is not None:
            draft.marks.append(block)
        half = draft if second is None else holder[text[second].numbers]
        if half is not draft:
            holder |= {moved.numbers: draft for moved in half.blocks}
            _append(draft, half)
    for mark_block in _lost(drafts, blocks):
        _adopt(drafts, mark_block)
    everybody = _all_sign(drafts)
    for draft in drafts:
        if draft.kind is Kind.ARTICLE and _continues(draft, everybody and draft is not drafts[0]):
            draft.kind = Kind.FRAGMENT
    drafts[:] = [draft for draft in drafts if draft.blocks]


def _append(draft: Draft, half: Draft) -> None:
    """Put the second half behind the first; a paragraph that breaks off goes on."""
    shift = len(draft.paragraphs)
    pieces = [[head] for head in half.heads] + half.paragraphs
    if draft.paragraphs and pieces and not draft.paragraphs[-1][-1].ends:
        draft.paragraphs[-1].extend(pieces[0])
        pieces = pieces[1:]
        shift -= 1
    draft.paragraphs.extend(pieces)
    draft.subs.extend(index + shift for index in half.subs)
    draft.signs.extend(half.signs)
    draft.marks.extend(half.marks)
    half.paragraphs, half.signs, half.heads, half.subs, half.marks = [], [], [], [], []


def _lost(drafts: Sequence[Draft], blocks: Sequence[Block]) -> list[Block]:
    held = {number for draft in drafts for block in draft.blocks for number in block.numbers}
    return [block for block in blocks if block.numbers[0] not in held]


def _adopt(drafts: list[Draft], block: Block) -> None:
    """Give a mark with nothing behind it to what stands above it."""
    above = [draft for draft in drafts if draft.blocks and draft.first < block.numbers[0]]
    (above[-1] if above else drafts[0]).marks.append(block)


ODD = -1.5
"""Few paragraphs of news open so."""
SIGNED = 0.6
"""From this share on, a page signs its stories."""
_NEVER_FIRST = frozenset("，。、；：！？”》）们届性化的了着过者员得")


def _all_sign(drafts: Sequence[Draft]) -> bool:
    told = [draft for draft in drafts if draft.heads and draft.paragraphs]
    return sum(map(_signed, told)) >= max(2, SIGNED * len(told))


def _signed(draft: Draft) -> bool:
    if draft.signs:
        return True
    first, last = draft.paragraphs[0][0].text, draft.paragraphs[-1][-1].text
    lead = bylines.lead(first)
    return bool((lead and lead.byline) or bylines.tail(last))


def _continues(draft: Draft, everybody: bool) -> bool:
    """Whether a text without a headline has no beginning either.

    It starts in mid-sentence, is only signed off, or has no author where `everybody` else signs.
    """
    if draft.heads or not draft.paragraphs:
        return False
    first = draft.paragraphs[0][0]
    if bylines.lead(first.text):
        return False
    closing = signoffs.closing(draft.paragraphs[-1][-1].canon) and len(draft.paragraphs) > 1
    if closing or first.canon[:1] in _NEVER_FIRST:
        return True
    return not _signed(draft) and (everybody or openings.score(first.canon) <= ODD)

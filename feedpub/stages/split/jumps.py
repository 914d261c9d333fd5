"""A block -> the mark that parts a story from another page (`上接第1版`, `下转2版`), and the text without it."""

from __future__ import annotations

import re

from feedpub.stages.split.blocks import canonical

_PAGE = r"第?\s*[A-Za-z]?\s*[\d一二三四五六七八九十]{1,3}\s*[版页]?"
_FROM = re.compile(
    rf"[（【［<〈\s▲■]*((?:紧接|紧急接|上接|接上|接|（?承接){_PAGE}(?:[^）】］\n]{{0,12}})?)[）】］>〉]?"
)
_FROM_OPEN = re.compile(rf"[▲■●\s]*((?:紧接|上接|接){_PAGE})(?=\s|$|[▲■●])")
_TO = re.compile(rf"[（【［]?\s*((?:下转|转|紧转)\s*{_PAGE}(?:[^）】］\n]{{0,8}})?)[）】］]?\s*$")
_SIGNS = "▲▼■●◆▶►→☞※ \u3000"


def arrives(text: str) -> tuple[str, int] | None:
    """Return the mark that a text begins with when it comes from another page, and where its text begins."""
    canon = canonical(text[:40])
    found = _FROM.match(canon)
    if not found or not (_closed(canon, found) or found.end() == len(canon)):
        found = _FROM_OPEN.match(canon)
    if not found or not re.match("紧?.?[上接]", found[1]):
        return None
    if found[1].startswith("接") and not _closed(canon, found):
        return None
    return text[found.start(1) : found.end(1)].strip(), found.end()


def _closed(canon: str, found: re.Match[str]) -> bool:
    return canon[found.end() - 1 : found.end()] in "）】］>〉"


def leaves(text: str) -> tuple[str, int] | None:
    """Return the mark that a text ends with when it goes on elsewhere, and where its text ends."""
    base = max(0, len(text) - 24)
    found = _TO.search(canonical(text[base:]))
    if not found or (found[1].startswith("转") and text[base + found.start()] not in "（(【["):
        return None
    return text[base + found.start(1) : base + found.end(1)].strip(), base + found.start()


def only_leaves(text: str) -> str | None:
    """Return the mark of a line that holds nothing but that its story goes on elsewhere; None for any other line."""
    bare = text.strip(_SIGNS)
    found = leaves(bare)
    return bare if found and found[1] == 0 else None

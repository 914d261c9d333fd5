"""A block -> the mark that parts a story from another page (`上接第1版`, `下转2版`), and the text without it."""

from __future__ import annotations

import re

from feedpub.language.normalise import normalise_text

_PAGE_NUMBER = r"第?\s*[A-Za-z]?\s*[\d一二三四五六七八九十]{1,3}\s*[版页]?"
_CONTINUED_FROM = re.compile(
    rf"[（【［<〈\s▲■]*((?:紧接|紧急接|上接|接上|接|（?承接){_PAGE_NUMBER}(?:[^）】］\n]{{0,12}})?)[）】］>〉]?"
)
_CONTINUED_FROM_UNBRACKETED = re.compile(rf"[▲■●\s]*((?:紧接|上接|接){_PAGE_NUMBER})(?=\s|$|[▲■●])")
_CONTINUED_ON = re.compile(rf"[（【［]?\s*((?:下转|转|紧转)\s*{_PAGE_NUMBER}(?:[^）】］\n]{{0,8}})?)[）】］]?\s*$")
_DECORATION = "▲▼■●◆▶►→☞※ \u3000"


def parse_continued_from(text: str) -> tuple[str, int] | None:
    """Return the mark that a text begins with when it comes from another page, and where its text begins."""
    normalised = normalise_text(text[:40])
    found = _CONTINUED_FROM.match(normalised)
    if not found or not (_is_bracketed(normalised, found) or found.end() == len(normalised)):
        found = _CONTINUED_FROM_UNBRACKETED.match(normalised)
    if not found or not re.match("紧?.?[上接]", found[1]):
        return None
    if found[1].startswith("接") and not _is_bracketed(normalised, found):
        return None
    return text[found.start(1) : found.end(1)].strip(), found.end()


def _is_bracketed(normalised: str, found: re.Match[str]) -> bool:
    return normalised[found.end() - 1 : found.end()] in "）】］>〉"


def parse_continued_on(text: str) -> tuple[str, int] | None:
    """Return the mark that a text ends with when it goes on elsewhere, and where its text ends."""
    base = max(0, len(text) - 24)
    found = _CONTINUED_ON.search(normalise_text(text[base:]))
    if not found or (found[1].startswith("转") and text[base + found.start()] not in "（(【["):
        return None
    return text[base + found.start(1) : base + found.end(1)].strip(), base + found.start()


def parse_bare_continued_on(text: str) -> str | None:
    """Return the mark of a line that holds nothing but that its story goes on elsewhere; None for any other line."""
    bare = text.strip(_DECORATION)
    found = parse_continued_on(bare)
    return bare if found and found[1] == 0 else None

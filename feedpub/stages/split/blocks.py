"""A piece of a page as the other modules see it: some lines that belong together, cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from feedpub.language import marks, script

SHORT = 400
"""Characters of a text that is worth remembering; longer ones are looked at in pieces."""


@dataclass(frozen=True)
class Block:
    """A line of the page, or the lines of one hard-wrapped paragraph. `numbers` are the source lines, from 1."""

    text: str
    numbers: tuple[int, ...]
    level: int = 0
    """How many `#` stood before it."""
    gap: int = 0
    """How many empty lines stood above it."""
    indent: bool = False
    bullet: bool = False

    @cached_property
    def canon(self) -> str:
        """The text as our rules are written: simplified characters, one form of each mark; offsets stay."""
        return canonical(self.text)

    @cached_property
    def ends(self) -> bool:
        """Whether it ends where a sentence does."""
        return marks.ends_sentence(self.canon)

    @property
    def size(self) -> int:
        """How many characters it has."""
        return len(self.text)


def canonical(text: str) -> str:
    """Return `text` as our rules are written: simplified characters, one form of each mark; offsets stay."""
    return _remembered(text) if len(text) <= SHORT else marks.canonical(script.plain(text))


@lru_cache(maxsize=4096)
def _remembered(text: str) -> str:
    """Return the same for a text that many rules look at one after another."""
    return marks.canonical(script.plain(text))

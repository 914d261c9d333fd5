"""A piece of a page as the other modules see it: some lines that belong together, cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from feedpub.language import marks, script

CACHED_LENGTH = 400
"""Characters of a text that is worth remembering; longer ones are looked at in pieces."""


@dataclass(frozen=True)
class Block:
    """A line of the page, or the lines of one hard-wrapped paragraph. `numbers` are the source lines, from 1."""

    text: str
    line_numbers: tuple[int, ...]
    heading_level: int = 0
    """How many `#` stood before it."""
    blank_lines: int = 0
    """How many empty lines stood above it."""
    is_indented: bool = False
    is_bullet: bool = False

    @cached_property
    def normalised(self) -> str:
        """The text as our rules are written: simplified characters, one form of each mark; offsets stay."""
        return normalise_text(self.text)

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether it ends where a sentence does."""
        return marks.ends_sentence(self.normalised)

    @property
    def length(self) -> int:
        """How many characters it has."""
        return len(self.text)


def normalise_text(text: str) -> str:
    """Return `text` as our rules are written: simplified characters, one form of each mark; offsets stay."""
    return _normalise_cached(text) if len(text) <= CACHED_LENGTH else marks.unify_marks(script.simplify(text))


@lru_cache(maxsize=4096)
def _normalise_cached(text: str) -> str:
    """Return the same for a text that many rules look at one after another."""
    return marks.unify_marks(script.simplify(text))

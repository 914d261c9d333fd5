"""Wordings of a page's stories, wordings that the archive holds -> which is which; what is new gets a guid.

The laws, each a property in the tests:

- A guid is a function of the words at first archiving and of nothing else: not of spacing, widths or mark-up.
- The same words are the same story, wherever they stand, now or in an earlier wording.
- Two items of one page with different words are two stories.
- An item that changed keeps its story: of all that its file held it is the most similar, or has its headline.
- Which is which does not depend on the order in which the archive tells what it holds.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedpub.model import Article

Key = TypeVar("Key", bound=int)

MIN_SIMILARITY = 0.5
"""The share of common bigrams from which two bodies are one story: halves of a story are still it."""

MAX_COMPARISONS = 250_000
"""Pairs that are compared by their bodies; a page edited beyond that is a dump, matched by words and headlines."""

INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
"""Categories without ink. Not "Cn": whether a rare character is assigned depends on the age of Python's tables."""

MARKDOWN_MARKS = frozenset("*_#`~>\\")


@dataclass(frozen=True)
class StoryText:
    """The words of a story, as identity sees them.

    The headline is the printed one: one that was made from the body would add nothing, and change with the method.
    """

    headline: str
    body: str

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of both, in hexadecimal; NUL stands between them, and `plain` leaves none inside."""
        return sha256(f"{self.headline}\0{self.body}".encode("utf-8", "surrogatepass")).hexdigest()

    @cached_property
    def bigrams(self) -> Counter[str]:
        """The pairs of neighbouring characters of the body, with their number."""
        return Counter(map("".join, zip(self.body, self.body[1:], strict=False)))


def identify(
    new: Sequence[StoryText],
    in_file: Mapping[Key, StoryText],
    in_archive: Mapping[str, Key],
    last_in_file: Mapping[str, Key] | None = None,
) -> tuple[Key | None, ...]:
    """Return for each of a page's stories the one in the archive that it is, or None for one that is new.

    `held` is what the stories of this file say, `said` which of them the file said last in the words of a digest (that
    is not the same where another file speaks for the story), `anywhere` the stories of the whole archive by digests.
    Words decide before likeness, so that two files that are swapped do not swap their guids. A key comes twice only
    where the page says the same words twice.
    """
    items = {item.digest: item for item in new}
    found: dict[str, Key] = {}
    by_digest = {item.digest: key for key, item in sorted(in_file.items(), reverse=True)}
    for known in (by_digest, last_in_file or {}, in_archive):
        _match_exactly(found, items, known)
    unmatched = {key: item for key, item in in_file.items() if key not in found.values()}
    found |= _match_similar([item for digest, item in items.items() if digest not in found], unmatched)
    return tuple(found.get(item.digest) for item in new)


def story_text(article: Article) -> StoryText:
    """Return the words of an article without all that printing and typing adds."""
    return StoryText(bare_text(article.title or ""), bare_text("".join(article.paragraphs)))


def bare_text(text: str) -> str:
    """Return `text` in NFKC without white space, control, zero-width and bidi characters and marks of Markdown."""
    bare = unicodedata.normalize("NFKC", text).translate(_KEPT_CHARACTERS)
    return unicodedata.normalize("NFKC", bare)  # what stood apart may now be one


class _KeptCharacters(dict[int, int | None]):
    """Characters -> themselves, or None for what `plain` leaves out; each is looked at when it is first met.

    Five times as quick as to ask for the category of every character of every text.
    """

    def __missing__(self, code: int) -> int | None:
        char = chr(code)
        kept = char not in MARKDOWN_MARKS and unicodedata.category(char) not in INVISIBLE_CATEGORIES
        self[code] = code if kept else None
        return self[code]


_KEPT_CHARACTERS = _KeptCharacters()


def guid(digest: str) -> str:
    """Return the `urn:uuid:` of a digest: its first 16 bytes as a UUID of version 8 (RFC 9562, 5.8)."""
    number = int(digest[:32], 16)
    number = number & ~(0xF << 76) | (0x8 << 76)
    number = number & ~(0x3 << 62) | (0x2 << 62)
    return UUID(int=number).urn


def short_id(digest: str) -> str:
    """Return the first 16 hexadecimal digits: the name of the story's page."""
    return digest[:16]


def unique_digest(digest: str, taken: Iterable[str]) -> str:
    """Return `digest`, or the first of its numbered kin whose id is not among the `taken` ids.

    Needed where a page holds a story and, as another item, the words that this story began with.
    """
    ids = set(taken)
    candidate, number = digest, 1
    while short_id(candidate) in ids:
        candidate = sha256(f"{digest}\0{number}".encode()).hexdigest()
        number += 1
    return candidate


def similarity(one: StoryText, other: StoryText) -> float:
    """Return how far two bodies are the same, 0 to 1: twice the common bigrams over all (Dice)."""
    total = one.bigrams.total() + other.bigrams.total()
    return 2 * (one.bigrams & other.bigrams).total() / total if total else 0.0


def _match_exactly(found: dict[str, Key], items: Iterable[str], known: Mapping[str, Key]) -> None:
    """Give each item the story with its very words, unless another item of the page has it already."""
    taken = set(found.values())
    for digest in items:
        key = known.get(digest)
        if digest not in found and key is not None and key not in taken:
            found[digest] = key
            taken.add(key)


def _match_similar(new: Sequence[StoryText], in_file: Mapping[Key, StoryText]) -> dict[str, Key]:
    """Pair what is most alike, one to one, the best pair first."""
    compares_bodies = len(new) * len(in_file) <= MAX_COMPARISONS
    pairs = sorted(
        (-score, at, key)
        for at, one in enumerate(new)
        for key, other in in_file.items()
        if (score := _match_score(one, other, compares_bodies=compares_bodies))
    )
    found: dict[str, Key] = {}
    taken: set[Key] = set()
    for _, at, key in pairs:
        if new[at].digest not in found and key not in taken:
            found[new[at].digest] = key
            taken.add(key)
    return found


def _match_score(one: StoryText, other: StoryText, *, compares_bodies: bool) -> float:
    """Return 0 for two stories; a changed headline over the same body beats the same headline over another."""
    same_headline = bool(one.headline) and one.headline == other.headline
    body_similarity = similarity(one, other) if compares_bodies else 0.0
    return (
        body_similarity + MIN_SIMILARITY * same_headline if same_headline or body_similarity >= MIN_SIMILARITY else 0.0
    )

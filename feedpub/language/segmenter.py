"""Words of a Chinese text by jieba's dictionary, loaded once per process and never from a shared cache file."""

from __future__ import annotations

import re
import warnings
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_MAX_PORTION = 300
_UNPUNCTUATED = re.compile(rf"[\u4e00-\u9fff]{{{_MAX_PORTION}}}")
"""So many ideographs without a mark are no prose, and jieba's model takes the square of their number."""

_CACHED_TEXTS = 4096
"""Clauses whose words are kept: a clause is asked for again by most rules of a summary, and by the next print of it."""


def segment(text: str) -> Iterator[str]:
    """Yield the words of `text` in order; joined they are `text` again."""
    if len(text) <= _MAX_PORTION:
        yield from _segment_cached(text)
        return
    step = _MAX_PORTION if _UNPUNCTUATED.search(text) else len(text)
    for start in range(0, len(text), step):
        yield from tokenizer().cut(text[start : start + step])


@lru_cache(maxsize=_CACHED_TEXTS)
def _segment_cached(text: str) -> tuple[str, ...]:
    return tuple(tokenizer().cut(text))


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word."""
    return frequency(text) > 0


def frequency(word: str) -> int:
    """Return how often the dictionary's corpus has `word`; 0 for what is no word."""
    count: int = tokenizer().FREQ.get(word, 0)
    return count


@cache
def tokenizer() -> Any:
    """Return jieba's tokenizer, built from its dictionary.

    jieba itself would load a marshalled dictionary from a fixed name in the temporary folder, which anybody may have
    written (its issue 686), and which saves no time.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import of pkg_resources and its escapes
        import jieba
    made = jieba.Tokenizer()
    made.dictionary = str(files("jieba") / "dict.txt")  # by itself it asks for the working folder, which may be gone
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    return made


class WordClass(StrEnum):
    """What the dictionary calls a word, as far as our rules ask."""

    VERB = "verb"
    VERBAL_NOUN = "doing"
    """A verb that is a noun as well: 服务, 竞赛."""
    PLACE = "place"
    """The name of a place, short or long: 武进, 常州市."""
    OTHER = "other"
    """Neither noun nor verb nor name: adjectives, adverbs, times, set phrases."""


_CLASS_OF_TAG = {
    **dict.fromkeys([b"v", b"vi"], WordClass.VERB),
    b"vn": WordClass.VERBAL_NOUN,
    b"ns": WordClass.PLACE,
    **dict.fromkeys(b"a ad b c d e f i l o p q r s t u y z zg".split(), WordClass.OTHER),
}

_NAME_TAGS = frozenset(b"nr nrt nrfg ns nt nz".split())


def word_class(word: str) -> WordClass | None:
    """Return what the dictionary calls the word; None for nouns, other names and what it does not know."""
    return _word_classes().get(word)


@cache
def _word_classes() -> Mapping[str, WordClass]:
    with tokenizer().get_dict_file() as lines:
        found = (line.split() for line in lines)
        return {word.decode(): _CLASS_OF_TAG[tag] for word, _, tag in found if tag in _CLASS_OF_TAG}


def is_proper_name(word: str) -> bool:
    """Whether the dictionary has the word as a name: of a person, a place, an organisation or a brand."""
    return word in _proper_names()


@cache
def _proper_names() -> frozenset[str]:
    with tokenizer().get_dict_file() as lines:
        found = (line.split() for line in lines)
        return frozenset(word.decode() for word, _, tag in found if tag in _NAME_TAGS)
